"""A batch -> the post, step by step: claim, intent, ask, mark.

    ledger.claim                      one conditional UPDATE: this batch is mine, fence + 1
    | settle what was in flight       a former owner vanished: evidence, else uncertain
    | part it by limited domains      so that nobody waits for the limit of another domain
    | pace.turn                       how many may go now; none: the batch goes back
    | who left since the freeze?      the last look
    | room.turn                       as many at once with the post as it likes
    | ledger.intend                   on disk before the post is asked; refused on pause or freeze
    | mailer.submit(parcel)           no transaction is open here
    | ledger.mark                     every reader of the step has a verdict; who was not taken for
                                      now goes to a follow-up batch, so that nobody waits for them

One batch in one thread; `digest.flow.hands` works on many.  Does not choose who reads, does not render.  A lost answer is never sent again by a machine.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from digest.flow import nobody_there
from digest.flow.addressing import addressed, vanished
from digest.flow.dispatch import audience_of
from digest.flow.pacing import Pacer, Unlimited
from digest.flow.ports import Checkpoint, Clock, Mailer, Notepad, passing
from digest.model.audience import Exclusion
from digest.model.claim import Claim
from digest.model.errors import ConfigurationError, TemporaryError
from digest.model.post import Answer, Evidence, Fate, Parcel, Sheet, Verdict
from digest.rules import again
from digest.store import audience as readers
from digest.store import balance, batches, counters, editions, holding, ledger, parting
from digest.store.lastlook import last_look

VISIT = 2.0
"""Seconds that a hand stays with a limited domain before it looks for something else to do."""
STAY = 20.0
"""The same with a batch that goes in many steps: whoever is to stop must not wait for its end."""


class Outcome(StrEnum):
    """What became of the wish to work on a batch.

    PARTED by limited domains; CROWDED: others have the turns of its limit; CLOSED: not at this
    hour, or not today; NEXT: back in the line, so that other batches have their turn.
    """

    DONE = "done"
    PARTED = "parted"
    CROWDED = "crowded"
    CLOSED = "closed"
    NEXT = "next"
    NOT_MINE = "not_mine"
    HALTED = "halted"
    LATER = "later"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Shared:
    """What all batches of an edition share: the sheet, and the lists whose readers may get it."""

    sheet: Sheet
    lists: tuple[int, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PostRoom:
    """What submitting needs besides the batch.

    `turn` is held while a parcel is with the post.  `shelf` keeps what an edition's batches share
    for as long as the room is used: an edition never changes.  `pace` says how many letters may go
    now; a `hasty` hand has other things to do than to wait for it.
    """

    mailer: Mailer
    key: bytes
    clock: Clock
    checkpoint: Checkpoint = passing
    worker: str = ""
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    shelf: dict[int, Shared] = field(default_factory=dict)
    pace: Pacer | Unlimited = field(default_factory=Unlimited)
    hasty: bool = False
    notepad: Notepad = counters.notepad


def submit(batch: int, room: PostRoom) -> Outcome:
    """Work on one batch as far as it goes; leave quietly when somebody else has it.

    Who submits the last one closes the issue.
    """
    claim, outcome = work_on(batch, room)
    if claim is not None and outcome is Outcome.DONE:
        balance.finish(claim.issue, room.clock())
    return outcome


def work_on(batch: int, room: PostRoom) -> tuple[Claim | None, Outcome]:
    """The same, the issue left open."""
    room.checkpoint("before claim")
    claim = ledger.claim(batch, room.clock(), room.worker)
    if claim is None:
        return None, Outcome.NOT_MINE
    room.checkpoint("after claim")
    cursor = _settled(claim, room)
    if cursor is None:
        return claim, Outcome.LOST
    if room.pace.lanes and not claim.lane and (parted := _parted(claim, cursor, room)):
        return claim, parted
    return claim, _steps(claim, cursor, room)


def _parted(claim: Claim, cursor: int, room: PostRoom) -> Outcome | None:
    """Batches of their own for readers of limited domains; None where there are none of them."""
    places = parting.lanes_of(claim, cursor, room.pace.lanes)
    if not places.keys() - {""}:
        return None
    if len(places) == 1 and cursor == 0:
        parting.stay(claim, next(iter(places)))
        ledger.give_back(claim, cursor, room.clock())
        return Outcome.PARTED
    done = parting.part(claim, cursor, places, room.clock())
    room.checkpoint("after parting")
    return Outcome.PARTED if done else Outcome.LOST


def _settled(claim: Claim, room: PostRoom) -> int | None:
    """Where to go on: past what was in flight when the former owner vanished."""
    if claim.inflight_to == claim.cursor:
        return claim.cursor
    evidence = _evidence(claim, room)
    asked = range(claim.cursor, claim.inflight_to)
    nobody_there.told(claim, evidence.verdicts, asked, room.clock)
    now = room.clock()
    # Whom the post was surely not asked for need not wait: nobody was refused.
    due = now if _again_at(claim, now) else None
    return ledger.settle(claim, evidence, now, again=due)


def _evidence(claim: Claim, room: PostRoom) -> Evidence:
    """What the transport that was asked can say; another one knows nothing of it."""
    if claim.post and claim.post != room.mailer.name:
        return Evidence(certain=False)
    return room.mailer.evidence(claim.issue, claim.batch, claim.cursor)


def _shared(claim: Claim, room: PostRoom) -> Shared:
    if claim.edition not in room.shelf:
        lists = tuple(readers.list_ids(audience_of(claim.issue).lists))
        digest = batches.digest_of(claim.batch)
        room.shelf[claim.edition] = Shared(editions.sheet(claim.edition), lists, digest)
    return room.shelf[claim.edition]


def _steps(claim: Claim, cursor: int, room: PostRoom) -> Outcome:
    shared, begin = _shared(claim, room), cursor
    leave_at = time.monotonic() + (_visit(room) if claim.lane else STAY)
    while cursor < claim.n:
        if cursor > begin and time.monotonic() > leave_at:
            ledger.give_back(claim, cursor, room.clock())
            return Outcome.NEXT
        wanted = min(room.mailer.step, claim.n - cursor)
        turn = room.pace.turn(shared.digest, claim.lane, wanted, hasty=room.hasty)
        if not turn.letters:
            ledger.give_back(claim, cursor, room.clock())
            return Outcome.CLOSED if turn.until else Outcome.CROWDED
        stop = cursor + turn.letters
        step = _prepared(claim, shared, range(cursor, stop), room)
        outcome, cursor = _step(claim, step, room)
        if outcome is not Outcome.DONE:
            room.pace.unused(shared.digest, claim.lane, turn.letters)
            return outcome
    return Outcome.DONE


def _visit(room: PostRoom) -> float:
    return 0.0 if room.hasty else VISIT


@dataclass(frozen=True, slots=True)
class _Step:
    """A parcel, and who of [start, stop) is not in it because they left, by position."""

    parcel: Parcel
    leaving: Mapping[int, Exclusion]
    left: frozenset[int]


def _prepared(claim: Claim, shared: Shared, step: range, room: PostRoom) -> _Step:
    """Everything that can be made before the step's turn has come."""
    look = last_look(claim.recipients[step.start : step.stop], shared.lists, claim.issue)
    leaving = (
        {p: look.leaving[number] for p in step if (number := claim.recipients[p]) in look.leaving}
        if look.leaving
        else {}
    )
    left = ledger.left_out(claim, step.start, step.stop) | leaving.keys()
    people = addressed(claim, step, left, look, room.key)
    parcel = Parcel(claim.batch, claim.fence, step.start, step.stop, shared.sheet, people)
    return _Step(room.mailer.ready(parcel), leaving, left)


def _step(claim: Claim, step: _Step, room: PostRoom) -> tuple[Outcome, int]:
    """What came of [start, stop), and how far it got."""
    start, stop = step.parcel.start, step.parcel.stop
    with room.turn:
        now, post = room.clock(), room.mailer.name
        intent = ledger.intend(claim, start, stop, step.leaving, now, post=post)
        if intent is ledger.Intent.WRITTEN:
            room.checkpoint("after intent")
            answer = _offer(claim, step.parcel, room)
            room.checkpoint("after acceptance")
    if intent is not ledger.Intent.WRITTEN:
        return _halted(claim, start, intent, room), start
    if answer.untaken:
        return _put_off(claim, step, answer, room), stop
    reached = stop if answer.reached is None else min(stop, answer.reached)
    asked = range(start, reached)
    nobody_there.told(claim, answer.exceptions, asked, room.clock, step.parcel.readers)
    now = room.clock()
    due = _again_at(claim, now)
    marked = ledger.mark(claim, start, reached, answer, now, left=step.left, again=due)
    room.checkpoint("after mark")
    return (Outcome.DONE if marked else Outcome.LOST), reached


def _halted(claim: Claim, start: int, intent: ledger.Intent, room: PostRoom) -> Outcome:
    """Nothing goes: somebody else has the batch, or the issue was stopped."""
    if intent is ledger.Intent.LOST:
        return Outcome.LOST
    ledger.give_back(claim, start, room.clock())
    return Outcome.HALTED


def _offer(claim: Claim, parcel: Parcel, room: PostRoom) -> Answer:
    """The post's answer; where it wants no more of this house at all, the issue is stopped."""
    try:
        return _ask(parcel, room)
    except ConfigurationError as error:
        holding.stop(claim, parcel.start, str(error), room.clock())
        raise holding.stopped(claim.issue, str(error)) from None


def _ask(parcel: Parcel, room: PostRoom) -> Answer:
    """The post's answer on the parcel; nobody to write to needs no question."""
    if not parcel.readers:
        return Answer(Verdict(Fate.ACCEPTED), vanished(parcel))
    try:
        answer = room.mailer.submit(parcel)
    except TemporaryError as error:
        return Answer(Verdict(Fate.NOT_ACCEPTED, str(error)))
    if answer.untaken:
        return answer
    return replace(answer, exceptions={**vanished(parcel), **answer.exceptions})


def _put_off(claim: Claim, step: _Step, answer: Answer, room: PostRoom) -> Outcome:
    """Surely not accepted: give it back for later, or give up after so many attempts."""
    start, stop = step.parcel.start, step.parcel.stop
    now, said = room.clock(), answer.verdict.of_nobody
    if answer.not_before is not None:
        holding.hold_off(claim, start, answer.not_before, now, said)
        return Outcome.LATER
    if due := _again_at(claim, now):
        ledger.undo(claim, start, due, now, said)
        return Outcome.LATER
    ledger.mark(claim, start, stop, answer, now, left=step.left)
    return Outcome.DONE


def _again_at(claim: Claim, now: datetime) -> datetime | None:
    """When those whom the post surely did not take are offered again; None = they fail."""
    wait = again.wait(claim.attempts)
    return None if wait is None else now + wait
