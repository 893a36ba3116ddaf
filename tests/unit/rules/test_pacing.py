"""What a pace allows at an instant, and that no span of time ever holds more."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.pace import Hours, Limit, Pace, WarmUp, parse_hours, parse_limits, parse_warm_up
from digest.rules.pacing import Want, asked, depth, portion, terms

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), BERLIN)


def test_limits_are_written_as_a_person_says_them():
    assert parse_limits("600/min")[0] == (Limit(600, 60),)
    assert parse_limits("20/s, 50000/day")[6] == (Limit(20, 1), Limit(50_000, 86_400))
    by_day = parse_limits("weekdays 500/s; weekends 100/s")
    assert (by_day[0], by_day[6]) == ((Limit(500, 1),), (Limit(100, 1),))
    assert parse_limits("") == {}


@pytest.mark.parametrize(
    "text", ["fast", "0/s", "5/fortnight", "-3/s", "monday", "5 /s", "funday 5/s"]
)
def test_what_is_no_limit_is_refused_with_words(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_limits(text)


@pytest.mark.parametrize("text", ["22:00-06:00", "6:00-7:00", "25:00-26:00", "06:00", "monday"])
def test_what_is_no_span_of_hours_is_refused_with_words(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_hours(text)


def test_hours_may_end_at_midnight():
    assert parse_hours("18:00-24:00")[0] == (Hours(time(18), time(0)),)
    pace = Pace(hours=parse_hours("18:00-24:00"), window=True)
    assert terms(pace, at(30, "23:59")).is_free
    assert terms(pace, at(30, "17:59")).closed_until == at(30, "18:00")


def test_a_warm_up_is_a_day_and_the_letters_of_each_day():
    assert parse_warm_up("2026-11-30: 500, 1000 2000") == WarmUp(
        date(2026, 11, 30), (500, 1000, 2000)
    )
    for text in ("500, 1000", "2026-11-30:", "soon: 5", "2026-11-30: 0", "2026-11-30: -5"):
        with pytest.raises(ValueError, match=r".+"):
            parse_warm_up(text)


def test_the_slowest_limit_of_a_weekday_holds_and_other_days_are_free():
    pace = Pace(parse_limits("weekdays 600/min, 20/s, 9000/day"))
    told = terms(pace, MONDAY)
    assert (told.rate, told.quota, told.day) == (10.0, 9000, date(2026, 11, 30))
    assert terms(pace, at(29, "12:00")).is_free


def test_a_warm_up_grows_by_the_day_and_ends():
    pace = Pace(warm_up=WarmUp(date(2026, 11, 29), (500, 1000)))
    days = [terms(pace, at(day, "12:00")).quota for day in (28, 29, 30)]
    assert days == [500, 500, 1000]
    assert terms(pace, datetime(2026, 12, 1, 12, tzinfo=BERLIN)).is_free


def test_a_window_says_when_it_opens_over_a_weekend():
    pace = Pace(hours=parse_hours("weekdays 06:00-09:00, 17:00-22:00"), window=True)
    assert terms(pace, at(27, "08:59")).is_free
    assert terms(pace, at(27, "09:00")).closed_until == at(27, "17:00")
    assert terms(pace, at(27, "22:00")).closed_until == at(30, "06:00")


def test_a_window_without_any_hours_never_opens():
    assert terms(Pace(window=True), MONDAY).closed_until is not None


@given(
    rate=st.floats(0.05, 5000),
    pauses=st.lists(st.floats(0, 1.5), min_size=20, max_size=120),
    most=st.integers(1, 1000),
)
def test_no_span_of_time_holds_more_than_its_letters_and_a_bucket(rate, pauses, most):
    now, marks, left = 1000.0, {}, []
    for pause in pauses:
        now += pause / rate
        letters = portion([rate], most)
        wait, after = asked([Want("a", letters, rate)], marks, now)
        if not wait:
            marks |= after
            left.append((now, letters))
    for first, (begin, _) in enumerate(left):
        total = 0
        for end, letters in left[first:]:
            total += letters
            assert total <= rate * (end - begin) + depth(rate) + 1e-3


@given(rate=st.floats(0.1, 5000), late=st.floats(0, 0.02))
def test_somebody_who_comes_a_little_late_each_time_gets_the_whole_rate(rate, late):
    now, marks, total = 1000.0, {}, 0
    while now < 1000 + 100 / rate:
        letters = portion([rate], 1000)
        wait, after = asked([Want("a", letters, rate)], marks, now)
        marks |= after
        total += 0 if wait else letters
        now += wait + (late * letters / rate if wait else 0.0)
    assert total >= 97


def test_all_keys_are_granted_together_or_none():
    marks = {"slow": 1010.0}
    wants = [Want("fast", 1, 100), Want("slow", 1, 0.05)]
    wait, after = asked(wants, marks, 1000.0)
    assert (wait, after) == (10.0, {})


def test_a_mark_made_at_a_slower_rate_holds_up_for_a_second_at_most():
    wait, _ = asked([Want("a", 10, 500)], {"a": 1600.0}, 1000.0)
    assert wait == 1.0
