"""Batches as a whole: which wait, which are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from digest.model.delivery import BatchState
from digest.model.issue import IssueState
from digest.store import models, owners


def cancel_waiting(issue: int, now: datetime) -> int:
    """The batches of a cancelled issue that nobody holds: their rest is cancelled."""
    waiting = models.Batch.objects.filter(issue_id=issue, state=BatchState.PENDING)
    cancelled: int = waiting.update(
        state=BatchState.CANCELLED, cancelled=F("n") - F("cursor"), done_at=now
    )
    return cancelled


def cancel_too(issue: int, now: datetime) -> None:
    """The same for a batch that came back after its issue was cancelled: called once it is back.

    The issue is cancelled before its waiting batches are, so one of the two sees the other.
    """
    if models.Issue.objects.filter(pk=issue, state=IssueState.CANCELLED).exists():
        cancel_waiting(issue, now)


def open_batches(issue: int) -> list[int]:
    """Batches that still wait for verdicts, in order."""
    rows = models.Batch.objects.filter(
        issue_id=issue, state__in=[BatchState.PENDING, BatchState.CLAIMED]
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def waiting_behind(issue: int, batch: int) -> list[int]:
    """Those of an issue behind that one that nobody has, in order; those in lanes are not in line."""
    waiting = models.Batch.objects.filter(issue_id=issue, state=BatchState.PENDING, lane="")
    rows = waiting.filter(pk__gt=batch)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def ready(issue: int, now: datetime) -> list[int]:
    """Those of an issue that somebody may take now, and those that somebody has, in order."""
    rows = models.Batch.objects.filter(
        Q(state=BatchState.PENDING, not_before__lte=now) | Q(state=BatchState.CLAIMED),
        issue_id=issue,
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def put_off(issue: int, now: datetime) -> tuple[str, datetime] | None:
    """Why nothing of an issue moves, in the post's words, and when it is tried again.

    None where something moves, or where it was not the post that put it off.
    """
    there = models.Batch.objects.filter(issue_id=issue, n__gt=F("cursor"))
    if there.filter(
        Q(state=BatchState.CLAIMED) | Q(state=BatchState.PENDING, not_before__lte=now)
    ).exists():
        return None
    waiting = there.filter(state=BatchState.PENDING).order_by("not_before", "pk")
    first = waiting.values_list("said", "not_before").first()
    return first if first and first[0] else None


def due_batches(now: datetime, limit: int = 200, *, but: Sequence[str] = ()) -> list[int]:
    """Batches that somebody should take, of any digest `but` these: what the sweeper hints at again.

    Each is named at most twice a minute; call again for more.
    """
    quiet = Q(hinted_at=None) | Q(hinted_at__lt=now - timedelta(seconds=30))
    rows = models.Batch.objects.filter(quiet, _due(now)).order_by("pk")
    rows = rows.exclude(issue__digest__in=list(but)) if but else rows
    ids = list(rows.values_list("pk", flat=True)[:limit])
    models.Batch.objects.filter(pk__in=ids).update(hinted_at=now)
    return ids


def all_due(now: datetime, *, but: Sequence[str] = ()) -> list[int]:
    """All due batches, a page at a time: whoever is on a page is not on the next one."""
    found: list[int] = []
    while page := due_batches(now, but=but):
        found += page
    return found


def to_be_had(batches: Iterable[int], now: datetime, *, but: int | None = None) -> set[int]:
    """Those of these batches that somebody may take now; none of the issue `but`."""
    there = models.Batch.objects.filter(_due(now), pk__in=list(batches))
    if but is not None:
        there = there.exclude(issue_id=but)
    return set(there.values_list("pk", flat=True))


def near(batch: int, limit: int) -> tuple[int, list[int]]:
    """The issue of a batch, and the batch with those that wait behind it: at most `limit`."""
    issue: int = models.Batch.objects.values_list("issue_id", flat=True).get(pk=batch)
    behind = models.Batch.objects.filter(issue_id=issue, state=BatchState.PENDING, pk__gt=batch)
    return issue, [batch, *behind.order_by("pk").values_list("pk", flat=True)[: limit - 1]]


def others_at(issue: int) -> int:
    """How many other processes hold a batch of the issue now; those surely gone do not count."""
    held = models.Batch.objects.filter(issue=issue, state=BatchState.CLAIMED)
    names = held.values_list("owner", flat=True).distinct()
    there = {owners.process(name) for name in names if not owners.is_gone(name)}
    return len(there - {owners.process(owners.me())})


def issue_of(batch: int) -> int:
    """The issue that a batch is of."""
    return models.Batch.objects.values_list("issue_id", flat=True).get(pk=batch)


def digest_of(batch: int) -> str:
    """The digest that a batch is of."""
    return models.Batch.objects.values_list("issue__digest", flat=True).get(pk=batch)


def waiting(issue: int, now: datetime) -> list[int]:
    """Batches of an issue that nobody has and that may go."""
    rows = models.Batch.objects.filter(_due(now), issue=issue, state=BatchState.PENDING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def unsettled(issue: int) -> frozenset[int]:
    """The batches of an issue that are not done, or hold somebody whose copy's fate is unknown."""
    rows = models.Batch.objects.filter(issue=issue)
    waits = Q(state__in=[BatchState.PENDING, BatchState.CLAIMED]) | Q(uncertain__gt=0)
    return frozenset(rows.filter(waits).values_list("pk", flat=True))


def _due(now: datetime) -> Q:
    """Waits and may go, or its owner is gone."""
    ready = Q(state=BatchState.PENDING, not_before__lte=now, issue__state=IssueState.SENDING)
    gone = Q(lease_until__lt=now) | Q(owner__in=_gone_owners())
    return ready | Q(state=BatchState.CLAIMED) & gone


def _gone_owners() -> list[str]:
    """Who holds a batch and surely runs no more; as many rows as there are workers."""
    held = models.Batch.objects.filter(state=BatchState.CLAIMED)
    return [
        owner for owner in held.values_list("owner", flat=True).distinct() if owners.is_gone(owner)
    ]
