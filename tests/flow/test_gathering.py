"""Gather and compose over a real store: what is new, what failed, what was printed before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from digest.flow.compose import choose, compose
from digest.flow.gather import gather, peek
from digest.model.issue import Choice, TooThin
from digest.model.source import Marks, NotModified, Read, ReadFailed
from digest.model.story import NOT_STORED
from digest.store import issues, models, news
from tests.newsroom import DIGEST, SOURCE, Newsroom, stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


def read(newsroom: Newsroom, *found, **also):
    newsroom.newsstand.readings["paper"] = Read(found, **also)
    (report,) = gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock)
    return report


def test_a_story_is_new_once_and_then_known(newsroom):
    assert (read(newsroom, *stories()).new, read(newsroom, *stories()).new) == (4, 0)
    assert models.Story.objects.count() == 4


def test_a_story_whose_text_changed_is_changed_and_keeps_when_it_was_first_seen(newsroom):
    read(newsroom, *stories())
    newsroom.clock.advance(hours=1)
    (first, *rest) = stories()
    report = read(newsroom, replace(first, teaser="Three are hurt."), *rest)
    assert (report.new, report.changed) == (0, 1)
    row = models.Story.objects.get(guid="g0")
    assert row.teaser == "Three are hurt."
    assert row.first_seen < row.changed_at


def test_what_came_back_from_the_store_is_what_went_in(newsroom):
    read(newsroom, *stories())
    known = news.known_stories(["paper"], newsroom.clock())
    assert tuple(entry.story for entry in known) == stories()


def test_an_unchanged_source_writes_no_story(newsroom, django_assert_num_queries):
    read(newsroom, *stories(), marks=Marks('W/"a b"', "yesterday"))
    newsroom.newsstand.readings["paper"] = NotModified()
    before = list(models.Story.objects.values())
    list(gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock))
    assert list(models.Story.objects.values()) == before
    state = news.states(["paper"])["paper"]
    assert state.marks == Marks('W/"a b"', "yesterday")
    assert state.succeeded_at == newsroom.clock()


def test_a_failed_source_keeps_its_stories_and_says_why(newsroom):
    read(newsroom, *stories())
    newsroom.newsstand.readings["paper"] = ReadFailed("404, nothing there", permanent=True)
    (report,) = gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock)
    assert (report.status, report.error) == ("failed", "404, nothing there")
    assert models.Story.objects.count() == 4
    assert news.states(["paper"])["paper"].failures == 1


def test_one_failed_source_costs_only_its_own_stories(newsroom):
    other = replace(SOURCE, slug="other", url="https://other.example.org/feed.xml")
    newsroom.digest = replace(DIGEST, sources=(SOURCE, other))
    newsroom.newsstand.readings = {"paper": ReadFailed("timeout"), "other": Read(())}
    mine = tuple(replace(story, source="other") for story in stories())
    newsroom.newsstand.readings["other"] = Read(mine)
    reports = list(
        gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock)
    )
    assert {r.source: (r.status, r.new) for r in reports} == {
        "paper": ("failed", 0),
        "other": ("read", 4),
    }


def test_a_source_that_asked_to_wait_is_not_asked(newsroom):
    newsroom.newsstand.readings["paper"] = ReadFailed("429", retry_after=600)
    list(gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock))
    asked = len(newsroom.newsstand.asked)
    (report,) = gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock)
    assert len(newsroom.newsstand.asked) == asked
    assert "wait" in report.error
    newsroom.clock.advance(minutes=11)
    assert read(newsroom, *stories()).new == 4


def gathered(newsroom: Newsroom, reading):
    newsroom.newsstand.readings["paper"] = reading
    (report,) = gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock)
    return report


def test_a_source_that_fails_again_and_again_is_left_alone_longer_each_time(newsroom):
    for _ in range(2):
        gathered(newsroom, ReadFailed("no connection within 5 s"))
    state = news.states(["paper"])["paper"]
    assert state.failures == 2
    assert state.not_before - newsroom.clock() == timedelta(minutes=5)
    report = gathered(newsroom, Read(stories()))
    assert "2 failures in a row: no connection" in report.error
    newsroom.clock.advance(minutes=6)
    assert gathered(newsroom, Read(stories())).new == 4
    assert news.states(["paper"])["paper"].failures == 0


def test_a_source_that_is_gone_says_so_until_it_answers_again(newsroom):
    gathered(newsroom, ReadFailed("gone for good (410)", permanent=True, gone=True))
    assert news.states(["paper"])["paper"].gone
    newsroom.clock.advance(days=2)
    gathered(newsroom, Read(stories()))
    assert not news.states(["paper"])["paper"].gone


def test_a_new_address_is_remembered_until_it_fails_for_good(newsroom):
    moved = "https://new.example.org/feed.xml"
    gathered(newsroom, Read(stories(), moved_to=moved))
    gathered(newsroom, NotModified(moved_to=moved))
    assert news.states(["paper"])["paper"].moved_to == moved
    gathered(newsroom, ReadFailed("404, nothing there", permanent=True))
    assert news.states(["paper"])["paper"].moved_to == ""


def test_marks_and_waits_of_another_address_do_not_hold(newsroom):
    gathered(newsroom, Read(stories(), Marks('"a"'), moved_to="https://new.example.org/"))
    for _ in range(3):
        gathered(newsroom, ReadFailed("timeout"))
    newsroom.digest = replace(
        DIGEST, sources=(replace(SOURCE, url="https://www.example.org/other.xml"),)
    )
    assert gathered(newsroom, ReadFailed("timeout")).error == "timeout"
    state = news.states(["paper"])["paper"]
    assert (state.failures, state.marks, state.moved_to) == (1, Marks(), "")


def test_a_source_that_is_forgotten_is_asked_as_for_the_first_time(newsroom):
    gathered(newsroom, Read(stories(), Marks('"a"')))
    for _ in range(3):
        gathered(newsroom, ReadFailed("timeout"))
    assert news.forget("paper")
    state = news.states(["paper"])["paper"]
    assert (state.failures, state.marks, state.not_before) == (0, Marks(), None)
    assert models.Story.objects.count() == 4
    assert not news.forget("nobody")


def test_article_pages_are_read_for_new_and_changed_stories_only(newsroom):
    source = replace(SOURCE, articles=True)
    newsroom.digest = replace(DIGEST, sources=(source,))
    read(newsroom, *stories(2))
    read(newsroom, *stories(3))
    assert newsroom.newsstand.completed == ["g0", "g1", "g2"]


def test_the_pages_of_one_paper_do_not_wait_for_those_of_another(newsroom):
    both = Barrier(2, timeout=10)

    def complete(source, found):
        both.wait()  # goes on only when the other source's pages are asked for meanwhile
        return tuple(found)

    sources = tuple(replace(SOURCE, slug=slug, articles=True) for slug in ("paper", "other"))
    newsroom.digest = replace(DIGEST, sources=sources)
    newsroom.newsstand.complete = complete
    newsroom.newsstand.readings = {
        source.slug: Read(tuple(replace(story, source=source.slug) for story in stories()))
        for source in sources
    }
    reports = list(gather(sources, newsstand=newsroom.newsstand, clock=newsroom.clock))
    assert [report.new for report in reports] == [4, 4]


def test_a_completed_story_is_not_taken_for_changed_the_next_time(newsroom):
    newsroom.digest = replace(DIGEST, sources=(replace(SOURCE, articles=True),))
    whole = newsroom.newsstand
    whole.complete = lambda source, found: tuple(
        replace(story, body="the whole text of the page") for story in found
    )
    read(newsroom, *stories())
    assert models.Story.objects.get(guid="g0").body == "the whole text of the page"
    assert read(newsroom, *stories()).changed == 0


def test_a_story_that_left_the_page_has_no_place_any_more(newsroom):
    read(newsroom, *stories())
    read(newsroom, *stories(2))
    places = dict(models.Story.objects.values_list("guid", "position"))
    assert places == {"g0": 0, "g1": 1, "g2": None, "g3": None}


def test_peeking_sees_what_gathering_would_know_and_writes_nothing(newsroom):
    read(newsroom, *stories(2))
    newsroom.newsstand.readings["paper"] = Read(stories(4))
    counts = (models.Story.objects.count(), models.Source.objects.get().checked_at)
    newsroom.clock.advance(hours=1)
    known, (report,) = peek(
        newsroom.digest.sources,
        newsstand=newsroom.newsstand,
        clock=newsroom.clock,
        since=newsroom.clock(),
    )
    assert (models.Story.objects.count(), models.Source.objects.get().checked_at) == counts
    assert {entry.story.guid for entry in known} == {"g0", "g1", "g2", "g3"}
    assert sorted(entry.id >= NOT_STORED for entry in known) == [False, False, True, True]
    assert report.new == 2
    peeked = choose(newsroom.digest, newsroom.order(), now=newsroom.clock(), known=known)
    read(newsroom, *stories(4))
    real = choose(newsroom.digest, newsroom.order(), now=newsroom.clock())
    assert isinstance(peeked, Choice)
    assert isinstance(real, Choice)
    assert [p.story for p in peeked.placements] == [p.story for p in real.placements]


def test_an_issue_keeps_its_text_when_the_story_changes_later(newsroom):
    newsroom.gathered()
    number = newsroom.issue()
    before = issues.load(number)
    (first, *rest) = stories()
    read(newsroom, replace(first, title="Another headline altogether"), *rest)
    assert issues.load(number) == before
    assert all(placement.why for placement in before.choice.placements)


def test_composing_again_joins_the_unfinished_issue(newsroom):
    newsroom.gathered()
    assert newsroom.issue() == newsroom.issue()
    assert models.Issue.objects.count() == 1


def test_too_little_news_makes_no_issue_and_says_why(newsroom):
    newsroom.digest = replace(DIGEST, choosing=replace(DIGEST.choosing, minimum=50))
    newsroom.gathered()
    thin = compose(newsroom.digest, newsroom.order(), now=newsroom.clock())
    assert isinstance(thin, TooThin)
    assert "50" in thin.words
    assert models.Issue.objects.count() == 0
    assert models.Occurrence.objects.count() == 0
