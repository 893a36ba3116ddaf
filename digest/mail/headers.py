"""Header lines as bytes, right on the wire.

The standard library folds a long List-Unsubscribe into encoded words and so kills one-click
(python/cpython#85725); these lines are written by hand, and everything that comes from a person
goes through RFC 2047.
"""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

_ATEXT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_WORD_BYTES = 33
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def clean(text: str) -> str:
    """Text of a person as one line: whatever could begin a new header is a blank."""
    return " ".join(_BREAKS.sub(" ", text).split())


def text_header(name: str, value: str) -> bytes:
    """An unstructured header such as Subject, encoded and folded."""
    line = clean(value)
    if line.isascii() and len(name) + 2 + len(line) <= 76 and "=?" not in line:
        return f"{name}: {line}\r\n".encode("ascii")
    folded = Header(line, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")
    return f"{name}: {folded}\r\n".encode("ascii")


def phrase(name: str) -> str:
    """A display name for an address: bare, quoted, or encoded (RFC 5322, 2047)."""
    name = clean(name)
    if not name.isascii() or "=?" in name:
        return "\r\n ".join(_encoded_word(part) for part in _chunks(name))
    if _ATEXT.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _chunks(text: str) -> list[str]:
    """Runs of whole characters, each short enough for an encoded word."""
    if len(text.encode()) <= _WORD_BYTES:
        return [text]
    runs, run, size = [], "", 0
    for character in text:
        more = len(character.encode())
        if size + more > _WORD_BYTES:
            runs.append(run)
            run, size = "", 0
        run, size = run + character, size + more
    return [*runs, run]


def _encoded_word(text: str) -> str:
    """RFC 2047.  Not the library's `Header`: that costs 60 microseconds a reader."""
    return f"=?utf-8?b?{b64encode(text.encode()).decode('ascii')}?="


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, or the bare address; the domain in its ASCII form."""
    address = ascii_address(address)
    return f"{phrase(name)} <{address}>" if clean(name) else address


def ascii_address(address: str) -> str:
    """The address with its domain in IDNA; the local part stays as written."""
    local, _, domain = clean(address).rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"


def address_header(name: str, value: str) -> bytes:
    """A header of one mailbox, folded before the address where it would grow long."""
    return f"{name}: {folded(value, len(name) + 2)}\r\n".encode()


def folded(value: str, before: int) -> str:
    """A mailbox that stands `before` characters into its line, its address on the next if need be."""
    if before + len(value.split("\r\n")[-1]) > 76 and " <" in value:
        head, _, tail = value.rpartition(" <")
        return f"{head}\r\n <{tail}"
    return value


def raw_header(name: str, value: str) -> bytes:
    """A header of machines, never encoded and never folded (URIs, ids): ASCII only."""
    return f"{name}: {value}\r\n".encode("ascii")


def date_header(moment: datetime) -> bytes:
    """RFC 5322 date with its zone."""
    return f"Date: {format_datetime(moment)}\r\n".encode("ascii")
