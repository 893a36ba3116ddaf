"""When each reader gets a scheduled issue: at the own hour in the own zone, once it is made.

    issue's time | reader's zone and hour -> the first such hour that is not before it

An issue never leaves before its time, so readers east of the newsroom get it the next morning of
theirs.  A gap and a fold of summer time are taken as everywhere (`rules.occurrences.instant`).  One
reader's instants of two issues keep their order, whatever the clocks do: the first hour at or after
a later time is never before the first one at or after an earlier time.  Reads no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model.issue import IssueKind, Occurrence
from digest.model.plan import Digest
from digest.model.schedule import OwnHour
from digest.rules.occurrences import instant

_DAY = timedelta(days=1)
_FARTHEST = 4
"""Days looked at: a zone may skip a whole day, and a gap may move an hour past midnight."""


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The instants of one issue: `due_at` in UTC, `wall` as its own zone's clock shows it.

    A reader without a zone lives in the issue's; without an hour they want it at `wall`.
    """

    due_at: datetime
    wall: time
    zone: str
    _known: dict[tuple[str, int | None], datetime] = field(default_factory=dict)

    def of(self, zone: str, hour: int | None) -> datetime:
        """When a reader of that zone and hour gets it, in UTC; reckoned once for all like them."""
        key = (zone, hour)
        if key not in self._known:
            self._known[key] = self._reckoned(zone, hour)
        return self._known[key]

    def _reckoned(self, zone: str, hour: int | None) -> datetime:
        if not zone and hour is None:
            return self.due_at
        tz = _zone(zone or self.zone) or ZoneInfo(self.zone)
        wanted = self.wall if hour is None else time(hour)
        first = self.due_at.astimezone(tz).date() - _DAY
        days = (first + number * _DAY for number in range(_FARTHEST + 1))
        instants = (instant(datetime.combine(day, wanted), tz)[0] for day in days)
        return min(at for at in instants if at >= self.due_at)


@dataclass(frozen=True, slots=True)
class Hours:
    """When readers get an issue: all at once, or by cohorts, frozen together or each in its turn."""

    cohorts: Cohorts | None = None
    rolling: bool = False

    def of(self, zone: str, hour: int | None) -> datetime | None:
        """The reader's instant in UTC; None = at once, with everybody."""
        return self.cohorts.of(zone, hour) if self.cohorts else None


AT_ONCE = Hours()


def hours(digest: Digest, occurrence: Occurrence) -> Hours:
    """What the digest says of an occurrence; one made by hand goes to everybody at once."""
    how = digest.timing.own_hour
    if how is OwnHour.NO or occurrence.kind is not IssueKind.SCHEDULED:
        return AT_ONCE
    return Hours(cohorts_of(digest, occurrence), rolling=how is OwnHour.ROLLING)


def by_instant(
    cohorts: Cohorts, places: Mapping[tuple[str, int | None], int]
) -> tuple[tuple[datetime, int], ...]:
    """How many readers get it when, in order; `places` counts them by zone and hour."""
    found: Counter[datetime] = Counter()
    for (zone, hour), readers in places.items():
        found[cohorts.of(zone, hour)] += readers
    return tuple(sorted(found.items()))


def cohorts_of(digest: Digest, occurrence: Occurrence) -> Cohorts:
    """The instants of a scheduled occurrence, whatever the digest says now."""
    wall = datetime.fromisoformat(occurrence.slot).time()
    return Cohorts(occurrence.due_at, wall, digest.zone)


def _zone(name: str) -> ZoneInfo | None:
    """None for a zone that this machine's files do not know (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
