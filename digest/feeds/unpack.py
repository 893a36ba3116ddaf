"""Compressed bytes out, never more than a stated number of bytes.

    Unpacker("gzip", limit) .feed(chunk) -> bytes … .rest() -> bytes

Raises `TooMuch` the moment the output would pass the limit: the decompressors themselves are
asked for bounded pieces, so a bomb of 1000:1 costs no memory.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from digest.feeds.limits import MAX_UNPACKED
from digest.feeds.parsed import NotAFeed

_PIECE = 256 * 1024
_GZIP = b"\x1f\x8b\x08"


class TooMuch(ValueError):
    """More bytes came out than were allowed."""


class Broken(ValueError):
    """The bytes are not what their encoding says."""


class _Codec(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]: ...

    def done(self) -> bool: ...


class _Identity:
    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data

    def done(self) -> bool:
        return True


class _Zlib:
    """gzip, and deflate with or without its header; several gzip members follow each other."""

    def __init__(self, encoding: str) -> None:
        self._bits = 47 if encoding == "gzip" else 15
        self._engine = zlib.decompressobj(self._bits)
        self._raw_allowed = encoding == "deflate"
        self._started = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._engine.eof:
                if not data.startswith(_GZIP[:2]):
                    return  # padding after the last member
                self._engine = zlib.decompressobj(self._bits)
            yield self._bounded(data)
            data = self._engine.unconsumed_tail or self._engine.unused_data

    def _bounded(self, data: bytes) -> bytes:
        try:
            out = self._engine.decompress(data, _PIECE)
        except zlib.error:
            if self._started or not self._raw_allowed:
                raise
            self._engine = zlib.decompressobj(-15)
            out = self._engine.decompress(data, _PIECE)
        self._started = True
        return out

    def done(self) -> bool:
        return self._engine.eof


class _Brotli:
    def __init__(self) -> None:
        self._engine = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        piece = self._engine.process(data, output_buffer_limit=_PIECE)
        yield piece
        # Until nothing comes any more: it takes input while output is still held back.
        while not self._engine.is_finished() and (piece or not self._engine.can_accept_more_data()):
            piece = self._engine.process(b"", output_buffer_limit=_PIECE)
            yield piece

    def done(self) -> bool:
        return bool(self._engine.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._engine = zstd.ZstdDecompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            yield self._engine.decompress(data, max_length=_PIECE)
            if self._engine.eof or self._engine.needs_input:
                return
            data = b""

    def done(self) -> bool:
        return self._engine.eof


def _codec(encoding: str) -> _Codec:
    if encoding in ("gzip", "x-gzip"):
        return _Zlib("gzip")
    if encoding == "deflate":
        return _Zlib("deflate")
    if encoding == "br":
        return _Brotli()
    if encoding == "zstd":
        return _Zstd()
    if encoding in ("", "identity"):
        return _Identity()
    raise Broken(f"the encoding '{encoding[:40]}' was not asked for")


class Unpacker:
    """Decodes one body of one content encoding, up to `limit` bytes of output."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._codec = _codec(encoding.strip().lower())
        self._limit = limit
        self.size = 0
        self._seen = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded pieces of a chunk.  Raises `TooMuch` or `Broken`."""
        self._seen = self._seen or bool(data)
        try:
            for piece in self._codec.pieces(data):
                self.size += len(piece)
                if self.size > self._limit:
                    raise TooMuch(self._limit)
                if piece:
                    yield piece
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise Broken("the compressed data is damaged") from error

    def complete(self) -> bool:
        """Whether the compressed stream came to its end."""
        return not self._seen or self._codec.done()


def gunzipped(body: bytes, *, url: str) -> bytes:
    """The document inside a gzip file, as sitemaps are often served; other bytes as they are."""
    if not body.startswith(_GZIP):
        return body
    unpacker = Unpacker("gzip", MAX_UNPACKED)
    try:
        return b"".join(unpacker.feed(body))
    except TooMuch as error:
        limit = MAX_UNPACKED // 1_048_576
        raise NotAFeed(f"the compressed document opens to more than {limit} MB", url=url) from error
    except Broken as error:
        raise NotAFeed("the compressed document is damaged", url=url) from error
