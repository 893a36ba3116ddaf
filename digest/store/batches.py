"""Batches as a whole: which wait, which are due, who their readers are."""

from __future__ import annotations

from collections.abc import Iterable
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


def open_batches(issue: int) -> list[int]:
    """Batches that still wait for verdicts, in order."""
    rows = models.Batch.objects.filter(
        issue_id=issue, state__in=[BatchState.PENDING, BatchState.CLAIMED]
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def due_batches(now: datetime, limit: int = 200) -> list[int]:
    """Batches of any issue that somebody should take: what the sweeper hints at again.

    Each is named at most twice a minute; call again for more.
    """
    ready = Q(state=BatchState.PENDING, not_before__lte=now, issue__state=IssueState.SENDING)
    stale = Q(state=BatchState.CLAIMED) & (Q(lease_until__lt=now) | Q(owner__in=_gone_owners()))
    quiet = Q(hinted_at=None) | Q(hinted_at__lt=now - timedelta(seconds=30))
    rows = models.Batch.objects.filter(quiet, ready | stale).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    models.Batch.objects.filter(pk__in=ids).update(hinted_at=now)
    return ids


def _gone_owners() -> list[str]:
    """Who holds a batch and surely runs no more; as many rows as there are workers."""
    held = models.Batch.objects.filter(state=BatchState.CLAIMED)
    return [
        owner for owner in held.values_list("owner", flat=True).distinct() if owners.is_gone(owner)
    ]


def readers(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Address and name of these subscribers, as written."""
    rows = models.Subscriber.objects.filter(pk__in=list(ids))
    return {pk: (address, name) for pk, address, name in rows.values_list("pk", "address", "name")}
