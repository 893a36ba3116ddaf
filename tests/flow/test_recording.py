"""What a provider reports: each once, in any order, with its effect on ledger and list."""

from __future__ import annotations

from itertools import permutations

import pytest

from digest.flow.advance import advance, work_off
from digest.flow.record import record
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.model.post import Fate, Verdict
from digest.store import balance, models
from tests.fakes import MORNING
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db
E = DeliveryEvent


def sent(*fates: Verdict) -> tuple[Newsroom, int, list[int]]:
    newsroom = Newsroom(batch_size=2)
    newsroom.mailer.can_tell = False
    newsroom.readers(4)
    newsroom.gathered()
    newsroom.mailer.fates = list(fates)
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    work_off(number, newsroom.room(), wait=lambda moment: None)
    return (
        newsroom,
        number,
        list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True)),
    )


def event(kind: E, issue: int, who: int) -> Event:
    return Event(f"{issue}:{who}:{kind}", kind, issue, who, MORNING, "said the provider")


def verified(number: int):
    told = balance.verify(number)
    assert told.holds, told.findings
    assert told.balance == balance.balance(number)
    return told.balance


def test_an_event_counts_once_however_often_it_is_told():
    newsroom, number, people = sent()
    told = [event(E.DELIVERED, number, people[0])] * 3
    assert record(told, clock=newsroom.clock) == 1
    assert record(told, clock=newsroom.clock) == 0
    assert verified(number).submitted == 4


def test_evidence_settles_what_was_uncertain():
    newsroom, number, people = sent(Verdict(Fate.UNCERTAIN, "no answer"))
    assert verified(number).uncertain == 2
    record([event(E.DELIVERED, number, people[0])], clock=newsroom.clock)
    record([event(E.DROPPED, number, people[1])], clock=newsroom.clock)
    told = verified(number)
    assert (told.submitted, told.failed, told.uncertain) == (3, 1, 0)


@pytest.mark.parametrize("order", list(permutations([E.DELIVERED, E.BOUNCED, E.COMPLAINED])))
def test_events_in_any_order_end_alike(order):
    newsroom, number, people = sent()
    record([event(kind, number, people[0]) for kind in order], clock=newsroom.clock)
    assert models.Delivery.objects.get().state == "complained"
    assert verified(number).submitted == 4
    assert models.Suppression.objects.count() == 1


def test_a_block_or_a_delay_does_not_suppress_but_a_bounce_does():
    newsroom, number, people = sent()
    mild = [event(E.BLOCKED, number, people[0]), event(E.DEFERRED, number, people[1])]
    record(mild, clock=newsroom.clock)
    assert models.Suppression.objects.count() == 0
    record([event(E.BOUNCED, number, people[2])], clock=newsroom.clock)
    suppressed = models.Suppression.objects.get()
    assert suppressed.reason == "hard_bounce"
    assert suppressed.address_hash == models.Subscriber.objects.get(pk=people[2]).address_hash


def test_an_event_of_a_foreign_issue_or_reader_changes_nothing():
    newsroom, number, people = sent()
    assert record([event(E.BOUNCED, number + 99, people[0])], clock=newsroom.clock) == 0
    record([event(E.DELIVERED, number, 10**9)], clock=newsroom.clock)
    assert verified(number).submitted == 4
    assert models.Delivery.objects.count() == 0
