"""Stories that the newsroom's own system brings: one row each, chosen by the same rules."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from digest.model.source import Source, SourceKind
from digest.settings.sources import read_sources
from digest.settings.table import Table
from digest.store import house as book
from digest.store import models
from tests.entry.api.test_triggers import Desk, key, told
from tests.newsroom import DIGEST, SOURCE

pytestmark = pytest.mark.django_db
STORIES = "sources/cms/stories"
CMS = Source("cms", SourceKind.PUSH, "", name="Our own", language="en")


def story(n: int = 1, **more):
    return {
        "id": f"article-{n}",
        "url": f"https://paper.example.org/own/{n}",
        "title": f"Lighthouse number {n} gets its lamp back",
        "teaser": "After two winters in the dark the keepers light it by hand.",
        "body": "A long report. " * 100,
        "published": "2026-11-25T05:10:00+00:00",
    } | more


@pytest.fixture
def desk(monkeypatch):
    made = Desk(monkeypatch, replace(DIGEST, sources=(SOURCE, CMS)))
    made.newsroom.readers(3)
    return made


def test_a_story_is_known_by_its_own_id_and_once(machine, desk):
    cms = machine("editor", name="cms")
    first = cms.post(STORIES, story())
    assert first.status_code == 200, first.content
    assert (first.json()["found"], first.json()["digests"]) == ("new", ["morning"])
    assert cms.post(STORIES, story()).json()["found"] == "unchanged"
    changed = cms.post(STORIES, story(title="The lighthouse is dark again")).json()
    assert (changed["found"], changed["story"]) == ("changed", first.json()["story"])
    shown = cms.get(f"stories/{changed['story']}").json()
    assert shown["title"] == "The lighthouse is dark again"
    assert models.Story.objects.count() == 1


def test_a_story_that_was_brought_goes_into_the_next_issue_with_its_why(machine, desk):
    cms, sender = machine("editor", name="cms"), machine("sender")
    number = cms.post(STORIES, story()).json()["story"]
    considered = cms.get(f"digests/morning/stories/{number}").json()
    assert considered["standing"] == "in", considered
    assert considered["placed"]["why"]
    answer = sender.post("digests/morning/triggers", {"hold": True}, **key())
    desk.work()
    issue = told(sender, answer)["issue"]
    urls = [one["url"] for one in sender.get(f"issues/{issue}").json()["stories"]]
    assert story()["url"] in urls
    seen = {"if-match": sender.get(f"issues/{issue}").headers["ETag"]}
    way, pin = f"issues/{issue}/pins", {"story": number, "section": "lead", "reason": "ours"}
    pinned = cms.post(way, pin, **seen)
    assert pinned.status_code == 200, pinned.content
    assert (pinned.json()["stories"][0]["story"], pinned.json()["stories"][0]["section"]) == (
        number,
        "lead",
    )
    assert cms.post(way, pin, **seen).status_code == 412


def test_a_story_that_is_taken_back_is_chosen_no_more(machine, desk):
    cms = machine("editor")
    number = cms.post(STORIES, story()).json()["story"]
    assert cms.ask("DELETE", f"{STORIES}?id=article-1").status_code == 200
    assert cms.get(f"digests/morning/stories/{number}").json()["standing"] != "in"
    assert cms.get(f"stories/{number}").json()["withdrawn"]
    assert cms.post(STORIES, story()).json()["found"] == "unchanged"
    assert not cms.get(f"stories/{number}").json()["withdrawn"]
    assert cms.ask("DELETE", f"{STORIES}?id=nobody").status_code == 404


def test_what_is_no_story_is_refused_and_a_date_of_tomorrow_not_believed(machine, desk):
    cms = machine("editor")
    for more in (
        {"title": ""},
        {"title": "Hi\r\nBcc: v@x.example"},
        {"title": "x" * 301},
        {"url": "javascript:alert(1)"},
        {"url": "file:///etc/passwd"},
        {"published": "2026-11-25T05:10:00"},
        {"image": {"url": "http://insecure.example.org/x.png"}},
        {"markup": "<b>"},
        {"body": "\x00"},
    ):
        assert cms.post(STORIES, story(**more)).status_code == 422, more
    late = cms.post(STORIES, story(published="2031-01-01T00:00:00+00:00")).json()
    assert "future" in late["notes"][0]
    assert cms.post("sources/paper/stories", story()).status_code == 409
    assert cms.post("sources/nowhere/stories", story()).status_code == 404
    assert machine("sender").post(STORIES, story()).status_code == 403


def test_what_looks_like_code_in_a_story_stands_there_as_it_is(machine, desk):
    cms = machine("editor")
    hostile = "{{7*7}} <script>alert(1)</script> <mj-include path='/etc/passwd'/>"
    number = cms.post(STORIES, story(title=hostile)).json()["story"]
    assert cms.get(f"stories/{number}").json()["title"] == hostile


@pytest.mark.django_db(transaction=True)
def test_the_same_story_brought_by_many_at_once_is_one_row(machine, desk):
    cms, start = machine("editor"), Barrier(8)

    def bring(_: int) -> int:
        start.wait(30)
        try:
            return cms.post(STORIES, story()).status_code
        finally:
            book.leave()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(bring, range(8))) == {200}
    assert models.Story.objects.filter(source__slug="cms").count() == 1


@pytest.mark.sqlite
def test_a_source_that_is_pushed_into_has_no_address(tmp_path):
    plain = Table({"sources": [{"slug": "cms", "kind": "push"}]}, file="x")
    (source,) = read_sources(plain, "UTC", "en", tmp_path)
    assert (source.kind, source.url) == (SourceKind.PUSH, "")
    wrong = {"slug": "cms", "kind": "push", "url": "https://example.org/feed"}
    with pytest.raises(Exception, match="stories come by the API"):
        read_sources(Table({"sources": [wrong]}, file="x"), "UTC", "en", tmp_path)
