"""Service mails that a reader causes on their own page: data, erasure, another address, changes.

    ask_data      a freshly mailed link to fetch or erase everything
    ask_address   the new address is asked, the old one is told
    tell          what changed, once things are quiet

The page may be open to whoever holds an old mail, so what matters goes on by fresh mail only, and
what can be caused here is bounded: one link an hour, three changes of address a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from digest.model.audience import address_hash, normal_address
from digest.model.notice import Draft, NoticeState, Reply
from digest.model.service import NoticeKind
from digest.rules import notices as rules
from digest.store import models, notices

AN_HOUR = timedelta(hours=1)
QUIET = timedelta(minutes=5)
"""Several changes in a row are told in one mail."""
CHANGES_A_DAY = 3


@transaction.atomic
def ask_data(subscriber: int, kind: NoticeKind, digest: str, now: datetime) -> int | None:
    """Mail the link to fetch (EXPORT) or to erase (ERASE) everything; None where one just went.

    While a change of address may still be taken back, the link waits until it no longer can: it
    would go to where the reader may never have wanted to be.
    """
    person = _held(subscriber)
    if person is None or _recent(subscriber, kind, now - AN_HOUR):
        return None
    return notices.add(_draft(person, kind, digest, now.isoformat()), links_from(subscriber, now))


def links_from(subscriber: int, now: datetime) -> datetime:
    """When a link to the data may go: now, or when a change of address can be taken back no more."""
    moved = models.Notice.objects.filter(
        subscriber_id=subscriber, kind=NoticeKind.ADDRESS_NEW, reply=Reply.YES
    ).aggregate(at=Max("replied_at"))["at"]
    settled = moved + timedelta(hours=rules.HOURS[NoticeKind.ADDRESS_OLD]) if moved else now
    return max(now, settled)


def _held(subscriber: int) -> models.Subscriber | None:
    rows = models.Subscriber.objects.select_for_update().filter(pk=subscriber, erased=False)
    return rows.first()


def _recent(subscriber: int, kind: NoticeKind, since: datetime) -> int:
    rows = models.Notice.objects.filter(subscriber_id=subscriber, kind=kind, made_at__gt=since)
    return rows.count()


def _draft(person: models.Subscriber, kind: NoticeKind, digest: str, mark: str) -> Draft:
    return Draft(
        key=f"{kind}:{person.pk}:{mark}",
        kind=kind,
        digest=digest,
        subscriber=person.pk,
        address=person.address,
        address_hash=person.address_hash,
        language=person.language,
        name=person.name,
    )


@transaction.atomic
def ask_address(
    subscriber: int, address: str, digest: str, key: bytes, now: datetime
) -> tuple[int, ...]:
    """Ask the new address and tell the old one; the numbers of the mails, none where none may go.

    The answer on the page is the same either way.  Raises ValueError where it is no address.
    """
    normal = normal_address(address)
    mark = address_hash(normal, key)
    person = _held(subscriber)
    if person is None or person.address_hash == mark:
        return ()
    day = now - timedelta(days=1)
    if _recent(subscriber, NoticeKind.ADDRESS_NEW, day) >= CHANGES_A_DAY or _asked(mark, now):
        return ()
    new = Draft(
        key=f"{NoticeKind.ADDRESS_NEW}:{subscriber}:{now.isoformat()}",
        kind=NoticeKind.ADDRESS_NEW,
        digest=digest,
        subscriber=subscriber,
        address=address.strip(),
        address_hash=mark,
        language=person.language,
    )
    asked = notices.add(new, now)
    if asked is None:
        return ()
    told = notices.add(_told(person, digest, address.strip(), asked), now)
    return (asked, told) if told else (asked,)


def _asked(mark: str, now: datetime) -> bool:
    """Whether that address was asked by somebody's form or page within the day, or said "not me"."""
    kinds = [NoticeKind.CONFIRM, NoticeKind.ADDRESS_NEW]
    rows = models.Notice.objects.filter(address_hash=mark, kind__in=kinds)
    last = rows.aggregate(at=Max("made_at"))["at"]
    return not rules.may_ask(last, None, now)


def _told(person: models.Subscriber, digest: str, address: str, asked: int) -> Draft:
    return Draft(
        key=f"{NoticeKind.ADDRESS_OLD}:{asked}",
        kind=NoticeKind.ADDRESS_OLD,
        digest=digest,
        subscriber=person.pk,
        address=person.address,
        address_hash=person.address_hash,
        language=person.language,
        name=person.name,
        about=address,
        parent=asked,
    )


@transaction.atomic
def tell(
    subscriber: int, digest: str, facts: Sequence[tuple[str, str]], now: datetime
) -> int | None:
    """Tell how things stand now, five minutes from now; a mail that waits tells the newest."""
    person = _held(subscriber)
    if person is None:
        return None
    waiting = models.Notice.objects.filter(
        subscriber_id=subscriber, kind=NoticeKind.CHANGED, digest=digest, state=NoticeState.PENDING
    )
    told = [list(fact) for fact in facts]
    if waiting.update(facts=told, language=person.language, name=person.name):
        return None
    draft = _draft(person, NoticeKind.CHANGED, digest, now.isoformat())
    number = notices.add(draft, now + QUIET)
    if number is not None:
        models.Notice.objects.filter(pk=number).update(facts=told)
    return number


def hush(subscriber: int) -> None:
    """Who left everything is not written to about it."""
    rows = models.Notice.objects.filter(
        subscriber_id=subscriber, kind=NoticeKind.CHANGED, state=NoticeState.PENDING
    )
    rows.update(state=NoticeState.CANCELLED, reason="the reader left")
