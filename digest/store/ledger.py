"""The ledger: claim a batch, write the intent, write the verdict.  One conditional UPDATE each.

    claim    pending, or the owner is gone          fence + 1, lease
    intend   [cursor, stop) is about to go          on disk before the post is asked
    mark     [cursor, stop) has its verdicts        cursor moves, exceptions get rows
    settle   what was in flight at a crash          by evidence, else uncertain: never sent again

Every write carries the fence: whoever lost the claim writes nothing.  Counts what is where in
`digest.store.balance`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import F, QuerySet

from digest.model.audience import Exclusion
from digest.model.claim import Claim
from digest.model.delivery import BatchState, DeliveryState
from digest.model.post import Answer, Evidence, Fate, Verdict
from digest.rules import batching
from digest.store import batches, models, owners
from digest.store.fared import Sums, fared, row, write

LEASE = timedelta(seconds=120)
"""Longer than twice the longest call to a provider; every progress write renews it."""


IN_FLIGHT = "in flight when the sender stopped"
"""Why somebody is uncertain after a crash."""


class Intent(StrEnum):
    """What came of the wish to send a step."""

    WRITTEN = "written"
    HALTED = "halted"
    LOST = "lost"


_CLAIM = """
UPDATE store_batch
   SET state = 'claimed', fence = fence + 1, owner = %s, lease_until = %s, attempts = attempts + 1
 WHERE id = %s
   AND (state = 'pending' AND not_before <= %s
        OR state = 'claimed' AND (lease_until < %s OR owner = %s))
   AND EXISTS (SELECT 1 FROM store_issue i WHERE i.id = store_batch.issue_id
                AND (i.state = 'sending' OR store_batch.state = 'claimed'))
RETURNING issue_id, edition_id, fence, recipients, cursor, inflight_to, attempts, lane, post
"""


def claim(batch: int, now: datetime, worker: str = "") -> Claim | None:
    """The batch, if it is to be had: exactly one of many callers gets it."""
    found = _claim(batch, now, worker, "\x01")
    if found is None and (gone := _owner_if_gone(batch)):
        found = _claim(batch, now, worker, gone)
    return found


def _claim(batch: int, now: datetime, worker: str, gone: str) -> Claim | None:
    with connection.cursor() as cursor:
        stamp = _stamp(now)
        cursor.execute(_CLAIM, [owners.me(worker), _stamp(now + LEASE), batch, stamp, stamp, gone])
        rows = cursor.fetchall()
    if not rows:
        return None
    issue, edition, fence, recipients, *rest = rows[0]
    return Claim(batch, issue, edition, fence, batching.unpack(bytes(recipients)), *rest)


def _owner_if_gone(batch: int) -> str:
    owner = (
        models.Batch.objects.filter(pk=batch, state=BatchState.CLAIMED)
        .values_list("owner", flat=True)
        .first()
    )
    return owner if owner and owners.is_gone(owner) else ""


def _stamp(moment: datetime) -> datetime | str:
    return connection.ops.adapt_datetimefield_value(moment) or moment


def _held(claim: Claim, start: int) -> QuerySet[models.Batch]:
    """The batch's row, if this claim still holds it and stands at `start`."""
    return models.Batch.objects.filter(
        pk=claim.batch, fence=claim.fence, state=BatchState.CLAIMED, cursor=start
    )


# As EXISTS, not as a join: PostgreSQL does not judge a join again after waiting for the row, and
# the fence would be no fence.
_INTEND = """
UPDATE store_batch SET inflight_to = %s, lease_until = %s, post = %s
 WHERE id = %s AND fence = %s AND state = 'claimed' AND cursor = %s
   AND EXISTS (SELECT 1 FROM store_issue i WHERE i.id = store_batch.issue_id
                AND i.state = 'sending'
                AND NOT EXISTS (SELECT 1 FROM store_freeze f WHERE f.digest IN ('', i.digest)))
"""


def intend(
    claim: Claim,
    start: int,
    stop: int,
    leaving: Mapping[int, Exclusion],
    now: datetime,
    *,
    post: str = "",
) -> Intent:
    """Write that [start, stop) is about to go to that transport, and who of them left, by position.

    Refused while the issue is paused, cancelled or frozen: that is what makes a stop act within
    one step, in every worker.
    """
    told = (stop, _stamp(now + LEASE), post, claim.batch, claim.fence, start)
    with transaction.atomic() if leaving else nullcontext():
        if not _written(_INTEND, told):
            return Intent.HALTED if _held(claim, start).exists() else Intent.LOST
        if leaving:
            _exclude(claim, leaving, now)
    return Intent.WRITTEN


def _written(sql: str, values: Sequence[int | str | datetime | None]) -> bool:
    """Whether the statement, one conditional UPDATE in SQL, changed its row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return bool(cursor.rowcount)


def _exclude(claim: Claim, leaving: Mapping[int, Exclusion], now: datetime) -> None:
    written = left_out(claim, min(leaving), max(leaving) + 1)
    models.Delivery.objects.bulk_create(
        row(claim, position, DeliveryState.EXCLUDED, reason.value, now)
        for position, reason in leaving.items()
        if position not in written
    )


def left_out(claim: Claim, start: int, stop: int) -> frozenset[int]:
    """Positions of a step whose readers were left out when it was tried before.

    The first step of the first claim was not: no query then.
    """
    if claim.fence == 1 and start == claim.cursor:
        return frozenset()
    rows = models.Delivery.objects.filter(
        batch_id=claim.batch,
        position__gte=start,
        position__lt=stop,
        state=DeliveryState.EXCLUDED,
    )
    return frozenset(rows.values_list("position", flat=True))


def mark(
    claim: Claim,
    start: int,
    stop: int,
    answer: Answer,
    now: datetime,
    *,
    left: frozenset[int],
    again: datetime | None = None,
) -> bool:
    """Write the verdicts of [start, stop); False when the claim was lost meanwhile.

    `left` = positions that were left out.  Who was surely not accepted is offered again at `again`,
    in a follow-up batch; None = they failed.  A lost owner's answer is evidence all the same: what
    its successor had to call uncertain and the post did accept becomes submitted.
    """
    left = frozenset(p for p in left if start <= p < stop)
    sums = fared(claim, range(start, stop), answer, now, left, again=again is not None)
    odd = bool(sums.rows or sums.moved)
    with transaction.atomic() if odd else nullcontext():
        if not move(claim, start, stop, sums, now, reference=answer.reference):
            _late(claim, start, stop, answer, now)
            return False
        if odd:
            write(claim, sums, again)
    if sums.moved:
        batches.cancel_too(claim.issue, now)
    return True


_MOVE = """
UPDATE store_batch
   SET cursor = %s, inflight_to = %s, lease_until = %s, reference = COALESCE(%s, reference),
       submitted = submitted + %s, excluded = excluded + %s, failed = failed + %s,
       uncertain = uncertain + %s, moved = moved + %s,
       state = CASE WHEN n = %s THEN 'done' ELSE state END,
       done_at = CASE WHEN n = %s THEN %s ELSE done_at END
 WHERE id = %s AND fence = %s AND state = 'claimed' AND cursor = %s
"""


def move(
    claim: Claim, start: int, stop: int, sums: Sums, now: datetime, *, reference: str = ""
) -> bool:
    """The cursor to `stop` and the counters with it; False when the claim was lost meanwhile."""
    counts = (
        sums.submitted,
        sums.excluded,
        sums.of(DeliveryState.FAILED),
        sums.of(DeliveryState.UNCERTAIN),
        len(sums.moved),
    )
    lease, done = _stamp(now + LEASE), _stamp(now)
    told = (stop, stop, lease, reference or None, *counts, stop, stop, done)
    return _written(_MOVE, (*told, claim.batch, claim.fence, start))


def _late(claim: Claim, start: int, stop: int, answer: Answer, now: datetime) -> None:
    accepted = [p for p in range(start, stop) if answer.of(p).fate is Fate.ACCEPTED]
    settle_uncertain(claim.batch, accepted, "the post had answered after all", now)


@transaction.atomic
def settle_uncertain(batch: int, positions: Sequence[int], reason: str, now: datetime) -> int:
    """Uncertain deliveries of a batch that evidence shows to be accepted; how many there were."""
    rows = models.Delivery.objects.filter(
        batch_id=batch, position__in=list(positions), state=DeliveryState.UNCERTAIN
    )
    settled: int = rows.update(state=DeliveryState.SUBMITTED, reason=reason, at=now)
    models.Batch.objects.filter(pk=batch).update(
        uncertain=F("uncertain") - settled, submitted=F("submitted") + settled
    )
    return settled


@transaction.atomic
def settle(
    claim: Claim,
    evidence: Evidence,
    now: datetime,
    *,
    words: str = IN_FLIGHT,
    again: datetime | None = None,
) -> int | None:
    """What was in flight when the former owner vanished: the new cursor, or None without the claim.

    Surely nothing accepted, or nobody reached: the step is undone and goes again.  Otherwise every
    reader who was reached gets the verdict that the evidence allows, and nobody is asked twice; who
    was surely not accepted is offered again at `again`, None = failed.
    """
    start, stop = claim.cursor, claim.inflight_to
    if evidence.reached is not None:
        stop = min(stop, evidence.reached)
    if stop <= start or (evidence.certain and not evidence.accepted):
        return start if _held(claim, start).update(inflight_to=start) else None
    lost = Verdict(Fate.NOT_ACCEPTED if evidence.certain else Fate.UNCERTAIN, words)
    said = dict(evidence.verdicts) | dict.fromkeys(evidence.accepted, Verdict(Fate.ACCEPTED))
    left = left_out(claim, start, stop)
    answer, whole = Answer(lost, said), range(start, stop)
    sums = fared(claim, whole, answer, now, left, again=again is not None)
    if not move(claim, start, stop, sums, now):
        return None
    write(claim, sums, again)
    if sums.moved:
        batches.cancel_too(claim.issue, now)
    return stop


def undo(claim: Claim, start: int, not_before: datetime, now: datetime, said: str = "") -> bool:
    """Surely nothing of the step was accepted: give the batch back, to be tried later.

    `said` = why, in the post's words.
    """
    mine = _held(claim, start).update(
        inflight_to=start, state=BatchState.PENDING, owner="", not_before=not_before, said=said
    )
    batches.cancel_too(claim.issue, now)
    return bool(mine)


def give_back(claim: Claim, start: int, now: datetime) -> None:
    """Leave a batch before its end: pending, and no attempt more; cancelled with its issue."""
    _held(claim, start).update(
        state=BatchState.PENDING,
        owner="",
        inflight_to=F("cursor"),
        attempts=F("attempts") - 1,
    )
    batches.cancel_too(claim.issue, now)
