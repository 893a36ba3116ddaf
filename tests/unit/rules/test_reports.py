"""What all reports of a delivery come to."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.delivery import DeliveryEvent as E
from digest.model.delivery import DeliveryState as S
from digest.model.delivery import advance
from digest.rules.reports import judged

TOLD = (
    E.PROCESSED,
    E.DEFERRED,
    E.DELIVERED,
    E.BOUNCED,
    E.SOFT,
    E.BLOCKED,
    E.DROPPED,
    E.COMPLAINED,
)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.UNCERTAIN])
@pytest.mark.parametrize("event", TOLD)
def test_one_report_moves_as_the_table_of_transitions_says(state, event):
    assert judged(state, {event}) is advance(state, event)


@pytest.mark.parametrize("state", [S.PENDING, S.EXCLUDED, S.CANCELLED])
def test_of_what_did_not_go_out_nothing_is_judged(state):
    assert judged(state, set(TOLD)) is state


def test_what_the_post_refused_stays_failed_whatever_is_told():
    assert judged(S.FAILED, {E.DELIVERED, E.COMPLAINED}) is S.FAILED


def test_no_report_changes_nothing():
    assert all(judged(state, set()) is state for state in S)


def test_an_unsubscription_tells_nothing_of_the_delivery():
    assert judged(S.UNCERTAIN, {E.UNSUBSCRIBED}) is S.UNCERTAIN


@given(st.sampled_from([S.SUBMITTED, S.UNCERTAIN]), st.lists(st.sampled_from(TOLD), max_size=7))
def test_told_one_after_the_other_or_at_once_is_the_same(state, told):
    step = state
    for n in range(len(told)):
        step = judged(step, set(told[: n + 1]))
    assert step is judged(state, set(told))


@pytest.mark.parametrize("state", [S.BOUNCED, S.COMPLAINED])
def test_what_was_told_and_is_no_longer_kept_is_not_undone_by_a_late_report(state):
    assert judged(state, {E.DELIVERED, E.PROCESSED}) is state


def test_more_reports_never_make_a_delivery_better_than_its_worst_sure_one():
    worst = [S.SUBMITTED, S.FAILED, S.DELIVERED, S.BOUNCED, S.COMPLAINED]
    for pair in combinations(TOLD, 2):
        alone = [worst.index(judged(S.SUBMITTED, {kind})) for kind in pair]
        assert worst.index(judged(S.SUBMITTED, set(pair))) == max(alone)
