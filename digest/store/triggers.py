"""Triggers: accepted once, claimed by one worker at a time, linked to their issue as it is made.

    accept | claim (lease) | made (issue and link in one transaction) | settle   or   refuse

A trigger that a dead worker left is claimed again when its lease is over: what it made it finds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from digest.model.issue import TooThin
from digest.model.trigger import Trigger, TriggerState, Wanted
from digest.store import approval, house, models

LEASE = timedelta(minutes=6)
"""Longer than a worker may take."""
TRIES = 5
_OPEN = (TriggerState.ACCEPTED, TriggerState.WORKING)


def known(token: int, key: str) -> tuple[Trigger, str] | None:
    """What that token asked for by that key, and its fingerprint."""
    row = models.Trigger.objects.filter(token=token, key=key).first()
    return (_value(row), row.fingerprint) if row else None


def accept(
    token: int,
    key: str,
    fingerprint: str,
    *,
    digest: str,
    wanted: Wanted,
    actor: str,
    now: datetime,
) -> tuple[Trigger, str, bool]:
    """The trigger of that key with its fingerprint, and whether this call made it."""
    told = asdict(wanted) | {"day": wanted.day.isoformat() if wanted.day else None, "by": actor}
    try:
        with transaction.atomic():
            row = models.Trigger.objects.create(
                token_id=token,
                key=key,
                fingerprint=fingerprint,
                digest=digest,
                wanted=told,
                accepted_at=now,
            )
            more = {"trigger": row.pk, "reason": wanted.reason, "hold": wanted.hold}
            house.audit(actor, "trigger", digest, now, after=more)
    except IntegrityError:
        before = known(token, key)
        if before is None:
            raise
        return (*before, False)
    return _value(row), fingerprint, True


def find(number: int) -> Trigger | None:
    """The trigger of that number."""
    row = models.Trigger.objects.filter(pk=number).first()
    return _value(row) if row else None


def due(now: datetime, limit: int = 100) -> list[int]:
    """Triggers that nobody works on, the oldest first."""
    return list(_free(now).order_by("pk").values_list("pk", flat=True)[:limit])


def _free(now: datetime) -> QuerySet[models.Trigger]:
    rows = models.Trigger.objects.filter(state__in=_OPEN)
    return rows.filter(Q(lease_until=None) | Q(lease_until__lt=now))


def claim(number: int, now: datetime) -> tuple[Trigger, int] | None:
    """The trigger for this worker alone, and which attempt it is; None where it is not free."""
    mine = _free(now).filter(pk=number)
    told = {"state": TriggerState.WORKING, "lease_until": now + LEASE}
    if not mine.update(**told, attempts=F("attempts") + 1):
        return None
    row = models.Trigger.objects.get(pk=number)
    return _value(row), row.attempts


def let_go(number: int) -> None:
    """It could not be done for now; the next one may try at once."""
    rows = models.Trigger.objects.filter(pk=number, state=TriggerState.WORKING)
    rows.update(state=TriggerState.ACCEPTED, lease_until=None)


@transaction.atomic
def made(
    number: int, make: Callable[[], int | TooThin], *, actor: str, now: datetime
) -> tuple[int | TooThin, bool]:
    """What `make` makes waits for a person and is linked, or neither; and whether it was joined."""
    found = approval.made_to_wait(make, actor=actor, now=now)
    if isinstance(found, TooThin):
        return found, False
    joined = models.Issue.objects.get(pk=found).created_at != now
    link(number, found, joined=joined)
    return found, joined


def link(number: int, issue: int, *, joined: bool) -> None:
    """This is the issue of the trigger."""
    models.Trigger.objects.filter(pk=number).update(issue=issue, joined=joined)


@transaction.atomic
def settle(number: int, last: Callable[[], object] = lambda: None) -> None:
    """Nothing is left to do for it once `last` is done; both or neither."""
    rows = models.Trigger.objects.filter(pk=number, state__in=_OPEN)
    if rows.update(state=TriggerState.MADE, lease_until=None):
        last()


def refuse(number: int, *, guard: str, words: str, now: datetime) -> None:
    """A guard said no: nothing leaves by it."""
    rows = models.Trigger.objects.filter(pk=number, state__in=_OPEN)
    refused = {"state": TriggerState.REFUSED, "guard": guard[:60], "words": words}
    if rows.update(**refused, lease_until=None):
        after = {"guard": guard, "words": words}
        house.audit("the house", "refuse-trigger", f"trigger {number}", now, after=after)


def call_off(words: str) -> int:
    """Nothing that was asked for and is not made yet is made any more; how many there were."""
    rows = models.Trigger.objects.filter(state__in=_OPEN)
    return rows.update(state=TriggerState.REFUSED, guard="restored", words=words, lease_until=None)


def _value(row: models.Trigger) -> Trigger:
    told = dict(row.wanted)
    actor = str(told.pop("by"))
    day = told.pop("day")
    told |= {name: tuple(told[name]) for name in ("lists", "to", "stories")}
    wanted = replace(Wanted(**told), day=date.fromisoformat(day) if day else None)
    return Trigger(
        id=row.pk,
        digest=row.digest,
        wanted=wanted,
        actor=actor,
        state=TriggerState(row.state),
        accepted_at=row.accepted_at,
        issue=row.issue_id,
        joined=row.joined,
        guard=row.guard,
        words=row.words,
    )
