"""Readers into lists, a chunk at a time: who is new, who changed, and who is left in peace.

    chunk | staged: COPY, or one executemany | weighed: one query against who is known
          | three inserts and an update, by sets       one transaction a chunk
          | or, in a rehearsal, what each row means    Row

Nobody who left a list or is suppressed comes back by an import.  Run again after a crash it finds
the chunks that were kept unchanged, and goes on.  A million rows pass as sets and never as objects:
`weighed` holds what each row of a chunk means, and everything after reads it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from digest.model.audience import SubscriptionState, address_hash
from digest.rules.roster import Reader
from digest.store import import_sql as sql
from digest.store import models
from digest.store.signups import Asking, ask
from digest.store.subscribers import make_list

CHUNK = 20_000
_S = SubscriptionState
_OWN = ("name", "language", "zone")


class Found(StrEnum):
    """What an import makes of a row."""

    NEW = "new"
    JOINED = "joined"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT = "left"
    SUPPRESSED = "suppressed"


FOUND_WORDS: dict[Found, str] = {
    Found.NEW: "new readers",
    Found.JOINED: "known readers, new on this list",
    Found.CHANGED: "on the list, brought up to date",
    Found.UNCHANGED: "on the list already",
    Found.LEFT: "left this list before: not subscribed again",
    Found.SUPPRESSED: "suppressed: never mailed, not subscribed",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a rehearsal tells of a row of the file.

    `said` is the standing that the row asks for, `standing` the one that is there ('' without),
    `changes` what is told anew: by name, what was kept before and what would be.
    """

    line: int
    address: str
    found: Found
    said: SubscriptionState
    standing: str
    changes: Mapping[str, tuple[Any, Any]]

    @property
    def kept_away(self) -> bool:
        """Whether the row alone would have brought back somebody who said no, or must not be mailed."""
        return self.found in (Found.LEFT, Found.SUPPRESSED) and self.said is not _S.UNSUBSCRIBED


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A chunk of a rehearsal."""

    counts: Counter[Found]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Into which list, from which source, and under whose key.

    With `asking` nobody is confirmed: who comes in is pending, and is asked by mail.
    """

    slug: str
    source: str
    key: bytes
    now: datetime
    actor: str = "command line"
    asking: Asking | None = None

    def standing(self, said: Reader) -> SubscriptionState:
        """How a reader who is new on the list stands there.  A no in the file stays one."""
        if self.asking and said.standing is not _S.UNSUBSCRIBED:
            return _S.PENDING
        return said.standing or _S.CONFIRMED


def bring_in(people: Iterable[Reader], terms: Terms) -> Iterator[Counter[Found]]:
    """Counts of each chunk, once it is kept.

    Of an address that comes twice in a chunk the later row counts, as it would chunk by chunk.
    """
    walk, chunks = iter(people), 0
    with _spilling():
        while chunk := _once_each(islice(walk, CHUNK)):
            yield _taken(chunk, terms)
            chunks += 1
            if chunks & (chunks - 1) == 0:
                _measure()


def rehearse(people: Iterable[Reader], terms: Terms) -> Iterator[Rehearsed]:
    """What would come of each chunk, row by row; nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute(sql.rehearsed(connection.vendor))
        cursor.execute("DELETE FROM rehearsed_readers")
    walk = iter(people)
    while chunk := _once_each(islice(walk, CHUNK)):
        yield _rehearsed(chunk, terms)


@contextmanager
def _spilling() -> Iterator[None]:
    """SQLite keeps the former pages of a statement until it ends: in a file meanwhile.

    Rows in any order touch every page of the indexes, which are as large as the list.
    """
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        yield
        return
    _temp_store("FILE")
    try:
        yield
    finally:
        _temp_store("MEMORY")


def _temp_store(where: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA temp_store={where}")


def _measure() -> None:
    """After chunk 1, 2, 4, 8…: PostgreSQL plans the next ones by the tables' real sizes.

    Left to its own clock it takes tables for empty that hold thousands, and walks them row by row.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE store_subscriber, store_subscription")


def _once_each(rows: Iterable[Reader]) -> dict[str, Reader]:
    people: dict[str, Reader] = {}
    for row in rows:
        earlier = people.get(row.normal)
        people[row.normal] = row if earlier is None else _over(earlier, row)
    return people


def _over(earlier: Reader, row: Reader) -> Reader:
    """The later row, with what only the earlier one says.  A no among the two stays a no."""
    no = _S.UNSUBSCRIBED in (earlier.standing, row.standing)
    return replace(
        row,
        name=row.name or earlier.name,
        language=row.language or earlier.language,
        zone=row.zone or earlier.zone,
        attributes={**earlier.attributes, **row.attributes},
        standing=_S.UNSUBSCRIBED if no else row.standing or earlier.standing,
    )


@transaction.atomic
def _taken(people: Mapping[str, Reader], terms: Terms) -> Counter[Found]:
    number = make_list(terms.slug, terms.now)
    with connection.cursor() as cursor:
        _weigh(cursor, people, terms, number)
        _keep(cursor, number, terms)
        return _counted(cursor)


@transaction.atomic
def _rehearsed(people: Mapping[str, Reader], terms: Terms) -> Rehearsed:
    slugs = models.MailingList.objects.filter(slug=terms.slug)
    # No list has the number 0, where a rehearsal would have to make it.
    number = slugs.values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        _weigh(cursor, people, terms, number)
        for words in sql.REMEMBERED:
            cursor.execute(words)
        cursor.execute(sql.DIFFERING)
        rows = tuple(_row(cells) for cells in cursor.fetchall())
        return Rehearsed(_counted(cursor), rows)


def _row(cells: Sequence[Any]) -> Row:
    line, address, found, said, standing, *told = cells
    new, old = told[:4], told[4:]
    changes = {
        name: (then, now)
        for name, now, then in zip(_OWN, new[:3], old[:3], strict=True)
        if now and then is not None and now != then
    }
    for name, now in _values(new[3]).items():
        then = _values(old[3]).get(name)
        if old[3] is not None and then != now:
            changes[name] = (then, now)
    return Row(line, address, Found(found), SubscriptionState(said), standing or "", changes)


def _values(attributes: object) -> dict[str, Any]:
    """JSON as the engine hands it out: text, or read already."""
    found = json.loads(attributes) if isinstance(attributes, str) else attributes
    return found if isinstance(found, dict) else {}


def _counted(cursor: CursorWrapper) -> Counter[Found]:
    cursor.execute(sql.COUNTED)
    return Counter({Found(found): n for found, n in cursor.fetchall()})


def _weigh(cursor: CursorWrapper, people: Mapping[str, Reader], terms: Terms, number: int) -> None:
    _stage(cursor, people, terms)
    cursor.execute(sql.weigh(connection.vendor), [number])


def _stage(cursor: CursorWrapper, people: Mapping[str, Reader], terms: Terms) -> None:
    for words in sql.TABLES:
        cursor.execute(words)
    rows = [
        (
            said.address,
            normal,
            address_hash(normal, terms.key),
            said.name,
            said.language,
            said.zone,
            terms.standing(said).value,
            json.dumps(dict(said.attributes), ensure_ascii=False) if said.attributes else "{}",
            str(said.line),
        )
        for normal, said in people.items()
    ]
    if connection.vendor == "postgresql":
        _copy(cursor, rows)
    else:
        cursor.executemany(sql.STAGE, rows)


def _copy(cursor: CursorWrapper, rows: Iterable[Sequence[str]]) -> None:
    """COPY in its text form: a row's cells hold neither tabs nor line ends (`rules.roster`)."""
    text = "".join("\t".join(row).replace("\\", "\\\\") + "\n" for row in rows)
    with cursor.copy(sql.COPY) as copy:
        copy.write(text)
    # Without its size the planner reads all readers for each chunk.
    cursor.execute("ANALYZE staged_readers")


def _keep(cursor: CursorWrapper, number: int, terms: Terms) -> None:
    """Of a file that came before nothing is left to do: the one look spares four statements."""
    at, vendor = connection.ops.adapt_datetimefield_value(terms.now), connection.vendor
    cursor.execute(sql.AWAITED)
    joins, news = cursor.fetchone()
    if (joins or news) and vendor == "postgresql":
        cursor.execute("ANALYZE weighed_readers")
    if joins:
        cursor.execute(sql.make(vendor), [at])
        cursor.execute(sql.SUBSCRIBE, [number, terms.source, at])
        cursor.execute(sql.CONSENT, [terms.slug, terms.actor, number, terms.source, at])
    if news:
        cursor.execute(sql.update(vendor))
    if terms.asking:
        # In the chunk's own transaction: nobody is pending without having been asked.
        cursor.execute(sql.PENDING, [number, terms.source])
        ask(terms.asking, [mark for (mark,) in cursor.fetchall()], terms.now)
