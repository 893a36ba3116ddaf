"""The folder `DIGEST_HOME/media`: pictures under the hash of their bytes.

    {sha256}.jpg | .png        a copy
    notes/{sha256}.json        which copy was made last of an address, for the room it is shown in

    ../media.lock              held together while keeping, alone while taking out

A file appears under its name whole or not at all (written aside, synced, renamed), and never
changes afterwards (a note may).  Safe for any number of processes.  Needs no decoder to read.
What may be taken out is for `digest.media.clearing` to say.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.model.owncopy import OwnCopy, Wanted
from digest.rules.owncopies import is_media_name

FOLDER = "media"
KINDS = {"jpg": "image/jpeg", "png": "image/png"}
"""What a name's ending says to a browser."""


class Album:
    """Keeps copies and hands them out."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def keep(self, body: bytes, suffix: str) -> str:
        """The name it is kept under; OSError where it cannot be written.

        One that was there is as young as a new one afterwards: its page is still to be saved.
        """
        name = f"{hashlib.sha256(body).hexdigest()}.{suffix}"
        path = self.folder / name
        with self.held():
            if path.exists():
                os.utime(path)
            else:
                _write(path, body)
        return name

    def note(self, wanted: Wanted, copy: OwnCopy) -> None:
        """That copy is the one of that address; OSError where it cannot be written."""
        told = {"name": copy.name, "width": copy.width, "height": copy.height}
        _write(self._note(wanted), json.dumps(told).encode())

    def noted(self, wanted: Wanted) -> OwnCopy | None:
        """The copy that was made last of that address for that room, if any was."""
        try:
            return OwnCopy(**json.loads(self._note(wanted).read_bytes()))
        except FileNotFoundError:
            return None

    @contextmanager
    def held(self, *, alone: bool = False) -> Iterator[None]:
        """Nobody takes a copy out while it is kept, and nobody keeps one while `alone`."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.folder.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield

    def _note(self, wanted: Wanted) -> Path:
        key = f"{wanted.room[0]}x{wanted.room[1]} {wanted.url}"
        return self.folder / "notes" / f"{hashlib.sha256(key.encode()).hexdigest()}.json"

    def picture(self, name: str) -> bytes | None:
        """The bytes under that name; None for what is no name of ours or is not there."""
        if not is_media_name(name):
            return None
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with aside.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The name itself on disk, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
