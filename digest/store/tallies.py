"""Counts with an end, in the database: how often something happened in the running window."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from digest.store import models

FLOOD = "flood"
"""Forms turned away because there were too many from everywhere: a person has to look."""

_COUNT = """
INSERT INTO store_tally (key, n, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE
   SET n = CASE WHEN store_tally.until <= %s THEN 1 ELSE store_tally.n + 1 END,
       until = CASE WHEN store_tally.until <= %s THEN excluded.until ELSE store_tally.until END
RETURNING n
"""


def count(key: str, span: timedelta, now: datetime) -> int:
    """Count one more; how many there are in the window, this one included."""
    end, at = _stamp(now + span), _stamp(now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, end, at, at])
        return int(cursor.fetchall()[0][0])


def _stamp(moment: datetime) -> datetime | str:
    return connection.ops.adapt_datetimefield_value(moment) or moment


def current(key: str, now: datetime) -> int:
    """How many there are in the running window."""
    row = models.Tally.objects.filter(key=key, until__gt=now).values_list("n", flat=True).first()
    return row or 0


def forget(now: datetime) -> int:
    """Windows that are over; how many there were."""
    gone, _ = models.Tally.objects.filter(until__lt=now).delete()
    return gone
