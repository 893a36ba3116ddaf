"""Quoted-printable with gaps (RFC 2045 section 6.7): encoded once, filled a million times.

No placeholder survives inside quoted-printable as it stands: a soft line break may split it.  So
the text is cut at its gaps first and encoded piece by piece.  A TOKEN is 43 characters that need
no encoding, so its place in the line is known beforehand.  Any other gap gets a soft line break
before and after, and its value is encoded and folded by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LIMIT = 75  # 76 with the "=" of a soft line break
TOKEN_WIDTH = 43
_FOLDED = 72


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """A place in a letter that differs for every reader.  Each is one object, known by identity."""

    name: str


TOKEN = Gap("TOKEN")
CLICK = Gap("CLICK")
"""As wide as a token, and as plain."""
Part = str | Gap
Piece = bytes | Gap


def _code(byte: int) -> str:
    plain = (33 <= byte <= 126 and byte != 61) or byte in (9, 32)
    return chr(byte) if plain else f"={byte:02X}"


_PLAIN = re.compile(r"[!-\-/-<>-~](?:[ -<>-~]{0,70}[!-<>-~])?|")
"""A value that stands for itself: one line of visible ASCII without `=`, not begun by a dot."""

_AT_LINE_START = {".": "=2E", "F": "=46"}
_CODES = [_code(byte) for byte in range(256)]
_SPELLED = dict(enumerate(_CODES))


def split_at_gaps(text: str, gaps: Sequence[tuple[str, Gap]]) -> list[Part]:
    """The text as a list of strings and gaps, wherever a placeholder stands."""
    by_mark = dict(gaps)
    pattern = "|".join(re.escape(mark) for mark in by_mark)
    return [by_mark.get(part, part) for part in re.split(f"({pattern})", text) if part]


def encode(parts: Sequence[Part]) -> list[Piece]:
    """Parts as quoted-printable pieces with CRLF line ends; lines stay within 76 characters."""
    writer = _Writer()
    for part in parts:
        if part in (TOKEN, CLICK):
            writer.token(part)
        elif isinstance(part, Gap):
            writer.gap(part)
        else:
            writer.text(part)
    return writer.pieces()


def encode_value(value: str) -> bytes:
    """A reader's own value for a gap between two soft line breaks, folded."""
    value = " ".join(value.split())
    if _PLAIN.fullmatch(value):
        return value.encode("ascii")
    codes = [_CODES[byte] for byte in value.encode()]
    whole = "".join(codes)
    if len(whole) <= _FOLDED:
        return _guarded(whole).encode("ascii")
    lines, line = [], ""
    for code in codes:
        if len(line) + len(code) > _FOLDED:
            lines.append(line)
            line = ""
        line += code
    lines.append(line)
    return "=\r\n".join(_guarded(line) for line in lines).encode("ascii")


def _guarded(line: str) -> str:
    """A leading dot and outer blanks, which a relay may change, as codes."""
    if line[:1] in (".", " ", "\t"):
        line = f"={ord(line[0]):02X}{line[1:]}"
    if line[-1:] in (" ", "\t"):
        line = f"{line[:-1]}={ord(line[-1]):02X}"
    return line


def _whole(codes: str, at: int, upto: int) -> int:
    """The last place from `at` to `upto` at which no code is cut in two."""
    if upto >= len(codes):
        return len(codes)
    for back in (1, 2):
        if upto - back >= at and codes[upto - back] == "=":
            return upto - back
    return upto


class _Writer:
    """Fills lines with as many whole codes as fit, remembering where the gaps stand."""

    def __init__(self) -> None:
        self._out: list[Piece] = []
        self._line: list[str] = []
        self._width = 0
        self._buffer: list[str] = []

    def text(self, text: str) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for number, line in enumerate(lines):
            if number:
                self._hard_break()
            self._fill(line.encode().decode("latin-1").translate(_SPELLED))

    def token(self, gap: Gap) -> None:
        if self._width + TOKEN_WIDTH > LIMIT:
            self._soft_break()
        self._flush()
        self._out.append(gap)
        self._width += TOKEN_WIDTH

    def gap(self, gap: Gap) -> None:
        self._soft_break()
        self._flush()
        self._out.append(gap)
        self._buffer.append("=\r\n")
        self._width = 0

    def _fill(self, codes: str) -> None:
        at = 0
        while at < len(codes):
            # A dot ends a message in SMTP, and "From " begins one in an mbox.
            odd = _AT_LINE_START.get(codes[at]) if self._width == 0 else None
            upto = at + 1 if odd else _whole(codes, at, at + LIMIT - self._width)
            if upto == at:
                self._soft_break()
                continue
            part = odd or codes[at:upto]
            self._line.append(part)
            self._width += len(part)
            at = upto

    def _soft_break(self) -> None:
        self._line.append("=\r\n")
        self._width = 0

    def _hard_break(self) -> None:
        if self._line and self._line[-1].endswith((" ", "\t")):
            last = self._line.pop()
            code = f"={ord(last[-1]):02X}"
            self._line.append(last[:-1])
            if self._width - 1 + len(code) > LIMIT:
                self._line.append("=\r\n")
            self._line.append(code)
        self._line.append("\r\n")
        self._width = 0

    def _flush(self) -> None:
        self._buffer.extend(self._line)
        self._line = []
        if self._buffer:
            self._out.append("".join(self._buffer).encode("ascii"))
            self._buffer = []

    def pieces(self) -> list[Piece]:
        if self._width:
            self._hard_break()
        self._flush()
        return self._out
