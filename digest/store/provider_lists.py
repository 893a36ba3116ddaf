"""A provider's lists of addresses that it does not mail, kept as our own; and who is to be told there.

    rows of a page | address hash | overtaken by the reader's own yes? | never.keep

An address that is nobody's here is kept too, as a hash: a later file must not bring it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from digest.model.audience import (
    ConsentAct,
    SubscriptionState,
    SuppressionReason,
    address_hash,
    normal_address,
)
from digest.model.suppressed import Listed, Taken
from digest.store import models, never

_STAYS = (SubscriptionState.CONFIRMED, SubscriptionState.PENDING, SubscriptionState.PAUSED)


def until(name: str) -> datetime | None:
    """Up to when a list is known."""
    return models.SyncMark.objects.filter(pk=name).values_list("until", flat=True).first()


def move(name: str, moment: datetime) -> None:
    """The list is known up to then."""
    models.SyncMark.objects.update_or_create(name=name, defaults={"until": moment})


@transaction.atomic
def take(
    rows: Sequence[Listed], reason: SuppressionReason, source: str, key: bytes, now: datetime
) -> Taken:
    """Suppress the addresses of a page, but who said yes after they had come onto the list.

    No yes takes back a complaint.
    """
    marks = {mark: one for one in rows if (mark := _mark(one.address, key))}
    yes = {} if reason is SuppressionReason.COMPLAINT else never.last_yes(marks)
    overtaken = {
        mark for mark, one in marks.items() if mark in yes and one.since and one.since < yes[mark]
    }
    new = never.keep({mark: (reason, source) for mark in marks if mark not in overtaken}, now)
    unreadable = sum(1 for one in rows if not _mark(one.address, key))
    return Taken(len(rows), new, len(overtaken), unreadable)


def _mark(address: str, key: bytes) -> str:
    try:
        return address_hash(normal_address(address), key)
    except ValueError:
        return ""


def left_since(since: datetime, provider: str) -> list[str]:
    """Addresses that said no to us since then and stand on no list any more, as written.

    What the provider told us itself it knows.
    """
    theirs = Q(source__startswith=provider) | Q(source__startswith=f"event {provider}")
    no = models.Suppression.objects.exclude(theirs).filter(
        at__gte=since, reason__in=[SuppressionReason.UNSUBSCRIBE, SuppressionReason.COMPLAINT]
    )
    stays = models.Subscription.objects.filter(subscriber=OuterRef("pk"), state__in=_STAYS)
    withdrew = models.Consent.objects.filter(
        address_hash=OuterRef("address_hash"), act=ConsentAct.WITHDREW, at__gte=since
    )
    living = models.Subscriber.objects.filter(erased=False)
    gone = living.filter(
        Q(address_hash__in=no.values("pk")) | (Q(Exists(withdrew)) & ~Q(Exists(stays)))
    )
    return list(gone.order_by("pk").values_list("address", flat=True))


def came_back_since(since: datetime) -> list[str]:
    """Addresses that said yes since then after a no, and are not suppressed."""
    mine = models.Consent.objects.filter(address_hash=OuterRef("address_hash"))
    yes = mine.filter(act__in=never.OWN_YES, at__gte=since)
    no = mine.filter(act=ConsentAct.WITHDREW)
    kept = models.Suppression.objects.filter(pk=OuterRef("address_hash"))
    stays = models.Subscription.objects.filter(
        subscriber=OuterRef("pk"), state=SubscriptionState.CONFIRMED
    )
    back = models.Subscriber.objects.filter(Exists(yes), Exists(no), Exists(stays), ~Exists(kept))
    return list(back.order_by("pk").values_list("address", flat=True))
