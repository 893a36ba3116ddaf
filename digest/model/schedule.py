"""When a digest goes out by itself: a rule in plain words or cron fields, as wall times of days.

    weekdays 06:00              monday, thursday 06:00, 17:30          weekends 08:00
    daily 06:00; sunday 18:00   monthly 1, 15 09:00                    hourly :30
    0 6 * * 1-5                 cron: minute hour day month weekday (0 and 7 are Sunday)

Knows no zone and no date of today: `digest.rules.occurrences` makes instants of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GROUPS = {"daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_CRON = re.compile(r"(\*|[0-9a-z]+(?:-[0-9a-z]+)?)(?:/([0-9]{1,2}))?")

FORMS = (
    'plain words such as "weekdays 06:00" or "monday, thursday 06:00, 17:30", or five cron fields'
)
"""What is allowed, for a message about what was not."""


class CatchUp(StrEnum):
    """What becomes of an occurrence that nobody was awake for; of several only the newest.

    LIMIT sends it within the digest's lateness; ALWAYS however late; ASK holds it for a person;
    NEVER sends nothing that is more than five minutes late.
    """

    LIMIT = "limit"
    ALWAYS = "always"
    ASK = "ask"
    NEVER = "never"


class Approval(StrEnum):
    """Whether an editor's word is waited for, and what its absence means two minutes before.

    NO waits for none; OR_SEND goes without a word unless it is held; OR_HOLD stays until approved.
    """

    NO = "no"
    OR_SEND = "or_send"
    OR_HOLD = "or_hold"


class OwnHour(StrEnum):
    """Whether readers get a scheduled issue together, or each at the own hour in the own zone.

    FROZEN: whom it goes to is settled for all at the issue's time.  ROLLING: for each hour when it
    comes, so who joined or moved since then counts.
    """

    NO = "no"
    FROZEN = "frozen"
    ROLLING = "rolling"


class SlotState(StrEnum):
    """How far an occurrence is.  Up to READY a line of stages; RELEASED, its issue goes its own way."""

    PLANNED = "planned"
    GATHERED = "gathered"
    COMPOSED = "composed"
    READY = "ready"
    HELD = "held"
    RELEASED = "released"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Rule:
    """Wall times on the days that match.  Weekdays count from Monday = 0, days of a month from 1.

    `either`: a day of the month or a weekday is enough, as cron has it when both are named.
    """

    times: tuple[time, ...]
    weekdays: frozenset[int] = frozenset(range(7))
    monthdays: frozenset[int] = frozenset(range(1, 32))
    months: frozenset[int] = frozenset(range(1, 13))
    either: bool = False

    def on(self, day: date) -> bool:
        """Whether the rule has anything to do on that day."""
        if day.month not in self.months:
            return False
        wanted = (day.weekday() in self.weekdays, day.day in self.monthdays)
        return any(wanted) if self.either else all(wanted)


@dataclass(frozen=True, slots=True)
class Blackout:
    """A span of local time, its end excluded, in which no occurrence begins."""

    begin: datetime
    end: datetime

    def __contains__(self, wall: datetime) -> bool:
        return self.begin <= wall < self.end


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything that decides when: rules, extra moments, days without, and spans without.

    `skip` and `holidays` are local days, the latter with their names; `once` are local moments
    besides the rules, which neither list takes away.
    """

    rules: tuple[Rule, ...] = ()
    once: tuple[datetime, ...] = ()
    skip: frozenset[date] = frozenset()
    holidays: tuple[tuple[date, str], ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    catch_up: CatchUp = CatchUp.LIMIT
    approve: Approval = Approval.NO
    own_hour: OwnHour = OwnHour.NO

    @property
    def is_empty(self) -> bool:
        """Whether it never has anything to do."""
        return not (self.rules or self.once)


def parse_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a text, several divided by `;`.  ValueError with words for what is none."""
    return tuple(_rule(part.strip().lower()) for part in text.split(";") if part.strip())


def parse_moment(text: str) -> datetime:
    """A local moment such as `2026-12-24T18:00` (or with a blank); ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        raise ValueError("written as 2026-12-24T18:00, in the digest's zone")
    return datetime.fromisoformat(text)


def parse_day(text: str) -> date:
    """A day such as `2026-12-24`; ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("written as 2026-12-24")
    return date.fromisoformat(text)


def parse_blackout(text: str) -> Blackout:
    """`2026-12-24T18:00 to 2026-12-27T06:00`; ValueError for anything else."""
    begin, divided, end = text.partition(" to ")
    if not divided:
        raise ValueError("written as 2026-12-24T18:00 to 2026-12-27T06:00")
    span = Blackout(parse_moment(begin.strip()), parse_moment(end.strip()))
    if span.end <= span.begin:
        raise ValueError("its end is not after its beginning")
    return span


def parse_holidays(text: str) -> tuple[tuple[date, str], ...]:
    """Lines of a day and its name; `#` begins a comment.  ValueError names the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        day, _, name = line.partition("#")[0].strip().partition(" ")
        if day:
            try:
                found.append((parse_day(day), name.strip() or "a holiday"))
            except ValueError as error:
                raise ValueError(f"line {number}: {day!r} is no day: {error}") from None
    return tuple(found)


def _rule(text: str) -> Rule:
    if re.match(r"[0-9*]", text):
        return _cron(text.split())
    words = [word for word in re.split(r"[\s,]+", text) if word not in ("", "and", "at")]
    if words[0] == "hourly":
        return Rule(_hourly(words[1:]))
    times = tuple(sorted({_time(word) for word in words if ":" in word}))
    days = [word for word in words if ":" not in word]
    if not times:
        raise ValueError(f"{text!r} names no time such as 06:00")
    if not days:
        raise ValueError(f"{text!r} names no day")
    if days[0] == "monthly":
        return Rule(times, monthdays=_monthdays(days[1:]))
    return Rule(times, weekdays=frozenset().union(*map(weekdays_of, days)))


def _hourly(words: Sequence[str]) -> tuple[time, ...]:
    minute = words[0].removeprefix(":") if words else "0"
    if len(words) > 1 or not minute.isdecimal() or int(minute) > 59:
        raise ValueError('hourly takes a minute such as ":30"')
    return tuple(time(hour, int(minute)) for hour in range(24))


def _time(word: str) -> time:
    found = _CLOCK.fullmatch(word)
    if not found:
        raise ValueError(f"{word!r} is no time from 00:00 to 23:59")
    return time(int(found[1]), int(found[2]))


def weekdays_of(word: str) -> frozenset[int]:
    """Weekdays from Monday = 0 of `monday`, `mon-fri`, `weekends`, `daily`; ValueError for others."""
    if word in _GROUPS:
        return frozenset(_GROUPS[word])
    begin, ranged, end = word.partition("-")
    if ranged:
        first, last = _weekday(begin), _weekday(end)
        return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
    return frozenset([_weekday(word)])


def _weekday(word: str) -> int:
    for number, name in enumerate(_DAYS):
        if word in (name, f"{name}s", name[:3]):
            return number
    raise ValueError(f"{word!r} is no day: daily, weekdays, weekends, monday, mon-fri…")


def _monthdays(words: Sequence[str]) -> frozenset[int]:
    days = [re.sub(r"(st|nd|rd|th)$", "", word) for word in words]
    if not days or not all(day.isdecimal() and 1 <= int(day) <= 31 for day in days):
        raise ValueError("monthly takes days from 1 to 31, such as monthly 1, 15 09:00")
    return frozenset(map(int, days))


def _cron(fields: Sequence[str]) -> Rule:
    if len(fields) != 5:
        raise ValueError(f"cron has five fields, not {len(fields)}")
    minute, hour, monthday, month, weekday = fields
    return Rule(
        times=tuple(
            time(h, m) for h in sorted(_field(hour, 0, 23)) for m in sorted(_field(minute, 0, 59))
        ),
        monthdays=_field(monthday, 1, 31),
        months=_field(month, 1, 12, _month),
        weekdays=frozenset((n - 1) % 7 for n in _field(weekday, 0, 7, _cron_weekday)),
        # A field that begins with a star is no wish of its own: cron has always read it so.
        either=not monthday.startswith("*") and not weekday.startswith("*"),
    )


def _no_name(word: str) -> int | None:  # noqa: ARG001
    return None


def _field(
    text: str, low: int, high: int, number: Callable[[str], int | None] = _no_name
) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _CRON.fullmatch(part)
        step = int(match[2]) if match and match[2] else 1
        if not match or not step:
            raise ValueError(f"cron field {text!r} cannot be read")
        found |= set(range(*_span(match[1], low, high, number, bool(match[2])), step))
    return frozenset(found)


def _span(
    text: str, low: int, high: int, number: Callable[[str], int | None], stepped: bool
) -> tuple[int, int]:
    """First and one past the last; `5/10` goes on to the end, `5` is itself."""
    if text == "*":
        return low, high + 1
    begin, ranged, end = text.partition("-")
    ends = [int(w) if w.isdecimal() else number(w) for w in (begin, end or begin)]
    first, last = ends
    if first is None or last is None or not low <= first <= last <= high:
        raise ValueError(f"cron field {text!r} is not within {low} to {high}")
    return first, (high if stepped and not ranged else last) + 1


def _month(word: str) -> int | None:
    return _MONTHS.index(word) + 1 if word in _MONTHS else None


def _cron_weekday(word: str) -> int | None:
    short = [name[:3] for name in _DAYS]
    return short.index(word) + 1 if word in short else None
