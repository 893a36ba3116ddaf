"""Whom the post cannot take for now: offered again by themselves, a few times, never twice."""

from __future__ import annotations

import pytest

from digest.flow import control
from digest.flow.record import record
from digest.flow.submit import Outcome, submit
from digest.model.audience import SubscriptionState
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.model.issue import IssueState
from digest.model.post import Fate, Verdict
from digest.rules.again import MAX_ATTEMPTS
from digest.store import balance, batches, issues, models, owners, people
from tests.newsroom import Killed, Newsroom, finish, verified

pytestmark = pytest.mark.django_db
POINTS = ["before claim", "after claim", "after intent", "after acceptance", "after mark"]
LATE = ("reader3@example.org", "reader4@example.org")


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=10)
    made.readers(10)
    made.gathered()
    return made


def test_everybody_else_has_it_while_those_not_taken_for_now_wait(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 2)
    (batch,) = batches.open_batches(sending)
    assert submit(batch, newsroom.room()) is Outcome.DONE
    told = verified(sending)
    assert (told.submitted, told.pending, told.failed) == (8, 2, 0)
    assert issues.state(sending) is IssueState.SENDING
    (after,) = batches.open_batches(sending)
    assert submit(after, newsroom.room()) is Outcome.NOT_MINE, "not before its time"
    finish(newsroom, sending)
    assert verified(sending).submitted == 10
    assert issues.state(sending) is IssueState.FINISHED
    assert len(newsroom.mailer.addresses) == len(set(newsroom.mailer.addresses)) == 10


def test_who_is_never_taken_fails_with_the_servers_words_after_so_many_attempts(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 1000)
    finish(newsroom, sending)
    told = verified(sending)
    assert (told.submitted, told.failed) == (8, 2)
    reasons = models.Delivery.objects.values_list("reason", flat=True)
    assert set(reasons) == {"450 greylisted"}
    asked = [p for p in newsroom.mailer.parcels if any(_late(a) for a in p.readers)]
    assert len(asked) == MAX_ATTEMPTS


def _late(addressed) -> bool:
    return addressed.recipient.address in LATE


def test_a_follow_up_of_a_follow_up_keeps_count(newsroom, sending):
    newsroom.mailer.later = {LATE[0]: 1, LATE[1]: 3}
    finish(newsroom, sending)
    assert verified(sending).submitted == 10
    assert models.Batch.objects.filter(origin__origin__isnull=False).count() == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_in_a_follow_up_loses_nobody_and_doubles_nobody(
    newsroom, sending, monkeypatch, point
):
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)
    newsroom.mailer.later = {LATE[0]: 1, LATE[1]: 2}
    (batch,) = batches.open_batches(sending)
    submit(batch, newsroom.room())
    newsroom.clock.advance(seconds=60)

    def checkpoint(name: str) -> None:
        if name == point:
            raise Killed

    (after,) = batches.open_batches(sending)
    with pytest.raises(Killed):
        submit(after, newsroom.room(checkpoint=checkpoint))
    finish(newsroom, sending)
    assert verified(sending).submitted == 10
    assert len(newsroom.mailer.addresses) == len(set(newsroom.mailer.addresses)) == 10


def test_what_the_post_said_is_kept_while_nothing_moves_and_names_nobody(newsroom, sending):
    words = f"greylisted <{LATE[0]}>, try later"
    newsroom.mailer.fates = [Verdict(Fate.NOT_ACCEPTED, words, "450")]
    assert batches.put_off(sending, newsroom.clock()) is None
    submit(batches.open_batches(sending)[0], newsroom.room())
    told = batches.put_off(sending, newsroom.clock())
    assert told is not None
    assert told[0] == "450 greylisted <…>, try later"
    assert told[1] > newsroom.clock()
    newsroom.clock.advance(seconds=60)
    assert batches.put_off(sending, newsroom.clock()) is None, "it is its turn again"
    newsroom.mailer.later = dict.fromkeys(LATE, 1)
    submit(batches.open_batches(sending)[0], newsroom.room())
    told = batches.put_off(sending, newsroom.clock())
    assert told is not None
    assert told[0] == "450 greylisted"


def test_who_leaves_while_waiting_is_left_out(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 1)
    submit(batches.open_batches(sending)[0], newsroom.room())
    models.Subscription.objects.filter(subscriber__address_norm=LATE[0]).update(
        state=SubscriptionState.UNSUBSCRIBED
    )
    finish(newsroom, sending)
    told = verified(sending)
    assert (told.submitted, told.excluded) == (9, {"unsubscribed": 1})
    assert LATE[0] not in newsroom.mailer.addresses


def test_a_stop_while_some_wait_cancels_them(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 1)
    submit(batches.open_batches(sending)[0], newsroom.room())
    control.cancel(sending, actor="ada", clock=newsroom.clock)
    told = verified(sending)
    assert (told.submitted, told.cancelled) == (8, 2)


@pytest.mark.parametrize("taken", [8, 0])
def test_who_is_not_taken_for_now_while_a_cancel_comes_is_cancelled_too(newsroom, sending, taken):
    if taken:
        newsroom.mailer.later = dict.fromkeys(LATE, 1)
    else:
        newsroom.mailer.fates = [Verdict(Fate.NOT_ACCEPTED, "too many requests", "429")]

    def cancel(point: str) -> None:
        if point == "after intent":
            control.cancel(sending, actor="ada", clock=newsroom.clock)

    submit(batches.open_batches(sending)[0], newsroom.room(checkpoint=cancel))
    told = verified(sending)
    assert (told.submitted, told.pending, told.cancelled) == (taken, 0, 10 - taken)


def test_the_list_names_each_reader_once_with_where_they_stand(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 1)
    submit(batches.open_batches(sending)[0], newsroom.room())
    listed = [(person.address, person.state) for person in people.people(sending)]
    assert len(listed) == len({address for address, _ in listed}) == 10
    assert {address for address, state in listed if state == "pending"} == set(LATE)


def test_an_event_finds_the_reader_where_they_stand(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 1)
    finish(newsroom, sending)
    reader = models.Subscriber.objects.get(address_norm=LATE[1])
    bounced = Event("key", DeliveryEvent.BOUNCED, sending, reader.pk, newsroom.clock())
    assert record([bounced], clock=newsroom.clock) == 1
    row = models.Delivery.objects.get(subscriber_id=reader.pk)
    assert row.state == "bounced"
    assert row.batch.origin is not None
    verified(sending)


def test_verify_finds_a_reader_who_stands_in_two_follow_ups(newsroom, sending):
    newsroom.mailer.later = dict.fromkeys(LATE, 1)
    submit(batches.open_batches(sending)[0], newsroom.room())
    after = models.Batch.objects.get(origin__isnull=False)
    after.pk = None
    after.save()
    told = balance.verify(sending)
    assert not told.balance.holds
    assert any("follow-up batches hold" in words for words in told.findings)
