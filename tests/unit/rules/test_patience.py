"""How long a failing source is left alone."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.rules.patience import ASKED_LONGEST, GONE, LONGEST, wait


def test_one_failure_costs_no_wait() -> None:
    assert wait(1) == timedelta(0)


def test_the_wait_doubles_with_every_further_failure_up_to_its_limit() -> None:
    waits = [wait(failures) for failures in range(2, 9)]
    minutes = [5, 10, 20, 40, 80, 160, 240]
    assert waits == [timedelta(minutes=n) for n in minutes]
    assert wait(1000) == LONGEST


def test_what_the_server_asks_for_holds_when_it_is_longer() -> None:
    assert wait(1, asked=600) == timedelta(minutes=10)
    assert wait(5, asked=60) == timedelta(minutes=40)


def test_a_server_cannot_silence_a_source_for_ever() -> None:
    assert wait(1, asked=10.0**12) == ASKED_LONGEST


def test_what_is_gone_for_good_is_asked_once_a_day() -> None:
    assert wait(1, gone=True) == GONE


@given(st.integers(1, 10**6), st.none() | st.floats(-1e9, 1e9), st.booleans())
def test_no_wait_is_negative_or_longer_than_a_day(
    failures: int, asked: float | None, gone: bool
) -> None:
    assert timedelta(0) <= wait(failures, asked=asked, gone=gone) <= timedelta(days=1)
