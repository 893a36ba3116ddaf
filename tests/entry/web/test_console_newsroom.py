"""Schedules and sources in the console: what comes next, days without, what digest sees at an address."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from digest.bootstrap import House
from digest.model.schedule import CatchUp, Schedule, parse_rules
from digest.store import models, occurrences, operators
from digest.web.console import hall
from tests import cast
from tests.walls.feeds.loopback import site

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "correct horse battery"
FEED = """<rss version="2.0"><channel><title>Tide</title>
<item><title>&lt;script&gt;alert(1)&lt;/script&gt; The ferry</title><link>https://tide.example.org/1</link>
<pubDate>Wed, 25 Nov 2026 05:00:00 GMT</pubDate></item>
<item><title>Undated</title><link>https://tide.example.org/2</link></item></channel></rss>"""


@pytest.fixture
def desk(client):
    operators.add("eve", ["admin"], PASSWORD, actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    return client


@pytest.fixture
def settle(monkeypatch):
    """A house with these settings at that time."""

    def made(now: datetime = cast.NOW, **changes: Any) -> None:
        house = House(replace(cast.house(), **changes), lambda: now)
        monkeypatch.setattr(hall, "house", lambda: house)

    made()
    return made


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def scheduled(rule: str, **more: Any) -> dict[str, Any]:
    timing = Schedule(parse_rules(rule), catch_up=CatchUp.ASK, **more)
    plan = replace(cast.digest(), timing=timing, schedule=rule, zone="America/New_York")
    return {"digests": {"morning": plan}}


def test_the_rule_is_told_in_words_and_the_next_five_note_summer_time(desk, settle):
    settle(datetime(2026, 3, 7, 12, 0, tzinfo=UTC), **scheduled("daily 02:30"))
    told = words(text(desk.get("/console/schedules/")))
    assert "every day at 02:30" in told
    assert "up to 3 h it goes out; later it waits for a person" in told
    assert "the clock goes forward and shows no 02:30" in told
    assert told.count("America/New_York") == 6
    settle(**scheduled("0 6 1,15 1-3 1-5; hourly :30"))
    told = words(text(desk.get("/console/schedules/")))
    assert "Monday to Friday, or on the days 1, 15 of the month in January, February, March" in told
    assert "every day, every hour at minute 30" in told
    settle()
    assert "It has no schedule" in text(desk.get("/console/schedules/"))


def test_a_day_is_taken_out_and_put_back_and_a_held_slot_let_go(desk, settle):
    settle(**scheduled("daily 06:00", skip=frozenset({date(2026, 12, 24)})))

    def press(act: str, **more: str) -> str:
        form = {"digest": "morning", "act": act} | more
        return words(text(desk.post("/console/schedules/act/", form, follow=True)))

    assert "27 November 2026 is out of the schedule" in press("skip", day="2026-11-27")
    assert occurrences.days_off("morning") == {date(2026, 11, 27)}
    told = press("skip 2026-11-27")
    assert "It was so already" in told
    assert "24 December 2026 (in its file)" in told
    assert "not sent:" in told
    assert "is in the schedule again" in press("unskip 2026-11-27")
    assert "That is no day" in press("skip", day="tomorrow")
    models.Occurrence.objects.create(
        digest="morning",
        slot="2026-11-25T06:00",
        kind="scheduled",
        day=cast.DAY,
        due_at=cast.NOW,
        created_at=cast.NOW,
        state="held",
        reason="too late",
    )
    assert "Let it go" in text(desk.get("/console/schedules/"))
    assert "goes on with the next tick" in press("release 2026-11-25T06:00")
    assert models.Occurrence.objects.get().state == "planned"
    form = {"digest": "nowhere", "act": "skip 2026-11-27"}
    assert desk.post("/console/schedules/act/", form).status_code == 404


def test_every_source_has_its_health_and_can_be_asked_afresh(desk, settle):
    models.Source.objects.create(
        slug="herald", failures=2, error="<b>no answer</b> (404)", succeeded_at=cast.NOW
    )
    later = cast.NOW + timedelta(hours=1)
    models.Source.objects.create(slug="wire", failures=9, error="410", gone=True, not_before=later)
    page = text(desk.get("/console/sources/"))
    assert "&lt;b&gt;no answer&lt;/b&gt; (404)" in page
    told = words(page)
    assert "failing 2 times in a row" in told
    assert "gone for good" in told
    assert "not asked yet" in told
    form = {"source": "herald", "act": "forget"}
    page = text(desk.post("/console/sources/check/", form, follow=True))
    assert "herald is asked afresh next time" in page
    assert models.Source.objects.get(slug="herald").failures == 0
    assert desk.post("/console/sources/check/", {"source": "nowhere"}).status_code == 404


def test_an_address_is_looked_at_by_the_guarded_fetch_and_nothing_is_kept(desk, settle):
    with site(feed=lambda asked: asked.reply(FEED.encode())) as server:
        form = {"url": server.url("/feed"), "kind": "feed"}
        page = text(desk.post("/console/sources/look/", form))
        assert "It could not be read" in page
        assert server.seen == []
        settle(allow_private=frozenset({server.place}))
        page = text(desk.post("/console/sources/look/", form))
    told = words(page)
    assert "2 stories, 1 with a date" in told
    assert "<script>" not in page
    assert "Add it to a digest" in told
    assert not models.Story.objects.exists()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("file:///etc/passwd", "feed"),
        ("/etc/passwd", "text"),
        ("https://u:p@x.example.org/", "feed"),
        ("https://x.example.org/", "text"),
        ("gopher://127.0.0.1/", "feed"),
    ],
)
def test_what_is_no_address_of_the_web_is_never_read(desk, settle, url, kind):
    answer = desk.post("/console/sources/look/", {"url": url, "kind": kind}, follow=True)
    assert "That is no address that can be read" in text(answer)


def test_a_source_is_written_into_the_digests_file_or_nothing_is(desk, settle, tmp_path):
    shutil.copytree(Path(__file__).resolve().parents[3] / "config", tmp_path / "config")
    settle(config=tmp_path / "config")
    form = {"digest": "morning", "slug": "tide", "kind": "feed"}
    form["url"] = "https://tide.example.org/feed.xml"
    page = text(desk.post("/console/sources/add/", form, follow=True))
    assert "tide stands in the file of morning" in page
    assert 'slug = "tide"' in (tmp_path / "config/digests/morning.toml").read_text()
    assert models.Audit.objects.filter(act="source-add", actor="eve").exists()
    page = text(desk.post("/console/sources/add/", form, follow=True))
    assert "Nothing was written" in page
