"""A reader's reply to a notice that asks: once, with its effect, in one transaction.

    outcome   how it stands, nothing is changed
    yes       confirm a subscription | move to another address | keep the old one
    no        "it was not me"

What was said first stands: a link that was pressed once says what it did, and does nothing more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from digest.model.audience import SubscriptionState
from digest.model.notice import Draft, Reply, Standing
from digest.model.reply import Outcome
from digest.model.service import NoticeKind
from digest.rules import notices as rules
from digest.store import consent, models, moving, notices

PAGE = "confirmation page"
NOT_ME = "it was not me"
ACTOR = "reader"


def outcome(standing: Standing, now: datetime) -> Outcome:
    """How a notice stands: whether there is still something to answer."""
    if not _same_reader(standing):
        return Outcome.EXPIRED
    if standing.reply is Reply.YES:
        return _after_yes(standing)
    if standing.reply is Reply.NO:
        return Outcome.REFUSED
    if rules.expired(standing.draft.kind, standing.gone_at, now):
        return Outcome.EXPIRED
    return Outcome.ASK


def _same_reader(standing: Standing) -> bool:
    """The reader is still there, and the mail went to what is, or is to be, their address."""
    person = models.Subscriber.objects.filter(pk=standing.draft.subscriber, erased=False).first()
    if person is None:
        return False
    if standing.draft.kind in (NoticeKind.ADDRESS_NEW, NoticeKind.ADDRESS_OLD):
        return True
    return person.address_hash == standing.draft.address_hash


def _after_yes(standing: Standing) -> Outcome:
    if standing.draft.kind is not NoticeKind.CONFIRM:
        return Outcome.DONE
    on = models.Subscription.objects.filter(
        subscriber=standing.draft.subscriber,
        list__slug__in=standing.draft.lists,
        state=SubscriptionState.CONFIRMED,
    )
    return Outcome.DONE if on.exists() else Outcome.LEFT


def yes(number: int, now: datetime, *, wording: str) -> Outcome:
    """The reader's yes, if it is still to be had."""
    with transaction.atomic():
        standing = _held(number)
        if standing is None:
            return Outcome.EXPIRED
        found = outcome(standing, now)
        if found is not Outcome.ASK:
            return found
        done = _EFFECTS[standing.draft.kind](standing, now, wording)
        if done is Outcome.DONE:
            _note(number, Reply.YES, now)
        return done


def _held(number: int) -> Standing | None:
    """The notice, held until the transaction ends: two presses of the button wait for each other."""
    list(models.Notice.objects.select_for_update().filter(pk=number).values_list("pk"))
    return notices.one(number)


def _note(number: int, reply: Reply, now: datetime) -> None:
    models.Notice.objects.filter(pk=number).update(reply=reply, replied_at=now)


def _confirm(standing: Standing, now: datetime, wording: str) -> Outcome:
    draft = standing.draft
    wanted = dict.fromkeys(draft.lists, SubscriptionState.CONFIRMED)
    consent.set_standing(
        draft.subscriber, wanted, source=PAGE, actor=ACTOR, now=now, wording=wording
    )
    # Their own no is taken back by their own yes, and by nothing else.
    models.Suppression.objects.filter(
        pk=draft.address_hash, reason__in=rules.THEIR_YES_LIFTS
    ).delete()
    notices.add(_welcome(standing), now)
    return Outcome.DONE


def _welcome(standing: Standing) -> Draft:
    person = models.Subscriber.objects.get(pk=standing.draft.subscriber)
    return replace(
        standing.draft,
        key=f"welcome:{standing.id}",
        kind=NoticeKind.WELCOME,
        name=person.name,
        language=person.language or standing.draft.language,
        parent=standing.id,
        in_bulk=False,
    )


def _move(standing: Standing, now: datetime, wording: str) -> Outcome:
    draft = standing.draft
    moved = moving.move(draft.subscriber, draft.address, draft.address_hash, now, wording)
    return Outcome.DONE if moved else Outcome.TAKEN


def _stay(standing: Standing, now: datetime, wording: str) -> Outcome:
    """Keep the old address: the new one can no longer confirm, and where it did, it is undone."""
    draft = standing.draft
    asked = models.Notice.objects.select_for_update().filter(pk=draft.parent).first()
    if asked is None:
        return Outcome.EXPIRED
    if asked.reply == Reply.YES and not moving.back(asked, draft, now, wording):
        return Outcome.LATE
    _note(asked.pk, Reply.NO, now)
    return Outcome.DONE


def _nothing(standing: Standing, now: datetime, wording: str) -> Outcome:  # noqa: ARG001 - as the others
    """What follows a yes to export or erase is not of the database alone: the caller does it."""
    return Outcome.ASK


_EFFECTS = {
    NoticeKind.CONFIRM: _confirm,
    NoticeKind.ADDRESS_NEW: _move,
    NoticeKind.ADDRESS_OLD: _stay,
    NoticeKind.EXPORT: _nothing,
    NoticeKind.ERASE: _nothing,
}


def no(number: int, now: datetime, *, wording: str) -> Outcome:
    """Cross out what was asked for: it was not them; a yes by that mail is undone too."""
    with transaction.atomic():
        standing = _held(number)
        if standing is None or not _same_reader(standing):
            return Outcome.EXPIRED
        if standing.reply is Reply.NO:
            return Outcome.DONE
        draft = standing.draft
        consent.withdraw(
            draft.subscriber,
            _crossed_out(standing),
            source=NOT_ME,
            actor=ACTOR,
            now=now,
            wording=wording,
        )
        _note(number, Reply.NO, now)
        return Outcome.DONE


def _crossed_out(standing: Standing) -> list[str]:
    """Lists that the mail asked about and that stand only because of it."""
    states = [SubscriptionState.PENDING]
    if standing.reply is Reply.YES:
        states.append(SubscriptionState.CONFIRMED)
    rows = models.Subscription.objects.filter(
        subscriber=standing.draft.subscriber,
        list__slug__in=standing.draft.lists,
        state__in=states,
    )
    return list(rows.values_list("list__slug", flat=True))
