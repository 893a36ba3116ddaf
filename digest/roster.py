"""A file of readers -> readers, a row at a time: CSV in any of its habits, JSON lines, packed or not.

    bytes (gzip, zip, plain) | one pass: hash, size, encoding | separator | rows | rules.roster

Never holds the file in memory.  A row that cannot be read is a value with its line.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from digest import rosterlines
from digest.model.attribute import Declared
from digest.model.errors import UsageError
from digest.rosterlines import Row
from digest.rules import roster
from digest.rules.roster import Columns, Reader, Refused

SEPARATORS = ",;\t|"
LONGEST_CELL = 100_000
LONGEST_ROW = 1_000_000
"""Characters; no reader needs more, and a file that has them would fill the memory."""
BOMB = 200
"""A table shrinks to a tenth when it is packed.  What unpacks to so many times its size is none."""
_ANY_WAY = 64 << 20
_BLOCK = 1 << 20
MIXED = "utf-8-or-windows-1252"
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Roster:
    """A file of readers, looked through once: `digest` is its SHA-256, `rows` its line ends."""

    path: Path
    encoding: str
    digest: str
    rows: int

    @property
    def source(self) -> str:
        """What a consent that came with it is told to come from."""
        return source(self.digest, self.path.name)


def source(digest: str, name: str) -> str:
    """What a consent is told to come from that came with the file of that SHA-256."""
    return f"import sha256:{digest[:16]} {name}"


def look_through(path: Path, encoding: str = "") -> Roster:
    """One pass over the file.  Raises UsageError when it cannot be read as a table of readers."""
    with _refusing(path), opened(path) as stream:
        head, digest, rows, size, utf8 = b"", hashlib.sha256(), 0, 0, True
        decoder = codecs.getincrementaldecoder("utf-8")()
        most = max(_ANY_WAY, BOMB * path.stat().st_size)
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > most:
                raise UsageError(
                    f"{path} unpacks to more than {BOMB} times its size: no table does"
                )
            head = head or block[:4]
            digest.update(block)
            rows += block.count(b"\n")
            utf8 = utf8 and _decodes(decoder, block)
        utf8 = utf8 and _decodes(decoder, b"", final=True)
    marked = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    guessed = marked or ("utf-8" if utf8 else MIXED)
    return Roster(path, encoding or guessed, digest.hexdigest(), rows)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def readers(
    found: Roster,
    asked: Mapping[str, str],
    tell: Callable[[Columns], None] = lambda _: None,
    declared: Declared = {},  # noqa: B006 - never written to
) -> Iterator[Reader | Refused]:
    """Every row in order; `tell` gets the columns before the first one."""
    with _refusing(found.path), opened(found.path) as stream:
        text = _text(stream, found.encoding)
        rows = _rows(text, declared)
        _, first = next(rows, (0, []))
        if isinstance(first, Refused):
            raise UsageError(f"{found.path}: {first.reason}")
        try:
            meant = roster.columns(first, asked, declared)
        except ValueError as error:
            raise UsageError(f"{found.path}: {error}") from None
        tell(meant)
        if not meant.header:
            yield roster.reader(1, first, meant)
        for line, cells in rows:
            if isinstance(cells, Refused):
                yield cells
            elif any(cells):
                yield roster.reader(line, cells, meant)


def _text(stream: IO[bytes], encoding: str) -> IO[str]:
    if encoding == MIXED:
        return io.TextIOWrapper(stream, encoding="utf-8", errors=MIXED, newline="")
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def _as_windows_has_it(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8, each as Windows-1252 has it: files that were put together."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _as_windows_has_it)


def _rows(text: IO[str], declared: Declared) -> Iterator[Row]:
    """Rows with the line they begin on; Excel's `sep=;` line is obeyed and left out."""
    first = text.readline(LONGEST_ROW).lstrip("\ufeff")
    if rosterlines.is_object(first):
        yield from rosterlines.rows(_one_by_one(_Lines(text, first)), declared)
        return
    skipped = 0
    said = first.strip().strip('"')
    if said.lower().startswith("sep=") and len(said) == 5:
        separator, first, skipped = said[4], text.readline(LONGEST_ROW), 1
    else:
        separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    yield from _cells(_Lines(text, first), separator, skipped + 1)


class _Lines:
    """Lines as the CSV reader takes them, with those of the row at hand."""

    def __init__(self, text: IO[str], first: str) -> None:
        self._text = text
        self._first = first
        self._room = LONGEST_ROW
        self.row: list[str] = []
        self.over = False

    def __iter__(self) -> Iterator[str]:
        line = self._first
        while line:
            self._room -= len(line)
            if self._room <= 0:
                raise csv.Error(f"a row is longer than {LONGEST_ROW:,} characters")
            self.row.append(line)
            yield line
            line = self._text.readline(LONGEST_ROW)
        self.over = True

    def next_row(self) -> None:
        self._room = LONGEST_ROW
        self.row.clear()


def _one_by_one(lines: _Lines) -> Iterator[str]:
    for line in lines:
        yield line
        lines.next_row()


def _cells(lines: _Lines, separator: str, begun: int) -> Iterator[Row]:
    """The rows.  One with an open quotation mark is refused with all that it swallowed."""
    table, before, width = csv.reader(lines, delimiter=separator), begun - 1, 0
    try:
        for cells in table:
            width = width or len(cells)
            if len(lines.row) > 1 and (lines.over or _swallowed(lines.row, separator, width)):
                yield begun, _open(begun, before + table.line_num, lines.row[0])
            else:
                yield begun, [cell.replace("\0", "").strip() for cell in cells]
            lines.next_row()
            begun = before + table.line_num + 1
    except csv.Error as error:
        raise csv.Error(f"line {begun}: {error}; is a quotation mark open?") from None


def _swallowed(row: list[str], separator: str, width: int) -> bool:
    """Whether lines inside a row are rows of their own by the look of them."""
    return any(
        "@" in line and len(cells) == width > 1
        for line, cells in zip(row[1:], csv.reader(row[1:], delimiter=separator), strict=False)
    )


def _open(first: int, last: int, line: str) -> Refused:
    reason = f"a quotation mark is open: lines {first} to {last} are not read"
    return Refused(first, line.strip()[:80], reason)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of the table: a gzip or a zip with one file is looked into by its first bytes."""
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(raw) as stream:
                yield stream  # type: ignore[misc]
        elif magic == b"PK\x03\x04":
            with zipfile.ZipFile(raw) as packed, packed.open(_only(packed, path)) as inside:
                yield inside
        else:
            yield raw


def _only(packed: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    files = [
        info
        for info in packed.infolist()
        if not info.is_dir() and not info.filename.startswith(("__MACOSX/", "."))
    ]
    if {"[Content_Types].xml", "mimetype"} & {info.filename for info in files}:
        raise UsageError(f"{path} is a spreadsheet's own file; save it there as CSV (UTF-8)")
    if len(files) != 1:
        raise UsageError(f"{path} holds {len(files)} files; a zip with exactly one table is read")
    return files[0]


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except LookupError as error:
        raise UsageError(f"{path}: {error}") from None
    except csv.Error as error:
        raise UsageError(f"{path} is not a table of readers: {error}") from None
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path} cannot be read: {words}") from None
