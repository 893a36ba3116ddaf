"""A file of readers that an operator gave to a page -> readers on a list, off the page's own time.

    take (the page)       bytes | size, hash, encoding, columns: refused at once where it is no table
                          | kept in pieces | a hint
    work_off (a worker)   pieces -> a file of its own -> digest.roster -> store.importing, a chunk
                          and how far it came in one transaction | after a while: the next hint

Killed at any moment it goes on behind the last chunk that was kept; each row counts once.  With a
rehearsal first nothing is kept until a person agrees.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING

from digest import roster
from digest.bootstrap import House, open_house
from digest.model.errors import TemporaryError, UsageError
from digest.model.upload import WORKED_ON, Given, Told, Upload, UploadState
from digest.queue import Hints, NoHints, hints
from digest.roster import Roster
from digest.rosterwalk import Walk
from digest.rules.roster import Columns, Role
from digest.settings import checks
from digest.stopping import LEAVING

if TYPE_CHECKING:
    from digest.store.importing import Terms
    from digest.store.rehearsing import Row

LARGEST = 512 << 20
"""Bytes.  Whoever has more (packed: some 100 million readers) uses `digest subscribers import`."""
A_TASK = 60.0
"""Seconds after which a task lets others have its place, and the next one goes on.

A rehearsal cannot go on later: what it saw by then is told.
"""
A_TICK = 20.0
"""The same for a ticker that has no workers."""
SHOWN = 20
"""So many rows of each kind that a rehearsal found are kept."""


def take(house: House, file: IO[bytes], given: Given, *, rehearse: bool) -> int:
    """Keep a file and have it worked off; its number.

    UsageError, with words for whoever gave it, where it is no table of readers.
    """
    from digest.store import uploads

    _check(house, given)
    with _scratch(house) as kept:
        path = Path(kept.name)
        size = _copied(file, kept)
        with _named(path, given.name):
            found = roster.look_through(path, given.encoding)
            _columns(house, found, given)
        number = uploads.keep(
            given,
            _pieces(path),
            digest=found.digest,
            encoding=found.encoding,
            size=size,
            rows=found.rows,
            rehearse=rehearse,
            now=house.clock(),
        )
    hints(house.settings).bring_in([number])
    return number


def agree(house: House, number: int, *, actor: str) -> bool:
    """A person says yes after a rehearsal: now its readers come in.  False where none waits."""
    from digest.store import uploads

    agreed = uploads.agree(number, actor=actor, now=house.clock())
    if agreed:
        hints(house.settings).bring_in([number])
    return agreed


def _check(house: House, given: Given) -> None:
    try:
        checks.slug(given.list)
    except ValueError:
        raise UsageError(f"{given.list!r} is no list's name; allowed: {checks.SLUG}") from None
    if given.asks:
        house.settings.digest(given.asks)
    meanings = [*(role.value for role in Role), *house.settings.attributes]
    for meaning in given.columns:
        if meaning not in meanings:
            raise UsageError(
                f"a column cannot mean {meaning!r}; a meaning is: {', '.join(meanings)}"
            )


def _columns(house: House, found: Roster, given: Given) -> Columns:
    """What the columns mean; UsageError where none holds addresses."""
    told: list[Columns] = []
    declared = house.settings.attributes
    next(roster.readers(found, given.columns, told.append, declared), None)
    return told[0]


def _copied(file: IO[bytes], kept: IO[bytes]) -> int:
    size = 0
    while block := file.read(1 << 20):
        size += len(block)
        if size > LARGEST:
            raise UsageError(
                f"the file is larger than {LARGEST >> 20} MB; use digest subscribers import"
            )
        kept.write(block)
    kept.flush()
    return size


def _pieces(path: Path) -> Iterator[bytes]:
    from digest.store.uploads import PIECE

    with path.open("rb") as kept:
        while piece := kept.read(PIECE):
            yield piece


@contextmanager
def _scratch(house: House) -> Iterator[IO[bytes]]:
    """A file that nobody else may read, and that goes with its use."""
    folder = house.settings.home / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder) as kept:
        yield kept


@contextmanager
def _named(path: Path, name: str) -> Iterator[None]:
    """Errors speak of the file as its owner knows it."""
    try:
        yield
    except UsageError as error:
        raise UsageError(str(error).replace(str(path), name)) from None


def sweep(house: House, queue: Hints | NoHints) -> int:
    """Drive again what is due; how many files there were.  Without workers it is done here."""
    from digest.serving import attempt
    from digest.store import uploads

    due = uploads.due(house.clock())
    queue.bring_in(due)
    if not queue.reached:
        for number in due[:1]:
            attempt(partial(work_off, number, seconds=A_TICK), upload=number)
    return len(due)


def work_off(
    number: int, *, seconds: float = A_TASK, halted: Callable[[], object] = lambda: LEAVING
) -> str:
    """Go on with a file for a while; how it stands then, in a word."""
    from digest.store import uploads

    house, end = open_house(), time.monotonic() + seconds
    mine = uploads.claim(number, house.clock())
    if mine is None:
        return "elsewhere"
    try:
        with _scratch(house) as kept:
            _unpack(mine, kept)
            _WORK[mine.state](house, mine, Path(kept.name), Time(end, halted))
    except UsageError as error:
        uploads.fail(mine, str(error), house.clock())
    except TemporaryError:
        stands = uploads.find(number)
        if stands is not None and stands.owner == mine.owner:
            raise
        return "elsewhere"
    finally:
        uploads.let_go(mine)
    return _go_on(house, number)


@dataclass(frozen=True, slots=True)
class Time:
    """How long somebody may be at a file: up to `end` on the monotonic clock, or until `halted`."""

    end: float
    halted: Callable[[], object]

    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self.end


def _go_on(house: House, number: int) -> str:
    from digest.store import uploads

    stands = uploads.find(number)
    if stands is None:
        return "gone"
    if stands.state in WORKED_ON:
        hints(house.settings).bring_in([number])
    return stands.state.value


def _unpack(mine: Upload, kept: IO[bytes]) -> None:
    from digest.store import uploads

    for piece in uploads.pieces(mine.id):
        kept.write(piece)
    kept.flush()


def _walk(house: House, mine: Upload, path: Path, told: Told) -> tuple[Walk, Terms]:
    from digest.store import importing
    from digest.store.signups import Asking

    given = mine.given
    found = Roster(path, mine.encoding, mine.digest, mine.rows)
    with _named(path, given.name):
        columns = _columns(house, found, given)
    rows = roster.readers(found, given.columns, declared=house.settings.attributes)
    terms = importing.Terms(
        given.list,
        roster.source(mine.digest, given.name),
        house.address_key(),
        house.clock(),
        actor=given.actor,
        asking=Asking(given.asks, given.list, mine.digest) if given.asks else None,
    )
    return Walk(rows, replace(told, unused=columns.unused), importing.CHUNK), terms


def _bring_in(house: House, mine: Upload, path: Path, turn: Time) -> None:
    from digest.store import importing, uploads

    walk, terms = _walk(house, mine, path, mine.told)
    found = Counter(mine.told.found)

    def kept(counts: Mapping[importing.Found, int]) -> None:
        found.update(counts)
        uploads.note(mine, replace(walk.chunk_kept(), found=found), house.clock())

    with (
        _named(path, mine.given.name),
        closing(importing.bring_in(walk.readers(), terms, kept)) as chunks,
    ):
        for _ in chunks:
            if turn.over() or turn.halted():
                return
    uploads.end(mine, replace(walk.told, found=found), house.clock())


def _rehearse(house: House, mine: Upload, path: Path, turn: Time) -> None:
    from digest.store import rehearsing, uploads

    walk, terms = _walk(house, mine, path, Told())
    told, of_kind = Told(), Counter[str]()
    with _named(path, mine.given.name):
        for chunk in rehearsing.rehearse(walk.readers(), terms):
            mark, found = walk.chunk_kept(), Counter(told.found) + Counter(chunk.counts)
            away = told.kept_away + sum(row.kept_away for row in chunk.rows)
            shown = (*told.shown, *_some(chunk.rows, of_kind))
            told = replace(mark, found=found, kept_away=away, shown=shown)
            uploads.note(mine, told, house.clock())
            if turn.halted():
                return
            if turn.over():
                break
        else:
            told = replace(walk.told, found=told.found, kept_away=told.kept_away, shown=told.shown)
    uploads.tried(mine, told, house.clock())


def _some(rows: Iterable[Row], of_kind: Counter[str]) -> Iterator[Mapping[str, object]]:
    """The first rows of each kind, as a page shows them."""
    for row in rows:
        of_kind[row.found] += 1
        if of_kind[row.found] <= SHOWN and row.found != "unchanged":
            changes = {name: list(pair) for name, pair in row.changes.items()}
            yield {
                "line": row.line,
                "email": row.address,
                "found": row.found.value,
                "changes": changes,
            }


_WORK: Mapping[UploadState, Callable[[House, Upload, Path, Time], None]] = {
    UploadState.TRYING: _rehearse,
    UploadState.COMING: _bring_in,
}
