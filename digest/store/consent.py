"""A reader's word about a list: the standing changes and the consent is written, or neither.

    withdraw      leaves the lists
    give_back     undoes a withdrawal
    set_standing  what a preference page says, list by list
    by_operator   what somebody at the desk does in a reader's name; never a yes

Each is one short transaction.  A word that changes nothing writes nothing, so that a doubled
click or a doubled one-click request leaves one line.  Consents are only ever added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from digest.model.audience import ConsentAct, SubscriptionState
from digest.store import house, models

_S = SubscriptionState


@dataclass(frozen=True, slots=True)
class Said:
    """The circumstances of a word: where, by whom, when, before which wording.

    `issue` = by the mail of which issue; 0 where it was none.
    """

    source: str
    actor: str
    now: datetime
    wording: str = ""
    issue: int = 0


def withdraw(
    subscriber_id: int,
    lists: Sequence[str],
    *,
    source: str,
    actor: str,
    now: datetime,
    wording: str = "",
    issue: int = 0,
) -> tuple[str, ...]:
    """Leave every list of `lists` that the reader is on; the slugs that changed.

    A reader who is on none of them (mailed by address) is put down as having left all: a no to a
    newsletter holds for a later import too.
    """
    said = Said(source, actor, now, wording, issue)
    with transaction.atomic():
        standing = _standing(subscriber_id, lists)
        wanted = [slug for slug in lists if slug in standing] or _known(lists)
        return _apply(subscriber_id, dict.fromkeys(wanted, _S.UNSUBSCRIBED), standing, said)


def give_back(
    subscriber_id: int,
    lists: Sequence[str],
    *,
    source: str,
    actor: str,
    now: datetime,
    wording: str = "",
    issue: int = 0,
) -> tuple[str, ...]:
    """Confirm again the lists of `lists` that the reader has left; the slugs that changed."""
    said = Said(source, actor, now, wording, issue)
    with transaction.atomic():
        standing = _standing(subscriber_id, lists)
        left = [slug for slug in lists if standing.get(slug) is _S.UNSUBSCRIBED]
        return _apply(subscriber_id, dict.fromkeys(left, _S.CONFIRMED), standing, said)


def set_standing(
    subscriber_id: int,
    wanted: Mapping[str, SubscriptionState],
    *,
    source: str,
    actor: str,
    now: datetime,
    wording: str = "",
    issue: int = 0,
) -> tuple[str, ...]:
    """Bring each list to the state the reader chose; the slugs that changed.

    Raises ValueError for a list that does not exist and for `pending`, which nobody chooses.
    """
    said = Said(source, actor, now, wording, issue)
    if _S.PENDING in wanted.values():
        raise ValueError("pending is not a choice: it waits for one")
    with transaction.atomic():
        unknown = set(wanted) - set(_known(list(wanted)))
        if unknown:
            raise ValueError(f"there is no list {', '.join(sorted(unknown))}")
        return _apply(subscriber_id, wanted, _standing(subscriber_id, list(wanted)), said)


def by_operator(
    subscriber_id: int,
    slug: str,
    state: SubscriptionState,
    *,
    of: Collection[SubscriptionState],
    said: Said,
) -> bool:
    """Bring a reader who stands so on that list to another state; False where they do not.

    Looked at with the reader's row held: who leaves at this moment has left.
    """
    with transaction.atomic():
        standing = _standing(subscriber_id, [slug])
        before = standing.get(slug)
        if before not in of or not _apply(subscriber_id, {slug: state}, standing, said):
            return False
        subject = f"reader {subscriber_id} on {slug}"
        told = {"state": state, "source": said.source}
        house.audit(said.actor, "standing", subject, said.now, before={"state": before}, after=told)
        return True


def _known(lists: Sequence[str]) -> list[str]:
    found = set(models.MailingList.objects.filter(slug__in=lists).values_list("slug", flat=True))
    return [slug for slug in lists if slug in found]


def _standing(subscriber_id: int, lists: Sequence[str]) -> dict[str, SubscriptionState]:
    """The present states, with the subscriber's row held until the transaction ends.

    Two words of one reader at the same moment wait for each other here, also where the
    subscription's row is yet to be made.
    """
    list(models.Subscriber.objects.select_for_update().filter(pk=subscriber_id).values_list("pk"))
    rows = models.Subscription.objects.filter(subscriber=subscriber_id, list__slug__in=lists)
    return {slug: _S(state) for slug, state in rows.values_list("list__slug", "state")}


def _apply(
    subscriber_id: int,
    wanted: Mapping[str, SubscriptionState],
    standing: Mapping[str, SubscriptionState],
    said: Said,
) -> tuple[str, ...]:
    changes = {slug: state for slug, state in wanted.items() if standing.get(slug) is not state}
    if not changes:
        return ()
    person = models.Subscriber.objects.filter(pk=subscriber_id, erased=False).first()
    if person is None:
        return ()
    ids = dict(models.MailingList.objects.filter(slug__in=list(changes)).values_list("slug", "pk"))
    for slug, state in changes.items():
        _write(person, ids[slug], slug in standing, state, said)
    models.Consent.objects.bulk_create(
        models.Consent(
            at=said.now,
            address_hash=person.address_hash,
            list_slug=slug,
            act=act_of(standing.get(slug), state),
            source=said.source,
            wording=said.wording,
            actor=said.actor,
            issue=said.issue or None,
        )
        for slug, state in changes.items()
    )
    return tuple(changes)


def _write(
    person: models.Subscriber, list_id: int, there: bool, state: SubscriptionState, said: Said
) -> None:
    values = {"state": state.value, "source": said.source, "changed_at": said.now}
    if there:
        models.Subscription.objects.filter(list_id=list_id, subscriber=person).update(**values)
    else:
        models.Subscription.objects.create(list_id=list_id, subscriber=person, **values)


def act_of(before: SubscriptionState | None, after: SubscriptionState) -> ConsentAct:
    """The word that leads from one standing to another."""
    if after is _S.UNSUBSCRIBED:
        return ConsentAct.WITHDREW
    if after is _S.PAUSED:
        return ConsentAct.PAUSED
    if before is _S.UNSUBSCRIBED:
        return ConsentAct.RETURNED
    return ConsentAct.RESUMED if before is _S.PAUSED else ConsentAct.CONFIRMED
