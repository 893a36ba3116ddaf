"""Service mails through SendGrid's stand-in: one request a mail, nothing of a list in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.bootstrap import House
from digest.flow.service import serve
from digest.jobs import record_sendgrid
from digest.mail.sendgrid import SendGrid
from digest.mail.sendgrid_body import NOTICE
from digest.mail.sendgrid_wire import Wire
from digest.rules import tokens
from digest.store import models, owners
from tests import cast
from tests.counter import Desk, made
from tests.standin_sendgrid import KEY as API_KEY
from tests.standin_sendgrid import Standin
from tests.standin_sendgrid import serve as standing_in

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with standing_in(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture
def desk(post: Standin) -> Iterator[Desk]:
    wire = Wire(post.url, connect=10, answer=1.5)
    made_of = Desk()
    made_of.mailer = SendGrid(API_KEY, post.url, key=cast.KEY, clock=made_of.clock, wire=wire)  # type: ignore[assignment]
    yield made_of
    wire.close()


def state(number: int) -> str:
    return models.Notice.objects.get(pk=number).state


def test_a_mail_is_one_request_without_a_way_out_of_a_list(desk, post):
    ada = cast.ada()
    number = made(ada)
    serve(number, desk.counter())
    (body,) = post.bodies
    (person,) = body["personalizations"]
    assert person["to"] == [{"email": ada.address}]
    assert set(body["headers"]) == {"Feedback-ID", "Auto-Submitted"}
    assert set(person["headers"]) == {"Message-ID"}
    assert body["categories"] == ["service-confirm"]
    delivery = tokens.read(person["custom_args"]["delivery"], NOTICE, [cast.KEY])
    assert delivery == tokens.TokenFor(ada.id, number)
    assert state(number) == "submitted"


@pytest.mark.parametrize("fault", ["reset after", "500 after", "cut after", "hang after"])
def test_a_lost_answer_is_uncertain_and_nobody_is_asked_twice(desk, post, fault):
    post.faults = [fault]
    number = made(cast.ada())
    for _ in range(3):
        serve(number, desk.counter())
        desk.clock.advance(hours=1)
    assert (state(number), post.asked) == ("uncertain", 1)


@pytest.mark.parametrize("point", ["after intent", "after acceptance"])
def test_a_kill_between_intent_and_answer_is_uncertain(desk, post, point, monkeypatch):
    def killed(place: str) -> None:
        if place == point:
            raise Killed

    number = made(cast.ada())
    with pytest.raises(Killed):
        serve(number, desk.counter(killed))
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)
    serve(number, desk.counter())
    assert state(number) == "uncertain"
    assert post.asked == (1 if point == "after acceptance" else 0)


def test_too_many_requests_waits_as_long_as_the_post_says(desk, post):
    post.faults = ["429"]
    number = made(cast.ada())
    serve(number, desk.counter())
    assert state(number) == "pending"
    desk.clock.advance(days=0, minutes=11)
    serve(number, desk.counter())
    assert state(number) == "submitted"


def reported(desk: Desk, post: Standin, word: str) -> bytes:
    """SendGrid's report of the last mail that it took."""
    key = post.bodies[-1]["personalizations"][0]["custom_args"]["delivery"]
    at = int(desk.clock().timestamp())
    return json.dumps([{"event": word, "delivery": key, "timestamp": at}]).encode()


def test_a_report_settles_what_was_uncertain(desk, post):
    post.faults = ["500 after"]
    number = made(cast.ada())
    serve(number, desk.counter())
    told = record_sendgrid(reported(desk, post, "delivered"), House(cast.house(), desk.clock))
    assert (told.new, told.ignored) == (1, 0)
    assert state(number) == "submitted"
    again = record_sendgrid(reported(desk, post, "delivered"), House(cast.house(), desk.clock))
    assert again.new == 0


def test_a_bounce_ends_the_mail_to_the_address_that_it_went_to(desk, post):
    ada = cast.ada()
    serve(made(ada), desk.counter())
    models.Subscriber.objects.filter(pk=ada.id).update(address_hash="f" * 40)
    told = record_sendgrid(reported(desk, post, "bounce"), House(cast.house(), desk.clock))
    assert told.new == 1
    assert list(models.Suppression.objects.values_list("pk", "reason")) == [
        (ada.hash, "hard_bounce")
    ]
    assert record_sendgrid(reported(desk, post, "bounce"), House(cast.house(), desk.clock)).new == 0


def test_a_forged_report_of_a_service_mail_changes_nothing(desk, post):
    number = made(cast.ada())
    serve(number, desk.counter())
    forged = tokens.mint(b"z" * 40, NOTICE, 1, number)
    body = json.dumps([{"event": "bounce", "delivery": forged, "timestamp": 1_800_000_000}])
    assert record_sendgrid(body.encode(), House(cast.house(), desk.clock)).new == 0
    assert models.Suppression.objects.count() == 0
