"""The outbox as real mail: `.eml` files, a maildir, or one mbox.  Bytes as SMTP would send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from digest.mail.outbox import Kept, Outbox
from digest.model.errors import UsageError

FORMATS = ("eml", "maildir", "mbox")
_DATE = re.compile(rb"^Date: ([^\r\n]+)", re.MULTILINE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Of a letter without a Date; ours have one."""


def export(outbox: Outbox, target: Path, form: str, *, issue: int | None = None) -> int:
    """Write every letter (of one issue, or of all) to `target`; how many there were.

    Running it again writes the same names again: nothing doubles.
    """
    if form not in FORMATS:
        raise UsageError(f"--format {form!r} is not allowed; allowed: {' | '.join(FORMATS)}")
    write = {"eml": _eml, "maildir": _maildir, "mbox": _mbox}[form]
    return write(outbox.letters(issue), target)


def name_of(kept: Kept) -> str:
    """A file name that is the same for the same letter: issue, batch, position."""
    return f"{kept.issue:06d}-{kept.batch:06d}-{kept.position:06d}"


def _eml(letters: Iterator[tuple[Kept, bytes]], target: Path) -> int:
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for kept, raw in letters:
        (target / f"{name_of(kept)}.eml").write_bytes(raw)
        count += 1
    return count


def _maildir(letters: Iterator[tuple[Kept, bytes]], target: Path) -> int:
    """Into `new/`, under a stable name, by way of `tmp/` (maildir(5))."""
    for folder in ("tmp", "new", "cur"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    count = 0
    for kept, raw in letters:
        name = f"{name_of(kept)}.digest"
        (target / "tmp" / name).write_bytes(raw)
        (target / "tmp" / name).rename(target / "new" / name)
        count += 1
    return count


def _mbox(letters: Iterator[tuple[Kept, bytes]], target: Path) -> int:
    """One file.  No line of a letter begins with "From ", so nothing has to be quoted (mbox(5))."""
    target.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with target.open("wb") as box:
        for _, raw in letters:
            box.writelines((_separator(raw), raw, b"\n"))
            count += 1
    return count


def _separator(raw: bytes) -> bytes:
    """The line before a letter, with the moment of its Date."""
    found = _DATE.search(raw)
    moment = parsedate_to_datetime(found[1].decode("ascii")).astimezone(UTC) if found else _EPOCH
    return f"From digest@localhost {moment.ctime()}\n".encode("ascii")
