"""The tables of states, tested as tables."""

from itertools import permutations, product

import pytest

from digest.model.delivery import (
    BATCH_TRANSITIONS,
    COLUMN_OF,
    DELIVERY_TRANSITIONS,
    Balance,
    BatchState,
    Column,
    DeliveryEvent,
    DeliveryState,
    advance,
)
from digest.model.issue import ISSUE_SENT, ISSUE_TRANSITIONS, IssueState, IssueStep, advance_issue

S, E = DeliveryState, DeliveryEvent


@pytest.mark.parametrize(("state", "event"), list(product(S, E)))
def test_every_pair_has_an_answer_and_the_same_event_twice_changes_nothing_more(state, event):
    once = advance(state, event)
    assert once is DELIVERY_TRANSITIONS.get((state, event), state)
    if (state, event) != (S.FAILED, E.RETRY):
        assert advance(once, event) is once


@pytest.mark.parametrize("order", list(permutations([E.DELIVERED, E.BOUNCED, E.COMPLAINED])))
def test_a_complaint_wins_in_any_order(order):
    state = S.SUBMITTED
    for event in order:
        state = advance(state, event)
    assert state is S.COMPLAINED


def test_nothing_that_the_provider_says_sends_a_delivery_again():
    told = [
        E.PROCESSED,
        E.DELIVERED,
        E.DEFERRED,
        E.BOUNCED,
        E.SOFT,
        E.BLOCKED,
        E.DROPPED,
        E.COMPLAINED,
    ]
    for state, event in product(set(S) - {S.PENDING}, told):
        assert advance(state, event) is not S.PENDING


def test_only_a_person_makes_an_uncertain_delivery_pending_again():
    back = [event for event in E if advance(S.UNCERTAIN, event) is S.PENDING]
    assert back == [E.RETRY]


def test_every_state_has_its_column():
    assert set(COLUMN_OF) == set(S)
    assert set(COLUMN_OF.values()) == set(Column)


def test_the_balance_holds_only_when_everybody_is_accounted_for():
    held = Balance(
        10, submitted=5, excluded={"paused": 1}, failed=1, uncertain=1, pending=1, cancelled=1
    )
    assert held.holds
    assert not Balance(10, submitted=9).holds
    assert not Balance(10, submitted=11).holds
    assert not held.clean
    assert Balance(2, submitted=1, excluded={"paused": 1}).clean


def test_a_closed_batch_is_never_opened_again():
    ends = {BatchState.DONE, BatchState.CANCELLED}
    assert not [pair for pair in BATCH_TRANSITIONS if pair[0] in ends]


@pytest.mark.parametrize("step", list(IssueStep))
def test_a_cancelled_or_skipped_issue_stays_so_and_a_finished_one_learns_late_of_failures_only(
    step,
):
    for state in (IssueState.CANCELLED, IssueState.SKIPPED):
        assert advance_issue(state, step) is None
    late = step is IssueStep.FINISH_IN_PART
    after = IssueState.FINISHED_IN_PART if late else None
    assert advance_issue(IssueState.FINISHED, step) is after


def test_an_issue_is_frozen_before_anybody_may_have_it():
    ways = {
        before for (before, _), after in ISSUE_TRANSITIONS.items() if after is IssueState.SENDING
    }
    assert ways == {IssueState.FROZEN, IssueState.PAUSED, IssueState.FINISHED_IN_PART}
    assert IssueState.FROZEN not in ISSUE_SENT
