"""When a digest is due: rules, summer time, days without, and what is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model.schedule import (
    CatchUp,
    Schedule,
    parse_blackout,
    parse_holidays,
    parse_moment,
    parse_rules,
)
from digest.rules.occurrences import Shift, due, following, instant, occurrences


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _at(rule: str, zone: str, since: str, until: str) -> list[str]:
    found = occurrences(Schedule(parse_rules(rule)), zone, _utc(since), _utc(until))
    return [f"{slot.label}={slot.at:%Y-%m-%dT%H:%M}" for slot in found]


@pytest.mark.parametrize(
    ("zone", "wall", "instant_", "shift"),
    [
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00", "gap"),
        ("America/New_York", "2026-03-08T02:00", "2026-03-08T07:00", "gap"),
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00", ""),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "fold"),
        ("Europe/Paris", "2026-03-29T02:30", "2026-03-29T01:00", "gap"),
        ("Europe/Paris", "2026-10-25T02:30", "2026-10-25T00:30", "fold"),
        ("Europe/London", "2026-03-29T06:00", "2026-03-29T05:00", ""),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", "gap"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", "fold"),
        # Midnight itself is missing.
        ("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00", "gap"),
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-23T22:00", "gap"),
        # A whole day is missing: its slot comes at the first minute after it.
        ("Pacific/Apia", "2011-12-30T06:00", "2011-12-30T10:00", "gap"),
        ("Asia/Karachi", "2026-11-25T07:00", "2026-11-25T02:00", ""),
    ],
)
def test_known_changes_of_the_clock(zone: str, wall: str, instant_: str, shift: str) -> None:
    at, how = instant(datetime.fromisoformat(wall), ZoneInfo(zone))
    assert (at, how) == (_utc(instant_), Shift(shift))


def test_a_missing_hour_is_not_sent_twice_by_an_hourly_rule() -> None:
    found = _at("hourly", "Europe/Paris", "2026-03-29T00:00", "2026-03-29T03:00")
    assert found == [
        "2026-03-29T01:00=2026-03-29T00:00",
        "2026-03-29T03:00=2026-03-29T01:00",
        "2026-03-29T04:00=2026-03-29T02:00",
    ]


def test_an_hour_that_comes_twice_is_taken_once() -> None:
    found = _at("hourly", "Europe/Paris", "2026-10-24T23:00", "2026-10-25T03:00")
    assert [f.split("=")[0][-5:] for f in found] == ["01:00", "02:00", "03:00"]


@pytest.mark.parametrize(
    ("rule", "same"),
    [
        ("weekdays 06:00", "0 6 * * 1-5"),
        ("daily 06:00, 17:30", "daily 17:30 and 06:00"),
        ("mon-fri at 6:00", "0 6 * * mon-fri"),
        ("weekends 08:15", "15 8 * * 0,6"),
        ("sundays 18:00", "0 18 * * 7"),
        ("fri-mon 05:00", "0 5 * * 5,6,0,1"),
        ("monthly 1st, 15th 09:00", "0 9 1,15 * *"),
        ("hourly :30", "30 * * * *"),
    ],
)
def test_words_and_cron_say_the_same(rule: str, same: str) -> None:
    span = ("2026-01-01T00:00", "2027-01-01T00:00")
    assert _at(rule, "Europe/London", *span) == _at(same, "Europe/London", *span)
    assert _at(rule, "Europe/London", *span)


def test_cron_with_both_days_takes_either() -> None:
    found = _at("0 6 13 * fri", "UTC", "2026-11-01T00:00", "2026-11-22T00:00")
    days = [f[:10] for f in found]
    assert days == ["2026-11-06", "2026-11-13", "2026-11-20"]
    assert len(_at("*/20 6-8/2 1 jan *", "UTC", "2026-01-01T00:00", "2027-01-01T00:00")) == 6


@pytest.mark.parametrize(
    "text",
    ["6", "weekdays", "06:00", "daily 24:00", "someday 06:00", "* * * *", "60 6 * * *", "hourly :60",
     "0 6 * * 8", "*/0 6 * * *", "0 9-6 * * *", "monthly 06:00", "monthly 32 06:00", "hourly 06:00"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        parse_rules(text)


def test_days_and_spans_without_keep_their_reason() -> None:
    schedule = Schedule(
        parse_rules("daily 06:00"),
        once=(parse_moment("2026-12-25T10:00"),),
        skip=frozenset({date(2026, 12, 24)}),
        holidays=parse_holidays("# our own\n2026-12-25 Christmas Day\n\n2026-12-26\n"),
        blackouts=(parse_blackout("2026-12-28T00:00 to 2026-12-29T00:00"),),
    )
    found = occurrences(schedule, "UTC", _utc("2026-12-24T00:00"), _utc("2026-12-30T00:00"))
    assert [(slot.label[8:], slot.skipped) for slot in found] == [
        ("24T06:00", "this day is left out"),
        ("25T06:00", "Christmas Day"),
        ("25T10:00", ""),
        ("26T06:00", "a holiday"),
        ("27T06:00", ""),
        ("28T06:00", "nothing goes out from 2026-12-28 00:00 to 2026-12-29 00:00"),
        ("29T06:00", ""),
    ]


def test_the_next_ones_are_found_however_rare() -> None:
    leap = Schedule(parse_rules("0 6 29 2 *"))
    found = following(leap, "UTC", _utc("2026-11-25T00:00"), 2)
    assert [slot.label for slot in found] == ["2028-02-29T06:00", "2032-02-29T06:00"]
    assert following(Schedule(), "UTC", _utc("2026-11-25T00:00"), 5) == ()
    assert following(Schedule(parse_rules("0 6 31 2 *")), "UTC", _utc("2026-11-25T00:00"), 1) == ()


@pytest.mark.parametrize(
    ("catch_up", "hour", "goes"),
    [("limit", 7, True), ("limit", 12, False), ("always", 12, True), ("never", 7, False),
     ("ask", 12, False), ("ask", 7, True)],
)  # fmt: skip
def test_after_three_days_asleep_one_goes_or_none(catch_up: str, hour: int, goes: bool) -> None:
    now = _utc(f"2026-11-25T{hour:02}:00")
    slots = occurrences(Schedule(parse_rules("daily 06:00")), "UTC", now - timedelta(days=3), now)
    fates = due(slots, now, CatchUp(catch_up), timedelta(hours=3))
    assert [fate.goes for _, fate in fates] == [False, False, goes]
    assert all(fate.why for _, fate in fates if not fate.goes)
    assert fates[-1][1].asks == (catch_up == "ask" and not goes)


Changes = tuple[tuple[datetime, timedelta], ...]
"""When a zone's clocks changed, and the offset from then on."""

BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
"""The five years of the clock's torture."""
STEP = timedelta(minutes=15)
"""Every clock that changed in them showed these minutes, and moved by a multiple of them."""
DAY = timedelta(days=1)


@dataclass
class WallClock:
    """An independent reckoning: which instants a clock on the wall shows a time at, by looking."""

    zone: ZoneInfo
    offsets: set[timedelta]

    def first(self, wall: datetime) -> datetime:
        """When it first shows that time, or the next one that it does show."""
        while True:
            instants = ((wall - offset).replace(tzinfo=UTC) for offset in self.offsets)
            shown = [at for at in instants if at.astimezone(self.zone).replace(tzinfo=None) == wall]
            if shown:
                return min(shown)
            wall += STEP

    def of(self, days: Iterable[date], *times: time) -> set[datetime]:
        return {self.first(datetime.combine(day, at)) for day in days for at in times}


def _agrees(name: str, changes: Changes, *, hourly_throughout: bool = False) -> None:
    """Five years of every rule in a zone: what the clock on the wall says, none twice, none missing.

    Hourly rules round the changes alone, where it shall be quick.
    """
    zone = ZoneInfo(name)
    offsets = {offset for _, offset in changes} | {
        BEGIN.astimezone(zone).utcoffset() or timedelta()
    }
    clock = WallClock(zone, offsets)

    def compared(
        text: str, begin: datetime, end: datetime, *times: time, weekday: int = -1
    ) -> None:
        days = [begin.date() + n * DAY for n in range(-2, (end - begin).days + 2)]
        wanted = clock.of((d for d in days if weekday in (-1, d.weekday())), *times)
        found = [slot.at for slot in occurrences(Schedule(parse_rules(text)), name, begin, end)]
        assert found == sorted(at for at in wanted if begin <= at < end), (name, text)

    for at in (time(0), time(1, 30), time(2, 15), time(6)):
        compared(f"daily {at:%H:%M}", BEGIN, END, at)
        compared(f"sunday {at:%H:%M}", BEGIN, END, at, weekday=6)
    spans = [(at - 2 * DAY, at + 2 * DAY) for at, _ in changes]
    for begin, end in [(BEGIN, END)] if hourly_throughout else spans:
        compared("hourly", begin, end, *map(time, range(24)))


def _changes(zone: ZoneInfo) -> Changes:
    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    found = []
    for number in range((END - BEGIN).days):
        day = BEGIN + number * DAY
        if offset(day) != offset(day + DAY):
            steps = (day + n * STEP for n in range(1, 97))
            at = next(at for at in steps if offset(at) != offset(day))
            found.append((at, offset(at)))
    return tuple(found)


@cache
def _changing() -> dict[Changes, list[str]]:
    """The zones whose clocks changed in the five years, by their changes."""
    found: dict[Changes, list[str]] = {}
    for name in sorted(available_timezones() - {"localtime"}):
        changes = _changes(ZoneInfo(name))
        if changes:
            found.setdefault(changes, []).append(name)
    return found


def test_five_years_agree_with_a_clock_on_the_wall() -> None:
    alike = _changing()
    assert len(alike) > 30
    for changes, names in alike.items():
        _agrees(names[0], changes)
        daily = Schedule(parse_rules("daily 02:30"))
        told = {tuple(s.at for s in occurrences(daily, name, BEGIN, END)) for name in names}
        assert len(told) == 1, names


@pytest.mark.soak
def test_five_years_of_every_hour_in_every_zone_agree_with_a_clock_on_the_wall() -> None:
    every = [(name, changes) for changes, names in _changing().items() for name in names]
    assert len(every) > 180
    for name, changes in every:
        _agrees(name, changes, hourly_throughout=True)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime"})),
    at=st.times(),
    begin=st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)),
    cut=st.integers(0, 60 * 24 * 20),
)
def test_a_span_in_two_parts_has_the_same_occurrences(
    zone: str, at: time, begin: datetime, cut: int
) -> None:
    schedule = Schedule(parse_rules(f"daily {at:%H:%M}"))
    since = begin.replace(tzinfo=UTC)
    until, middle = since + timedelta(days=20), since + timedelta(minutes=cut)
    whole = occurrences(schedule, zone, since, until)
    parts = (
        *occurrences(schedule, zone, since, middle),
        *occurrences(schedule, zone, middle, until),
    )
    assert parts == whole
    assert len({slot.label for slot in whole}) == len({slot.at for slot in whole}) == len(whole)
    assert 19 <= len(whole) <= 21
