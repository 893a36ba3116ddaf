"""Everybody in an issue's audience, with what became of their copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.model.delivery import BatchState, DeliveryState
from digest.rules import batching
from digest.store import models


@dataclass(frozen=True, slots=True)
class Person:
    """One reader of an issue.  `address` is empty where the reader was erased since."""

    subscriber: int
    address: str
    state: str
    reason: str = ""


def number_of(normal: str) -> int | None:
    """The reader of an address; None where nobody has it."""
    rows = models.Subscriber.objects.filter(address_norm=normal, erased=False)
    return rows.values_list("pk", flat=True).first()


def people(issue: int) -> Iterator[Person]:
    """Batch by batch, then who was left out when the audience was frozen; memory stays flat."""
    for batch in models.Batch.objects.filter(issue_id=issue).order_by("pk").iterator(chunk_size=50):
        yield from _of_batch(batch)
    for row in models.Excluded.objects.filter(issue_id=issue).order_by("pk").iterator(chunk_size=5):
        ids = batching.unpack(bytes(row.recipients))
        for start in range(0, len(ids), 1000):
            chunk = ids[start : start + 1000]
            addresses = _addresses(chunk)
            for number in chunk:
                yield Person(
                    number, addresses.get(number, ""), DeliveryState.EXCLUDED.value, row.reason
                )


def _of_batch(batch: models.Batch) -> Iterator[Person]:
    ids = batching.unpack(bytes(batch.recipients))
    addresses = _addresses(ids)
    rows = {
        position: (state, reason)
        for position, state, reason in models.Delivery.objects.filter(batch=batch).values_list(
            "position", "state", "reason"
        )
    }
    moved = _moved(batch)
    for position, number in enumerate(ids):
        if number in moved:
            continue
        state, reason = rows.get(position, (_implied(batch, position), ""))
        yield Person(number, addresses.get(number, ""), state, reason)


def _moved(batch: models.Batch) -> frozenset[int]:
    """Who stands in a follow-up batch instead."""
    if not batch.moved:
        return frozenset()
    after = models.Batch.objects.filter(origin=batch.pk).values_list("recipients", flat=True)
    return frozenset(number for blob in after for number in batching.unpack(bytes(blob)))


def _implied(batch: models.Batch, position: int) -> str:
    """What the batch says of a reader without a row of their own."""
    if position < batch.cursor:
        return DeliveryState.SUBMITTED.value
    cancelled = batch.state == BatchState.CANCELLED
    return (DeliveryState.CANCELLED if cancelled else DeliveryState.PENDING).value


def _addresses(ids: Sequence[int]) -> dict[int, str]:
    return dict(models.Subscriber.objects.filter(pk__in=ids).values_list("pk", "address"))
