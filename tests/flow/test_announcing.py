"""Other systems are told what happens to issues: signed, at least once, and nowhere that is not meant."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest import announcing
from digest.bootstrap import House
from digest.checking import there
from digest.cli import needs, status
from digest.model.errors import TemporaryError
from digest.model.webhook import Happening, Webhook
from digest.rules.webhooks import WAITS
from digest.store import announcing as rows
from digest.store import models
from tests import cast, mortal
from tests.fakes import FixedClock
from tests.listening import listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    with listening() as made:
        yield made


@pytest.fixture
def house(listener):
    """A house with one listener, known for an hour."""
    url = f"{listener.url}/hooks/digest"
    settings = replace(
        cast.house(),
        webhooks={"cms": Webhook("cms", url)},
        allow_private=frozenset({listener.place}),
        secret_keys=(b"new" * 16, b"old" * 16),
    )
    made = House(settings, FixedClock(cast.NOW))
    announcing.announce(made)
    return made


def finished(house: House, state: str = "finished") -> int:
    cast.ada()
    number = cast.issue(steps=cast.FINISHED)
    models.Issue.objects.filter(pk=number).update(finished_at=house.clock(), state=state)
    return number


def test_a_sent_issue_is_told_once_with_its_figures_and_a_signature_of_each_key(house, listener):
    number = finished(house)
    assert announcing.announce(house) == 1
    assert announcing.announce(house) == 0
    (heard,) = listener.heard
    told, headers = json.loads(heard.body), heard.headers
    assert (told["type"], told["data"]["issue"], told["data"]["submitted"]) == (
        "issue.sent",
        number,
        1,
    )
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + heard.body
    for key, seal in zip(
        announcing.secrets_of(house, "cms"), headers["webhook-signature"].split(), strict=True
    ):
        secret = base64.b64decode(key.removeprefix("whsec_"))
        right = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        assert seal == f"v1,{right}"


def test_what_happened_before_a_listener_was_known_is_not_told(listener):
    url = f"{listener.url}/"
    settings = replace(cast.house(), webhooks={"late": Webhook("late", url)})
    house = House(settings, FixedClock(cast.NOW))
    finished(House(settings, FixedClock(cast.NOW - timedelta(hours=1))))
    assert announcing.announce(house) == 0
    assert not models.Announcement.objects.exists()


def test_late_uncertain_failed_and_cancelled_are_told_to_who_wants_them(house, listener):
    number = finished(house, "finished_in_part")
    models.Batch.objects.filter(issue=number).update(uncertain=1, submitted=0)
    finished(house, "cancelled")
    models.Alarm.objects.create(
        key="late morning 2026-11-25T06:00", kind="late", words="late", raised_at=house.clock()
    )
    announcing.announce(house)
    kinds = [json.loads(one.body)["type"] for one in listener.heard]
    assert sorted(kinds) == [
        "issue.cancelled",
        "issue.failed",
        "issue.late",
        "issue.uncertain",
    ]
    picky = Webhook("picky", house.settings.webhooks["cms"].url, frozenset({Happening.LATE}))
    rows.note([picky], "https://x.example", house.clock() - timedelta(hours=1))
    models.Announcement.objects.filter(hook="picky").delete()
    assert rows.note([picky], "https://x.example", house.clock()) == 1


def test_who_does_not_take_it_is_asked_again_later_each_time_and_given_up_at_last(house, listener):
    finished(house)
    listener.answers = 503
    for wait in (*WAITS, timedelta(0)):
        announcing.announce(house)
        house.clock.advance(seconds=wait.total_seconds() + 1)
    row = models.Announcement.objects.get()
    assert (row.state, row.attempts, row.words) == ("given_up", len(WAITS) + 1, "answered 503")
    assert len({one.headers["webhook-id"] for one in listener.heard}) == 1
    assert len({one.body for one in listener.heard}) == 1
    assert models.Audit.objects.filter(act="give-up-webhook").count() == 1
    listener.answers = 204
    assert rows.again("cms", house.clock()) == 1
    assert announcing.announce(house) == 1


def test_a_listener_that_is_gone_is_given_up_at_once_and_a_redirect_is_followed_nowhere(
    house, listener
):
    finished(house)
    listener.answers = 302
    announcing.announce(house)
    assert models.Announcement.objects.get().words == "answered 302"
    assert len(listener.heard) == 1
    house.clock.advance(seconds=3600)
    listener.answers = 410
    announcing.announce(house)
    assert models.Announcement.objects.get().state == "given_up"


def test_who_was_never_told_is_named_to_a_person_for_a_week(house, listener, tmp_path):
    place = replace(house.settings.database, name=str(tmp_path))
    house = House(replace(house.settings, database=place), house.clock)
    finished(house)
    listener.answers = 410
    announcing.announce(house)
    (need,) = needs.needs(status.look(house))
    assert need["kind"] == "webhook"
    assert "1 events were never taken by the webhook cms" in need["words"]
    assert "digest webhooks again cms" in need["words"]
    (found,) = there.webhooks(house)
    assert (found.verdict, found.words) == ("warn", "1 event of this week never taken")
    house.clock.advance(seconds=8 * 86400)
    assert needs.needs(status.look(house)) == []
    (found,) = there.webhooks(house)
    assert found.verdict == "ok"


@pytest.mark.parametrize("told", [False, True], ids=["new", "noted before"])
def test_what_happened_to_ten_issues_is_noted_by_as_many_queries_as_of_two(house, told):
    def asked() -> int:
        if told:
            rows.note(hooks, "https://x.example", house.clock())
        with CaptureQueriesContext(connection) as made:
            assert rows.note(hooks, "https://x.example", house.clock()) == (0 if told else due)
        return len(made)

    hooks, due = list(house.settings.webhooks.values()), 2
    [finished(house) for _ in range(2)]
    few, due = asked(), 8
    [finished(house) for _ in range(8)]
    assert asked() == few


def test_a_listener_that_is_configured_no_more_needs_nobody(house, listener):
    finished(house)
    listener.answers = 410
    announcing.announce(house)
    assert rows.given_up(house.settings.webhooks, house.clock()) == {"cms": 1}
    assert rows.given_up({}, house.clock()) == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[64:ff9b::7f00:1]/",
        "https://127.0.0.1/",
    ],
)
def test_no_address_inside_is_reached_unless_it_is_opened(house, listener, url):
    hook = Webhook("cms", url.format(port=listener.place.partition(":")[2]))
    shut = House(replace(house.settings, allow_private=frozenset()), house.clock)
    with pytest.raises(TemporaryError, match=r"may not be reached|did not answer"):
        announcing.post(shut, hook, "evt_1", b"{}")
    assert not listener.heard


@pytest.mark.django_db(transaction=True)
def test_killed_after_the_listener_took_it_the_event_comes_again_under_its_id(
    house, listener, monkeypatch
):
    finished(house)

    def work(checkpoint) -> None:
        inner = announcing.post

        def then_dies(*args):
            status = inner(*args)
            checkpoint("taken")
            return status

        monkeypatch.setattr(announcing, "post", then_dies)
        announcing.announce(house)

    assert mortal.killed(work, "taken")
    assert models.Announcement.objects.get().state == "pending"
    house.clock.advance(seconds=60)
    assert announcing.announce(house) == 1
    first, second = (one.headers["webhook-id"] for one in listener.heard)
    assert first == second


def test_a_test_is_signed_and_leaves_no_row(house, listener):
    assert announcing.try_it(house, "cms") == 200
    assert json.loads(listener.heard[0].body)["type"] == "test"
    assert not models.Announcement.objects.exists()
