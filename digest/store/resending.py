"""Those of a finished issue who failed, offered once more: as follow-up batches of their own.

Their rows go, their batch counts them as moved, and a new batch with attempts of its own holds them:
the balance stays exact at every moment, and who was accepted is not touched.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import F

from digest.model.delivery import DeliveryState
from digest.model.issue import IssueStep
from digest.rules import batching
from digest.store import house, issues, models


@transaction.atomic
def resend_failed(issue: int, actor: str, now: datetime) -> int | None:
    """Release a finished issue for those who failed; how many, None where it was not finished."""
    if not issues.step(issue, IssueStep.RELEASE, finished_at=None):
        return None
    reasons: Counter[str] = Counter()
    batches = models.Batch.objects.filter(issue_id=issue, failed__gt=0).order_by("pk")
    for batch in batches:
        reasons += _again(batch, now)
    told = {"readers": reasons.total(), "reasons": dict(reasons.most_common(20))}
    house.audit(actor, "resend-failed", f"issue {issue}", now, after=told)
    return reasons.total()


def _again(batch: models.Batch, now: datetime) -> Counter[str]:
    """Move the failed of one batch to a batch behind it; why they had failed."""
    rows = models.Delivery.objects.filter(batch=batch.pk, state=DeliveryState.FAILED)
    failed = list(rows.order_by("position").values_list("subscriber_id", "reason"))
    ids = [subscriber for subscriber, _ in failed]
    rows.delete()
    models.Batch.objects.filter(pk=batch.pk).update(
        failed=F("failed") - len(ids), moved=F("moved") + len(ids)
    )
    models.Batch.objects.create(
        issue_id=batch.issue_id,
        edition_id=batch.edition_id,
        origin_id=batch.pk,
        number=batch.number,
        n=len(ids),
        first_id=ids[0],
        last_id=ids[-1],
        recipients=batching.pack(ids),
        recipients_hash=batching.fingerprint(ids),
        not_before=now,
    )
    return Counter(reason for _, reason in failed)
