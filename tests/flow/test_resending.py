"""Only those who failed get the letter once more; the balance is exact before, between and after."""

from __future__ import annotations

import pytest

from digest.flow import control
from digest.flow.advance import work_off
from digest.model.audience import SubscriptionState
from digest.model.errors import GuardRefused
from digest.model.issue import IssueState
from digest.store import balance, house, issues, models, people
from tests.newsroom import Newsroom, finish, verified

pytestmark = pytest.mark.django_db
REFUSED = frozenset({"reader3@example.org", "reader4@example.org", "reader8@example.org"})


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=4)
    made.readers(10)
    made.gathered()
    made.mailer.refuse = REFUSED
    return made


@pytest.fixture
def finished(newsroom: Newsroom, sending: int) -> int:
    finish(newsroom, sending)
    assert issues.state(sending) is IssueState.FINISHED_IN_PART
    return sending


def resend(newsroom: Newsroom, number: int) -> int:
    return control.resend_failed(number, actor="ada", clock=newsroom.clock, queue=newsroom.queue)


def test_who_failed_is_asked_once_more_and_nobody_else(newsroom, finished):
    newsroom.mailer.refuse = frozenset()
    asked = len(newsroom.mailer.parcels)
    assert resend(newsroom, finished) == 3
    between = verified(finished)
    assert (between.submitted, between.failed, between.pending) == (7, 0, 3)
    finish(newsroom, finished)
    assert (verified(finished).submitted, verified(finished).failed) == (10, 0)
    assert issues.state(finished) is IssueState.FINISHED
    again = [
        one.recipient.address
        for parcel in newsroom.mailer.parcels[asked:]
        for one in parcel.readers
    ]
    assert sorted(again) == sorted(REFUSED)
    assert len(newsroom.mailer.addresses) == len(set(newsroom.mailer.addresses)) == 10


def test_who_is_refused_again_has_the_new_words_and_may_be_asked_again(newsroom, finished):
    newsroom.mailer.refuse = frozenset({"reader8@example.org"})
    assert resend(newsroom, finished) == 3
    finish(newsroom, finished)
    assert (verified(finished).submitted, verified(finished).failed) == (9, 1)
    assert issues.state(finished) is IssueState.FINISHED_IN_PART
    assert resend(newsroom, finished) == 1
    finish(newsroom, finished)
    assert verified(finished).failed == 1
    states = {person.address: person.state for person in people.people(finished)}
    assert len(states) == 10
    assert states["reader8@example.org"] == "failed"
    assert states["reader3@example.org"] == "submitted"


def test_the_attempt_and_the_former_words_are_kept(newsroom, finished):
    resend(newsroom, finished)
    audit = models.Audit.objects.get(act="resend-failed")
    assert (audit.actor, audit.subject) == ("ada", f"issue {finished}")
    assert audit.after == {"readers": 3, "reasons": {"550 no such mailbox": 3}}
    newsroom.mailer.refuse = frozenset()
    finish(newsroom, finished)
    after = models.Batch.objects.filter(issue_id=finished).exclude(origin=None)
    assert set(after.values_list("attempts", "state")) == {(1, "done")}


def test_who_left_meanwhile_is_left_out(newsroom, finished):
    models.Subscription.objects.filter(subscriber__address_norm="reader3@example.org").update(
        state=SubscriptionState.UNSUBSCRIBED
    )
    newsroom.mailer.refuse = frozenset()
    resend(newsroom, finished)
    finish(newsroom, finished)
    told = verified(finished)
    assert (told.submitted, told.failed, told.excluded) == (9, 0, {"unsubscribed": 1})


def test_while_it_is_running_or_stopped_it_is_refused(newsroom, sending):
    with pytest.raises(GuardRefused, match="nobody failed"):
        resend(newsroom, sending)

    def pause(point: str) -> None:
        running = issues.state(sending) is IssueState.SENDING
        if point == "after mark" and running and balance.balance(sending).failed:
            control.pause(sending, actor="ada", clock=newsroom.clock)

    work_off(sending, newsroom.room(checkpoint=pause), wait=lambda moment: None)
    assert issues.state(sending) is IssueState.PAUSED
    with pytest.raises(GuardRefused, match="once it is finished"):
        resend(newsroom, sending)
    assert verified(sending).failed


def test_where_nobody_failed_there_is_nothing_to_do(newsroom, finished):
    newsroom.mailer.refuse = frozenset()
    resend(newsroom, finished)
    finish(newsroom, finished)
    with pytest.raises(GuardRefused, match="nobody failed"):
        resend(newsroom, finished)


def test_the_kill_switch_holds_it_too(newsroom, finished):
    house.freeze("", actor="ada", reason="wrong picture", now=newsroom.clock())
    with pytest.raises(GuardRefused, match="wrong picture"):
        resend(newsroom, finished)
    assert verified(finished).failed == 3
