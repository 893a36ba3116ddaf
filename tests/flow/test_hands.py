"""Many parcels with the post at once: as many as it likes, each reader once, a stop acts at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest

from digest.flow import control
from digest.flow.advance import advance, work_off
from digest.flow.hands import submit_near
from digest.model.errors import ConfigurationError
from digest.model.issue import IssueState
from digest.model.post import Answer, Parcel
from digest.store import balance, batches, issues, models
from tests.fakes import FakeMailer
from tests.newsroom import Newsroom, finish

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


@dataclass
class Crowd:
    """A post that answers once as many parcels are there as it likes at a time, or no more come."""

    at_once: int
    inner: FakeMailer = field(default_factory=FakeMailer)
    name: str = "counting"
    step: int = 1000
    there: int = 0
    most: int = 0
    lock: threading.Condition = field(default_factory=threading.Condition)
    full: bool = False

    def submit(self, parcel: Parcel) -> Answer:
        with self.lock:
            self.there += 1
            self.most = max(self.most, self.there)
            self.full = self.full or self.there == self.at_once
            self.lock.notify_all()
            assert self.lock.wait_for(lambda: self.full, timeout=PATIENCE)
            answer = self.inner.submit(parcel)
            self.there -= 1
        return answer

    def ready(self, parcel: Parcel) -> Parcel:
        return self.inner.ready(parcel)

    def evidence(self, issue: int, batch: int, start: int):
        return self.inner.evidence(issue, batch, start)


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=5)
    made.readers(100)
    made.gathered()
    return made


def sending(newsroom: Newsroom, mailer) -> int:
    newsroom.mailer = mailer
    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    return number


def test_as_many_parcels_are_with_the_post_as_it_likes_and_no_more(newsroom):
    post = Crowd(at_once=4)
    number = sending(newsroom, post)
    finish(newsroom, number)
    assert post.most == 4
    told = balance.verify(number)
    assert told.holds, told.findings
    assert told.balance.submitted == 100
    asked = [(parcel.batch, parcel.start) for parcel in post.inner.parcels]
    assert len(asked) == len(set(asked)) == 20
    assert issues.state(number) is IssueState.FINISHED


def test_a_hint_at_one_batch_also_takes_those_behind_it(newsroom):
    number = sending(newsroom, Crowd(at_once=4))
    first = batches.open_batches(number)[0]
    submit_near(first, newsroom.room(), until=lambda: False)
    assert issues.state(number) is IssueState.FINISHED
    assert balance.verify(number).balance.submitted == 100


def test_a_hint_where_one_goes_at_a_time_takes_its_own_batch_alone(newsroom):
    number = sending(newsroom, FakeMailer())
    submit_near(batches.open_batches(number)[0], newsroom.room(), until=lambda: False)
    assert balance.verify(number).balance.submitted == 5


def test_an_error_of_one_hand_ends_the_line_and_is_raised(newsroom):
    post = FakeMailer(at_once=4, fates=[ConfigurationError("the key is refused")] * 4)
    number = sending(newsroom, post)
    with pytest.raises(ConfigurationError, match="the key is refused"):
        finish(newsroom, number)
    assert issues.state(number) is IssueState.PAUSED
    assert len(post.parcels) <= 4 + 2
    assert balance.verify(number).holds


def test_a_pause_lets_what_is_with_the_post_end_and_nothing_follow(newsroom):
    post = FakeMailer(at_once=4)
    number = sending(newsroom, post)
    once = threading.Lock()

    def pause(point: str) -> None:
        if point == "after mark" and once.acquire(blocking=False):
            control.pause(number, actor="test", clock=newsroom.clock)

    work_off(number, newsroom.room(checkpoint=pause), wait=lambda moment: None)
    told = balance.verify(number)
    assert told.holds, told.findings
    assert told.balance.submitted == len(post.accepted)
    assert told.balance.pending == 100 - told.balance.submitted
    assert not models.Batch.objects.filter(state="claimed").exists()
