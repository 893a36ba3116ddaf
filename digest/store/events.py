"""Events into the ledger: each once, each with its effect on one delivery, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from digest.model.audience import SuppressionReason
from digest.model.delivery import COLUMN_OF, Column, DeliveryState
from digest.model.delivery import advance as next_state
from digest.model.event import Event
from digest.rules import batching
from digest.store import models

_COUNTED = {Column.SUBMITTED, Column.FAILED, Column.UNCERTAIN}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a subscriber stands in the ledger of an issue."""

    batch: int
    position: int
    state: DeliveryState


def keep_raw(provider: str, body: bytes, now: datetime) -> int:
    """Keep a report as it came, before anything is made of it; its number."""
    row = models.RawEvent.objects.create(received_at=now, provider=provider, body=body)
    return int(row.pk)


@transaction.atomic
def take(event: Event, raw: int | None) -> bool:
    """Keep the event; False when it was told before, or speaks of no issue of ours."""
    if not models.Issue.objects.filter(pk=event.issue).exists():
        return False
    _, made = models.Event.objects.get_or_create(
        natural_key=event.natural_key,
        defaults={
            "raw_id": raw,
            "issue_id": event.issue,
            "subscriber_id": event.subscriber,
            "kind": event.kind,
            "reason": event.reason,
            "at": event.at,
        },
    )
    return made


@transaction.atomic
def advance(event: Event) -> None:
    """Move the one delivery that the event speaks of, and the counters of its batch with it."""
    place = _place(event)
    if place is None:
        return
    after = next_state(place.state, event.kind)
    if after is place.state:
        return
    models.Delivery.objects.update_or_create(
        issue_id=event.issue,
        subscriber_id=event.subscriber,
        defaults={
            "batch_id": place.batch,
            "position": place.position,
            "state": after,
            "reason": event.reason or event.kind.value,
            "at": event.at,
        },
    )
    _recount(place.batch, COLUMN_OF[place.state], COLUMN_OF[after])


def _recount(batch: int, before: Column, after: Column) -> None:
    if before is after or not {before, after} <= _COUNTED:
        return
    models.Batch.objects.filter(pk=batch).update(
        **{before.value: F(before.value) - 1, after.value: F(after.value) + 1}
    )


def _place(event: Event) -> _Place | None:
    row = models.Delivery.objects.filter(
        issue_id=event.issue, subscriber_id=event.subscriber
    ).first()
    if row is not None:
        return _Place(row.batch_id, row.position, DeliveryState(row.state))
    near = models.Batch.objects.filter(
        issue_id=event.issue, first_id__lte=event.subscriber, last_id__gte=event.subscriber
    )
    # The newest first: a follow-up batch is where they stand, not the one that they came from.
    for batch, cursor, blob in near.order_by("-pk").values_list("pk", "cursor", "recipients"):
        ids = batching.unpack(bytes(blob))
        if event.subscriber in ids:
            position = ids.index(event.subscriber)
            said = position < cursor
            state = DeliveryState.SUBMITTED if said else DeliveryState.PENDING
            return _Place(batch, position, state)
    return None


@transaction.atomic
def suppress(event: Event, reason: SuppressionReason, now: datetime) -> None:
    """Never mail that address again; the first reason stays."""
    found = models.Subscriber.objects.filter(pk=event.subscriber)
    hashed = found.values_list("address_hash", flat=True).first()
    if hashed:
        models.Suppression.objects.get_or_create(
            address_hash=hashed,
            defaults={"reason": reason, "source": f"event {event.natural_key}"[:200], "at": now},
        )
