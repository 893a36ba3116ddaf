"""Who goes first: urgent before small before large, and nobody for their equals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.rules.urgency import SMALL, Urgency, Waiting, goes_first, urgency

URGENT = {"breaking"}
ISSUES = st.lists(
    st.builds(
        Waiting,
        issue=st.integers(1, 50),
        digest=st.sampled_from(["breaking", "morning", "weekly"]),
        readers=st.integers(1, 3 * SMALL),
        batch=st.integers(1, 10_000),
    )
)


def of(one: Waiting) -> Urgency:
    return urgency(one.readers, urgent=one.digest in URGENT)


def test_an_urgent_digest_goes_first_whatever_its_size():
    assert urgency(5_000_000, urgent=True) is Urgency.ALERT
    assert urgency(1, urgent=True) is Urgency.ALERT


def test_what_is_over_in_seconds_goes_before_what_is_large():
    assert urgency(SMALL, urgent=False) is Urgency.SMALL
    assert urgency(SMALL + 1, urgent=False) is Urgency.BULK


def test_a_large_issue_steps_aside_for_the_oldest_of_the_most_urgent():
    alert, later = Waiting(7, "breaking", 1000, 71), Waiting(9, "breaking", 10, 91)
    small, large = Waiting(3, "weekly", 100, 31), Waiting(2, "morning", 1_000_000, 21)
    assert goes_first(Urgency.BULK, [large, small, later, alert], URGENT) == alert
    assert goes_first(Urgency.SMALL, [large, small], URGENT) is None
    assert goes_first(Urgency.BULK, [large, small], URGENT) == small
    assert goes_first(Urgency.ALERT, [alert, small, later], URGENT) is None


@given(st.sampled_from(Urgency), ISSUES)
def test_nobody_steps_aside_for_an_equal_and_nothing_more_urgent_is_passed_over(mine, waiting):
    found = goes_first(mine, waiting, URGENT)
    if found is None:
        assert all(of(one) >= mine for one in waiting)
    else:
        assert of(found) < mine
        assert all(of(one) >= of(found) for one in waiting)
