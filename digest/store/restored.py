"""What a restored copy takes for granted: nothing of what was under way.

Between the backup and now the original may have gone on, and its readers may have their mail.
So what had begun becomes uncertain, what has not begun and is past is called off, slots of the
schedule that are past are left out, and everything is frozen until a person thaws it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from digest.model.claim import Claim
from digest.model.delivery import BatchState
from digest.model.issue import IssueState
from digest.model.notice import NoticeState
from digest.model.post import Evidence
from digest.model.schedule import SlotState
from digest.rules import batching
from digest.store import (
    announcing,
    balance,
    freezing,
    house,
    ledger,
    models,
    owners,
    triggers,
    uploads,
)
from digest.store.person import erase_marked

WORDS = "restored from a backup: whether it went is not known"
NOT_IN_A_BACKUP = "restored from a backup, which holds no files: give it once more"
_BEGUN = (IssueState.FROZEN, IssueState.SENDING, IssueState.PAUSED)
_NOT_BEGUN = (IssueState.OPEN, IssueState.CLOSED, IssueState.RENDERED)
_AHEAD = (SlotState.PLANNED, SlotState.GATHERED, SlotState.COMPOSED, SlotState.READY)


@dataclass(frozen=True, slots=True)
class Passive:
    """What was done so that nothing goes out twice; counts."""

    uncertain: int
    called_off: int
    slots: int
    notices: int
    uploads: int
    erased: int


def make_passive(made_at: datetime, erased: Iterable[str], *, actor: str, now: datetime) -> Passive:
    """Freeze all, doubt what was under way, erase again who was erased since.

    `erased` are address hashes.  Inside a transaction of the caller.
    """
    reason = f"restored from the backup of {made_at:%Y-%m-%d %H:%M} UTC; look, then digest thaw"
    models.Freeze.objects.filter(digest="").delete()
    house.freeze("", actor=actor, reason=reason, now=now)
    triggers.call_off(WORDS)
    announcing.call_off(WORDS)
    told = Passive(
        uncertain=sum(_doubt(number, now) for number in _issues(_BEGUN)),
        called_off=_call_off(now),
        slots=_pass_by(now),
        notices=_doubt_notices(now),
        uploads=uploads.call_off(NOT_IN_A_BACKUP, now),
        erased=sum(erase_marked(mark, actor=actor, now=now) for mark in set(erased)),
    )
    house.audit(actor, "restore", f"{made_at:%Y-%m-%d %H:%M} UTC", now, after=_numbers(told))
    return told


def _numbers(told: Passive) -> dict[str, int]:
    return {
        name: getattr(told, name)
        for name in ("uncertain", "called_off", "slots", "notices", "uploads", "erased")
    }


def _issues(states: Iterable[IssueState]) -> list[int]:
    return list(models.Issue.objects.filter(state__in=states).values_list("pk", flat=True))


def _doubt(issue: int, now: datetime) -> int:
    """Every reader without a verdict becomes uncertain, and the issue ends; how many they were."""
    before = balance.balance(issue).uncertain
    waiting = models.Batch.objects.filter(
        issue=issue, state__in=[BatchState.PENDING, BatchState.CLAIMED]
    )
    for batch in waiting.order_by("pk"):
        claim = _taken(batch)
        ledger.settle(claim, Evidence(certain=False), now, words=WORDS)
    # Hours still to come: the original may have had them.
    models.Cohort.objects.filter(issue=issue, frozen_at=None).update(frozen_at=now)
    freezing.stop(issue)
    models.Issue.objects.filter(pk=issue).update(state=IssueState.SENDING)
    balance.finish(issue, now)
    return balance.balance(issue).uncertain - before


def _taken(batch: models.Batch) -> Claim:
    """The batch in our hands, all of its rest taken as in flight."""
    models.Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.CLAIMED,
        fence=F("fence") + 1,
        owner=owners.me("restore"),
        inflight_to=F("n"),
    )
    ids = batching.unpack(bytes(batch.recipients))
    return Claim(
        batch.pk,
        batch.issue_id,
        batch.edition_id,
        batch.fence + 1,
        ids,
        batch.cursor,
        len(ids),
        batch.attempts,
    )


def _call_off(now: datetime) -> int:
    """Issues whose time is past and that had not begun; those still ahead stay as they are."""
    late = models.Issue.objects.filter(state__in=_NOT_BEGUN, occurrence__due_at__lte=now)
    return int(late.update(state=IssueState.CANCELLED, finished_at=now, skipped_because=WORDS))


def _pass_by(now: datetime) -> int:
    """Slots that are past, and those that would have been planned since the backup."""
    past = models.Occurrence.objects.filter(state__in=_AHEAD, due_at__lte=now)
    left_out = past.update(
        state=SlotState.SKIPPED, act_at=None, claimed_until=None, owner="", reason=WORDS
    )
    models.Timetable.objects.update(looked_at=now)
    return int(left_out)


def _doubt_notices(now: datetime) -> int:
    """Service mails that waited: the original has most likely sent them."""
    waiting = models.Notice.objects.filter(state__in=[NoticeState.PENDING, NoticeState.CLAIMED])
    return int(
        waiting.update(
            state=NoticeState.UNCERTAIN,
            intent_at=Coalesce("intent_at", Value(now)),
            fence=F("fence") + 1,
            owner="",
            reason=WORDS,
            done_at=now,
        )
    )
