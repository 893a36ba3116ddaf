"""A reader erased for good: out of the database, and kept out of what is restored into it.

The mark goes into `DIGEST_HOME/erased` too, one keyed hash a line: a backup from before would
bring the reader back, and the database that knows better may be what was lost.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from digest.bootstrap import House
from digest.model.audience import address_hash

FILE = "erased"
_MARK = re.compile(r"[0-9a-f]{40}")


def erase(house: House, normal: str, *, actor: str) -> bool:
    """Everything about the reader goes; False when there was no such reader.

    The files go first and once more last: after a crash the same call finds what is left, and a
    letter that was just being kept is found too.
    """
    from digest.store import forgetting, person

    key = house.address_key()
    mark = address_hash(normal, key)
    found = forgetting.traces(mark, normal)
    for one in found.marks:
        _note(house.settings.home / FILE, one)
    _forget_files(house, found.subscriber, found.addresses)
    done = person.erase(normal, key, actor=actor, now=house.clock())
    forgetting.out_of_the_file()
    _forget_files(house, found.subscriber, found.addresses)
    return done


def _forget_files(house: House, subscriber: int, addresses: tuple[str, ...]) -> None:
    from digest.mail.forgetting import Whom, forget

    forget(house.outbox().folder, house.settings.home / "smtp", Whom(subscriber, addresses))


def _note(path: Path, mark: str) -> None:
    """One short write at the end: safe for many processes at once."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{mark}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def marks(path: Path) -> Iterator[str]:
    """Who was erased; nothing where nobody was.  A line cut short by a crash is passed over."""
    if path.exists():
        for line in path.read_text(encoding="ascii", errors="replace").splitlines():
            if _MARK.fullmatch(line):
                yield line
