"""Readers into lists, a chunk at a time: who is new, who changed, and who is left in peace.

    chunk | staged: COPY, or one executemany | weighed: one query against who is known
          | three inserts and an update, by sets       one transaction a chunk

Nobody who left a list or is suppressed comes back by an import.  Run again after a crash it finds
the chunks that were kept unchanged, and goes on.  A million rows pass as sets and never as objects:
`weighed` holds what each row of a chunk means, and everything after reads it; `rehearsing` stops
there and tells.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
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
from digest.store.signups import Asking, ask
from digest.store.subscribers import make_list

CHUNK = 20_000
Chunk = list[tuple[str, ...]]
"""Rows as they are staged: the cells of `import_sql.STAGED`."""
_S = SubscriptionState


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


Kept = Callable[[Counter[Found]], None]


def bring_in(
    people: Iterable[Reader], terms: Terms, kept: Kept = lambda _: None
) -> Generator[Counter[Found], None, None]:
    """Counts of each chunk, once it is kept.

    Of an address that comes twice in a chunk the later row counts, as it would chunk by chunk.
    `kept` gets the same counts inside the chunk's transaction; an error of its takes the chunk back.
    """
    with _spilling(), closing(_read_ahead(people, terms)) as chunks:
        for n, chunk in enumerate(chunks, 1):
            yield _taken(chunk, terms, kept)
            if n & (n - 1) == 0:
                _measure()


def _read_ahead(people: Iterable[Reader], terms: Terms) -> Generator[Chunk, None, None]:
    """Chunk by chunk; while the database keeps one, the next is read and checked."""
    walk = iter(people)
    with ThreadPoolExecutor(1, "reading") as reading:
        coming = reading.submit(read, walk, terms)
        while chunk := coming.result():
            coming = reading.submit(read, walk, terms)
            yield chunk


def read(walk: Iterator[Reader], terms: Terms) -> Chunk:
    """The next rows, an address once, as they are staged.  Empty at the end."""
    return [
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
        for normal, said in _once_each(islice(walk, CHUNK)).items()
    ]


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
def _taken(chunk: Chunk, terms: Terms, kept: Kept) -> Counter[Found]:
    number = make_list(terms.slug, terms.now)
    with connection.cursor() as cursor:
        weigh(cursor, chunk, number)
        _keep(cursor, number, terms)
        counts = counted(cursor)
    kept(counts)
    return counts


def counted(cursor: CursorWrapper) -> Counter[Found]:
    """How many rows of the weighed chunk mean what."""
    cursor.execute(sql.COUNTED)
    return Counter({Found(found): n for found, n in cursor.fetchall()})


def weigh(cursor: CursorWrapper, chunk: Chunk, number: int) -> None:
    """Stage a chunk, and say of each row what it means on the list of that number."""
    _stage(cursor, chunk)
    cursor.execute(sql.weigh(connection.vendor), [number])


def _stage(cursor: CursorWrapper, rows: Chunk) -> None:
    for words in sql.tables(connection.vendor):
        cursor.execute(words)
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
        _subscribe(cursor, number, terms, at)
    if news:
        cursor.execute(sql.update(vendor))
    if terms.asking:
        # In the chunk's own transaction: nobody is pending without having been asked.
        cursor.execute(sql.PENDING, [number, terms.source])
        ask(terms.asking, [mark for (mark,) in cursor.fetchall()], terms.now)


def _subscribe(cursor: CursorWrapper, number: int, terms: Terms, at: Any) -> None:
    """The list's new rows, and what is known of the consent of exactly these."""
    if connection.vendor == "postgresql":
        words = [number, terms.source, at, terms.slug, terms.actor]
        cursor.execute(sql.SUBSCRIBE_WITH_CONSENT, words)
        return
    cursor.execute(sql.SUBSCRIBE, [number, terms.source, at])
    cursor.execute(sql.CONSENT, [terms.slug, terms.actor, number, terms.source, at])
