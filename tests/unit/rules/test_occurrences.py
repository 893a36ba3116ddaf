"""When a digest is due: rules, summer time, days without, and what is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
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


def _walls_of(zone: ZoneInfo, begin: datetime, end: datetime) -> dict[datetime, datetime]:
    """An independent reckoning: every quarter of an hour, and when a clock first showed it."""
    seen: dict[datetime, datetime] = {}
    at = begin
    while at < end:
        seen.setdefault(at.astimezone(zone).replace(tzinfo=None), at)
        at += timedelta(minutes=15)
    return seen


def _changing(year: int) -> list[str]:
    """Zones whose offset is not the same all year."""
    months = [datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13)]
    names = sorted(available_timezones() - {"localtime"})
    return [n for n in names if len({m.astimezone(ZoneInfo(n)).utcoffset() for m in months}) > 1]


def _reckoned(at: time, first: date, days: int, seen: dict[datetime, datetime]) -> list[datetime]:
    """For every day the first wall time from `at` on that a clock showed."""
    found = []
    for number in range(days):
        wall = datetime.combine(first + timedelta(days=number), at)
        while wall not in seen:
            wall += timedelta(minutes=15)
        found.append(seen[wall])
    return found


def _agreed(year: int) -> int:
    """Every rule round every change of every zone in a year; how many changes there were."""
    checked = 0
    for name in _changing(year):
        zone = ZoneInfo(name)
        for day in _change_days(zone, year):
            first = day - timedelta(days=2)
            begin = datetime.combine(first, time(), zone).astimezone(UTC)
            end = begin + timedelta(days=4)
            seen = _walls_of(zone, begin - timedelta(days=1), end + timedelta(days=2))

            def found(text: str, name: str = name, begin: datetime = begin) -> list[datetime]:
                schedule = Schedule(parse_rules(text))
                return [s.at for s in occurrences(schedule, name, begin, begin + timedelta(days=4))]

            for at in (time(1, 30), time(2, 30)):
                reckoned = [r for r in _reckoned(at, first, 5, seen) if begin <= r < end]
                assert found(f"daily {at:%H:%M}") == reckoned
            weekly = datetime.combine(day, time(2, 15))
            (once,) = _reckoned(weekly.time(), day, 1, seen)
            assert found(f"{day:%A} 02:15") == [once]
            every = {at for h in range(24) for at in _reckoned(time(h), first, 5, seen)}
            assert found("hourly") == sorted(at for at in every if begin <= at < end)
            checked += 1
    return checked


def test_every_zone_that_changes_agrees_with_a_clock_on_the_wall() -> None:
    assert _agreed(2026) > 200


@pytest.mark.soak
@pytest.mark.parametrize("year", range(2024, 2029))
def test_five_years_agree_with_a_clock_on_the_wall(year: int) -> None:
    assert _agreed(year) > 200


def _change_days(zone: ZoneInfo, year: int) -> list[date]:
    days = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
    pairs = pairwise(days)
    return [
        b.astimezone(zone).date()
        for a, b in pairs
        if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()
    ]


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
