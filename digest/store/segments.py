"""Segments: kept by name, counted before use.

A segment is kept as it was written, with the kinds of the attributes it asks for; an issue takes a
copy with it when it is made (`model.audience.Audience.segment`), so that changing a segment changes
no issue.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from digest.model.audience import Segment
from digest.model.errors import UsageError
from digest.model.segment import Filter
from digest.rules.filters import tree_of
from digest.store import clock, house, models
from digest.store.filtering import Condition, condition


@transaction.atomic
def keep(segment: Segment, *, actor: str, now: datetime) -> bool:
    """Keep a segment; False when there is one of that name."""
    _, made = models.Segment.objects.get_or_create(
        slug=segment.slug,
        defaults={
            "text": segment.text,
            "kinds": dict(segment.kinds),
            "actor": actor,
            "created_at": now,
        },
    )
    if made:
        house.audit(actor, "segment-add", segment.slug, now, after={"filter": segment.text})
    return made


@transaction.atomic
def remove(slug: str, *, actor: str, now: datetime) -> bool:
    """Forget a segment; issues that were made with it keep their copy.  False without one."""
    row = models.Segment.objects.filter(slug=slug).first()
    if row is None:
        return False
    row.delete()
    house.audit(actor, "segment-remove", slug, now, before={"filter": row.text})
    return True


def find(slug: str) -> Segment | None:
    """The segment of that name."""
    row = models.Segment.objects.filter(slug=slug).first()
    return Segment(row.slug, row.text, row.kinds) if row else None


def named(slug: str) -> Segment | None:
    """The segment that somebody asked for, None where no name is given; UsageError without one."""
    found = find(slug) if slug else None
    if slug and found is None:
        raise UsageError(
            f"there is no segment {slug!r}; make it with: digest segment add {slug} 'FILTER'"
        )
    return found


def everyone() -> list[dict[str, Any]]:
    """All segments by name, with who made them and when."""
    rows = models.Segment.objects.order_by("slug")
    return [dict(row) for row in rows.values("slug", "text", "actor", "created_at")]


def fits(segment: Segment | None, now: datetime | None = None) -> Condition:
    """The segment as a condition on the reader `s`; of everybody where there is none.

    Days are counted from the day of `now` (UTC), which is today where it is not given.
    """
    if segment is None:
        return "TRUE", []
    return condition(tree_of(segment), (now or clock.now()).date())


def count(segment: Segment, now: datetime) -> int:
    """How many readers the filter holds for, whatever lists they are on."""
    return count_of(tree_of(segment), now)


def count_of(found: Filter, now: datetime) -> int:
    """The same, of a tree."""
    words, values = condition(found, now.date())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM store_subscriber s WHERE NOT s.erased AND {words}",  # noqa: S608 - our own words
            values,
        )
        return int(cursor.fetchone()[0])
