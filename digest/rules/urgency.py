"""Who goes first when several issues are on their way.

    alert   its digest is urgent: a queue and a worker of its own, and everybody steps aside for it
    small   over in seconds: before what is large, in the same queue
    bulk    everything else

Says when something goes, never whether.  Starts nothing and counts nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

SMALL = 10_000
"""Readers: ten requests, a second or two even where they go one after the other."""


class Urgency(IntEnum):
    """The smaller goes first."""

    ALERT = 0
    SMALL = 1
    BULK = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issue with a batch that somebody may take now: the first such batch, and its readers."""

    issue: int
    digest: str
    readers: int
    batch: int


def urgency(readers: int, *, urgent: bool) -> Urgency:
    """How urgent an issue with so many readers is."""
    if urgent:
        return Urgency.ALERT
    return Urgency.SMALL if readers <= SMALL else Urgency.BULK


def goes_first(
    mine: Urgency, waiting: Iterable[Waiting], urgent: Collection[str]
) -> Waiting | None:
    """The issue for which a less urgent one steps aside: the most urgent, of those the oldest.

    `urgent` = the digests that are.
    """
    before = [
        (of, one.issue, one)
        for one in waiting
        if (of := urgency(one.readers, urgent=one.digest in urgent)) < mine
    ]
    return min(before, key=lambda found: found[:2])[2] if before else None
