"""What the rule of urgency looks at: issues on their way, their readers, what of them waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from digest.model.delivery import BatchState
from digest.model.issue import IssueState
from digest.rules.urgency import Waiting
from digest.store import models

_PAGE = 1000


def waiting(now: datetime) -> list[Waiting]:
    """Issues with a batch that somebody may take now; a frozen digest's issues wait for nobody.

    A row an issue on its way, so it costs the same with a million readers.
    """
    takeable = models.Batch.objects.filter(
        issue=OuterRef("pk"), state=BatchState.PENDING, not_before__lte=now
    ).order_by("pk")
    stopped = models.Freeze.objects.filter(Q(digest="") | Q(digest=OuterRef("digest")))
    rows = models.Issue.objects.filter(~Exists(stopped), state=IssueState.SENDING).annotate(
        batch=Subquery(takeable.values("pk")[:1])
    )
    kept = rows.filter(batch__isnull=False).order_by("pk")
    return [Waiting(*row) for row in kept.values_list("pk", "digest", "audience_n", "batch")]


def of_issue(issue: int) -> tuple[str, int]:
    """The digest of an issue and its readers: 0 before they are frozen."""
    digest, readers = models.Issue.objects.values_list("digest", "audience_n").get(pk=issue)
    return digest, readers


def of_batches(batches: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The same of each of these batches' issues."""
    found: dict[int, tuple[str, int]] = {}
    for begin in range(0, len(batches), _PAGE):
        rows = models.Batch.objects.filter(pk__in=batches[begin : begin + _PAGE])
        told = rows.values_list("pk", "issue__digest", "issue__audience_n")
        found |= {batch: (digest, readers) for batch, digest, readers in told}
    return found


def of_occurrences(occurrences: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The digest of each of these occurrences; nobody's readers are frozen there."""
    rows = models.Occurrence.objects.filter(pk__in=list(occurrences))
    return {number: (digest, 0) for number, digest in rows.values_list("pk", "digest")}


def of_triggers(triggers: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The same of what machines asked for."""
    rows = models.Trigger.objects.filter(pk__in=list(triggers))
    return {number: (digest, 0) for number, digest in rows.values_list("pk", "digest")}
