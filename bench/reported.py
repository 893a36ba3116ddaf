"""Fifty million reports of a provider in the ledger, as years of mornings leave them.

    keep(events) -> rows of `store_event`, spread over all issues and their readers

PostgreSQL makes the rows itself; its indexes and constraints are put back when they are in, as a
restore would do it.
"""

from __future__ import annotations

from django.db import connection

_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
 WHERE tablename = 'store_event' AND indexname NOT IN
       (SELECT conname FROM pg_constraint WHERE conrelid = 'store_event'::regclass)
"""
_UNIQUE = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = 'store_event'::regclass AND contype IN ('u', 'p') ORDER BY contype
"""
# Of twenty letters nineteen are delivered; the twentieth is late first.
_ROWS = """
INSERT INTO store_event (natural_key, issue_id, subscriber_id, kind, reason, at)
SELECT i.id || ':' || k, i.id, 1 + (i.id * 7919 + k) %% %s,
       CASE WHEN k %% 20 = 0 THEN 'deferred' ELSE 'delivered' END, '', i.finished_at
  FROM (SELECT id, finished_at FROM store_issue WHERE finished_at IS NOT NULL) i,
       generate_series(1, %s) k
"""


def keep(events: int, readers: int, issues: int) -> None:
    """Make them; where there is no PostgreSQL nothing is made."""
    if connection.vendor != "postgresql" or not events:
        return
    with connection.cursor() as cursor:
        # Of who is told there is no doubt here: no row is looked up for its keys.
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        cursor.execute("ALTER TABLE store_event SET UNLOGGED")
        indexes, unique = _asked(cursor, _INDEXES), _asked(cursor, _UNIQUE)
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for name, _ in unique:
            cursor.execute(f'ALTER TABLE store_event DROP CONSTRAINT "{name}"')
        cursor.execute(_ROWS, [readers, events // issues])
        for name, told in unique:
            cursor.execute(f'ALTER TABLE store_event ADD CONSTRAINT "{name}" {told}')
        for _, told in indexes:
            cursor.execute(told)
        cursor.execute("SET session_replication_role = DEFAULT")


def _asked(cursor: object, sql: str) -> list[tuple[str, str]]:
    cursor.execute(sql)  # type: ignore[attr-defined]
    return list(cursor.fetchall())  # type: ignore[attr-defined]
