"""An issue against its digest's usual numbers: quartiles, and when its reports are counted again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rules.bands import LEAST, MEASURES, SETTLES, band, due_again, measured, share

OUT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
shares = st.floats(0, 1, allow_nan=False)


def test_the_usual_range_is_the_middle_half():
    one = measured("clicks", 0.5, [0.1, 0.2, 0.3, 0.4, 0.9])
    assert (one.n, one.lower, one.median, one.upper) == (5, 0.2, 0.3, 0.4)
    assert one.standing == "above"


@pytest.mark.parametrize(("value", "standing"), [(0.1, "below"), (0.2, "within"), (None, "")])
def test_a_number_stands_below_within_or_nowhere(value, standing):
    assert measured("clicks", value, [0.2, 0.2, 0.3, 0.4]).standing == standing


def test_few_issues_have_a_middle_and_no_range():
    one = measured("clicks", 0.5, [0.1, None, 0.3])
    assert (one.n, one.lower, one.median, one.standing) == (2, None, pytest.approx(0.2), "")
    assert measured("clicks", 0.5, []).median is None


def test_a_share_of_nothing_is_not_known():
    assert share(0, 0) is None
    assert share(None, 5) is None
    assert share(1, 4) == 0.25


@given(shares, st.lists(st.one_of(st.none(), shares), max_size=40), st.randoms())
def test_a_band_is_in_order_and_knows_no_order_of_its_issues(value, others, chance):
    mixed = list(others)
    chance.shuffle(mixed)
    one = measured("clicks", value, others)
    assert one == measured("clicks", value, mixed)
    known = [n for n in others if n is not None]
    assert one.n == len(known)
    if len(known) >= LEAST:
        assert min(known) <= one.lower <= one.median <= one.upper <= max(known)
        assert (one.standing == "within") == (one.lower <= value <= one.upper)


def test_every_measure_is_in_the_band_whatever_the_others_know():
    told = band({"audience": 10.0}, [{"audience": 8.0}, {"clicks": 0.2}])
    assert tuple(one.name for one in told) == MEASURES
    assert [one.n for one in told if one.name in ("audience", "clicks")] == [1, 1]


def test_reports_are_counted_often_at_first_seldom_later_and_at_last_never():
    def again(after: timedelta, since: timedelta) -> bool:
        return due_again(OUT, OUT + after, OUT + after + since)

    assert due_again(OUT, None, OUT)
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert again(10 * minute, minute)
    assert not again(10 * minute, minute / 2)
    assert not again(48 * hour, hour)
    assert again(48 * hour, 2 * hour)
    assert again(SETTLES - hour, 8 * hour)
    assert not again(SETTLES, timedelta(days=30))
