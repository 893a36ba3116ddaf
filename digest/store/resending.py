"""Those of a finished issue who failed, or whose fate a person decided, offered once more.

As follow-up batches of their own: their rows go, their batch counts them as moved, and a new batch
with attempts of its own holds them.  The balance stays exact at every moment, and who was accepted
is not touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from digest.model.delivery import DeliveryState
from digest.model.issue import IssueStep
from digest.store import house, issues, models
from digest.store.fared import behind


@transaction.atomic
def resend_failed(issue: int, actor: str, now: datetime) -> int | None:
    """Release a finished issue for those who failed; how many, None where it was not finished."""
    if not issues.step(issue, IssueStep.RELEASE, finished_at=None):
        return None
    reasons: Counter[str] = Counter()
    batches = models.Batch.objects.filter(issue_id=issue, failed__gt=0).order_by("pk")
    for batch in batches:
        reasons += _again(batch, DeliveryState.FAILED, now)
    told = {"readers": reasons.total(), "reasons": dict(reasons.most_common(20))}
    house.audit(actor, "resend-failed", f"issue {issue}", now, after=told)
    return reasons.total()


class NotAsExpected(Exception):
    """So many readers are uncertain by now: not the number that a person decided about."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


@transaction.atomic
def send_again(
    batches: Sequence[int], expected: int, *, actor: str, reason: str, now: datetime
) -> int:
    """A person decides that the uncertain of these batches of an issue get the letter once more.

    How many they are; None of it happens where that is not the expected number (NotAsExpected), or
    where the issue is not finished (0): an event may have settled some while somebody thought.
    """
    rows = list(models.Batch.objects.select_for_update().filter(pk__in=batches).order_by("pk"))
    found = sum(row.uncertain for row in rows)
    if found != expected:
        raise NotAsExpected(found)
    if not found or not issues.step(rows[0].issue_id, IssueStep.RELEASE, finished_at=None):
        return 0
    for row in rows:
        if row.uncertain:
            reasons = _again(row, DeliveryState.UNCERTAIN, now)
            told = {"batch": row.number, "readers": reasons.total(), "reason": reason}
            before = {"uncertain": dict(reasons.most_common(20))}
            subject = f"issue {row.issue_id}"
            house.audit(actor, "send-uncertain-again", subject, now, before=before, after=told)
    return found


def _again(batch: models.Batch, state: DeliveryState, now: datetime) -> Counter[str]:
    """Move those of one batch in that state to a batch behind it; the words of how they stood."""
    rows = models.Delivery.objects.filter(batch=batch.pk, state=state)
    moved = list(rows.order_by("position").values_list("subscriber_id", "reason"))
    ids = [subscriber for subscriber, _ in moved]
    rows.delete()
    models.Batch.objects.filter(pk=batch.pk).update(
        **{state.value: F(state.value) - len(ids), "moved": F("moved") + len(ids)}
    )
    behind(batch, ids, now)
    return Counter(reason for _, reason in moved)
