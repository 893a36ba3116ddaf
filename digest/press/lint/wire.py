"""Rules over the bytes themselves (RFC 5322 section 2, RFC 2045, RFC 2047)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.press.lint.message import Fault, Message, error, warning

UNFOLDABLE = ("list-", "message-id", "dkim-", "feedback-id", "x-smtpapi")
"""Headers that a reader takes whole: folding or encoding them breaks them."""
_ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")


def _lines(raw: bytes) -> list[bytes]:
    return re.split(rb"\r\n|\n|\r", raw)


def bare_lf(message: Message) -> Iterator[Fault]:
    """Every line ends with CRLF."""
    found = re.search(rb"(?<!\r)\n", message.raw)
    if found:
        yield "a line ends with LF alone; the wire wants CRLF", _at(message.raw, found.start())


def bare_cr(message: Message) -> Iterator[Fault]:
    """No CR stands alone."""
    found = re.search(rb"\r(?!\n)", message.raw)
    if found:
        yield "a CR that ends no line", _at(message.raw, found.start())


def long_line(message: Message) -> Iterator[Fault]:
    """No line is longer than 998 octets."""
    for number, line in enumerate(_lines(message.raw), 1):
        if len(line) > 998:
            yield f"a line of {len(line)} octets; 998 is the most", f"line {number}"


def eighth_bit(message: Message) -> Iterator[Fault]:
    """Only 7-bit octets travel."""
    for number, line in enumerate(_lines(message.raw), 1):
        if not line.isascii():
            yield "octets beyond 7 bit; some servers refuse or change them", f"line {number}"


def nul(message: Message) -> Iterator[Fault]:
    """There is no NUL octet."""
    at = message.raw.find(b"\x00")
    if at >= 0:
        yield "a NUL octet", _at(message.raw, at)


def header_78(message: Message) -> Iterator[Fault]:
    """Header lines have at most 78 octets, those that must stay whole excepted."""
    name = ""
    for line in _lines(message.head):
        if line[:1] not in (b" ", b"\t"):
            name = line.split(b":")[0].decode("ascii", "replace").lower()
        if len(line) > 78 and not name.startswith(UNFOLDABLE):
            yield f"a header line of {len(line)} octets; 78 is comfortable", f"header {name}"


def encoded_75(message: Message) -> Iterator[Fault]:
    """An encoded word has at most 75 octets."""
    for word in _ENCODED_WORD.findall(message.head):
        if len(word) > 75:
            yield (
                f"an encoded word of {len(word)} octets; 75 is the most",
                word[:40].decode("ascii"),
            )


def defects(message: Message) -> Iterator[Fault]:
    """The standard parser finds no defect in the parts."""
    for part in message.parsed.walk():
        for defect in part.defects:
            yield (
                f"the parts cannot be read as they stand: {type(defect).__name__}",
                str(part.get_content_type()),
            )


def _at(raw: bytes, offset: int) -> str:
    return f"line {raw.count(10, 0, offset) + 1}"


RULES = (
    error("wire-crlf", bare_lf),
    error("wire-cr", bare_cr),
    error("wire-998", long_line),
    warning("wire-7bit", eighth_bit),
    error("wire-nul", nul),
    warning("hdr-78", header_78),
    error("hdr-2047-75", encoded_75),
    error("mime-defect", defects),
)
