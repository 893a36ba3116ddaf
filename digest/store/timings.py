"""Times for Prometheus, from rows: how long issues took, when a provider was last heard.

A handful of queries whatever the number of readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Sum

from digest.model.alarm import AlarmKind
from digest.model.issue import IssueState
from digest.store import models

_OUT = (IssueState.FINISHED, IssueState.FINISHED_IN_PART)


@dataclass(frozen=True, slots=True)
class Took:
    """How many issues are out, and how long they took together, from the freeze to the end."""

    issues: int
    together: timedelta


def took() -> Mapping[str, Took]:
    """By digest."""
    rows = models.Issue.objects.filter(state__in=_OUT, frozen_at__isnull=False)
    rows = rows.filter(finished_at__gte=F("frozen_at"))
    summed = rows.values("digest").annotate(
        n=Count("pk"), together=Sum(F("finished_at") - F("frozen_at"))
    )
    return {row["digest"]: Took(row["n"], row["together"]) for row in summed.order_by("digest")}


def heard() -> datetime | None:
    """When a provider last reported anything; None where it never did, or it is pruned."""
    at: datetime | None = models.RawEvent.objects.aggregate(at=Max("received_at"))["at"]
    return at


def broken() -> int:
    """How often a ledger was found not to add up, as long as alarms are kept."""
    return models.Alarm.objects.filter(kind=AlarmKind.UNBALANCED).count()
