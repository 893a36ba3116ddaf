"""The statements of an import, for both engines: what `store.importing` says to the database.

staged_readers    a chunk of the file as it is
weighed_readers   the same with what each row means
rehearsed_readers who came in earlier chunks of a rehearsal, which keeps nothing else
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.audience import ConsentAct


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the engines say differently about attributes, which are kept as JSON."""

    news: str
    """Whether g, the staged row, says something of s, the reader, that is not known yet."""
    made: str
    merged: str
    emptied: str
    """How a temporary table is emptied: on PostgreSQL rows that are only deleted stay in the way."""
    end_of_table: str = ""


DIALECTS = {
    "postgresql": Dialect(
        news="NOT s.attributes @> g.attributes::jsonb",
        made="attributes::jsonb",
        merged="store_subscriber.attributes || w.attributes::jsonb",
        emptied="TRUNCATE",
    ),
    "sqlite": Dialect(
        news="json_patch(s.attributes, g.attributes) <> json(s.attributes)",
        made="attributes",
        merged="json_patch(store_subscriber.attributes, w.attributes)",
        emptied="DELETE FROM",
        end_of_table=" WITHOUT ROWID",
    ),
}

STAGED = ("address", "norm", "hash", "name", "language", "zone", "state", "attributes", "line")
_STAGED = ", ".join(f"{name} {'INTEGER' if name == 'line' else 'TEXT'}" for name in STAGED)

TABLES = (
    f"CREATE TEMP TABLE IF NOT EXISTS staged_readers ({_STAGED})",
    f"""CREATE TEMP TABLE IF NOT EXISTS weighed_readers ({_STAGED}, known BIGINT, standing TEXT,
           found TEXT, joins INTEGER, news INTEGER)""",
    "CREATE INDEX IF NOT EXISTS weighed_by_norm ON weighed_readers (norm)",
)

STAGE = f"INSERT INTO staged_readers VALUES ({', '.join('%s' for _ in STAGED)})"  # noqa: S608
COPY = "COPY staged_readers FROM STDIN"

_WEIGH = """
    INSERT INTO weighed_readers
    SELECT address, norm, hash, name, language, zone, state, attributes, line, known, standing,
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
                          OR (g.zone <> '' AND g.zone <> s.zone)
                          OR (g.attributes <> '{{}}' AND {news}) THEN 1 ELSE 0 END AS news
              FROM staged_readers g
              LEFT JOIN store_subscriber s ON s.address_norm = g.norm
              LEFT JOIN store_subscription sub
                ON sub.list_id = %s AND sub.subscriber_id = s.id
              LEFT JOIN store_suppression sup ON sup.address_hash = g.hash) looked_up"""

_MAKE = """
    INSERT INTO store_subscriber
           (address, address_norm, address_hash, name, language, zone, attributes, erased, created_at)
    SELECT address, norm, hash, name, language, zone, {made}, FALSE, %s
      FROM weighed_readers WHERE known IS NULL AND joins = 1 ORDER BY norm
        ON CONFLICT DO NOTHING"""

SUBSCRIBE = """
    INSERT INTO store_subscription (list_id, subscriber_id, state, source, changed_at)
    SELECT %s, s.id, w.state, %s, %s
      FROM weighed_readers w JOIN store_subscriber s ON s.address_norm = w.norm
     WHERE w.joins = 1 ORDER BY s.id
        ON CONFLICT DO NOTHING"""

_ACT = f"""CASE {{state}} WHEN 'unsubscribed' THEN '{ConsentAct.WITHDREW}'
                WHEN 'pending' THEN '{ConsentAct.ASKED}'
                WHEN 'paused' THEN '{ConsentAct.PAUSED}'
                ELSE '{ConsentAct.IMPORTED}' END"""

# Joined with what was just written: somebody who came by another way meanwhile gets no consent
# that is not theirs.
CONSENT = f"""
    INSERT INTO store_consent (at, address_hash, list_slug, act, source, wording, actor)
    SELECT sub.changed_at, w.hash, %s, {_ACT.format(state="w.state")}, sub.source, '', %s
      FROM weighed_readers w
      JOIN store_subscriber s ON s.address_norm = w.norm
      JOIN store_subscription sub
        ON sub.list_id = %s AND sub.subscriber_id = s.id AND sub.source = %s AND sub.changed_at = %s
     WHERE w.joins = 1"""  # noqa: S608 - only our own words are put in

# Both in one statement, where an engine can: nothing that was just written is looked up again.
SUBSCRIBE_WITH_CONSENT = f"""
    WITH joined AS ({SUBSCRIBE} RETURNING subscriber_id, state, source, changed_at)
    INSERT INTO store_consent (at, address_hash, list_slug, act, source, wording, actor)
    SELECT j.changed_at, s.address_hash, %s, {_ACT.format(state="j.state")}, j.source, '', %s
      FROM joined j JOIN store_subscriber s ON s.id = j.subscriber_id"""  # noqa: S608 - our own words

_UPDATE = """
    UPDATE store_subscriber
       SET name = CASE WHEN w.name <> '' THEN w.name ELSE store_subscriber.name END,
           language = CASE WHEN w.language <> '' THEN w.language
                           ELSE store_subscriber.language END,
           zone = CASE WHEN w.zone <> '' THEN w.zone ELSE store_subscriber.zone END,
           attributes = CASE WHEN w.attributes <> '{{}}' THEN {merged}
                             ELSE store_subscriber.attributes END
      FROM weighed_readers w
     WHERE w.known = store_subscriber.id AND w.news = 1"""

# Who has just come in as pending.
PENDING = """
    SELECT w.hash FROM weighed_readers w
      JOIN store_subscriber s ON s.address_norm = w.norm
      JOIN store_subscription sub
        ON sub.list_id = %s AND sub.subscriber_id = s.id AND sub.source = %s
     WHERE sub.state = 'pending' AND w.found IN ('new', 'joined')"""

AWAITED = "SELECT MAX(joins), MAX(news) FROM weighed_readers"
COUNTED = "SELECT found, COUNT(*) FROM weighed_readers GROUP BY found"

# Of an address that came in an earlier chunk of a rehearsal the first row has told what would be.
REHEARSED = "CREATE TEMP TABLE IF NOT EXISTS rehearsed_readers (mark TEXT PRIMARY KEY, found TEXT)"
REMEMBERED = (
    """UPDATE weighed_readers SET joins = 0, found =
         (SELECT CASE r.found WHEN 'left' THEN 'left' ELSE 'unchanged' END
            FROM rehearsed_readers r WHERE r.mark = SUBSTR(weighed_readers.hash, 1, 15))
       WHERE joins = 1 AND SUBSTR(hash, 1, 15) IN (SELECT mark FROM rehearsed_readers)""",
    """INSERT INTO rehearsed_readers
       SELECT SUBSTR(hash, 1, 15), found FROM weighed_readers WHERE joins = 1
           ON CONFLICT DO NOTHING""",
)
DIFFERING = """
    SELECT w.line, w.address, w.found, w.state, w.standing, w.name, w.language, w.zone,
           w.attributes, s.name, s.language, s.zone, s.attributes
      FROM weighed_readers w LEFT JOIN store_subscriber s ON s.id = w.known
     ORDER BY w.line"""


def tables(vendor: str) -> tuple[str, ...]:
    """The two tables of a chunk, there and empty."""
    emptied = DIALECTS[vendor].emptied
    return (*TABLES, f"{emptied} staged_readers", f"{emptied} weighed_readers")


def weigh(vendor: str) -> str:
    """One query that says of every staged row what it means; takes the list's number."""
    return _WEIGH.format(news=DIALECTS[vendor].news)


def make(vendor: str) -> str:
    """New readers, in order of address; takes the instant."""
    return _MAKE.format(made=DIALECTS[vendor].made)


def update(vendor: str) -> str:
    """What is told anew of known readers; what a row leaves empty stays."""
    return _UPDATE.format(merged=DIALECTS[vendor].merged)


def rehearsed(vendor: str) -> str:
    """The memory of a rehearsal."""
    return REHEARSED + DIALECTS[vendor].end_of_table
