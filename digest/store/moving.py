"""A reader moves to another address: their standings, choices and issues stay theirs.

The old address is left behind as one that said no: a file that still holds it brings nobody's mail
back there.  The consents of the new one say where the reader came from.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from digest.model.audience import (
    ConsentAct,
    SubscriptionState,
    SuppressionReason,
    normal_address,
)
from digest.model.notice import Draft
from digest.rules.notices import THEIR_YES_LIFTS
from digest.store import models, never
from digest.store.consent import Said

MOVED = "moved to another address"
CAME = "came from another address"


def move(subscriber: int, address: str, mark: str, now: datetime, wording: str) -> bool:
    """The reader's address is this one from now on; False where another reader has it.

    Also False for who complained of our mail: their lists do not follow them to another address.
    """
    person = models.Subscriber.objects.select_for_update().get(pk=subscriber)
    before = person.address_hash
    if before == mark:
        return True
    complained = SuppressionReason.COMPLAINT
    if models.Suppression.objects.filter(pk=before, reason=complained).exists():
        return False
    try:
        with transaction.atomic():
            models.Subscriber.objects.filter(pk=subscriber).update(
                address=address, address_norm=normal_address(address), address_hash=mark
            )
    except IntegrityError:
        return False
    models.FormerAddress.objects.create(
        subscriber=person,
        address=person.address,
        address_norm=person.address_norm,
        address_hash=before,
        until=now,
    )
    _say(subscriber, before, ConsentAct.WITHDREW, Said(MOVED, "reader", now, wording))
    came = f"{CAME} ({before[:12]})"
    _say(subscriber, mark, ConsentAct.CONFIRMED, Said(came, "reader", now, wording))
    own = SuppressionReason.UNSUBSCRIBE
    models.Suppression.objects.filter(pk=mark, reason__in=THEIR_YES_LIFTS).delete()
    never.keep({before: (own, MOVED)}, now)
    return True


def _say(subscriber: int, mark: str, act: ConsentAct, said: Said) -> None:
    on = models.Subscription.objects.filter(
        subscriber=subscriber, state__in=[SubscriptionState.CONFIRMED, SubscriptionState.PAUSED]
    )
    models.Consent.objects.bulk_create(
        models.Consent(
            at=said.now,
            address_hash=mark,
            list_slug=slug,
            act=act,
            source=said.source,
            wording=said.wording,
            actor=said.actor,
        )
        for slug in on.values_list("list__slug", flat=True)
    )


def back(asked: models.Notice, old: Draft, now: datetime, wording: str) -> bool:
    """Take a move back; False where the reader moved on since, or the old address is taken."""
    person = models.Subscriber.objects.filter(pk=old.subscriber).first()
    if person is None or person.address_hash != asked.address_hash:
        return False
    return move(old.subscriber, old.address, old.address_hash, now, wording)
