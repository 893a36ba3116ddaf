"""Those whose answer was lost: reports settle them, a person decides about the rest, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.flow import reconcile
from digest.flow.advance import advance, work_off
from digest.flow.record import record
from digest.model.delivery import DeliveryEvent as E
from digest.model.errors import GuardRefused
from digest.model.event import Event
from digest.model.issue import IssueState
from digest.model.post import Fate, Verdict
from digest.rules.evidence import WAIT, Sign
from digest.store import batches, events, house, issues, models, settling
from tests.fakes import MORNING
from tests.newsroom import Newsroom, finish, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    """Ten readers in batches of four, the first of them asked and not answered."""
    made = Newsroom(batch_size=4)
    made.mailer.can_tell = False
    made.readers(10)
    made.gathered()
    made.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer")]
    return made


@pytest.fixture
def number(newsroom: Newsroom) -> int:
    made = newsroom.issue()
    advance(made, newsroom.digest, newsroom.works)
    work_off(made, newsroom.room(), wait=lambda moment: None)
    return made


def doubt(newsroom: Newsroom, number: int) -> settling.Doubt:
    (found,) = settling.uncertain_of(number, newsroom.clock())
    return found


def again(newsroom: Newsroom, number: int, people: int, *, at_once: bool = False) -> int:
    return reconcile.send_again(
        number,
        [one.batch for one in settling.uncertain_of(number, newsroom.clock())],
        people,
        words=reconcile.Words("ada", "not in its log", at_once),
        clock=newsroom.clock,
        queue=newsroom.queue,
    )


def told(number: int, kind: E, *people: int) -> list[Event]:
    return [Event(f"{number}:{who}:{kind}", kind, number, who, MORNING) for who in people]


def people_of(number: int) -> list[int]:
    rows = models.Delivery.objects.filter(issue=number, state="uncertain").order_by("position")
    return list(rows.values_list("subscriber_id", flat=True))


def test_what_is_uncertain_waits_for_reports_and_then_says_what_speaks_for_it(newsroom, number):
    assert doubt(newsroom, number).sign is Sign.WAITING
    with pytest.raises(GuardRefused, match="reports may still settle it"):
        again(newsroom, number, 4)
    newsroom.clock.advance(seconds=WAIT.total_seconds())
    assert doubt(newsroom, number).sign is Sign.SILENT
    events.keep_raw("sendgrid", b"[]", newsroom.clock() + timedelta(minutes=1))
    assert doubt(newsroom, number).sign is Sign.NEVER
    people = people_of(number)
    record(told(number, E.PROCESSED, *people[:3]), clock=newsroom.clock)
    found = doubt(newsroom, number)
    assert (found.sign, found.people, found.spoken, found.heard) == (Sign.TAKEN, 1, 3, 0)


def test_send_again_goes_to_exactly_those_and_the_balance_is_exact_throughout(newsroom, number):
    people = people_of(number)
    record(told(number, E.DELIVERED, people[0]), clock=newsroom.clock)
    asked = len(newsroom.mailer.parcels)
    assert again(newsroom, number, 3, at_once=True) == 3
    between = verified(number)
    assert (between.submitted, between.uncertain, between.pending) == (7, 0, 3)
    finish(newsroom, number)
    assert verified(number).submitted == 10
    assert issues.state(number) is IssueState.FINISHED
    sent = [r.recipient.subscriber for p in newsroom.mailer.parcels[asked:] for r in p.readers]
    assert sorted(sent) == people[1:]
    entry = models.Audit.objects.get(act="send-uncertain-again")
    assert (entry.actor, entry.after["readers"], entry.after["reason"]) == (
        "ada",
        3,
        "not in its log",
    )


def test_a_report_that_came_meanwhile_changes_the_number_and_nothing_is_sent(newsroom, number):
    people = people_of(number)
    record(told(number, E.PROCESSED, people[0]), clock=newsroom.clock)
    with pytest.raises(GuardRefused, match="3 readers are uncertain by now, not 4"):
        again(newsroom, number, 4, at_once=True)
    assert verified(number).uncertain == 3
    assert not batches.open_batches(number)


def test_a_second_press_of_the_button_sends_nothing(newsroom, number):
    again(newsroom, number, 4, at_once=True)
    with pytest.raises(GuardRefused, match="0 readers are uncertain"):
        again(newsroom, number, 4, at_once=True)
    finish(newsroom, number)
    assert len(newsroom.mailer.addresses) == 10


def test_who_is_frozen_is_not_sent_to_again(newsroom, number):
    house.freeze("", actor="ada", reason="r", now=newsroom.clock())
    with pytest.raises(GuardRefused, match="frozen"):
        again(newsroom, number, 4, at_once=True)


def test_a_late_report_of_the_first_copy_neither_doubles_nor_loses_anybody(newsroom, number):
    people = people_of(number)
    again(newsroom, number, 4, at_once=True)
    record(told(number, E.BOUNCED, *people), clock=newsroom.clock)
    assert verified(number).pending == 4
    finish(newsroom, number)
    balance = verified(number)
    assert balance.submitted + balance.excluded.get("suppressed", 0) == 10
    assert balance.uncertain == balance.pending == 0
