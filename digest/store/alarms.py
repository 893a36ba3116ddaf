"""Alarms as rows: one open row for a thing that is wrong, told once when it is and once when it is not.

take the minute ─▶ sync (raise, clear) ─▶ untold ─▶ told
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from digest.model.alarm import Alarm
from digest.store import models

_WATCH = "watch"
_TURN = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm as operators hear of it; `cleared_at` None = it is still so."""

    id: int
    key: str
    words: str
    raised_at: datetime
    cleared_at: datetime | None


def take_turn(now: datetime) -> bool:
    """Of all parts that watch, one a minute does."""
    models.Heartbeat.objects.get_or_create(name=_WATCH, defaults={"at": now - _TURN * 2})
    mine = models.Heartbeat.objects.filter(name=_WATCH, at__lt=now - _TURN)
    return bool(mine.update(at=now))


@transaction.atomic
def sync(found: Sequence[Alarm], now: datetime) -> None:
    """Raise what is new, clear what is no longer so."""
    keys = {alarm.key for alarm in found}
    still = models.Alarm.objects.filter(cleared_at=None)
    still.exclude(key__in=keys).update(cleared_at=now)
    known = set(still.values_list("key", flat=True))
    models.Alarm.objects.bulk_create(
        (
            models.Alarm(key=a.key, kind=a.kind, words=a.words, raised_at=now)
            for a in found
            if a.key not in known
        ),
        ignore_conflicts=True,
    )


def untold() -> tuple[Told, ...]:
    """What operators are still to hear, the oldest first.

    What came and went before anybody was told is told once, as gone.
    """
    rows = models.Alarm.objects.filter(
        Q(told_at=None, cleared_at=None) | Q(cleared_at__isnull=False, clear_told_at=None)
    )
    return tuple(_told(row) for row in rows.order_by("pk")[:100])


def told(alarms: Iterable[Told], now: datetime) -> None:
    """Operators have heard of these."""
    for alarm in alarms:
        field = "told_at" if alarm.cleared_at is None else "clear_told_at"
        models.Alarm.objects.filter(pk=alarm.id).update(**{field: now})


def standing() -> tuple[Told, ...]:
    """What is wrong now, the oldest first."""
    return tuple(_told(row) for row in models.Alarm.objects.filter(cleared_at=None).order_by("pk"))


def _told(row: models.Alarm) -> Told:
    return Told(row.pk, row.key, row.words, row.raised_at, row.cleared_at)


def pings(now: datetime) -> tuple[tuple[int, str, str], ...]:
    """What an outside watcher is to be told of scheduled issues of the last day: (issue, digest, what)."""
    recent = models.Issue.objects.filter(
        kind="scheduled", frozen_at__gt=now - timedelta(days=1)
    ).order_by("pk")
    had = set(models.Ping.objects.filter(issue__in=recent).values_list("issue_id", "what"))
    wanted = []
    for issue in recent:
        last = {"finished": "ok", "finished_in_part": "fail", "cancelled": "fail"}.get(issue.state)
        for what in ("start", *((last,) if last else ())):
            if (issue.pk, what) not in had:
                wanted.append((issue.pk, issue.digest, what))
    return tuple(wanted)


def pinged(issue: int, what: str, now: datetime) -> None:
    """The watcher heard it."""
    models.Ping.objects.get_or_create(issue_id=issue, what=what, defaults={"at": now})
