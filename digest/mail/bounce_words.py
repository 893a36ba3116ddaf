"""What both forms of a bounce come to, and mail's text as lines that are safe to keep."""

from __future__ import annotations

from dataclasses import dataclass
from email.header import Header, decode_header, make_header
from email.message import Message

from digest.mail.headers import clean
from digest.model.delivery import DeliveryEvent

LONGEST = 16_384
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the letter (None: it arrived), in whose words, and for which address."""

    kind: DeliveryEvent | None
    reason: str
    address: str = ""


def header(value: object) -> str:
    """A header as text, its encoded words read."""
    try:
        text = value if isinstance(value, str) else str(value or "")
        return str(make_header(decode_header(text))) if "=?" in text else text
    except (ValueError, LookupError, UnicodeError):
        return str(Header(str(value), "utf-8", errors="replace")) if value else ""


def one_line(text: str, longest: int = 500) -> str:
    """Foreign words as one short line without control characters and half letters."""
    return clean(text.encode(errors="replace").decode())[:longest]


def text_of(part: Message) -> str:
    """A part's text: transfer encoding and charset undone, whatever they claim to be."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw[: LONGEST * 4].decode(part.get_content_charset("utf-8"), "replace")[:LONGEST]
    except (LookupError, ValueError):
        return raw[:LONGEST].decode("utf-8", "replace")


def own(address: str) -> str:
    """An address out of a field such as `rfc822; ada@example.org`."""
    return one_line(address.rpartition(";")[2], 254).strip("<> ")
