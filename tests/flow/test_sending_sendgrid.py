"""A whole send through SendGrid's stand-in: its record on disk against the ledger, person by person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from digest.flow.advance import advance, work_off
from digest.flow.submit import Outcome, submit
from digest.mail.sendgrid import SendGrid
from digest.mail.sendgrid_wire import Wire
from digest.model.errors import ConfigurationError
from digest.model.issue import IssueState
from digest.store import balance, batches, counters, issues, models, owners
from digest.store.counters import Notepad
from tests.checker import compare
from tests.newsroom import KEY, Killed, Newsroom, finish
from tests.standin_sendgrid import KEY as API_KEY
from tests.standin_sendgrid import Standin, serve

pytestmark = pytest.mark.django_db
POINTS = ["before claim", "after claim", "after intent", "after acceptance", "after mark"]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with serve(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture
def newsroom(post: Standin) -> Iterator[Newsroom]:
    made = Newsroom(batch_size=4)
    wire = Wire(post.url, connect=10, answer=1.5)
    made.mailer = SendGrid(API_KEY, post.url, key=KEY, clock=made.clock, wire=wire)  # type: ignore[assignment]
    made.readers(40)
    made.gathered()
    yield made
    wire.close()


def checked(number: int, post: Standin) -> dict[str, int]:
    told = balance.verify(number)
    assert told.holds, told.findings
    found = compare(number, post.copies())
    assert found.good, found
    return found.counts


def test_everybody_gets_one_and_each_request_is_one_batch(newsroom, sending, post):
    finish(newsroom, sending)
    assert checked(sending, post) == {"submitted": 40}
    assert post.asked == 10
    assert models.Batch.objects.exclude(reference="").count() == 10


def test_every_request_is_counted_by_its_answer_and_nothing_is_while_it_is_asked(newsroom, post):
    pad = Notepad()
    wire = Wire(post.url, connect=10, answer=1.5, noted=pad.request)
    newsroom.mailer = SendGrid(API_KEY, post.url, key=KEY, clock=newsroom.clock, wire=wire)
    post.faults = ["", "429", "reset after"]
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    work_off(
        number, newsroom.room(notepad=pad), wait=lambda moment: newsroom.clock.advance(seconds=900)
    )
    wire.close()
    assert counters.of("responses") == {"202": post.asked - 2, "429": 1, "lost": 1}
    assert sum(counters.of("seconds").values()) == post.asked


def test_every_fault_in_one_send_loses_nobody_and_doubles_nobody(newsroom, sending, post):
    # In the last batch, which meets no other fault.
    last = models.Subscriber.objects.order_by("-pk").first()
    assert last is not None
    post.bad = frozenset({last.address})
    post.faults = ["reset after", "429", "500 after", "", "cut after", "429 bare", "503 before"]
    post.faults += ["hang after", "reset before", "no id after", "garbage after"]
    finish(newsroom, sending)
    counts = checked(sending, post)
    assert counts["failed"] == 1
    assert counts["uncertain"] == 8 * 4
    assert issues.state(sending) is IssueState.FINISHED_IN_PART


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_leaves_only_what_was_in_flight_uncertain(
    newsroom, sending, post, point, monkeypatch
):
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)

    def checkpoint(here: str) -> None:
        if here == point:
            raise Killed

    for batch in batches.open_batches(sending)[:3]:
        with suppress(Killed):
            submit(batch, newsroom.room(checkpoint=checkpoint))
    finish(newsroom, sending)
    asked = 12 if point in ("after intent", "after acceptance") else 0
    counts = checked(sending, post)
    assert counts.get("uncertain", 0) == asked
    assert counts["submitted"] == 40 - asked


@pytest.mark.parametrize("fault", ["401", "403"])
def test_a_refused_key_pauses_the_issue_and_says_why(newsroom, sending, post, fault):
    post.faults = ["", fault]
    with pytest.raises(ConfigurationError, match=f"SENDGRID_API_KEY.*issue resume {sending}"):
        finish(newsroom, sending)
    assert issues.state(sending) is IssueState.PAUSED
    assert "SENDGRID_API_KEY" in str(models.Audit.objects.get(act="pause").after)
    assert checked(sending, post) == {"submitted": 4, "pending": 36}
    waiting = batches.open_batches(sending)
    assert submit(waiting[0], newsroom.room()) is not Outcome.DONE
    assert post.asked == 2


def test_too_many_requests_holds_every_waiting_batch_and_counts_no_attempt(newsroom, sending, post):
    post.faults = ["429 bare"]
    first, second, *_ = batches.open_batches(sending)
    assert submit(first, newsroom.room()) is Outcome.LATER
    assert submit(second, newsroom.room()) is Outcome.NOT_MINE
    assert post.asked == 1
    assert models.Batch.objects.get(pk=first).attempts == 0
    newsroom.clock.advance(seconds=21)
    assert submit(second, newsroom.room()) is Outcome.DONE
    finish(newsroom, sending)
    assert checked(sending, post) == {"submitted": 40}


def test_nobody_waits_for_a_paused_issue(newsroom, sending, post):
    post.faults = ["401"]
    with pytest.raises(ConfigurationError):
        finish(newsroom, sending)
    finish(newsroom, sending)  # a second process, at its next look
    assert post.asked == 1
    assert checked(sending, post) == {"pending": 40}
