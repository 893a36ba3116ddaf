"""What is older than it is kept for goes, a portion at a time: no lock on a large table for long.

    kind -> rows past their time, the oldest first, at most a portion -> gone

What only ever grows at its end is walked from its beginning, so that a look which finds nothing
costs one page whatever the size of the table.  The ledger, consents and suppressions are not here:
they are the proof of who got what and of who said what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet

from digest.model.notice import NoticeState
from digest.model.schedule import SlotState
from digest.model.trigger import TriggerState
from digest.store import models

PORTION = 500
"""Rows that go in one transaction."""
Rows = QuerySet[Any]


def portion(kind: str, before: datetime) -> int:
    """Take out at most a portion of that kind from before; 0 = nothing is left to go."""
    if kind in _WALKED:
        return sum(_delete(rows, _walked(rows, field, before)) for rows, field in _WALKED[kind]())
    rows = _CHOSEN[kind](before)
    return _delete(rows, list(rows.order_by("pk").values_list("pk", flat=True)[:PORTION]))


def count(kind: str, before: datetime) -> int:
    """How many rows of that kind would go."""
    if kind in _WALKED:
        return sum(
            rows.filter(**{f"{field}__lt": before}).count() for rows, field in _WALKED[kind]()
        )
    return _CHOSEN[kind](before).count()


def _walked(rows: Rows, field: str, before: datetime) -> list[Any]:
    """Those of the oldest page that are past their time: these rows come in the order of time."""
    page = rows.order_by("pk").values_list("pk", field)[:PORTION]
    return [key for key, at in page if at < before]


def _delete(rows: Rows, keys: Sequence[Any]) -> int:
    """A row that somebody began to need meanwhile stays, with its portion, until the next time."""
    try:
        with transaction.atomic():
            rows.filter(pk__in=keys).delete()
    except ProtectedError:
        return 0
    return len(keys)


def _service_mails(before: datetime) -> Rows:
    """The settled ones: who is of unknown fate stays until a person decides."""
    settled = (NoticeState.SUBMITTED, NoticeState.FAILED, NoticeState.CANCELLED)
    return models.Notice.objects.filter(made_at__lt=before, state__in=settled)


def _stories(before: datetime) -> Rows:
    """On no page any more, and in no issue: what was printed is never printed again."""
    printed = models.IssueStory.objects.filter(story=OuterRef("pk"))
    old = models.Story.objects.filter(changed_at__lt=before, position=None)
    return old.filter(~Exists(printed))


def _slots(before: datetime) -> Rows:
    made = models.Issue.objects.filter(occurrence=OuterRef("pk"))
    old = models.Occurrence.objects.filter(due_at__lt=before, state=SlotState.SKIPPED)
    return old.filter(~Exists(made))


def _triggers(before: datetime) -> Rows:
    """What was done or refused: the issue itself tells what came of it."""
    done = (TriggerState.MADE, TriggerState.REFUSED)
    return models.Trigger.objects.filter(accepted_at__lt=before, state__in=done)


_WALKED: Mapping[str, Callable[[], tuple[tuple[Rows, str], ...]]] = {
    "reports": lambda: ((models.RawEvent.objects.all(), "received_at"),),
    "events": lambda: ((models.Event.objects.all(), "at"),),
    "audit": lambda: (
        (models.Audit.objects.all(), "at"),
        (LogEntry.objects.all(), "action_time"),
    ),
}
_CHOSEN: Mapping[str, Callable[[datetime], Rows]] = {
    "service_mails": _service_mails,
    "stories": _stories,
    "slots": _slots,
    "alarms": lambda before: models.Alarm.objects.filter(cleared_at__lt=before),
    "triggers": _triggers,
    "counts_of_days": lambda before: models.DayCount.objects.filter(day__lt=before.date()),
    "sessions": lambda before: Session.objects.filter(expire_date__lt=before),
}
