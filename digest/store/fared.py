"""How the readers of a step fared: counts, and rows for those who fared otherwise than well.

    accepted          a number, no row
    not taken now     a follow-up batch, to be offered again: nobody else waits for them
    the others        a row each, with the post's own words

Every reader of the step is in exactly one of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest.model.claim import Claim
from digest.model.delivery import DeliveryState
from digest.model.post import Answer, Fate, Verdict
from digest.rules import batching
from digest.store import models

_STATE_OF = {
    Fate.REFUSED: DeliveryState.FAILED,
    Fate.NOT_ACCEPTED: DeliveryState.FAILED,
    Fate.UNCERTAIN: DeliveryState.UNCERTAIN,
}


@dataclass(slots=True)
class Sums:
    """How the readers of a step fared; `moved` are those to be offered again, by position."""

    submitted: int = 0
    excluded: int = 0
    moved: list[int] = field(default_factory=list)
    rows: list[models.Delivery] = field(default_factory=list)
    said: str = ""
    """Why the first of those moved was not taken now."""

    def of(self, state: DeliveryState) -> int:
        """How many rows say that."""
        return sum(1 for row in self.rows if row.state == state)


def fared(
    claim: Claim,
    step: range,
    answer: Answer,
    now: datetime,
    left: frozenset[int],
    *,
    again: bool = False,
) -> Sums:
    """The sums of a step whose readers `left` out were not asked for.

    `again` = who was surely not accepted is offered again; else they failed.
    """
    usual = answer.verdict.fate is Fate.ACCEPTED
    odd = sorted(p for p in answer.exceptions if p in step) if usual else step
    sums = Sums(excluded=len(left))
    for position in odd:
        verdict = answer.of(position)
        if position in left or verdict.fate is Fate.ACCEPTED:
            continue
        if again and verdict.fate is Fate.NOT_ACCEPTED:
            sums.moved.append(position)
            sums.said = sums.said or verdict.of_nobody
        else:
            sums.rows.append(_one(claim, position, verdict, now))
    sums.submitted = len(step) - len(left) - len(sums.rows) - len(sums.moved)
    return sums


def write(claim: Claim, sums: Sums, again: datetime | None) -> None:
    """The rows, and the batch of those who are offered again; in the ledger's transaction."""
    models.Delivery.objects.bulk_create(sums.rows)
    if again is not None and sums.moved:
        ids = [claim.recipients[position] for position in sums.moved]
        follow_up(claim, ids, again, lane=claim.lane, attempts=claim.attempts, said=sums.said)


def follow_up(
    claim: Claim, ids: Sequence[int], again: datetime, *, lane: str, attempts: int, said: str = ""
) -> None:
    """Those of a claim's batch who are offered again, with the attempts that they had so far."""
    origin = models.Batch.objects.only("issue_id", "edition_id", "number").get(pk=claim.batch)
    behind(origin, ids, again, lane=lane, attempts=attempts, said=said)


def behind(
    origin: models.Batch,
    ids: Sequence[int],
    not_before: datetime,
    *,
    lane: str = "",
    attempts: int = 0,
    said: str = "",
) -> None:
    """A batch like any other for some of another's readers (ascending), which counts them as moved."""
    models.Batch.objects.create(
        issue_id=origin.issue_id,
        edition_id=origin.edition_id,
        origin_id=origin.pk,
        number=origin.number,
        n=len(ids),
        first_id=ids[0],
        last_id=ids[-1],
        recipients=batching.pack(ids),
        recipients_hash=batching.fingerprint(ids),
        attempts=attempts,
        not_before=not_before,
        lane=lane,
        said=said,
    )


def _one(claim: Claim, position: int, verdict: Verdict, now: datetime) -> models.Delivery:
    """The row of a reader whose letter was not accepted, with the post's own words."""
    return row(claim, position, _STATE_OF[verdict.fate], verdict.words, now)


def row(
    claim: Claim, position: int, state: DeliveryState, reason: str, now: datetime
) -> models.Delivery:
    """A row about the reader at this position."""
    return models.Delivery(
        issue_id=claim.issue,
        subscriber_id=claim.recipients[position],
        batch_id=claim.batch,
        position=position,
        state=state,
        reason=reason,
        at=now,
    )
