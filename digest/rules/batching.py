"""One ordered audience into disjoint batches, and a batch's readers into a small blob.

The blob holds ascending subscriber ids as differences, seven bits a byte, then zlib: 22 bytes for
1000 neighbours, under 800 for 1000 readers spread over twenty times as many.
"""

from __future__ import annotations

import hashlib
import itertools
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

Ids = Sequence[int]
_SEVEN = 0x7F


def split(ids: Iterable[int], maximum: int) -> Iterator[tuple[int, ...]]:
    """Batches of at most `maximum` ids, in order; every id in exactly one.

    Raises ValueError when the ids are not strictly ascending: a doubled reader must never pass.
    """
    batch: list[int] = []
    last = 0
    for number in ids:
        if number <= last:
            raise ValueError(
                f"subscriber {number} after {last}: the audience is not in strict order"
            )
        last = number
        batch.append(number)
        if len(batch) == maximum:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def pack(ids: Ids) -> bytes:
    """Strictly ascending positive ids as a blob."""
    deltas = [number - last for last, number in zip((0, *ids), ids, strict=False)]
    if deltas and min(deltas) <= 0:
        raise ValueError(f"ids must ascend: {ids[next(n for n, d in enumerate(deltas) if d <= 0)]}")
    near = all(delta <= _SEVEN for delta in deltas[1:])
    rest = bytes(deltas[1:]) if near else b"".join(map(_spelled, deltas[1:]))
    return zlib.compress(b"".join([*map(_spelled, deltas[:1]), rest]), 1)


def _spelled(delta: int) -> bytes:
    """Seven bits a byte, the lowest first; all but the last are marked."""
    out = bytearray()
    while delta > _SEVEN:
        out.append(delta & _SEVEN | 0x80)
        delta >>= 7
    out.append(delta)
    return bytes(out)


def unpack(blob: bytes) -> tuple[int, ...]:
    """The ids of a blob."""
    raw = zlib.decompress(blob)
    number, at = _read(raw, 0)
    if raw[at:].isascii():  # no byte is marked: each is a difference
        return tuple(itertools.accumulate(raw[at:], initial=number)) if raw else ()
    ids = [number]
    while at < len(raw):
        delta, at = _read(raw, at)
        number += delta
        ids.append(number)
    return tuple(ids)


def _read(raw: bytes, at: int) -> tuple[int, int]:
    """The difference that begins there, and where the next one does."""
    delta = shift = 0
    while at < len(raw):
        byte = raw[at]
        at += 1
        delta |= (byte & _SEVEN) << shift
        if byte <= _SEVEN:
            break
        shift += 7
    return delta, at


def merged(streams: Iterable[Iterator[tuple[int, ...]]]) -> Iterator[list[int]]:
    """Ascending streams of ascending lists as one: lists in which all ids up to some id stand.

    Whoever stands in two streams, or twice in one, stands twice in it.
    """
    waiting = [(list(first), stream) for stream in streams if (first := next(stream, ()))]
    while waiting:
        upto = min(ids[-1] for ids, _ in waiting)
        ready: list[int] = []
        rest = []
        for ids, stream in waiting:
            cut = bisect_right(ids, upto)
            ready += ids[:cut]
            left = ids[cut:] or list(next(stream, ()))
            if left:
                rest.append((left, stream))
        waiting = rest
        ready.sort()
        yield ready


class Seen:
    """Who stands in some lists, whatever their order: a bit for each id up to the highest."""

    def __init__(self, upto: int) -> None:
        self._bits = bytearray((upto >> 3) + 1)

    def add(self, ids: Iterable[int]) -> None:
        """These stand there."""
        bits = self._bits
        for number in ids:
            bits[number >> 3] |= 1 << (number & 7)

    def without(self, ids: Iterable[int]) -> list[int]:
        """Those who do not stand there."""
        bits = self._bits
        return [number for number in ids if not bits[number >> 3] >> (number & 7) & 1]


def fingerprint(ids: Iterable[int]) -> str:
    """64 hex digits over a list of readers, to prove later that it is the frozen one."""
    whole = Fingerprint()
    whole.add(ids)
    return whole.text


class Fingerprint:
    """The same 64 hex digits, built list by list where the whole is too long to hold."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, ids: Iterable[int]) -> None:
        """Take the next readers: eight bytes each, the highest first."""
        numbers = array("Q", ids)
        if sys.byteorder == "little":
            numbers.byteswap()
        self._digest.update(numbers)

    @property
    def text(self) -> str:
        """The fingerprint of everybody taken so far."""
        return self._digest.hexdigest()
