"""The clock's side of the flow: what the schedule says becomes rows, and rows become an issue.

    plan    schedule -> slots of half an hour ahead -> occurrences, once each
    step    planned -gather-> gathered -compose-> composed -render-> ready -dispatch-> released
              T - 30 min         T - 15 min          T - 2 min          T

Any number may plan and step at once: the unique key and the claim make it single.  A stage that
fails is tried again until the occurrence is too late.  Does not fetch by itself, and keeps no time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from digest.flow.advance import Works, advance, look_again, set_pages
from digest.flow.compose import Order, compose
from digest.model.audience import Audience
from digest.model.errors import DigestError, GuardRefused
from digest.model.issue import IssueKind, TooThin
from digest.model.plan import Digest
from digest.model.schedule import Approval, Schedule, SlotState
from digest.rules.occurrences import (
    PROMPT,
    Missed,
    Slot,
    blacked_out,
    due,
    late,
    occurrences,
    span,
)
from digest.store import approval, issues
from digest.store import occurrences as rows
from digest.store.occurrences import Planned, Standing

GATHER = timedelta(minutes=30)
COMPOSE = timedelta(minutes=15)
RENDER = timedelta(minutes=2)
"""So long before its time each stage begins."""
_FARTHEST = timedelta(days=31)
"""Nobody wants to be told of slots that were missed before that."""
ACTOR = "schedule"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a stage needs: how the sources are read, and what brings an issue to the post."""

    gather: Callable[[], object]
    works: Works


def timing(digest: Digest) -> Schedule:
    """The schedule as configured, without the days that operators took out."""
    return replace(digest.timing, skip=digest.timing.skip | rows.days_off(digest.slug))


def plan(digest: Digest, now: datetime) -> None:
    """Rows for everything since the last look and for the next half hour."""
    if digest.timing.is_empty:
        return
    since = max(rows.looked_at(digest.slug) or now, now - _FARTHEST)
    slots = occurrences(timing(digest), digest.zone, since, now + GATHER + RENDER)
    fates = due(slots, now, digest.timing.catch_up, digest.lateness)
    rows.plan(digest.slug, [_planned(slot, fate) for slot, fate in fates], now)


def _planned(slot: Slot, fate: Missed) -> Planned:
    state = SlotState.PLANNED if fate.goes else SlotState.SKIPPED
    state = SlotState.HELD if fate.asks else state
    act_at = slot.at - GATHER if fate.goes else None
    return Planned(slot.label, slot.day, slot.at, state, act_at, fate.why)


def step(occurrence: int, digest: Digest, desk: Desk) -> SlotState | None:
    """Every stage that is due, one after the other; None when somebody else is at it."""
    clock = desk.works.clock
    found = rows.claim(occurrence, clock())
    if found is None:
        return None
    reason = None
    try:
        while (moved := _stage(found, digest, desk)) is not None:
            # What held up an earlier stage is still the reason when the last one is late.
            found = replace(moved, reason=moved.reason or found.reason)
    except DigestError as error:
        reason = str(error)
        raise
    finally:
        rows.let_go(found, reason)
    return found.state


def _stage(found: Standing, digest: Digest, desk: Desk) -> Standing | None:
    """One stage; where it stands then, or None when there is nothing more to do now."""
    now = desk.works.clock()
    if found.state not in _STAGES or now < found.due_at - _AHEAD[found.state]:
        return None
    why = _why_not(found, digest, now)
    moved = _skip(found, why, now) if why else _STAGES[found.state](found, digest, desk)
    return rows.standing(found.id) if moved else None


def _why_not(found: Standing, digest: Digest, now: datetime) -> str:
    """Why it does not go any more; what a person released goes whatever the hour."""
    if found.approved_by:
        return ""
    moment = timedelta(minutes=1)
    slots = occurrences(timing(digest), digest.zone, found.due_at, found.due_at + moment)
    if not slots:
        return "the schedule no longer has it"
    if slots[0].skipped:
        return slots[0].skipped
    newer = rows.newer(found, now)
    if newer:
        return f"it was not out when {newer} came"
    too_late = late(now - found.due_at, digest.timing.catch_up, digest.lateness).why
    return too_late or (blacked_out(digest.timing, digest.zone, now) if now > found.due_at else "")


def _skip(found: Standing, why: str, now: datetime) -> bool:
    """Not sent, and a line that says why; what was composed is cancelled."""
    if found.issue is not None and not rows.call_off(found.issue, now):
        # Somebody released it by hand, or its audience is frozen: it is no longer ours to stop.
        return rows.move(found, SlotState.RELEASED)
    reason = f"{why} ({found.reason})" if found.reason else why
    return rows.move(found, SlotState.SKIPPED, reason=reason)


def _gather(found: Standing, digest: Digest, desk: Desk) -> bool:  # noqa: ARG001
    desk.gather()
    return rows.move(found, SlotState.GATHERED, act_at=found.due_at - COMPOSE)


def _compose(found: Standing, digest: Digest, desk: Desk) -> bool:
    now = desk.works.clock()
    order = Order(
        found.day,
        IssueKind.SCHEDULED,
        Audience(digest.lists),
        slot=found.slot,
        due_at=found.due_at,
    )
    make = partial(compose, digest, order, now=now)
    asks = digest.timing.approve is not Approval.NO
    made = approval.made_to_wait(make, actor=ACTOR, now=now) if asks else make()
    if isinstance(made, TooThin):
        return _skip(found, made.words, now)
    return rows.move(found, SlotState.COMPOSED, act_at=found.due_at - RENDER)


def _render(found: Standing, digest: Digest, desk: Desk) -> bool:
    number = _number(found)
    thin = look_again(number, digest, desk.works)
    if thin is not None:
        return _skip(found, thin.words, desk.works.clock())
    set_pages(number, digest, desk.works)
    if digest.timing.approve is Approval.OR_SEND:
        _agree(number, found, desk.works.clock())
    return rows.move(found, SlotState.READY, act_at=found.due_at)


def _agree(number: int, found: Standing, now: datetime) -> None:
    """Nobody said no in time: that is a yes, unless somebody takes it back before it leaves."""
    waits = approval.of(number)
    if waits is not None and waits.asked_by == ACTOR and waits.goes_at is None:
        _approve(number, ACTOR, max(found.due_at, now), now)


def _approve(number: int, actor: str, goes_at: datetime, now: datetime, reason: str = "") -> bool:
    stands = issues.load(number)
    return stands is not None and approval.approve(
        number,
        readers=0,
        reason="nobody held it" if actor == ACTOR else reason,
        actor=actor,
        goes_at=goes_at,
        seen=stands.closed_at,
        now=now,
    )


def agree(number: int, *, actor: str, now: datetime, reason: str = "") -> datetime:
    """A person says yes; the instant at which it leaves.  A guard is passed with a reason."""
    waits = approval.of(number)
    if waits is not None and waits.guards and waits.goes_at is None and not reason:
        raise GuardRefused(
            f"issue {number} waits because {waits.because}; say why it goes all the same: "
            f"digest issue approve {number} --reason …",
            guard=waits.guards[0],
        )
    issue = issues.load(number)
    if issue is None:
        raise GuardRefused(f"there is no issue {number}", guard="issue")
    goes_at = max(issue.occurrence.due_at, now)
    if not _approve(number, actor, goes_at, now, reason):
        raise GuardRefused(
            f"issue {number} is {issue.state.value} and waits for nobody", guard="approval"
        )
    return goes_at


def hold_back(number: int, *, actor: str, now: datetime) -> None:
    """A person says wait: it leaves only when somebody approves it."""
    if not approval.hold(number, actor=actor, now=now):
        raise GuardRefused(
            f"issue {number} cannot be held any more; digest issue pause stops a send",
            guard="approval",
        )


def _dispatch(found: Standing, digest: Digest, desk: Desk) -> bool:
    number = _number(found)
    approval.refuse(number, desk.works.clock())
    thin = look_again(number, digest, desk.works)
    if thin is not None:
        return _skip(found, thin.words, desk.works.clock())
    advance(number, digest, desk.works)
    return rows.move(found, SlotState.RELEASED, reason=_why_late(found, desk.works.clock()))


def _why_late(found: Standing, now: datetime) -> str:
    """A line for an issue that left after its time; '' for one that nobody calls late."""
    by = now - found.due_at
    if by <= PROMPT:
        return ""
    if found.approved_by:
        return f"{span(by)} late: {found.approved_by} let it go"
    return f"{span(by)} late: {found.reason or 'nobody was at work at its time'}"


def _number(found: Standing) -> int:
    if found.issue is None:
        raise DigestError("an occurrence lost its issue", digest=found.digest, slot=found.slot)
    return found.issue


_STAGES: dict[SlotState, Callable[[Standing, Digest, Desk], bool]] = {
    SlotState.PLANNED: _gather,
    SlotState.GATHERED: _compose,
    SlotState.COMPOSED: _render,
    SlotState.READY: _dispatch,
}
_AHEAD = {
    SlotState.PLANNED: GATHER,
    SlotState.GATHERED: COMPOSE,
    SlotState.COMPOSED: RENDER,
    SlotState.READY: timedelta(0),
}
