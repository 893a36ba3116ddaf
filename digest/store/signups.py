"""A wish from a form -> a pending subscription, a consent "asked", and one service mail.

    keep      the wish as it came: the same work whether the address is known or not
    answer    one transaction, once: what the reader's standing makes of it
    ask       the same for readers an operator brings in as pending

Nobody's standing is lowered here, nor raised: a stranger may have typed the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from digest.model.audience import (
    ConsentAct,
    SubscriptionState,
    SuppressionReason,
    address_hash,
    normal_address,
)
from digest.model.notice import Draft, Reply
from digest.model.service import NoticeKind
from digest.model.signup import SignUp
from digest.rules import notices as rules
from digest.store import models, notices

ACTOR = "visitor"
_BY_FORM = "signup:"


def keep(wish: SignUp, now: datetime) -> int:
    """Keep a wish to be answered at once; its number."""
    row = models.SignUp.objects.create(
        digest=wish.digest,
        list_slug=wish.list,
        address=wish.address,
        language=wish.language,
        source=wish.source,
        wording=wish.wording,
        at=now,
    )
    return row.pk


def due(now: datetime, limit: int = 200) -> list[int]:
    """Wishes that nobody answered yet; each is named at most once in half a minute."""
    quiet = Q(hinted_at=None) | Q(hinted_at__lt=now - timedelta(seconds=30))
    ids = list(models.SignUp.objects.filter(quiet).order_by("pk").values_list("pk", flat=True))
    models.SignUp.objects.filter(pk__in=ids[:limit]).update(hinted_at=now)
    return ids[:limit]


@transaction.atomic
def answer(number: int, key: bytes, now: datetime) -> int | None:
    """What the wish comes to: the number of a service mail, or None where none goes.

    A wish is answered once: its row goes in the same transaction.
    """
    row = models.SignUp.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return None
    row.delete()
    normal = normal_address(row.address)
    mark = address_hash(normal, key)
    if _silenced(mark):
        return None
    person = _person(row, normal, mark, now)
    if not _may_ask(mark, now):
        return None
    state = _standing(row, person, now)
    kind = NoticeKind.WELCOME if state == SubscriptionState.CONFIRMED else NoticeKind.CONFIRM
    return notices.add(_draft(row, person, kind, number), now)


def _silenced(mark: str) -> str:
    kept = models.Suppression.objects.filter(pk=mark).values_list("reason", flat=True).first()
    return rules.silenced(NoticeKind.CONFIRM, SuppressionReason(kept) if kept else None)


def _person(row: models.SignUp, normal: str, mark: str, now: datetime) -> models.Subscriber:
    """The reader of that address, held until the transaction ends: two wishes wait for each other."""
    models.Subscriber.objects.get_or_create(
        address_norm=normal,
        defaults={
            "address": row.address.strip(),
            "address_hash": mark,
            "language": row.language,
            "created_at": now,
        },
    )
    return models.Subscriber.objects.select_for_update().get(address_norm=normal)


def _may_ask(mark: str, now: datetime) -> bool:
    of_it = models.Notice.objects.filter(address_hash=mark)
    last = of_it.filter(key__startswith=_BY_FORM).aggregate(at=Max("made_at"))["at"]
    no = of_it.filter(kind=NoticeKind.CONFIRM, reply=Reply.NO).aggregate(at=Max("replied_at"))["at"]
    return rules.may_ask(last, no, now)


def _standing(row: models.SignUp, person: models.Subscriber, now: datetime) -> str:
    """How the reader stands on the list now; who never stood there is pending from here on."""
    mailing = models.MailingList.objects.get_or_create(
        slug=row.list_slug, defaults={"title": "", "created_at": now}
    )[0]
    there, _ = models.Subscription.objects.get_or_create(
        list=mailing,
        subscriber=person,
        defaults={"state": SubscriptionState.PENDING, "source": row.source, "changed_at": now},
    )
    if there.state != SubscriptionState.CONFIRMED:
        models.Consent.objects.create(
            at=now,
            address_hash=person.address_hash,
            list_slug=row.list_slug,
            act=ConsentAct.ASKED,
            source=row.source,
            wording=row.wording,
            actor=ACTOR,
        )
    return there.state


def _draft(row: models.SignUp, person: models.Subscriber, kind: NoticeKind, number: int) -> Draft:
    return Draft(
        key=f"{_BY_FORM}{number}",
        kind=kind,
        digest=row.digest,
        subscriber=person.pk,
        address=person.address,
        address_hash=person.address_hash,
        language=person.language or row.language,
        name=person.name,
        lists=(row.list_slug,),
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """Readers who are pending on a list and are to be asked, and on whose behalf: the digest's.

    `mark` is the identity of the occasion (the hash of a file): the same one asks nobody twice.
    """

    digest: str
    list: str
    mark: str


def ask(asking: Asking, hashes: Iterable[str], now: datetime) -> int:
    """One confirmation for each of these readers who is pending there; how many were made.

    `hashes` are address hashes, any number of them.  Consents are the caller's.
    """
    return notices.add_many(_pending(asking, hashes), now)


def _pending(asking: Asking, hashes: Iterable[str]) -> Iterator[Draft]:
    chunk: list[str] = []
    for mark in hashes:
        chunk.append(mark)
        if len(chunk) == 500:
            yield from _drafts(asking, chunk)
            chunk = []
    yield from _drafts(asking, chunk)


def _drafts(asking: Asking, hashes: list[str]) -> Iterator[Draft]:
    rows = models.Subscription.objects.filter(
        list__slug=asking.list,
        state=SubscriptionState.PENDING,
        subscriber__address_hash__in=hashes,
    )
    columns = ("subscriber_id", "subscriber__address", "subscriber__address_hash")
    for number, address, mark, language in rows.values_list(*columns, "subscriber__language"):
        yield Draft(
            key=f"ask:{asking.mark[:40]}:{asking.list}:{mark}",
            kind=NoticeKind.CONFIRM,
            digest=asking.digest,
            subscriber=number,
            address=address,
            address_hash=mark,
            language=language,
            lists=(asking.list,),
            in_bulk=True,
        )
