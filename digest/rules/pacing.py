"""What a pace allows at an instant, and the count that keeps it exact over all who send.

    pace, local time -> Terms: letters a second, letters left to the day, closed until when
    wants, marks, now -> granted, or how long to wait        a bucket: `depth` letters, `rate` a second

Of a bucket leave in any span of t seconds at most `rate * t + depth` letters.  A portion is a
twentieth of a second's worth, so that ten seconds hold at most a hundredth more than ten seconds'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from digest.model.pace import Hours, Pace

PORTION = 0.05
"""Seconds' worth of letters that go together."""
DEPTH = 0.08
"""Seconds' worth of letters that may be caught up: a worker never wakes to the millisecond."""
_NEVER = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds now.  `rate` in letters a second, `quota` letters of this day in all; None = free.

    `closed_until`: nothing may go before that instant.
    """

    rate: float | None = None
    quota: int | None = None
    day: date | None = None
    closed_until: datetime | None = None

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to ask for."""
        return self.rate is None and self.quota is None and self.closed_until is None


@dataclass(frozen=True, slots=True)
class Want:
    """Letters that want to leave by a key, of which `rate` a second may."""

    key: str
    letters: int
    rate: float

    @property
    def cost(self) -> float:
        """Seconds that these letters take at that rate."""
        return self.letters / self.rate

    @property
    def slack(self) -> float:
        """Seconds by which they may leave before the one before them is used up."""
        return max(0.0, depth(self.rate) - self.letters) / self.rate

    @property
    def ahead(self) -> float:
        """Seconds that a mark counts for at most: one made at a slower rate must not hold up."""
        return max(1.0, self.cost)


def terms(pace: Pace, local: datetime) -> Terms:
    """What holds at an instant, told in the zone whose days and hours count."""
    limits = pace.limits.get(local.weekday(), ())
    speeds = [one.letters / one.seconds for one in limits if not one.by_the_day]
    counts = [one.letters for one in limits if one.by_the_day]
    counts += _warm(pace, local.date())
    return Terms(
        min(speeds, default=None),
        min(counts, default=None),
        local.date(),
        _closed_until(pace, local),
    )


def _warm(pace: Pace, today: date) -> list[int]:
    if pace.warm_up is None:
        return []
    day = max(0, (today - pace.warm_up.begins).days)
    return [pace.warm_up.plan[day]] if day < len(pace.warm_up.plan) else []


def _closed_until(pace: Pace, local: datetime) -> datetime | None:
    """The next instant at which it opens; None while it is open."""
    if not pace.window or any(_within(local, one) for one in pace.hours.get(local.weekday(), ())):
        return None
    for days in range(_NEVER.days):
        day = local.date() + timedelta(days=days)
        begins = [
            datetime.combine(day, one.begin, local.tzinfo)
            for one in pace.hours.get(day.weekday(), ())
        ]
        later = [begin for begin in begins if begin > local]
        if later:
            return min(later)
    return local + _NEVER


def _within(local: datetime, hours: Hours) -> bool:
    now = local.time()
    return hours.begin <= now and (now < hours.end or hours.end.hour == hours.end.minute == 0)


def portion(rates: Sequence[float], most: int) -> int:
    """How many letters go together where the slowest of these rates decides."""
    if not rates:
        return most
    return max(1, min(most, int(min(rates) * PORTION)))


def depth(rate: float) -> float:
    """How many letters a bucket of that rate holds: at least the one that is to go."""
    return max(1.0, rate * DEPTH)


def asked(
    wants: Sequence[Want], marks: Mapping[str, float], now: float
) -> tuple[float, dict[str, float]]:
    """Seconds to wait, and the marks that are new: all wants are granted together, or none.

    A mark is the second at which the letters granted so far are used up.
    """
    wait, after = 0.0, {}
    for want in wants:
        used = min(max(marks.get(want.key, 0.0), now - want.slack), now + want.ahead)
        wait = max(wait, used - now)
        after[want.key] = used + want.cost
    return (wait, {}) if wait > 0 else (0.0, after)
