"""What was handed to a mail server, on disk letter by letter, so that a crash costs few answers.

    <home>/issue-<id>/<batch>-<start>-<fence>.journal
    boot <id>          which start of the machine wrote it
    t <position>       taken up: the envelope may have gone (again, after a refusal for now)
    d <position>       the final dot goes now
    v <position> …     the server's verdict, in JSON

A line is written before the bytes that it speaks of.  Letters are taken up in the order of their
positions, so everything from the last `t` on is surely untouched.  A killed process loses nothing
of this; a machine that lost its power may have, therefore the journal of another boot only proves
what was accepted.  While the writer lives it holds the file's lock, and nobody judges for it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from digest.model.errors import TemporaryError
from digest.model.post import Evidence, Fate, Parcel, Verdict

_BOOT = Path("/proc/sys/kernel/random/boot_id")
STOPPED = Verdict(Fate.NOT_ACCEPTED, "surely not accepted: the sender stopped before it went")


class Journal:
    """The journal of one parcel in hand; closing it gives the lock back."""

    def __init__(self, home: Path, parcel: Parcel) -> None:
        folder = _folder(home, parcel.sheet.head.issue)
        name = f"{parcel.batch}-{parcel.start}-{parcel.fence}.journal"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _forget_earlier(folder, parcel)
            self._file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise TemporaryError(
                "the journal of the post cannot be written", folder=home
            ) from error
        self._waiting: list[str] = [f"boot {boot()}\n"]

    def taken(self, position: int) -> None:
        """The letter is taken up."""
        self._waiting.append(f"t {position}\n")

    def dot(self, position: int) -> None:
        """The letter's end is about to go."""
        self._waiting.append(f"d {position}\n")

    def verdict(self, position: int, verdict: Verdict) -> None:
        """The server has spoken, or never will."""
        if verdict.fate is Fate.ACCEPTED:
            self._waiting.append(f"v {position}\n")
        else:
            told = json.dumps([verdict.fate.value, verdict.reason, verdict.code, verdict.gone])
            self._waiting.append(f"v {position} {told}\n")

    def write(self) -> None:
        """To the kernel, all of it or an error, before anything that was noted happens."""
        if self._waiting:
            rest = "".join(self._waiting).encode()
            while rest:  # a disk that is nearly full takes a part, and says so only the next time
                rest = rest[os.write(self._file, rest) :]
            self._waiting.clear()

    def close(self) -> None:
        """The parcel is done."""
        self.write()
        os.close(self._file)


def boot() -> str:
    """Which start of the machine this is; empty where that cannot be told."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _folder(home: Path, issue: int) -> Path:
    return home / f"issue-{issue}"


def _forget_earlier(folder: Path, parcel: Parcel) -> None:
    """Journals of steps that the ledger has passed, or undone because nothing was accepted.

    Not of a writer that lives: it is slow, and what it was told may still settle something.
    """
    for path in folder.glob(f"{parcel.batch}-*.journal"):
        _, start, fence = path.stem.split("-")
        undone = int(start) == parcel.start and int(fence) < parcel.fence
        if int(start) < parcel.start or (undone and not _held(path)):
            path.unlink(missing_ok=True)


def _held(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return not _lockable(file)
    except FileNotFoundError:
        return False


def clear(home: Path, before: datetime, open_batches: Callable[[int], Container[int]]) -> int:
    """Take out journals untouched since then of batches that are settled; how many went.

    `open_batches` = of an issue, the batches whose fate may still hang on their journal.
    """
    gone = 0
    for folder in home.glob("issue-*"):
        old = [path for path in folder.glob("*.journal") if _touched(path) < before.timestamp()]
        waiting = open_batches(int(folder.name.partition("-")[2])) if old else ()
        for path in old:
            if int(path.name.partition("-")[0]) not in waiting and not _held(path):
                path.unlink(missing_ok=True)
                gone += 1
        if old:
            with suppress(OSError):  # others are in it
                folder.rmdir()
    return gone


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def evidence(home: Path, issue: int, batch: int, start: int) -> Evidence:
    """What the journals of a parcel say; nothing is certain where there is none."""
    paths = sorted(_folder(home, issue).glob(f"{batch}-{start}-*.journal"), key=_fence)
    told = [_read(path) for path in paths]
    if len(told) == 1:
        return told[0]
    accepted = frozenset[int]().union(*(one.accepted for one in told))
    return Evidence(certain=False, accepted=accepted)


def _fence(path: Path) -> int:
    return int(path.stem.split("-")[2])


def _read(path: Path) -> Evidence:
    with path.open("rb") as file:
        alive = not _lockable(file)
        lines = list(_lines(file.read()))
    last = {int(place): (word, told) for word, place, told in lines if word in ("t", "d", "v")}
    verdicts = {place: _verdict(told) for place, (word, told) in last.items() if word == "v"}
    accepted = frozenset(p for p, one in verdicts.items() if one.fate is Fate.ACCEPTED)
    here = bool(lines) and lines[0][:2] == ("boot", boot()) and bool(boot())
    if alive or not here:
        return Evidence(certain=False, accepted=accepted)
    exceptions = {p: STOPPED for p, (word, _) in last.items() if word == "t"}
    exceptions |= {p: one for p, one in verdicts.items() if p not in accepted}
    reached = max(last, default=int(path.name.split("-")[1]) - 1) + 1
    return Evidence(False, accepted, reached=reached, verdicts=exceptions)


def _lockable(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lines(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Whole lines in three parts; a torn last one is left out."""
    whole, _, _ = data.rpartition(b"\n")
    for line in whole.decode("utf-8", "replace").splitlines():
        word, _, rest = line.partition(" ")
        place, _, told = rest.partition(" ")
        yield word, place, told


def _verdict(told: str) -> Verdict:
    with suppress(ValueError):
        # One of an earlier version does not say whether the mailbox is gone.
        fate, reason, code, *gone = json.loads(told) if told else ("accepted", "", "")
        return Verdict(Fate(fate), reason, code, any(gone))
    return Verdict(Fate.UNCERTAIN, "the journal cannot be read here")
