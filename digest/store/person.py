"""One reader by address: looked up whole, added, kept from mail, or erased.

    whole(address, key)      everything that is kept about them, or None where nothing is
    suppress(address, key)   never mailed again, whatever the lists say; `lift` takes it back
    erase(address, key)      the reader goes, a keyed hash stays, so that no file brings them back

A stranger's address can be suppressed and erased too: only its hash is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from digest.model.audience import ConsentAct, SubscriptionState, SuppressionReason, address_hash
from digest.model.errors import GuardRefused
from digest.store import copies, forgetting, former, house, models, never, preferences

FORGOTTEN = "erased on request"
THEIR_OWN = (SuppressionReason.COMPLAINT, SuppressionReason.UNSUBSCRIBE)
"""Suppressions that are a reader's own word."""


def whole(normal: str, key: bytes) -> dict[str, Any] | None:
    """A reader's own data, complete: what an answer to "what do you keep about me?" must hold."""
    mark = address_hash(normal, key)
    person = models.Subscriber.objects.filter(address_norm=normal).first()
    kept = models.Suppression.objects.filter(pk=mark).values("reason", "source", "at").first()
    before = former.left(person.pk) if person else ()
    marks = [mark, *(one.hash for one in before)]
    consents = _said(marks)
    if person is None and kept is None and not consents:
        return None
    return {
        "address": person.address if person else normal,
        "former_addresses": [{"address": one.address, "until": one.until} for one in before],
        "known": person is not None,
        "name": person.name if person else "",
        "language": person.language if person else "",
        "zone": person.zone if person else "",
        "hour": person.hour if person else None,
        "attributes": person.attributes if person else {},
        "since": person.created_at if person else None,
        "lists": _standings(person.pk) if person else [],
        "preferences": _preferences(person.pk) if person else {},
        "suppressed": kept,
        "consents": consents,
        "changes": [asdict(one) for each in marks for one in preferences.changes(each)],
        "issues": _issues(person.pk) if person else [],
        "events": _events(person.pk) if person else [],
        "clicks": _clicks(person.pk) if person else [],
        "service_mails": _service_mails(marks),
    }


def said(normal: str, key: bytes) -> list[dict[str, Any]]:
    """What was said about this address and its lists, the oldest first."""
    return _said([address_hash(normal, key)])


def _said(marks: Sequence[str]) -> list[dict[str, Any]]:
    rows = models.Consent.objects.filter(address_hash__in=marks).order_by("pk")
    return [
        dict(row) for row in rows.values("at", "list_slug", "act", "source", "wording", "actor")
    ]


def _standings(subscriber: int) -> list[dict[str, Any]]:
    rows = models.Subscription.objects.filter(subscriber=subscriber).order_by("list__slug")
    return [dict(row) for row in rows.values("list__slug", "state", "source", "changed_at")]


def _preferences(subscriber: int) -> dict[str, dict[str, Any]]:
    """By digest how they want it, in words that stand in a file."""
    chosen = preferences.of(subscriber)
    return {slug: asdict(choice) for slug, choice in chosen.digests.items()} if chosen else {}


def _events(subscriber: int) -> list[dict[str, Any]]:
    rows = models.Event.objects.filter(subscriber_id=subscriber).order_by("at")
    return [dict(row) for row in rows.values("issue_id", "kind", "reason", "at")]


def _clicks(subscriber: int) -> list[dict[str, Any]]:
    rows = models.Click.objects.filter(subscriber_id=subscriber).order_by("at", "pk")
    return [dict(row) for row in rows.values("issue_id", "link", "at", "verdict")]


def _service_mails(marks: Sequence[str]) -> list[dict[str, Any]]:
    rows = models.Notice.objects.filter(address_hash__in=marks).order_by("pk")
    return [dict(row) for row in rows.values("kind", "digest", "state", "made_at", "reply")]


def _issues(subscriber: int) -> list[dict[str, Any]]:
    """The issues whose audience they were in, with their standing there."""
    frozen = models.Issue.objects.filter(frozen_at__isnull=False).order_by("pk")
    return [
        {
            "issue": copy.issue,
            "digest": copy.digest,
            "day": copy.day,
            "state": f"excluded: {copy.reason}" if copy.left_out else copy.state,
        }
        for copy in copies.of(subscriber, frozen.only("pk", "digest", "day", "subject"))
    ]


@transaction.atomic
def suppress(normal: str, key: bytes, *, source: str, actor: str, now: datetime) -> bool:
    """Never mail this address; False when it was so already."""
    mark = address_hash(normal, key)
    _, made = models.Suppression.objects.get_or_create(
        address_hash=mark,
        defaults={"reason": SuppressionReason.BY_HAND, "source": source, "at": now},
    )
    if made:
        house.audit(actor, "suppress", f"address {mark[:12]}", now, after={"source": source})
    return made


@transaction.atomic
def lift(normal: str, key: bytes, *, actor: str, now: datetime, because: str = "") -> bool:
    """Take a suppression back; the standings on lists stay as they are.  False without one.

    Raises GuardRefused where it was the reader who said no: nobody else says yes for them.
    """
    mark = address_hash(normal, key)
    kept = models.Suppression.objects.select_for_update().filter(pk=mark).first()
    if kept and kept.reason in THEIR_OWN:
        raise GuardRefused(
            f"{normal} said no ({kept.reason}, {kept.source or 'no more is known'}); "
            "only they can take that back",
            guard="consent",
        )
    gone, _ = models.Suppression.objects.filter(pk=mark).delete()
    if gone:
        after = {"because": because} if because else None
        house.audit(actor, "lift-suppression", f"address {mark[:12]}", now, after=after)
    return bool(gone)


def erase(normal: str, key: bytes, *, actor: str, now: datetime) -> bool:
    """Everything about the reader goes; False when there was no such reader.

    What stays names nobody: the keyed hash among the suppressed, the consents under that hash, and
    numbers in the ledgers of issues that went out, which must balance still.
    """
    return erase_marked(address_hash(normal, key), actor=actor, now=now, normal=normal)


@transaction.atomic
def erase_marked(mark: str, *, actor: str, now: datetime, normal: str = "") -> bool:
    """The same for the reader of an address hash, the address being known no more."""
    own = SuppressionReason.UNSUBSCRIBE
    if not never.keep({mark: (own, FORGOTTEN)}, now):
        kept = models.Suppression.objects.filter(pk=mark)
        # What no yes takes back stays so; all else becomes their own word.
        kept.exclude(reason=SuppressionReason.COMPLAINT).update(
            reason=own, source=FORGOTTEN, at=now
        )
    found = forgetting.traces(mark, normal)
    person = models.Subscriber.objects.filter(address_hash=mark).first()
    if person is not None:
        _withdraw(person, mark, actor, now)
    forgetting.everywhere(found, mark)
    house.audit(actor, "erase", f"address {mark[:12]}", now)
    return person is not None


def _withdraw(person: models.Subscriber, mark: str, actor: str, now: datetime) -> None:
    """What stays of their standings is that they left."""
    on = models.Subscription.objects.filter(subscriber=person)
    left = on.exclude(state=SubscriptionState.UNSUBSCRIBED)
    models.Consent.objects.bulk_create(
        models.Consent(
            at=now,
            address_hash=mark,
            list_slug=slug,
            act=ConsentAct.WITHDREW,
            source=FORGOTTEN,
            actor=actor,
        )
        for slug in left.values_list("list__slug", flat=True)
    )
