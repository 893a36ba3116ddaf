"""Batches and deliveries: their states as data, one line per transition, and the balance.

A delivery is a value held by its batch.  It gets a row of its own only when something about it
is worth a row: excluded, failed, uncertain, cancelled, bounced, complained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BatchState(StrEnum):
    """PENDING: nobody works on it.  CLAIMED: somebody does, until the lease ends."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class BatchStep(StrEnum):
    """What may happen to a batch."""

    CLAIM = "claim"
    RELEASE = "release"
    FINISH = "finish"
    CANCEL = "cancel"


BATCH_TRANSITIONS: dict[tuple[BatchState, BatchStep], BatchState] = {
    (BatchState.PENDING, BatchStep.CLAIM): BatchState.CLAIMED,
    # Takeover of a dead owner's batch: what was in flight is settled or uncertain first.
    (BatchState.CLAIMED, BatchStep.CLAIM): BatchState.CLAIMED,
    (BatchState.CLAIMED, BatchStep.RELEASE): BatchState.PENDING,
    (BatchState.CLAIMED, BatchStep.FINISH): BatchState.DONE,
    (BatchState.PENDING, BatchStep.CANCEL): BatchState.CANCELLED,
    (BatchState.CLAIMED, BatchStep.CANCEL): BatchState.CANCELLED,
}


class DeliveryState(StrEnum):
    """One reader's copy.  SUBMITTED: the provider took it.  UNCERTAIN: asked, the answer lost."""

    PENDING = "pending"
    SUBMITTED = "submitted"
    EXCLUDED = "excluded"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class DeliveryEvent(StrEnum):
    """What may happen to a delivery, told by the post, the provider or a person.

    BOUNCED: there is no such mailbox.  SOFT: it takes nothing at present (full, out of order).
    BLOCKED: this letter was not wanted, which says nothing about the mailbox.
    """

    SUBMIT = "submit"
    REFUSE = "refuse"
    LOSE = "lose"
    EXCLUDE = "exclude"
    CANCEL = "cancel"
    PROCESSED = "processed"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    SOFT = "soft"
    BLOCKED = "blocked"
    DROPPED = "dropped"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    RETRY = "retry"


_S, _E = DeliveryState, DeliveryEvent
_EVIDENCE = {
    # The provider speaks of it, so it had it: what was uncertain is known.
    (_S.UNCERTAIN, _E.SUBMIT): _S.SUBMITTED,
    (_S.UNCERTAIN, _E.PROCESSED): _S.SUBMITTED,
    (_S.UNCERTAIN, _E.DEFERRED): _S.SUBMITTED,
    (_S.UNCERTAIN, _E.DELIVERED): _S.DELIVERED,
    (_S.UNCERTAIN, _E.BOUNCED): _S.BOUNCED,
    (_S.UNCERTAIN, _E.SOFT): _S.BOUNCED,
    (_S.UNCERTAIN, _E.BLOCKED): _S.BOUNCED,
    (_S.UNCERTAIN, _E.DROPPED): _S.FAILED,
    (_S.UNCERTAIN, _E.COMPLAINED): _S.COMPLAINED,
    (_S.UNCERTAIN, _E.REFUSE): _S.FAILED,
    # A person decided to send again to those nobody can speak for.
    (_S.UNCERTAIN, _E.RETRY): _S.PENDING,
}
DELIVERY_TRANSITIONS: dict[tuple[DeliveryState, DeliveryEvent], DeliveryState] = {
    (_S.PENDING, _E.SUBMIT): _S.SUBMITTED,
    (_S.PENDING, _E.REFUSE): _S.FAILED,
    (_S.PENDING, _E.LOSE): _S.UNCERTAIN,
    (_S.PENDING, _E.EXCLUDE): _S.EXCLUDED,
    (_S.PENDING, _E.CANCEL): _S.CANCELLED,
    (_S.SUBMITTED, _E.DELIVERED): _S.DELIVERED,
    (_S.SUBMITTED, _E.BOUNCED): _S.BOUNCED,
    (_S.SUBMITTED, _E.SOFT): _S.BOUNCED,
    (_S.SUBMITTED, _E.BLOCKED): _S.BOUNCED,
    (_S.SUBMITTED, _E.DROPPED): _S.FAILED,
    (_S.SUBMITTED, _E.COMPLAINED): _S.COMPLAINED,
    # Providers do report a late bounce after "delivered".
    (_S.DELIVERED, _E.BOUNCED): _S.BOUNCED,
    (_S.DELIVERED, _E.SOFT): _S.BOUNCED,
    (_S.DELIVERED, _E.BLOCKED): _S.BOUNCED,
    (_S.DELIVERED, _E.COMPLAINED): _S.COMPLAINED,
    # Events come in any order: a complaint proves delivery, and nothing outranks it.
    (_S.BOUNCED, _E.COMPLAINED): _S.COMPLAINED,
    (_S.FAILED, _E.RETRY): _S.PENDING,
    **_EVIDENCE,
}


def advance(state: DeliveryState, event: DeliveryEvent) -> DeliveryState:
    """The state after an event; unlisted pairs change nothing, so any event may come twice."""
    return DELIVERY_TRANSITIONS.get((state, event), state)


class Column(StrEnum):
    """The columns of the balance."""

    SUBMITTED = "submitted"
    EXCLUDED = "excluded"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    PENDING = "pending"
    CANCELLED = "cancelled"


COLUMN_OF: dict[DeliveryState, Column] = {
    _S.PENDING: Column.PENDING,
    _S.SUBMITTED: Column.SUBMITTED,
    _S.EXCLUDED: Column.EXCLUDED,
    _S.FAILED: Column.FAILED,
    _S.UNCERTAIN: Column.UNCERTAIN,
    _S.CANCELLED: Column.CANCELLED,
    # What came back later was submitted first.
    _S.DELIVERED: Column.SUBMITTED,
    _S.BOUNCED: Column.SUBMITTED,
    _S.COMPLAINED: Column.SUBMITTED,
}


@dataclass(frozen=True, slots=True)
class Balance:
    """audience = submitted + excluded(by reason) + failed + uncertain + pending + cancelled."""

    audience: int
    submitted: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0
    uncertain: int = 0
    pending: int = 0
    cancelled: int = 0

    @property
    def accounted(self) -> int:
        """Everybody whose fate we can name."""
        return (
            self.submitted
            + sum(self.excluded.values())
            + self.failed
            + self.uncertain
            + self.pending
            + self.cancelled
        )

    @property
    def holds(self) -> bool:
        """Nobody is missing and nobody is counted twice."""
        return self.accounted == self.audience

    @property
    def clean(self) -> bool:
        """Nothing is left open and nothing went wrong."""
        return self.holds and not (self.pending or self.failed or self.uncertain)
