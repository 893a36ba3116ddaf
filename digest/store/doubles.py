"""Copies that were delivered twice, counted from what providers report.  There must be none.

Looked for among the events that came since the last look, each minute by whoever has the watch: a
body of reports is not held up by it.  An event is looked at one look after it was seen first, when
every body with a lower number is in.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from digest.model.delivery import DeliveryEvent
from digest.store import counters, models

_DONE, _SEEN = "done", "seen"
_TWICE = """
SELECT COUNT(*) FROM store_event e
 WHERE e.id > %s AND e.id <= %s AND e.kind = %s AND e.subscriber_id > 0
   AND EXISTS (SELECT 1 FROM store_event o
                WHERE o.issue_id = e.issue_id AND o.subscriber_id = e.subscriber_id
                  AND o.kind = e.kind AND o.id < e.id)
"""


def look() -> int:
    """Count what came twice since the last look; how many there were.  For one caller at a time."""
    top = models.Event.objects.aggregate(top=Max("pk"))["top"] or 0
    marks = counters.of("events-looked-at")
    seen = marks.get(_SEEN, top)
    done = marks.get(_DONE, seen)
    found = _twice(done, seen) if seen > done else 0
    told = {f"events-looked-at {_SEEN}": top - marks.get(_SEEN, 0)}
    told[f"events-looked-at {_DONE}"] = seen - marks.get(_DONE, 0)
    counters.add(told | {"duplicates deliveries": found})
    return found


def _twice(after: int, upto: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, [after, upto, DeliveryEvent.DELIVERED.value])
        return int(cursor.fetchall()[0][0])
