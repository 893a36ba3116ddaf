"""Kind and size of a picture from its first bytes, before anything is unpacked.

    JPEG  ff d8 ff … SOFn         height, width (big end first)
    PNG   89 PNG … IHDR           width, height
    GIF   GIF87a, GIF89a          width, height (little end first)
    WebP  RIFF … VP8 , VP8L, VP8X

A file's name and a server's word for it are not asked.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """`JPEG`, `PNG`, `GIF` or `WEBP`, with the pixels that it says it has."""

    kind: str
    width: int
    height: int


_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def read_header(body: bytes) -> Header | None:
    """The header, or None for what is no picture of these kinds or breaks off before its size."""
    if body.startswith(b"\xff\xd8\xff"):
        return _jpeg(body)
    if body.startswith(b"\x89PNG\r\n\x1a\n") and body[12:16] == b"IHDR" and len(body) >= 24:
        return Header("PNG", _big(body[16:20]), _big(body[20:24]))
    if body.startswith((b"GIF87a", b"GIF89a")) and len(body) >= 10:
        return Header("GIF", _little(body[6:8]), _little(body[8:10]))
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP" and len(body) >= 30:
        return _webp(body)
    return None


def _jpeg(body: bytes) -> Header | None:
    """The first frame's size: segments are stepped over by their lengths."""
    at = 2
    while at + 9 <= len(body):
        if body[at] != 0xFF:
            return None
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _START_OF_FRAME:
            return Header("JPEG", _big(body[at + 7 : at + 9]), _big(body[at + 5 : at + 7]))
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + _big(body[at + 2 : at + 4])
    return None


def _webp(body: bytes) -> Header | None:
    form = body[12:16]
    if form == b"VP8X":
        return Header("WEBP", 1 + _little(body[24:27]), 1 + _little(body[27:30]))
    if form == b"VP8L" and body[20] == 0x2F:
        bits = _little(body[21:25])
        return Header("WEBP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if form == b"VP8 " and body[23:26] == b"\x9d\x01\x2a":
        return Header("WEBP", _little(body[26:28]) & 0x3FFF, _little(body[28:30]) & 0x3FFF)
    return None


def _big(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _little(raw: bytes) -> int:
    return int.from_bytes(raw, "little")
