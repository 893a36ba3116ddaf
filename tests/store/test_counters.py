"""Counts that only grow: right over processes, kept when they cannot be written, cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InterfaceError

from digest.flow.record import record
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.store import counters, doubles
from digest.store.counters import Notepad
from tests import cast

pytestmark = pytest.mark.django_db


def test_what_two_processes_note_adds_up():
    one, other = Notepad(), Notepad()
    for pad in (one, other, one):
        pad.request("202", 0.2)
    one.request("429", 40)
    one.write()
    other.write()
    assert counters.of("responses") == {"202": 3, "429": 1}
    assert counters.of("seconds") == {"0.25": 3, "+Inf": 1}
    assert counters.of("microseconds") == {"all": 40_600_000}


def test_however_often_it_may_be_written_it_is_one_statement_a_second(django_assert_num_queries):
    pad = Notepad()
    with django_assert_num_queries(1):
        for _ in range(100):
            pad.request("202", 0.01)
            pad.write_soon()
    with django_assert_num_queries(1):
        pad.write()
    assert counters.of("responses") == {"202": 100}


def test_nothing_noted_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        Notepad().write_soon()
        Notepad().write()


def test_what_cannot_be_written_now_is_written_the_next_time(monkeypatch):
    def away(_):
        raise InterfaceError("the database is away")

    pad = Notepad()
    pad.request("202", 1)
    with monkeypatch.context() as broken:
        broken.setattr(counters, "add", away)
        pad.write()
    pad.request("202", 1)
    pad.write()
    assert counters.of("responses") == {"202": 2}


def delivered(issue: int, who: int, name: str) -> Event:
    return Event(name, DeliveryEvent.DELIVERED, issue, who, cast.NOW, "")


def told(*events: Event) -> None:
    record(events, clock=lambda: cast.NOW + timedelta(minutes=1))


def test_a_copy_that_is_reported_as_delivered_twice_is_counted_once_seen():
    ada, bilal = cast.ada(), cast.bilal()
    number = cast.issue(steps=cast.FINISHED)
    other = cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    told(delivered(number, ada.id, "first"), delivered(number, bilal.id, "of another reader"))
    doubles.look()
    told(delivered(number, ada.id, "second"), delivered(other, ada.id, "of another issue"))
    assert [doubles.look() for _ in range(4)] == [0, 1, 0, 0]
    assert counters.of("duplicates") == {"deliveries": 1}


def test_the_same_report_told_twice_is_no_second_copy():
    ada = cast.ada()
    number = cast.issue(steps=cast.FINISHED)
    doubles.look()
    for _ in range(2):
        told(delivered(number, ada.id, "the same"))
        assert doubles.look() == 0
    assert doubles.look() == 0
