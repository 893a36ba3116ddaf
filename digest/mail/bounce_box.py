"""The box that bounces come to: a maildir on this machine, or a folder of an IMAP server.

    letters()       what nobody has looked at yet, the oldest first, each with its name
    settle(names)   moved to the folder of what was understood, or of what a person may look at

Nothing is ever deleted.  A mail is moved after what it says is in the ledger: what was read twice
for a crash in between is counted once, by its key.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from digest.mail.bounce_mail import LARGEST
from digest.model.errors import ConfigurationError

READ, OTHER = "digest-read", "digest-other"
"""The folders of mails that were understood, and of the others."""


class Maildir:
    """A maildir; what is settled stands in folders of it (Maildir++: `.digest-read`)."""

    def __init__(self, path: Path) -> None:
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise ConfigurationError(
                f"DIGEST_BOUNCE_BOX: {path} is no maildir; it has the folders new, cur and tmp"
            )
        self._path = path

    def letters(self) -> Iterator[tuple[str, bytes]]:
        """New mail, then what another program has looked at, each by name: by time, that is."""
        for folder in ("new", "cur"):
            for path in sorted((self._path / folder).iterdir()):
                raw = None if path.name.startswith(".") else _start_of(path)
                if raw is not None:
                    yield f"{folder}/{path.name}", raw

    def settle(self, names: Sequence[str], *, understood: bool) -> None:
        """Within one file system: a rename."""
        target = self._path / f".{READ if understood else OTHER}"
        for part in ("new", "cur", "tmp"):
            (target / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        (target / "maildirfolder").touch()
        for name in names:
            own = name.partition("/")[2]
            flagged = own if ":2," in own else f"{own}:2,S"
            with suppress(FileNotFoundError):
                (self._path / name).rename(target / "cur" / flagged)

    def close(self) -> None:
        """Nothing is held open."""


def _start_of(path: Path) -> bytes | None:
    """The first megabyte of a file; None of whatever is no file, or gone."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(LARGEST)
    except OSError:
        return None
    finally:
        os.close(handle)
