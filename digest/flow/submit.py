"""A batch -> the post, step by step: claim, intent, ask, mark.

    ledger.claim                      one conditional UPDATE: this batch is mine, fence + 1
    | settle what was in flight       a former owner vanished: evidence, else uncertain
    | who left since the freeze?      the last look
    | ledger.intend                   on disk before the post is asked; refused on pause or freeze
    | mailer.submit(parcel)           no transaction is open here
    | ledger.mark                     every reader of the step has a verdict

Does not choose who reads, does not render.  A lost answer is never sent again by a machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from digest.flow.dispatch import audience_of
from digest.flow.ports import Checkpoint, Clock, Mailer, passing
from digest.model.audience import Audience, Recipient
from digest.model.claim import Claim
from digest.model.errors import ConfigurationError, TemporaryError
from digest.model.post import Addressed, Answer, Fate, Parcel, Sheet, Verdict
from digest.rules import tokens
from digest.store import audience as readers
from digest.store import balance, batches, editions, holding, ledger

MAX_ATTEMPTS = 8
_BACKOFF = timedelta(seconds=15)


class Outcome(StrEnum):
    """What became of the wish to work on a batch."""

    DONE = "done"
    NOT_MINE = "not_mine"
    HALTED = "halted"
    LATER = "later"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class PostRoom:
    """What submitting needs besides the batch."""

    mailer: Mailer
    key: bytes
    clock: Clock
    checkpoint: Checkpoint = passing
    worker: str = ""


def submit(batch: int, room: PostRoom) -> Outcome:
    """Work on one batch as far as it goes; leave quietly when somebody else has it."""
    room.checkpoint("before claim")
    claim = ledger.claim(batch, room.clock(), room.worker)
    if claim is None:
        return Outcome.NOT_MINE
    room.checkpoint("after claim")
    cursor = _settled(claim, room)
    if cursor is None:
        return Outcome.LOST
    outcome = _steps(claim, cursor, room)
    if outcome is Outcome.DONE:
        balance.finish(claim.issue, room.clock())
    return outcome


def _settled(claim: Claim, room: PostRoom) -> int | None:
    """Where to go on: past what was in flight when the former owner vanished."""
    if claim.inflight_to == claim.cursor:
        return claim.cursor
    evidence = room.mailer.evidence(claim.issue, claim.batch, claim.cursor)
    return ledger.settle(claim, evidence, room.clock())


@dataclass(frozen=True, slots=True)
class _Work:
    """A claimed batch with what its steps share."""

    claim: Claim
    sheet: Sheet
    audience: Audience
    room: PostRoom


def _steps(claim: Claim, cursor: int, room: PostRoom) -> Outcome:
    work = _Work(claim, editions.sheet(claim.edition), audience_of(claim.issue), room)
    while cursor < claim.n:
        stop = min(cursor + room.mailer.step, claim.n)
        outcome, cursor = _step(work, cursor, stop)
        if outcome is not Outcome.DONE:
            return outcome
    return Outcome.DONE


def _step(work: _Work, start: int, stop: int) -> tuple[Outcome, int]:
    """What came of [start, stop), and how far it got."""
    claim, room = work.claim, work.room
    leaving = readers.leavers(claim.recipients[start:stop], work.audience)
    intent = ledger.intend(claim, start, stop, leaving, room.clock())
    if intent is ledger.Intent.LOST:
        return Outcome.LOST, start
    if intent is ledger.Intent.HALTED:
        ledger.give_back(claim, start, room.clock())
        return Outcome.HALTED, start
    room.checkpoint("after intent")
    try:
        answer = _ask(_parcel(work, start, stop), room)
    except ConfigurationError as error:
        holding.stop(claim, start, str(error), room.clock())
        raise
    room.checkpoint("after acceptance")
    if answer.untaken:
        return _again(claim, start, stop, answer, room), stop
    reached = stop if answer.reached is None else min(stop, answer.reached)
    marked = ledger.mark(claim, start, reached, answer, room.clock())
    room.checkpoint("after mark")
    return (Outcome.DONE if marked else Outcome.LOST), reached


def _ask(parcel: Parcel, room: PostRoom) -> Answer:
    """The post's answer on the parcel; nobody to write to needs no question."""
    if not parcel.readers:
        return Answer(Verdict(Fate.ACCEPTED), _vanished(parcel))
    try:
        answer = room.mailer.submit(parcel)
    except TemporaryError as error:
        return Answer(Verdict(Fate.NOT_ACCEPTED, str(error)))
    if answer.untaken:
        return answer
    return replace(answer, exceptions={**_vanished(parcel), **answer.exceptions})


def _vanished(parcel: Parcel) -> dict[int, Verdict]:
    """Readers erased between the last look and the parcel: they were not asked for."""
    asked = {addressed.recipient.position for addressed in parcel.readers}
    gone = Verdict(Fate.REFUSED, "the reader was erased at the last moment")
    return {p: gone for p in range(parcel.start, parcel.stop) if p not in asked}


def _parcel(work: _Work, start: int, stop: int) -> Parcel:
    claim = work.claim
    left = ledger.left_out(claim, start, stop)
    going = [p for p in range(start, stop) if p not in left]
    people = _addressed(claim, going, work.room.key)
    return Parcel(claim.batch, claim.fence, start, stop, work.sheet, people)


def _addressed(claim: Claim, positions: Sequence[int], key: bytes) -> tuple[Addressed, ...]:
    people = batches.readers(claim.recipients[p] for p in positions)
    mint = tokens.minter(key, tokens.READER, claim.issue)
    return tuple(
        Addressed(Recipient(p, number, *people[number]), mint(number))
        for p in positions
        if (number := claim.recipients[p]) in people
    )


def _again(claim: Claim, start: int, stop: int, answer: Answer, room: PostRoom) -> Outcome:
    """Surely not accepted: give it back for later, or give up after so many attempts."""
    if answer.not_before is not None:
        holding.hold_off(claim, start, answer.not_before)
        return Outcome.LATER
    if claim.attempts < MAX_ATTEMPTS:
        ledger.undo(claim, start, _later(claim.attempts, room.clock()))
        return Outcome.LATER
    ledger.mark(claim, start, stop, answer, room.clock())
    return Outcome.DONE


def _later(attempts: int, now: datetime) -> datetime:
    wait: timedelta = _BACKOFF * 2.0 ** (attempts - 1)
    return now + min(wait, timedelta(minutes=15))
