"""The local outbox: a transport that keeps what it takes, and can always be asked.

    edition-<id>.json              the compiled pieces, once per edition
    parcel-<batch>-<start>.jsonl   a line of variables per reader, the whole parcel at once

A parcel appears under its name whole or not at all (written aside, synced, linked).  The name is
the parcel's identity, and linking never replaces: the same parcel offered twice is taken once, by
whoever comes first.  So nothing is ever uncertain here.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path

from digest.mail.letter import GAPS, Pieces, compile_letter
from digest.mail.quoted import Gap
from digest.model.audience import Recipient
from digest.model.errors import DigestError, TemporaryError
from digest.model.post import Answer, Evidence, Fate, Parcel, Sheet, Verdict

Sign = Callable[[bytes], bytes]
"""From a letter to the same letter with its signature in front."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One letter as the outbox holds it."""

    issue: int
    edition: int
    batch: int
    position: int
    subscriber: int
    address: str
    name: str
    token: str


class Outbox:
    """The folder `DIGEST_HOME/outbox`.  Safe for any number of processes at once."""

    name = "outbox"
    at_once = 1
    max_recipients = 1000
    step = 1000
    """A step is a whole batch: the file is the unit that is there or not."""

    def __init__(self, folder: Path, signing: Callable[[], Sign] | None = None) -> None:
        """`signing` gives what signs letters over SMTP; asked for when one is shown."""
        self.folder, self._signing = folder, signing

    def submit(self, parcel: Parcel) -> Answer:
        """Keep the parcel; every reader of it is accepted when this returns."""
        home = self._issue(parcel.sheet.head.issue)
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._keep_edition(home, parcel.sheet)
            ours = _write_once(self._parcel(home, parcel.batch, parcel.start), _lines(parcel))
        except OSError as error:
            raise TemporaryError("the outbox cannot be written", folder=home) from error
        others = {} if ours else self._left_out(home, parcel)
        return Answer(Verdict(Fate.ACCEPTED), others, f"outbox:{parcel.batch}-{parcel.start}")

    def _left_out(self, home: Path, parcel: Parcel) -> dict[int, Verdict]:
        """By what the file holds: an earlier owner of the batch was first."""
        held = {
            kept.position for kept in self._read(self._parcel(home, parcel.batch, parcel.start))
        }
        missing = Verdict(Fate.REFUSED, "left out when the parcel was first kept")
        return {
            addressed.recipient.position: missing
            for addressed in parcel.readers
            if addressed.recipient.position not in held
        }

    def ready(self, parcel: Parcel) -> Parcel:
        """The same: nothing is worth making before its turn."""
        return parcel

    def evidence(self, issue: int, batch: int, start: int) -> Evidence:
        """What became of a parcel: the file is there, or surely nothing was accepted."""
        path = self._parcel(self._issue(issue), batch, start)
        if not path.exists():
            return Evidence(certain=True)
        return Evidence(
            certain=True, accepted=frozenset(kept.position for kept in self._read(path))
        )

    def letters(self, issue: int | None = None) -> Iterator[tuple[Kept, bytes]]:
        """Every letter with its bytes, one at a time, in order of issue, batch and position."""
        sign = self._sign()
        for home in self._issues(issue):
            pieces: dict[int, Pieces] = {}
            for kept in self._kept(home):
                if kept.edition not in pieces:
                    pieces[kept.edition] = _pieces(home / f"edition-{kept.edition}.json")
                yield kept, sign(_filled(pieces[kept.edition], kept))

    def issues(self) -> list[int]:
        """The numbers of the issues that it holds letters of, ascending."""
        return [int(home.name.partition("-")[2]) for home in self._issues(None)]

    def letter(self, issue: int, batch: int, position: int) -> tuple[Kept, bytes] | None:
        """One letter with its bytes, if it is here."""
        home = self._issue(issue)
        for path in home.glob(f"parcel-{batch}-*.jsonl"):
            for kept in self._read(path):
                if kept.position == position:
                    pieces = _pieces(home / f"edition-{kept.edition}.json")
                    return kept, self._sign()(_filled(pieces, kept))
        return None

    def _sign(self) -> Sign:
        return self._signing() if self._signing else _as_it_is

    def kept(self, issue: int | None = None) -> Iterator[Kept]:
        """Every letter without its bytes."""
        for home in self._issues(issue):
            yield from self._kept(home)

    def taken(self, issue: int) -> int:
        """How many letters of an issue it took, those of readers erased since included."""
        return sum(_count(path) for path in self._issue(issue).glob("parcel-*.jsonl"))

    def _kept(self, home: Path) -> Iterator[Kept]:
        """Without those of erased readers, whose lines name nobody (`mail.forgetting`)."""
        for path in sorted(home.glob("parcel-*.jsonl"), key=_order):
            yield from (kept for kept in self._read(path) if kept.address)

    def _issues(self, issue: int | None) -> list[Path]:
        if issue is not None:
            return [path for path in [self._issue(issue)] if path.is_dir()]
        homes = [path for path in self.folder.glob("issue-*") if path.is_dir()]
        return sorted(homes, key=lambda path: int(path.name.partition("-")[2]))

    def _issue(self, issue: int) -> Path:
        return self.folder / f"issue-{issue}"

    @staticmethod
    def _parcel(home: Path, batch: int, start: int) -> Path:
        return home / f"parcel-{batch}-{start}.jsonl"

    def _keep_edition(self, home: Path, sheet: Sheet) -> None:
        path = home / f"edition-{sheet.id}.json"
        if not path.exists():
            _write_once(path, _pieces_json(compile_letter(sheet)))

    @staticmethod
    def _read(path: Path) -> Iterator[Kept]:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Kept(**json.loads(line))


def _as_it_is(letter: bytes) -> bytes:
    return letter


def _filled(pieces: Pieces, kept: Kept) -> bytes:
    recipient = Recipient(kept.position, kept.subscriber, kept.address, kept.name)
    return pieces.fill(recipient, kept.token)


def _count(path: Path) -> int:
    """How many lines a parcel has: one a letter, which need not be read for it."""
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def _order(path: Path) -> tuple[int, int]:
    _, batch, start = path.stem.split("-")
    return int(batch), int(start)


def _lines(parcel: Parcel) -> bytes:
    """A line of JSON for each reader; by hand, since a dict for each takes four times as long."""
    quoted = encode_basestring
    head = f'{{"issue": {parcel.sheet.head.issue}, "edition": {parcel.sheet.id}, '
    head += f'"batch": {parcel.batch}, "position": '
    return "".join(
        f'{head}{(one := addressed.recipient).position}, "subscriber": {one.subscriber}, '
        f'"address": {quoted(one.address)}, "name": {quoted(one.name)}, '
        f'"token": {quoted(addressed.token)}}}\n'
        for addressed in parcel.readers
    ).encode()


def _pieces_json(pieces: Pieces) -> bytes:
    flat = [
        {"gap": part.name} if isinstance(part, Gap) else part.decode("utf-8")
        for part in pieces.flat
    ]
    kept = {"issue_key": pieces.issue_key, "language": pieces.language, "flat": flat}
    return json.dumps(kept).encode()


def _pieces(path: Path) -> Pieces:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DigestError("the outbox lost the edition of a parcel", file=path) from error
    flat = tuple(
        GAPS[part["gap"]] if isinstance(part, dict) else part.encode() for part in kept["flat"]
    )
    return Pieces(flat, kept["issue_key"], kept["language"])


def _write_once(path: Path, data: bytes) -> bool:
    """Bring a file into being whole and synced; leave it as it is, and say so, when it is there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
