"""How fast letters may leave: limits, hours and a warm-up, as a person writes them.

    500/s    600/min    10000/h    50000/day    20/s, 50000/day
    weekdays 500/s; weekends 100/s              days that no part names have no limit
    weekdays 05:00-22:00; saturday 08:00-20:00  days that no part names are closed

Knows no zone and no clock: `digest.rules.pacing` says what holds at an instant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from digest.model.schedule import parse_day, weekdays_of

T = TypeVar("T")

LIMIT = (
    '"500/s", "600/min", "10000/h", "50000/day", or several: "weekdays 20/s, 50000/day; sunday 5/s"'
)
"""What is allowed, for a message about what was not."""
WARM_UP = '"2026-12-01: 500, 1000, 2000, 5000"'
WINDOW = '"06:00-22:00", or by days: "weekdays 05:00-22:00; saturday 08:00-20:00"'

OFF = "off"
"""What an operator sets in place of a limit or of hours: there is none."""

DAY = 86_400
_SPANS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
_SPANS |= {"d": DAY, "day": DAY}
_LIMIT = re.compile(r"([0-9]{1,9})/([a-z]+)")
_HOURS = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many letters in so many seconds; `DAY` is counted from midnight to midnight."""

    letters: int
    seconds: int

    @property
    def by_the_day(self) -> bool:
        """Whether it is a count of the day instead of a speed."""
        return self.seconds == DAY


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begin` on, before `end`; an end of midnight is the day's end."""

    begin: time
    end: time


@dataclass(frozen=True, slots=True)
class WarmUp:
    """So many letters on the first day, the second …; after the plan's last day no limit of its own."""

    begins: date
    plan: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast something may go.  `limits` and `hours` by weekday from Monday = 0.

    `window` False = there are no hours, it may go at any time.
    """

    limits: dict[int, tuple[Limit, ...]] = field(default_factory=dict)
    hours: dict[int, tuple[Hours, ...]] = field(default_factory=dict)
    window: bool = False
    warm_up: WarmUp | None = None

    @property
    def is_free(self) -> bool:
        """Whether it limits nothing."""
        return not (self.limits or self.window or self.warm_up)


FREE = Pace()


@dataclass(frozen=True, slots=True)
class Lane:
    """Domains of readers that share a limit; `name` is the first of them."""

    name: str
    domains: tuple[str, ...]
    pace: Pace


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of the house: by transport (`smtp`, `sendgrid`, `outbox`), and by readers' domain.

    `zone`: whose days and hours count for them.
    """

    providers: dict[str, Pace] = field(default_factory=dict)
    lanes: tuple[Lane, ...] = ()
    zone: str = "UTC"


def parse_limits(text: str) -> dict[int, tuple[Limit, ...]]:
    """Limits by weekday; an empty text has none.  ValueError with words for what cannot be read."""
    return _by_day(text, _limit)


def parse_hours(text: str) -> dict[int, tuple[Hours, ...]]:
    """Hours by weekday; ValueError with words for what cannot be read."""
    return _by_day(text, _hours)


def parse_warm_up(text: str) -> WarmUp:
    """`2026-12-01: 500, 1000, 2000`; ValueError with words for what cannot be read."""
    begins, divided, plan = text.partition(":")
    counts = plan.replace(",", " ").split()
    if not divided or not counts or not all(n.isascii() and n.isdigit() and int(n) for n in counts):
        raise ValueError("written as a day, a colon and the letters of each day")
    return WarmUp(parse_day(begins.strip()), tuple(map(int, counts)))


def _by_day(text: str, one: Callable[[str], T]) -> dict[int, tuple[T, ...]]:
    found: dict[int, tuple[T, ...]] = {}
    for part in text.lower().split(";"):
        days, told = _days_and_rest(part)
        if told:
            found |= dict.fromkeys(days, tuple(one(word) for word in told))
    return dict(sorted(found.items()))


def _days_and_rest(part: str) -> tuple[frozenset[int], list[str]]:
    words = [word for word in re.split(r"[\s,]+", part) if word not in ("", "and", "at")]
    days = [word for word in words if not word[0].isdigit()]
    told = [word for word in words if word[0].isdigit()]
    if days and not told:
        raise ValueError(f"{part.strip()!r} names days and nothing for them")
    return (frozenset().union(*map(weekdays_of, days)) if days else _EVERY_DAY), told


def _limit(word: str) -> Limit:
    found = _LIMIT.fullmatch(word)
    if not found or found[2] not in _SPANS:
        raise ValueError(f"{word!r} is no limit such as 500/s, 600/min, 10000/h or 50000/day")
    if not int(found[1]):
        raise ValueError("a limit of 0 would stop everything; digest freeze is for that")
    return Limit(int(found[1]), _SPANS[found[2]])


def _hours(word: str) -> Hours:
    found = _HOURS.fullmatch(word)
    if not found:
        raise ValueError(f"{word!r} is no span of hours such as 06:00-22:00")
    hours = Hours(_time(found[1], found[2]), _time(found[3], found[4]))
    if hours.end != time(0) and hours.end <= hours.begin:
        raise ValueError(f"{word!r} ends before it begins; midnight as the end is 24:00")
    return hours


def _time(hour: str, minute: str) -> time:
    if (hour, minute) == ("24", "00"):
        return time(0)
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"{hour}:{minute} is no time of a day")
    return time(int(hour), int(minute))
