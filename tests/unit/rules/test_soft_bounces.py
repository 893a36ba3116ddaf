"""Soft bounces end the mail to an address by number, span and what arrived in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.rules.soft_bounces import Heard, Limit, dead

START = datetime(2026, 11, 1, tzinfo=UTC)
LIMIT = Limit(issues=3, span=timedelta(days=10))


def soft(issue: int, day: float) -> Heard:
    return Heard(issue, START + timedelta(days=day))


def arrived(day: float) -> Heard:
    return Heard(0, START + timedelta(days=day), arrived=True)


def test_so_many_issues_within_the_span_and_not_one_fewer():
    assert not dead([soft(1, 0), soft(2, 1)], LIMIT)
    assert dead([soft(1, 0), soft(2, 1), soft(3, 2)], LIMIT)


def test_one_issue_counts_once_however_often_it_bounced():
    assert not dead([soft(1, 0), soft(1, 1), soft(1, 2), soft(2, 3)], LIMIT)


def test_bounces_too_far_apart_do_not_add_up():
    assert not dead([soft(1, 0), soft(2, 6), soft(3, 12)], LIMIT)
    assert dead([soft(1, 0), soft(2, 6), soft(3, 12), soft(4, 14)], LIMIT)


def test_a_letter_that_arrived_begins_anew():
    told = [soft(1, 0), soft(2, 1), arrived(1.5), soft(3, 2)]
    assert not dead(told, LIMIT)
    assert dead([*told, soft(4, 3), soft(5, 4)], LIMIT)
    assert not dead([soft(1, 0), soft(2, 1), soft(3, 2), arrived(3)], LIMIT)


def test_nought_is_never():
    assert not dead([soft(n, n / 10) for n in range(50)], Limit(issues=0))


@given(st.data())
def test_the_order_of_what_was_told_does_not_matter(data):
    days = st.floats(0, 30, allow_nan=False)
    one = st.one_of(st.builds(soft, st.integers(1, 6), days), st.builds(arrived, days))
    told = data.draw(st.lists(one, max_size=10))
    order = data.draw(st.permutations([*told, *told[:2]]))
    assert dead(told, LIMIT) == dead(order, LIMIT)
