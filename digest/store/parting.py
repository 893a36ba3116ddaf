"""A batch parted into lanes: readers of a limited domain go at its pace, the others need not wait.

    batch -> a follow-up batch for each lane, and one for everybody else      one transaction

Nothing of it was with the post.  Each reader stands in exactly one of them; the batch itself is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from digest.model.claim import Claim
from digest.model.delivery import BatchState
from digest.model.post import Answer, Fate, Verdict
from digest.store import batches, ledger, models
from digest.store.fared import fared, follow_up

_MOVED = Answer(Verdict(Fate.NOT_ACCEPTED, "parted by domain"))


def lanes_of(claim: Claim, start: int, lanes: Mapping[str, str]) -> dict[str, list[int]]:
    """The places from `start` on by lane, "" for everybody whose domain has no limit."""
    people = models.Subscriber.objects.filter(pk__in=claim.recipients[start:])
    addresses = dict(people.values_list("pk", "address_norm"))
    found: dict[str, list[int]] = {}
    for position in range(start, claim.n):
        domain = addresses.get(claim.recipients[position], "").rpartition("@")[2]
        found.setdefault(lanes.get(domain, ""), []).append(position)
    return found


def stay(claim: Claim, lane: str) -> None:
    """All its readers are of that lane: it goes at that pace as it is."""
    models.Batch.objects.filter(pk=claim.batch, fence=claim.fence).update(lane=lane)


def part(claim: Claim, start: int, places: Mapping[str, list[int]], now: datetime) -> bool:
    """Batches of their own for the places of each lane; False when the claim was lost meanwhile."""
    done = _part(claim, start, places, now)
    batches.cancel_too(claim.issue, now)
    return done


@transaction.atomic
def _part(claim: Claim, start: int, places: Mapping[str, list[int]], now: datetime) -> bool:
    left = ledger.left_out(claim, start, claim.n)
    sums = fared(claim, range(start, claim.n), _MOVED, now, left, again=True)
    if not ledger.move(claim, start, claim.n, sums, now):
        return False
    for lane, positions in sorted(places.items()):
        ids = [claim.recipients[position] for position in positions if position not in left]
        if ids:
            # This claim asked nobody for anything: it is no attempt.
            follow_up(claim, ids, now, lane=lane, attempts=max(0, claim.attempts - 1))
    return True


def parts_of(batch: int, lane: str) -> list[int]:
    """The batches of that lane that a batch was parted into."""
    rows = models.Batch.objects.filter(origin=batch, state=BatchState.PENDING, lane=lane)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def in_lanes(issues: Iterable[int], now: datetime, limit: int = 200) -> list[tuple[int, str]]:
    """Batches of these issues with a lane that may be taken now, the oldest first."""
    rows = models.Batch.objects.filter(
        issue__in=list(issues), state=BatchState.PENDING, not_before__lte=now
    ).exclude(lane="")
    return list(rows.order_by("pk").values_list("pk", "lane")[:limit])


def issues_and_lanes(numbers: Iterable[int]) -> tuple[set[int], set[int]]:
    """The issues of these batches, and which of the batches have a lane."""
    rows = models.Batch.objects.filter(pk__in=list(numbers)).values_list("pk", "issue_id", "lane")
    found = list(rows)
    return {issue for _, issue, _ in found}, {pk for pk, _, lane in found if lane}
