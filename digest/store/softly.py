"""Soft bounces into suppressions, and a letter that arrived out of them.

    new reports | whom they may concern | all that was told of their present address | rules.soft_bounces.dead

What was told decides, not when it came in: the same reports end alike in any order.  A report of an
address that the reader left since, or from before their own yes, counts no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from digest.model.audience import ConsentAct, SuppressionReason
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.rules.soft_bounces import Heard, Limit, dead
from digest.store import models, never
from digest.store.event_sql import given_up_softly
from digest.store.former import History, histories

_YES = (ConsentAct.CONFIRMED, ConsentAct.RETURNED)


def judge(fresh: Sequence[Event], limit: Limit, now: datetime) -> None:
    """Bring the suppressions of those whom these new reports concern to what is known of them."""
    people = {one.subscriber for one in fresh if one.kind is DeliveryEvent.SOFT}
    arrived = {one.subscriber for one in fresh if one.kind is DeliveryEvent.DELIVERED}
    soft = models.Suppression.objects.filter(reason=SuppressionReason.SOFT_BOUNCE)
    if arrived and soft.exists():
        people |= set(given_up_softly(arrived))
    if people:
        _settle(people, limit, now)


def _settle(people: Collection[int], limit: Limit, now: datetime) -> None:
    known = histories(people)
    told = _told(known)
    ends = {who for who, reports in told.items() if dead(reports, limit)}
    words = f"soft bounces of {limit.issues} issues"
    reason = SuppressionReason.SOFT_BOUNCE
    never.keep({known[who].hash: (reason, words) for who in ends}, now)
    lives = [one.hash for who, one in known.items() if who not in ends]
    models.Suppression.objects.filter(pk__in=lives, reason=reason).delete()


def _told(known: Mapping[int, History]) -> dict[int, list[Heard]]:
    """What is known of each: the last letter that arrived, and the soft bounces behind it."""
    events = models.Event.objects.filter(subscriber_id__in=known)
    last = dict(
        events.filter(kind=DeliveryEvent.DELIVERED)
        .values_list("subscriber_id")
        .annotate(at=Max("at"))
    )
    since = _since(known)
    told: dict[int, list[Heard]] = defaultdict(list)
    for who, at in last.items():
        told[who].append(Heard(0, at, arrived=True))
    soft = events.filter(kind=DeliveryEvent.SOFT)
    for who, issue, at in soft.values_list("subscriber_id", "issue_id", "at"):
        if who not in since or at >= since[who]:
            told[who].append(Heard(issue, at))
    return told


def _since(known: Mapping[int, History]) -> dict[int, datetime]:
    """From when on reports are of the present address and of the present wish for mail."""
    said = models.Consent.objects.filter(
        address_hash__in=[one.hash for one in known.values()], act__in=_YES
    )
    yes = dict(said.values_list("address_hash").annotate(at=Max("at")))
    found: dict[int, datetime] = {}
    for who, one in known.items():
        moved = one.before[-1].until if one.before else None
        moments = [at for at in (moved, yes.get(one.hash)) if at is not None]
        if moments:
            found[who] = max(moments)
    return found
