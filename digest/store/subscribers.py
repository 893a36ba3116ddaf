"""Subscribers in bulk: idempotent, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count

from digest.model.audience import ConsentAct, SubscriptionState, address_hash, normal_address
from digest.store import models

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class NewSubscriber:
    """One reader to bring in."""

    address: str
    name: str = ""
    language: str = ""
    zone: str = ""


def make_list(slug: str, now: datetime, title: str = "") -> int:
    """The list of that slug, made when it is not there."""
    row, _ = models.MailingList.objects.get_or_create(
        slug=slug, defaults={"title": title, "created_at": now}
    )
    return row.pk


def bring_in(
    people: Iterable[NewSubscriber],
    *,
    lists: Sequence[str],
    key: bytes,
    source: str,
    now: datetime,
) -> int:
    """Confirmed subscriptions for these readers; how many were not on the lists before.

    Never touches somebody who has any standing on a list already: who left stays away.  Chunks of
    5000, each one transaction, so a crash leaves whole chunks and a second run adds the rest.
    """
    walk, added = iter(people), 0
    while chunk := list(islice(walk, _CHUNK)):
        added += _bring_chunk(chunk, lists, key, source, now)
    return added


@transaction.atomic
def _bring_chunk(
    chunk: Sequence[NewSubscriber],
    lists: Sequence[str],
    key: bytes,
    source: str,
    now: datetime,
) -> int:
    people = {normal_address(person.address): person for person in chunk}
    hashes = {normal: address_hash(normal, key) for normal in people}
    models.Subscriber.objects.bulk_create(
        [
            models.Subscriber(
                address=person.address.strip(),
                address_norm=normal,
                address_hash=hashes[normal],
                name=person.name,
                language=person.language,
                zone=person.zone,
                created_at=now,
            )
            for normal, person in people.items()
        ],
        ignore_conflicts=True,
    )
    return sum(_subscribe(slug, hashes, source, now) for slug in lists)


def _subscribe(slug: str, hashes: dict[str, str], source: str, now: datetime) -> int:
    number = make_list(slug, now)
    rows = models.Subscriber.objects.filter(address_norm__in=list(hashes))
    known = set(
        models.Subscription.objects.filter(
            list_id=number, subscriber__address_norm__in=list(hashes)
        ).values_list("subscriber_id", flat=True)
    )
    fresh = [row for row in rows.only("pk", "address_hash") if row.pk not in known]
    models.Subscription.objects.bulk_create(
        [
            models.Subscription(
                list_id=number,
                subscriber_id=row.pk,
                state=SubscriptionState.CONFIRMED,
                source=source,
                changed_at=now,
            )
            for row in fresh
        ],
        ignore_conflicts=True,
    )
    models.Consent.objects.bulk_create(
        [
            models.Consent(
                at=now,
                address_hash=row.address_hash,
                list_slug=slug,
                act=ConsentAct.IMPORTED,
                source=source,
            )
            for row in fresh
        ]
    )
    return len(fresh)


def standings(slug: str = "") -> dict[str, dict[str, int]]:
    """Of each list (or of that one) how many readers stand how, lists by name."""
    lists = models.MailingList.objects.order_by("slug")
    rows = models.Subscription.objects.all()
    if slug:
        lists, rows = lists.filter(slug=slug), rows.filter(list__slug=slug)
    found = {
        name: dict.fromkeys((state.value for state in SubscriptionState), 0)
        for name in lists.values_list("slug", flat=True)
    }
    for name, state, n in rows.values_list("list__slug", "state").annotate(n=Count("pk")):
        found[name][state] = n
    return found
