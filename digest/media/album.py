"""The folder `DIGEST_HOME/media`: pictures under the hash of their bytes.

A file appears under its name whole or not at all (written aside, synced, renamed), and never
changes afterwards.  Safe for any number of processes.  Needs no decoder to read.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from digest.rules.owncopies import is_media_name

FOLDER = "media"
KINDS = {"jpg": "image/jpeg", "png": "image/png"}
"""What a name's ending says to a browser."""


class Album:
    """Keeps copies and hands them out."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def keep(self, body: bytes, suffix: str) -> str:
        """The name it is kept under; OSError where it cannot be written."""
        name = f"{hashlib.sha256(body).hexdigest()}.{suffix}"
        path = self.folder / name
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(path, body)
        return name

    def _write(self, path: Path, body: bytes) -> None:
        aside = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with aside.open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        _sync(self.folder)

    def picture(self, name: str) -> bytes | None:
        """The bytes under that name; None for what is no name of ours or is not there."""
        if not is_media_name(name):
            return None
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None


def _sync(folder: Path) -> None:
    """The name itself on disk, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
