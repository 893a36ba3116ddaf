"""The first few readers of an issue: set aside before it is released, watched, then the rest goes.

    set_aside   the first batch parted into the few and the others; whatever is not the few waits
    watched     issues whose rest waits, and where they stand
    go_on       the rest may be taken

Waiting is an instant far away in the batches' own rows, so that no worker has to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from digest.model.delivery import BatchState
from digest.model.issue import IssueState
from digest.rules import batching
from digest.store import house, models
from digest.store.fared import behind

FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Until somebody or something lets it go."""


LEAST = 2
"""Times as many readers as the few an issue needs, to have a rest that waits."""


@dataclass(frozen=True, slots=True)
class Few:
    """The few of an issue.  `out_at`: when the last of them had a verdict; None = not yet."""

    issue: int
    digest: str
    readers: int
    batches: list[int]
    out_at: datetime | None


@transaction.atomic
def set_aside(issue: int, readers: int, now: datetime) -> bool:
    """Let so many readers, evenly from the first batch, go first; False where it is for too few.

    To be called while nobody can have claimed anything: frozen, and not released.
    """
    stands = models.Issue.objects.select_for_update().filter(pk=issue, state=IssueState.FROZEN)
    if not stands.exists() or waits(issue):
        return False
    rows = models.Batch.objects.filter(issue=issue, state=BatchState.PENDING, cursor=0)
    first = rows.order_by("-n", "pk").first()
    whole = sum(rows.values_list("n", flat=True))
    if first is None or whole < LEAST * readers:
        return False
    rows.exclude(pk=first.pk).update(not_before=FAR)
    ids = batching.unpack(bytes(first.recipients))
    few = ids[:: max(1, ceil(len(ids) / readers))]
    if len(few) < len(ids):
        chosen = set(few)
        behind(first, few, first.not_before)
        behind(first, tuple(number for number in ids if number not in chosen), FAR)
        _close(first, now)
    models.Canary.objects.create(issue_id=issue, readers=len(few))
    return True


def _close(batch: models.Batch, now: datetime) -> None:
    models.Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.DONE, cursor=F("n"), inflight_to=F("n"), moved=F("n"), done_at=now
    )


def watched(issue: int | None = None) -> list[Few]:
    """Issues on their way (or that one) whose rest waits for the few."""
    rows = models.Canary.objects.filter(settled_at=None, issue__state=IssueState.SENDING)
    rows = rows if issue is None else rows.filter(issue=issue)
    return [_few(row) for row in rows.select_related("issue")]


def waits(issue: int) -> bool:
    """Whether the rest of an issue waits for its few, or for a person because of them."""
    return models.Canary.objects.filter(pk=issue, settled_at=None).exists()


def let_go_at(issue: int) -> datetime | None:
    """When the rest of an issue was let go after its first readers; None = it was not, or has none."""
    return models.Canary.objects.filter(pk=issue).values_list("settled_at", flat=True).first()


def _few(row: models.Canary) -> Few:
    rows = models.Batch.objects.filter(issue=row.issue_id, not_before__lt=FAR)
    there = rows.exclude(moved=F("n"))
    still_open = there.filter(state__in=[BatchState.PENDING, BatchState.CLAIMED]).exists()
    done = there.order_by("-done_at").values_list("done_at", flat=True).first()
    batches = list(there.values_list("pk", flat=True))
    out_at = None if still_open else done
    return Few(row.issue_id, row.issue.digest, row.readers, batches, out_at)


@transaction.atomic
def go_on(issue: int, *, actor: str, because: str, now: datetime) -> bool:
    """The rest may be taken from now on; False where nothing waited any more."""
    if not models.Canary.objects.filter(pk=issue, settled_at=None).update(settled_at=now):
        return False
    waiting = models.Batch.objects.filter(issue=issue, not_before=FAR)
    waiting.update(not_before=Coalesce(F("release_at"), now))
    house.audit(actor, "canary", f"issue {issue}", now, after={"goes_on": because})
    return True
