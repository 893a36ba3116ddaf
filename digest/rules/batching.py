"""One ordered audience into disjoint batches, and a batch's readers into a small blob.

The blob holds ascending subscriber ids as differences, seven bits a byte, then zlib: 22 bytes for
1000 neighbours, under 800 for 1000 readers spread over twenty times as many.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence

Ids = Sequence[int]


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
    out = bytearray()
    last = 0
    for number in ids:
        delta, last = number - last, number
        if delta <= 0:
            raise ValueError(f"ids must ascend: {number}")
        while delta > 0x7F:
            out.append(delta & 0x7F | 0x80)
            delta >>= 7
        out.append(delta)
    return zlib.compress(bytes(out), 1)


def unpack(blob: bytes) -> tuple[int, ...]:
    """The ids of a blob."""
    ids: list[int] = []
    number = shift = delta = 0
    for byte in zlib.decompress(blob):
        delta |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            continue
        number += delta
        ids.append(number)
        shift = delta = 0
    return tuple(ids)


def fingerprint(ids: Iterable[int]) -> str:
    """64 hex digits over a list of readers, to prove later that it is the frozen one."""
    whole = Fingerprint()
    for number in ids:
        whole.add(number)
    return whole.text


class Fingerprint:
    """The same 64 hex digits, built reader by reader where the list is too long to hold."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, number: int) -> None:
        """Take the next reader."""
        self._digest.update(number.to_bytes(8, "big"))

    @property
    def text(self) -> str:
        """The fingerprint of everybody taken so far."""
        return self._digest.hexdigest()
