"""A batch in somebody's hands."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.delivery import BatchState


@dataclass(frozen=True, slots=True)
class Claim:
    """What the owner of a batch needs.  `fence` grows with every claim; an old one writes nothing.

    [`cursor`, `inflight_to`) was with the post when the former owner vanished: empty normally.
    `post` = the transport that was asked for it, "" where that was not kept.
    """

    batch: int
    issue: int
    edition: int
    fence: int
    recipients: tuple[int, ...]
    cursor: int
    inflight_to: int
    attempts: int
    lane: str = ""
    post: str = ""

    @property
    def n(self) -> int:
        """How many readers the batch has."""
        return len(self.recipients)


@dataclass(frozen=True, slots=True)
class Tally:
    """A batch's counters, for progress and for the balance."""

    batch: int
    state: BatchState
    n: int
    cursor: int
    inflight_to: int
    submitted: int
    excluded: int
    failed: int
    uncertain: int
    cancelled: int
