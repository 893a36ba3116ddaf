"""When a mailbox that takes nothing "for now" is taken for dead: so many issues in a row, no letter between.

    reports of one address -> the last letter that arrived -> soft bounces since, an issue once -> yes or no

The set of reports decides, in whatever order they were told.  What was blocked does not count: that
is about the letter or its sender, not about the mailbox.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model.delivery import DeliveryEvent

COUNTED = (DeliveryEvent.SOFT, DeliveryEvent.DELIVERED)


@dataclass(frozen=True, slots=True)
class Limit:
    """`issues` different issues bounced within `span`; 0 = never."""

    issues: int = 5
    span: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Heard:
    """A soft bounce of an address, or a letter that arrived there (`arrived`)."""

    issue: int
    at: datetime
    arrived: bool = False


USUAL = Limit()


def dead(reports: Iterable[Heard], limit: Limit) -> bool:
    """Whether the newest run of soft bounces is long enough, and close enough together."""
    told = list(reports)
    since = max((one.at for one in told if one.arrived), default=None)
    first: dict[int, datetime] = {}
    for one in told:
        if not one.arrived and (since is None or one.at > since):
            first[one.issue] = min(one.at, first.get(one.issue, one.at))
    run = sorted(first.values())
    n = limit.issues
    if n < 1:
        return False
    return any(run[i + n - 1] - run[i] <= limit.span for i in range(len(run) - n + 1))
