"""The watch over a newsroom: what is wrong is told once, by every way, and so is that it is over."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from digest import outside, watching
from digest.bootstrap import House
from digest.flow.advance import advance
from digest.settings.alarms import Alarming
from digest.store import alarms, house, models
from tests import cast, counter
from tests.fakes import FakeMailer, FixedClock
from tests.listening import listening
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    with listening() as made:
        yield made


@dataclass
class Watched:
    """A house as the watch needs it, with its post in the hand of the test."""

    settings: object
    clock: FixedClock
    post: FakeMailer = field(default_factory=FakeMailer)

    def mailer(self):
        return self.post

    def pacer(self, provider):
        return House(self.settings, clock=self.clock).pacer(provider)


@pytest.fixture
def newsroom():
    made = Newsroom()
    made.readers(4)
    made.gathered()
    return made


@pytest.fixture
def watched(newsroom, listener):
    from dataclasses import replace

    told = Alarming(("ops@example.org",), f"{listener.url}/hook", f"{listener.url}/alive")
    opened = frozenset({listener.place})
    settings = replace(cast.house(), alarms=told, redis_url="", allow_private=opened)
    return Watched(settings, newsroom.clock)


def minute(watched, minutes=1):
    watched.clock.advance(seconds=60 * minutes)
    return watching.watch(watched)


def paths_of(listener):
    return [one.path for one in listener.heard]


def hooks_of(listener):
    return [json.loads(one.body) for one in listener.heard if one.path == "/hook"]


def stalled(newsroom):
    """An issue on its way that nobody works on."""
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    return number


def test_what_is_wrong_is_told_once_and_that_it_is_over_once(newsroom, watched, listener):
    number = stalled(newsroom)
    minute(watched, 11)
    minute(watched)
    hooks = hooks_of(listener)
    assert [[a["key"] for a in hook["alarms"]] for hook in hooks] == [[f"stalled issue {number}"]]
    assert watched.post.addresses == ["ops@example.org"]
    models.Issue.objects.update(state="cancelled", finished_at=watched.clock())
    minute(watched)
    minute(watched)
    hooks = hooks_of(listener)
    assert [hook["alarms"][0]["state"] for hook in hooks] == ["wrong", "over"]
    assert alarms.standing() == ()


def test_the_outside_watcher_hears_every_minute_that_the_house_lives_and_whether_it_is_well(
    newsroom, watched, listener
):
    minute(watched)
    stalled(newsroom)
    minute(watched, 11)
    pings = [path for path in paths_of(listener) if path.startswith("/alive")]
    assert pings == ["/alive", "/alive/fail"]


def test_of_all_that_watch_one_a_minute_does(watched):
    assert minute(watched)
    assert not watching.watch(watched)
    assert minute(watched)


def test_a_way_that_does_not_answer_is_asked_again_and_stops_no_other(newsroom, watched, listener):
    from dataclasses import replace

    stalled(newsroom)
    listener.answers = 503
    alone = replace(watched.settings.alarms, mail=())
    watched.settings = replace(watched.settings, alarms=alone)
    minute(watched, 11)
    listener.answers = 200
    minute(watched)
    minute(watched)
    assert paths_of(listener).count("/hook") == 2


def test_nothing_inside_is_told_unless_it_is_opened(newsroom, watched, listener):
    from dataclasses import replace

    opened = watched.settings
    stalled(newsroom)
    watched.settings = replace(opened, allow_private=frozenset())
    minute(watched, 11)
    assert listener.heard == []
    assert watched.post.addresses == ["ops@example.org"]
    watched.settings = opened
    minute(watched)
    assert paths_of(listener) == ["/alive/fail"]


def test_no_redirect_is_followed(newsroom, watched, listener):
    stalled(newsroom)
    listener.answers = 307
    minute(watched, 11)
    assert paths_of(listener) == ["/hook", "/alive/fail"]


def test_a_name_and_password_of_an_address_are_sent_along(listener):
    place = listener.place
    outside.ping(f"http://ada:pa%3Ass@{place}/alive?x=1", "start", "", frozenset({place}))
    assert paths_of(listener) == ["/alive/start?x=1"]
    (heard,) = listener.heard
    assert heard.headers.get_all("Authorization") == ["Basic " + b64encode(b"ada:pa:ss").decode()]


def test_a_frozen_house_still_tells(newsroom, watched, listener):
    number = stalled(newsroom)
    house.freeze("", actor="ada", reason="look first", now=watched.clock())
    minute(watched)
    (hook,) = hooks_of(listener)
    assert hook["alarms"][0]["key"] == f"frozen issue {number}"
    assert "look first" in hook["text"]
    assert watched.post.addresses == ["ops@example.org"]


def test_a_scheduled_issue_that_never_began_is_late_and_a_skipped_one_is_not(watched):
    due = watched.clock() - timedelta(minutes=20)
    for slot, state in (("2026-11-25T06:00", "planned"), ("2026-11-25T07:00", "skipped")):
        models.Occurrence.objects.create(
            digest="morning",
            slot=slot,
            kind="scheduled",
            day=due.date(),
            due_at=due,
            created_at=due,
            state=state,
        )
    minute(watched)
    assert [one.key for one in alarms.standing()] == ["late morning 2026-11-25T06:00"]


def test_the_watcher_of_a_digest_hears_of_each_issue_once(newsroom, watched, listener):
    from dataclasses import replace

    number = stalled(newsroom)
    models.Issue.objects.filter(pk=number).update(kind="scheduled")
    own = replace(watched.settings.digests["morning"], ping=f"{listener.url}/morning?a=1")
    watched.settings = replace(watched.settings, digests={"morning": own})
    minute(watched)
    minute(watched)
    models.Issue.objects.filter(pk=number).update(state="finished", finished_at=watched.clock())
    minute(watched)
    minute(watched)
    paths = [path for path in paths_of(listener) if path.startswith("/morning")]
    assert paths == ["/morning/start?a=1", "/morning?a=1"]


def test_service_mails_and_stages_that_nobody_takes_up_are_told_and_forgotten_once_taken(
    newsroom, watched
):
    now = watched.clock()
    counter.made(cast.ada())
    models.Notice.objects.update(not_before=now)
    models.Occurrence.objects.create(
        digest="morning",
        slot="x",
        kind="scheduled",
        day=now.date(),
        due_at=now + timedelta(days=1),
        created_at=now,
        state="planned",
        act_at=now,
    )
    minute(watched, 9)
    assert alarms.standing() == ()
    minute(watched, 2)
    assert [one.key for one in alarms.standing()] == ["queue service mails", "queue stages"]
    models.Occurrence.objects.update(act_at=None)
    models.Notice.objects.update(state="failed")
    minute(watched)
    assert alarms.standing() == ()


def test_mails_in_bulk_wait_only_when_none_of_them_goes(newsroom, watched):
    counter.made(cast.ada(), in_bulk=True)
    counter.made(cast.bilal(), in_bulk=True)
    _, gone = models.Notice.objects.order_by("pk").values_list("pk", flat=True)
    models.Notice.objects.update(not_before=watched.clock())
    minute(watched, 9)
    models.Notice.objects.filter(pk=gone).update(state="failed", done_at=watched.clock())
    minute(watched, 9)
    assert alarms.standing() == ()
    minute(watched, 2)
    assert [one.key for one in alarms.standing()] == ["queue service mails in bulk"]
