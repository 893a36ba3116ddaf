"""An erased reader in the post's own files: their letters lose everything that names them.

    outbox/issue-*/parcel-*.jsonl     the line stays as evidence that something was taken, for nobody
    outbox/issue-*/letters/*.eml      goes
    outbox/issue-0/edition-*.json     a service mail is written for one reader: its text goes
    smtp/issue-*/*.journal            the address in a server's words is written over

Journals are held open by who writes them, so they are written over in place, at the same length.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import encoder
from pathlib import Path
from typing import Any

PERSONAL = ("address", "name", "token")
"""What of a line of a parcel names a reader."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A reader by number and by the spellings of their address; either may be missing."""

    subscriber: int
    addresses: tuple[str, ...]

    def words(self) -> re.Pattern[bytes]:
        """The address in any capitals, as text and as JSON writes it."""
        found = {self._word(one, ascii_only) for one in self.addresses for ascii_only in (0, 1)}
        return re.compile(b"|".join(sorted(map(re.escape, found))), re.IGNORECASE)

    @staticmethod
    def _word(address: str, ascii_only: int) -> bytes:
        quote = encoder.encode_basestring_ascii if ascii_only else encoder.encode_basestring
        return quote(address)[1:-1].encode()


def forget(outbox: Path, journals: Path, whom: Whom) -> None:
    """Take the reader out of the local outbox and out of the journals of SMTP."""
    for path in outbox.glob("issue-*/parcel-*.jsonl"):
        _parcel(path, whom)
    words = whom.words()
    for path in journals.glob("issue-*/*.journal"):
        _journal(path, words)


def _parcel(path: Path, whom: Whom) -> None:
    data = path.read_bytes()
    if not any(mark in data for mark in _marks(whom)):
        return
    lines = [json.loads(line) for line in data.decode("utf-8").splitlines()]
    theirs = [one for one in lines if _is(one, whom)]
    # The letters first: a crash in between is mended by the next run.
    for one in theirs:
        _letter(path.parent, one)
        one.update(dict.fromkeys(PERSONAL, ""))
    if theirs:
        told = (json.dumps(one, ensure_ascii=False) for one in lines)
        _replace(path, "".join(f"{line}\n" for line in told).encode())


def _is(kept: dict[str, Any], whom: Whom) -> bool:
    return kept["subscriber"] == whom.subscriber or kept["address"] in whom.addresses


def _marks(whom: Whom) -> Iterator[bytes]:
    yield f'"subscriber": {whom.subscriber},'.encode()
    for address in whom.addresses:
        yield encoder.encode_basestring(address).encode()


def _letter(home: Path, kept: dict[str, Any]) -> None:
    name = f"{kept['issue']:06d}-{kept['batch']:06d}-{kept['position']:06d}.eml"
    (home / "letters" / name).unlink(missing_ok=True)
    if kept["issue"] == 0:
        edition = home / f"edition-{kept['edition']}.json"
        if edition.exists():
            blank = {"issue_key": "erased", "language": "en", "flat": []}
            _replace(edition, json.dumps(blank).encode())


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _journal(path: Path, words: re.Pattern[bytes]) -> None:
    try:
        with path.open("r+b") as file:
            for place, length in _places(file.read(), words):
                file.seek(place)
                file.write(b"x" * length)
    except FileNotFoundError:
        return


def _places(data: bytes, words: re.Pattern[bytes]) -> Iterable[tuple[int, int]]:
    return ((found.start(), len(found[0])) for found in words.finditer(data))
