"""An audience frozen in portions: its first letters leave early, everybody is in once, whoever dies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from digest.flow import control
from digest.flow.advance import advance, work_off
from digest.flow.submit import submit
from digest.model.audience import SubscriptionState
from digest.model.issue import IssueState
from digest.rules import batching
from digest.store import balance, batches, freezing, issues, models, standing
from tests import mortal
from tests.newsroom import Newsroom, finish, verified

pytestmark = pytest.mark.django_db(transaction=True)
READERS, PAGE, BATCH = 60, 10, 4
LEFT = SubscriptionState.UNSUBSCRIBED


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    monkeypatch.setattr(standing, "_PAGE", PAGE)


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=BATCH)
    made.readers(READERS, languages=("en", "ur"))
    made.gathered()
    return made


def works(newsroom: Newsroom, checkpoint):
    return replace(newsroom.works, checkpoint=checkpoint)


def everybody_once(number: int) -> None:
    """Finished, the ledger proved from its rows, each reader in one frozen list."""
    assert issues.state(number) is IssueState.FINISHED
    told = verified(number)
    assert told.audience == told.submitted + sum(told.excluded.values()) == READERS
    assert max(_places(number).values()) == 1


def _places(number: int) -> Counter[int]:
    """In how many batches each reader stands."""
    blobs = models.Batch.objects.filter(issue=number).values_list("recipients", flat=True)
    return Counter(who for blob in blobs for who in batching.unpack(bytes(blob)))


def test_letters_of_the_first_portion_leave_while_the_next_is_frozen(newsroom):
    number, sent = newsroom.issue(), []

    def meanwhile(point: str) -> None:
        if point == "after release" and not sent:
            room = newsroom.room()
            for batch in batches.open_batches(number):
                submit(batch, room)
            sent.extend(newsroom.mailer.accepted)
            # All that is frozen is done; still it is not the end.
            assert balance.finish(number, newsroom.clock()) is None
        assert balance.balance(number).holds
        assert balance.verify(number).holds

    assert advance(number, newsroom.digest, works(newsroom, meanwhile)) is IssueState.SENDING
    assert 0 < len(sent) <= PAGE
    finish(newsroom, number)
    everybody_once(number)
    assert len(newsroom.mailer.accepted) == READERS


def test_hints_come_with_each_portion_and_name_each_batch_once(newsroom):
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    assert newsroom.queue.batches == batches.open_batches(number)


@pytest.mark.parametrize("point", ["after portion", "after release"])
@pytest.mark.parametrize("nth", [1, 3])
def test_a_freezer_that_is_killed_has_a_successor_and_nobody_is_in_twice(newsroom, point, nth):
    number = newsroom.issue()
    killed = mortal.killed(
        lambda checkpoint: advance(number, newsroom.digest, works(newsroom, checkpoint)), point, nth
    )
    assert killed
    work_off(number, newsroom.room(), wait=lambda moment: None)
    # What is frozen is sent; the rest waits for somebody to go on.
    assert issues.state(number) in (IssueState.FROZEN, IssueState.SENDING)
    assert freezing.abandoned(newsroom.clock()) == [number]
    assert balance.verify(number).holds
    advance(number, newsroom.digest, newsroom.works)
    finish(newsroom, number)
    everybody_once(number)
    assert len(newsroom.mailer.accepted) == READERS


def test_what_readers_do_between_two_freezers_makes_nobody_twice(newsroom):
    """Others change their language, leave, or come: each id is looked at once, new ones not at all."""
    number = newsroom.issue()
    assert mortal.killed(
        lambda checkpoint: advance(number, newsroom.digest, works(newsroom, checkpoint)),
        "after portion",
        3,
    )
    frozen = set(_places(number))
    models.Subscriber.objects.filter(language="ur").update(language="en")
    last = models.Subscription.objects.order_by("-subscriber")[0].subscriber_id
    models.Subscription.objects.filter(subscriber=last).update(state=LEFT)
    newsroom.readers(5, start=READERS)
    advance(number, newsroom.digest, newsroom.works)
    finish(newsroom, number)
    everybody_once(number)
    assert frozen < set(_places(number))
    assert verified(number).excluded == {"unsubscribed": 1}


def test_one_who_was_taken_over_from_writes_nothing_more(newsroom):
    number, first = newsroom.issue(), []

    def slow(point: str) -> None:
        if point == "after release" and not first:
            first.append(point)
            newsroom.clock.advance(seconds=freezing.PATIENCE.total_seconds() + 1)
            advance(number, newsroom.digest, newsroom.works)  # somebody else, up to the end
            assert not freezing.grows(number)

    advance(number, newsroom.digest, works(newsroom, slow))
    finish(newsroom, number)
    everybody_once(number)


def test_a_freezer_that_fails_is_followed_at_once(newsroom):
    number = newsroom.issue()

    def failing(point: str) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        advance(number, newsroom.digest, works(newsroom, failing))
    assert freezing.abandoned(newsroom.clock()) == [number]
    advance(number, newsroom.digest, newsroom.works)
    finish(newsroom, number)
    everybody_once(number)


def test_a_cancelled_issue_takes_nobody_else_in(newsroom):
    number = newsroom.issue()

    def cancelling(point: str) -> None:
        if point == "after release" and issues.state(number) is IssueState.SENDING:
            control.cancel(number, actor="test", clock=newsroom.clock)

    assert advance(number, newsroom.digest, works(newsroom, cancelling)) is IssueState.CANCELLED
    told = balance.verify(number)
    assert told.holds, told.findings
    assert 0 < told.balance.cancelled <= PAGE
    assert not freezing.abandoned(newsroom.clock())
    assert not models.Batch.objects.filter(issue=number, state="pending").exists()


def test_a_pause_stops_the_letters_and_not_the_counting(newsroom):
    number = newsroom.issue()

    def pausing(point: str) -> None:
        if point == "after release" and issues.state(number) is IssueState.SENDING:
            control.pause(number, actor="test", clock=newsroom.clock)

    advance(number, newsroom.digest, works(newsroom, pausing))
    assert verified(number).pending == READERS
    assert not newsroom.mailer.accepted
    control.resume(number, actor="test", clock=newsroom.clock, queue=newsroom.queue)
    finish(newsroom, number)
    everybody_once(number)


def test_who_comes_while_it_is_frozen_waits_for_the_next_issue(newsroom):
    number, came = newsroom.issue(), []

    def coming(point: str) -> None:
        if not came:
            came.append(point)
            newsroom.readers(5, start=READERS)

    advance(number, newsroom.digest, works(newsroom, coming))
    finish(newsroom, number)
    everybody_once(number)
    assert models.Subscription.objects.filter(state=SubscriptionState.CONFIRMED).count() > READERS
