"""How the readers of a step fared: counts, and rows for those who fared otherwise than well."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from digest.model.claim import Claim
from digest.model.delivery import DeliveryState
from digest.model.post import Answer, Fate, Verdict
from digest.store import models

_STATE_OF = {
    Fate.REFUSED: DeliveryState.FAILED,
    Fate.NOT_ACCEPTED: DeliveryState.FAILED,
    Fate.UNCERTAIN: DeliveryState.UNCERTAIN,
}


@dataclass(slots=True)
class Sums:
    """How the readers of a step fared; rows for those who fared otherwise than well."""

    submitted: int = 0
    excluded: int = 0
    rows: list[models.Delivery] = field(default_factory=list)

    def of(self, state: DeliveryState) -> int:
        """How many rows say that."""
        return sum(1 for row in self.rows if row.state == state)


def fared(claim: Claim, step: range, answer: Answer, now: datetime, left: frozenset[int]) -> Sums:
    """The sums of a step whose readers `left` out were not asked for."""
    usual = answer.verdict.fate is Fate.ACCEPTED
    odd = [p for p in answer.exceptions if p in step] if usual else step
    sums = Sums(excluded=len(left))
    sums.rows = [
        _one(claim, position, verdict, now)
        for position in odd
        if position not in left and (verdict := answer.of(position)).fate is not Fate.ACCEPTED
    ]
    sums.submitted = len(step) - len(left) - len(sums.rows)
    return sums


def _one(claim: Claim, position: int, verdict: Verdict, now: datetime) -> models.Delivery:
    """The row of a reader whose letter was not accepted, with the post's own words."""
    reason = f"{verdict.code} {verdict.reason}".strip()
    return row(claim, position, _STATE_OF[verdict.fate], reason, now)


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
