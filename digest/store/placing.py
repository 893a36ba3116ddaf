"""Where subscribers stand in the ledger of an issue: by their rows, else by the frozen lists.

Locks the batches it finds: who asks is about to write to them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from digest.model.delivery import DeliveryState
from digest.rules import batching
from digest.store import models
from digest.store.event_sql import batches_of_rows

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Place:
    """A subscriber's delivery: its batch, the position there, and how it stands."""

    batch: int
    position: int
    state: DeliveryState


def places(issue: int, people: Collection[int], loud: Collection[int]) -> dict[int, Place]:
    """The places of those who have a row of their own, and of the `loud` ones without.

    Nobody else needs one: what is told of them confirms what their batch says.
    """
    known = batches_of_rows(issue, people)
    lists = _lists(issue, [who for who in loud if who not in known])
    if not (known or lists):
        return {}
    held = _locked({*known.values(), *(batch for batch, _ in lists.values())})
    rows = models.Delivery.objects.filter(issue=issue, subscriber_id__in=known)
    found = {
        who: Place(batch, position, DeliveryState(state))
        for who, batch, position, state in rows.values_list(
            "subscriber_id", "batch_id", "position", "state"
        )
    }
    for who, (batch, position) in lists.items():
        if who not in found:
            said = position < held[batch]
            found[who] = Place(batch, position, _implied(said=said))
    return found


def recipients_among(issue: int, people: Collection[int]) -> frozenset[int]:
    """Those of these readers to whom the issue goes or went.  Locks nothing: lists never change."""
    listed = _lists(issue, people)
    rows = models.Delivery.objects.filter(
        issue=issue, subscriber_id__in=listed, state__in=[_S.EXCLUDED, _S.CANCELLED]
    )
    return frozenset(listed) - set(rows.values_list("subscriber_id", flat=True))


def _implied(*, said: bool) -> DeliveryState:
    return DeliveryState.SUBMITTED if said else DeliveryState.PENDING


def _locked(batches: Collection[int]) -> dict[int, int]:
    """The cursors of these batches, which nobody else moves until the transaction ends."""
    rows = models.Batch.objects.select_for_update().filter(pk__in=batches).order_by("pk")
    return dict(rows.values_list("pk", "cursor"))


def _lists(issue: int, people: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(batch, position) of each of these who stands in a frozen list of the issue.

    The newest batch counts: a follow-up is where they stand, not the one that they came from.
    """
    wanted = sorted(people)
    if not wanted:
        return {}
    spans = models.Batch.objects.filter(
        issue=issue, first_id__lte=wanted[-1], last_id__gte=wanted[0]
    )
    near: dict[int, list[int]] = defaultdict(list)
    for batch, first, last in spans.values_list("pk", "first_id", "last_id"):
        low = bisect_left(wanted, first)
        for who in wanted[low : bisect_left(wanted, last + 1, low)]:
            near[batch].append(who)
    found: dict[int, tuple[int, int]] = {}
    blobs = models.Batch.objects.filter(pk__in=near).order_by("pk")
    for batch, blob in blobs.values_list("pk", "recipients").iterator(chunk_size=100):
        ids = batching.unpack(bytes(blob))
        for who in near[batch]:
            position = bisect_left(ids, who)
            if position < len(ids) and ids[position] == who:
                found[who] = (batch, position)
    return found
