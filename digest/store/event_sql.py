"""The statements through which all events pass: a body of them in, the new ones back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from digest.model.event import Event
from digest.store import models

_COLUMNS = "natural_key, raw_id, issue_id, subscriber_id, kind, reason, at"
_INSERT = """
INSERT INTO store_event ({columns})
SELECT k, %s, i, s, e, r, t FROM ({told}) AS told
 WHERE EXISTS (SELECT 1 FROM store_issue WHERE id = i)
ON CONFLICT (natural_key) DO NOTHING RETURNING natural_key
"""
# A body as one JSON value: a driver spends more on a list of moments than on all the rest.
_BODY = "INSERT INTO store_rawevent (received_at, provider, body) VALUES (%s, %s, %b) RETURNING id"
_TOLD = {
    "postgresql": "SELECT * FROM jsonb_to_recordset(%s::jsonb) AS "
    "x(k text, i bigint, s bigint, e text, r text, t timestamptz)",
    "sqlite": "SELECT value ->> 'k' AS k, value ->> 'i' AS i, value ->> 's' AS s, "
    "value ->> 'e' AS e, value ->> 'r' AS r, value ->> 't' AS t FROM json_each(%s)",
}
_GIVEN_UP = """
SELECT s.id FROM store_subscriber s JOIN store_suppression x ON x.address_hash = s.address_hash
 WHERE x.reason = 'soft_bounce' AND s.id IN ({people})
"""
_PEOPLE = {
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)::bigint",
    "sqlite": "SELECT value FROM json_each(%s)",
}
_ROWS = {
    "postgresql": "SELECT subscriber_id, batch_id FROM store_delivery "
    "WHERE issue_id = %s AND subscriber_id IN (SELECT jsonb_array_elements_text(%s::jsonb)::bigint)",
    "sqlite": "SELECT subscriber_id, batch_id FROM store_delivery "
    "WHERE issue_id = %s AND subscriber_id IN (SELECT value FROM json_each(%s))",
}


def insert_new(reports: Sequence[Event], raw: int | None) -> list[Event]:
    """Keep each report once by its natural key; those that were not there, in the order of keys.

    In the order of keys they are also written, so that two bodies told at once wait for each other
    instead of for ever.
    """
    by_key = {event.natural_key: event for event in reversed(reports)}
    if not by_key:
        return []
    told = json.dumps([_plain(by_key[key]) for key in sorted(by_key)])
    statement = _INSERT.format(columns=_COLUMNS, told=_TOLD[connection.vendor])
    return [by_key[key] for (key,) in _asked(statement, [raw, told])]


def insert_body(now: datetime, provider: str, body: bytes) -> int:
    """Keep a body as it came; its number."""
    if connection.vendor == "sqlite":
        row = models.RawEvent.objects.create(received_at=now, provider=provider, body=body)
        return int(row.pk)
    ((number,),) = _asked(_BODY, [now, provider, body])
    return int(number)


def _asked(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement with large values.

    To PostgreSQL they go beside it: spelled into its text, as Django does, a body doubles in size
    and is read twice.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    import psycopg

    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as bound:
        bound.execute(statement, values)
        return bound.fetchall()


def _plain(event: Event) -> dict[str, object]:
    moment = event.at.isoformat()
    if connection.vendor == "sqlite":
        moment = str(connection.ops.adapt_datetimefield_value(event.at))
    return {
        "k": event.natural_key,
        "i": event.issue,
        "s": event.subscriber,
        "e": event.kind.value,
        "r": event.reason,
        "t": moment,
    }


def batches_of_rows(issue: int, people: Iterable[int]) -> dict[int, int]:
    """The batch of each of these whose delivery has a row of its own; thousands in one question."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS[connection.vendor], [issue, json.dumps(list(people))])
        return dict(cursor.fetchall())


def given_up_softly(people: Iterable[int]) -> list[int]:
    """Of these readers those who are not mailed for soft bounces."""
    with connection.cursor() as cursor:
        statement = _GIVEN_UP.format(people=_PEOPLE[connection.vendor])
        cursor.execute(statement, [json.dumps(list(people))])
        return [who for (who,) in cursor.fetchall()]
