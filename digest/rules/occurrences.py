"""Schedule and zone -> the instants of an interval, each wall time of the rule once a day.

    days of the zone | rules and one-off moments | gaps and folds | skipped by what -> Slots

A wall time that summer time leaves out moves to the first minute that there is; one that comes
twice is taken the first time.  Two that fall together are one.  Reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.model.schedule import CatchUp, Schedule

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
PROMPT = timedelta(minutes=5)
"""What nobody calls late."""


class Shift(StrEnum):
    """What summer time does to a wall time."""

    NONE = ""
    GAP = "gap"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence: its local label, its day, its instant in UTC, and why it is left out."""

    label: str
    day: date
    at: datetime
    shift: Shift = Shift.NONE
    skipped: str = ""


def instant(wall: datetime, zone: ZoneInfo) -> tuple[datetime, Shift]:
    """The instant in UTC of a naive wall time, and what summer time had to do with it."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        return _after_gap(wall, zone), Shift.GAP
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first, Shift.FOLD if second != first else Shift.NONE


def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first whole local minute after the gap that `wall` falls into, in UTC."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    over = late.astimezone(zone).second
    return late + (_MINUTE - timedelta(seconds=over) if over else timedelta())


def occurrences(
    schedule: Schedule, zone: str, since: datetime, until: datetime
) -> tuple[Slot, ...]:
    """Every slot with `since` <= instant < `until`, in order, the left-out ones with their reason."""
    tz = ZoneInfo(zone)
    found: dict[datetime, Slot] = {}
    # A whole missing day moves its slots past midnight: one day more is looked at.
    for wall, once in _walls(schedule, since.astimezone(tz).date() - 2 * _DAY, until, tz):
        at, shift = instant(wall, tz)
        if since <= at < until and (at not in found or shift is not Shift.GAP):
            found[at] = Slot(_label(wall), wall.date(), at, shift, _left_out(schedule, wall, once))
    return tuple(found[at] for at in sorted(found))


def following(schedule: Schedule, zone: str, after: datetime, count: int) -> tuple[Slot, ...]:
    """The next `count` slots from `after` on, at most ten years ahead."""
    found: list[Slot] = []
    span = timedelta(days=8)
    begin, last = after, after + timedelta(days=3653)
    while len(found) < count and begin < last and not schedule.is_empty:
        found += occurrences(schedule, zone, begin, begin + span)
        begin, span = begin + span, min(span * 2, timedelta(days=370))
    return tuple(found[:count])


def _walls(
    schedule: Schedule, first: date, until: datetime, tz: ZoneInfo
) -> Iterator[tuple[datetime, bool]]:
    last = until.astimezone(tz).date()
    # Those of the rules first, so that a one-off moment wins over the same one of a rule.
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        times = {at for rule in schedule.rules if rule.on(day) for at in rule.times}
        yield from ((datetime.combine(day, at), False) for at in sorted(times))
    yield from ((wall, True) for wall in schedule.once if first <= wall.date() <= last)


def _label(wall: datetime) -> str:
    return wall.isoformat(timespec="minutes")


def _left_out(schedule: Schedule, wall: datetime, once: bool) -> str:
    """Why that slot brings nothing; a one-off moment was asked for by its date, so it stays."""
    dark = _blacked_out(schedule, wall)
    if dark or once:
        return dark
    if wall.date() in schedule.skip:
        return "this day is left out"
    return next((name for day, name in schedule.holidays if day == wall.date()), "")


def blacked_out(schedule: Schedule, zone: str, now: datetime) -> str:
    """Why nothing begins just now, whatever is late; '' where it may."""
    return _blacked_out(schedule, now.astimezone(ZoneInfo(zone)).replace(tzinfo=None))


def _blacked_out(schedule: Schedule, wall: datetime) -> str:
    for dark in schedule.blackouts:
        if wall in dark:
            return f"nothing goes out from {_words(dark.begin)} to {_words(dark.end)}"
    return ""


def _words(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Missed:
    """What becomes of a slot whose time has come: it goes, it waits for a person, or it does not."""

    goes: bool
    asks: bool = False
    why: str = ""


def due(
    slots: Iterable[Slot], now: datetime, catch_up: CatchUp, lateness: timedelta
) -> tuple[tuple[Slot, Missed], ...]:
    """Every slot with what becomes of it; of several past ones only the newest may still go."""
    ordered = sorted(slots, key=lambda slot: slot.at)
    past = [slot for slot in ordered if slot.at <= now and not slot.skipped]
    newest = past[-1] if past else None
    return tuple((slot, _fate(slot, newest, now, catch_up, lateness)) for slot in ordered)


def _fate(
    slot: Slot, newest: Slot | None, now: datetime, catch_up: CatchUp, lateness: timedelta
) -> Missed:
    if slot.skipped:
        return Missed(False, why=slot.skipped)
    if newest is not None and slot.at < newest.at:
        return Missed(False, why=f"nobody was awake at its time; {newest.label} came after it")
    return late(now - slot.at, catch_up, lateness)


def late(by: timedelta, catch_up: CatchUp, lateness: timedelta) -> Missed:
    """What becomes of an occurrence that is so late (negative: not yet due)."""
    if by <= PROMPT or catch_up is CatchUp.ALWAYS:
        return Missed(True)
    if catch_up is CatchUp.NEVER:
        return Missed(False, why=f"{span(by)} late, and this digest never catches up")
    if by <= lateness:
        return Missed(True)
    words = f"{span(by)} late, more than the {span(lateness)} that are allowed"
    return Missed(False, asks=catch_up is CatchUp.ASK, why=words)


def span(length: timedelta) -> str:
    """`25 min`, `3 h`, `2 d 4 h`."""
    minutes = round(length.total_seconds() / 60)
    days, hours = divmod(minutes // 60, 24)
    parts = [(days, "d"), (hours, "h"), (0 if days else minutes % 60, "min")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 min"
