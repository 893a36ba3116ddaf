"""A line of batches: nothing of it is lost, wherever it goes on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.flow.feed import Feed


def drained(feed: Feed) -> list[int]:
    found = []
    while (number := feed.pop()) is not None:
        found.append(number)
    return found


@given(st.sets(st.integers(1, 500)), st.integers(1, 4), st.data())
def test_going_on_elsewhere_loses_no_batch_and_doubles_none(numbers, of, data):
    feed = Feed(sorted(numbers), share=(data.draw(st.integers(0, of - 1)), of))
    taken = [number for _ in range(data.draw(st.integers(0, 3))) if (number := feed.pop())]
    feed.elsewhere()
    assert sorted(taken + drained(feed)) == sorted(numbers)


def test_many_that_missed_the_same_batch_do_not_meet_again_at_the_next():
    def next_one() -> int | None:
        feed = Feed(range(1, 1001))
        feed.elsewhere()
        return feed.pop()

    assert len({next_one() for _ in range(16)}) > 8
