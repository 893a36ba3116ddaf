"""Readers into lists, a chunk at a time: who is new, who changed, and who is left in peace.

    chunk | staged: COPY, or one executemany | weighed: one query against who is known
          | three inserts and an update, by sets       one transaction a chunk

Nobody who left a list or is suppressed comes back by an import.  Run again after a crash it finds
the chunks that were kept unchanged, and goes on.  A million rows pass as sets and never as objects:
`weighed` holds what each row of a chunk means, and everything after reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from digest.model.audience import ConsentAct, SubscriptionState, address_hash
from digest.rules.roster import Reader
from digest.store import models
from digest.store.subscribers import make_list

CHUNK = 20_000
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
    Found.CHANGED: "on the list, name or language brought up to date",
    Found.UNCHANGED: "on the list already",
    Found.LEFT: "left this list before: not subscribed again",
    Found.SUPPRESSED: "suppressed: never mailed, not subscribed",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Into which list, from which source, and under whose key."""

    slug: str
    source: str
    key: bytes
    now: datetime
    actor: str = "command line"


def bring_in(
    people: Iterable[Reader], terms: Terms, *, write: bool = True
) -> Iterator[Counter[Found]]:
    """Counts of each chunk, once it is kept; without `write` what would be.

    Of an address that comes twice in a chunk the later row counts, as it would chunk by chunk.
    """
    walk, chunks = iter(people), 0
    while chunk := _once_each(islice(walk, CHUNK)):
        yield _taken(chunk, terms, write)
        chunks += 1
        if write and chunks & (chunks - 1) == 0:
            _measure()


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
        standing=_S.UNSUBSCRIBED if no else row.standing or earlier.standing,
    )


@transaction.atomic
def _taken(people: Mapping[str, Reader], terms: Terms, write: bool) -> Counter[Found]:
    number = make_list(terms.slug, terms.now) if write else _list_there(terms.slug)
    with connection.cursor() as cursor:
        _stage(cursor, people, terms.key)
        cursor.execute(_WEIGH, [number])
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE weighed_readers")
        if write:
            _keep(cursor, number, terms)
        cursor.execute("SELECT found, COUNT(*) FROM weighed_readers GROUP BY found")
        return Counter({Found(found): n for found, n in cursor.fetchall()})


def _list_there(slug: str) -> int:
    """The list's number; 0, which no list has, where a rehearsal would have to make it."""
    return models.MailingList.objects.filter(slug=slug).values_list("pk", flat=True).first() or 0


# ---------------------------------------------------------------- the statements, for both engines

_TABLES = (
    """CREATE TEMP TABLE IF NOT EXISTS staged_readers (address TEXT, norm TEXT, hash TEXT, name TEXT,
           language TEXT, zone TEXT, state TEXT)""",
    """CREATE TEMP TABLE IF NOT EXISTS weighed_readers (address TEXT, norm TEXT, hash TEXT, name TEXT,
           language TEXT, zone TEXT, state TEXT, known BIGINT, found TEXT, joins INTEGER,
           news INTEGER)""",
    "CREATE INDEX IF NOT EXISTS weighed_by_norm ON weighed_readers (norm)",
    "DELETE FROM staged_readers",
    "DELETE FROM weighed_readers",
)

_WEIGH = """
    INSERT INTO weighed_readers
    SELECT address, norm, hash, name, language, zone, state, known,
           CASE WHEN suppressed = 1 THEN 'suppressed'
                WHEN COALESCE(standing, state) = 'unsubscribed' THEN 'left'
                WHEN known IS NULL THEN 'new'
                WHEN standing IS NULL THEN 'joined'
                WHEN news = 1 THEN 'changed'
                ELSE 'unchanged' END,
           CASE WHEN suppressed = 0 AND standing IS NULL THEN 1 ELSE 0 END,
           CASE WHEN suppressed = 0 AND COALESCE(standing, state) <> 'unsubscribed'
                THEN news ELSE 0 END
      FROM (SELECT g.*, s.id AS known, sub.state AS standing,
                   CASE WHEN sup.address_hash IS NULL THEN 0 ELSE 1 END AS suppressed,
                   CASE WHEN (g.name <> '' AND g.name <> s.name)
                          OR (g.language <> '' AND g.language <> s.language)
                          OR (g.zone <> '' AND g.zone <> s.zone) THEN 1 ELSE 0 END AS news
              FROM staged_readers g
              LEFT JOIN store_subscriber s ON s.address_norm = g.norm
              LEFT JOIN store_subscription sub
                ON sub.list_id = %s AND sub.subscriber_id = s.id
              LEFT JOIN store_suppression sup ON sup.address_hash = g.hash) looked_up"""

_MAKE = """
    INSERT INTO store_subscriber
           (address, address_norm, address_hash, name, language, zone, attributes, erased, created_at)
    SELECT address, norm, hash, name, language, zone, {nothing}, FALSE, %s
      FROM weighed_readers WHERE known IS NULL AND joins = 1 ORDER BY norm
        ON CONFLICT DO NOTHING"""

_SUBSCRIBE = """
    INSERT INTO store_subscription (list_id, subscriber_id, state, source, changed_at)
    SELECT %s, s.id, w.state, %s, %s
      FROM weighed_readers w JOIN store_subscriber s ON s.address_norm = w.norm
     WHERE w.joins = 1 ORDER BY s.id
        ON CONFLICT DO NOTHING"""

# Joined with what was just written: somebody who came by another way meanwhile gets no consent
# that is not theirs.
_CONSENT = f"""
    INSERT INTO store_consent (at, address_hash, list_slug, act, source, wording, actor)
    SELECT sub.changed_at, w.hash, %s,
           CASE w.state WHEN 'unsubscribed' THEN '{ConsentAct.WITHDREW}'
                        WHEN 'pending' THEN '{ConsentAct.ASKED}'
                        WHEN 'paused' THEN '{ConsentAct.PAUSED}'
                        ELSE '{ConsentAct.IMPORTED}' END,
           sub.source, '', %s
      FROM weighed_readers w
      JOIN store_subscriber s ON s.address_norm = w.norm
      JOIN store_subscription sub
        ON sub.list_id = %s AND sub.subscriber_id = s.id AND sub.source = %s AND sub.changed_at = %s
     WHERE w.joins = 1"""  # noqa: S608 - only our own words are put in

_UPDATE = """
    UPDATE store_subscriber
       SET name = CASE WHEN w.name <> '' THEN w.name ELSE store_subscriber.name END,
           language = CASE WHEN w.language <> '' THEN w.language
                           ELSE store_subscriber.language END,
           zone = CASE WHEN w.zone <> '' THEN w.zone ELSE store_subscriber.zone END
      FROM weighed_readers w
     WHERE w.known = store_subscriber.id AND w.news = 1"""


def _stage(cursor: CursorWrapper, people: Mapping[str, Reader], key: bytes) -> None:
    for sql in _TABLES:
        cursor.execute(sql)
    rows = [
        (
            said.address,
            normal,
            address_hash(normal, key),
            said.name,
            said.language,
            said.zone,
            (said.standing or _S.CONFIRMED).value,
        )
        for normal, said in people.items()
    ]
    if connection.vendor == "postgresql":
        _copy(cursor, rows)
    else:
        cursor.executemany("INSERT INTO staged_readers VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)


def _copy(cursor: CursorWrapper, rows: Iterable[Sequence[str]]) -> None:
    """COPY in its text form: a row's cells hold neither tabs nor line ends (`rules.roster`)."""
    text = "".join("\t".join(row).replace("\\", "\\\\") + "\n" for row in rows)
    with cursor.copy("COPY staged_readers FROM STDIN") as copy:
        copy.write(text)
    # Without its size the planner reads all readers for each chunk.
    cursor.execute("ANALYZE staged_readers")


def _keep(cursor: CursorWrapper, number: int, terms: Terms) -> None:
    at = connection.ops.adapt_datetimefield_value(terms.now)
    postgresql = connection.vendor == "postgresql"
    cursor.execute(_MAKE.format(nothing="'{}'::jsonb" if postgresql else "'{}'"), [at])
    cursor.execute(_SUBSCRIBE, [number, terms.source, at])
    cursor.execute(_CONSENT, [terms.slug, terms.actor, number, terms.source, at])
    cursor.execute(_UPDATE)
