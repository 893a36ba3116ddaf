"""The editor's hand over a real store: kept with who and why, and the choice made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from digest.flow.advance import advance
from digest.flow.compose import choose
from digest.flow.edit import edit, fetch
from digest.flow.render import render
from digest.model.edition import Variant
from digest.model.errors import GuardRefused, TemporaryError, UsageError
from digest.model.hand import Ban, Hold, Note, Order, Outside, OwnLink, Pin, Release, Reword
from digest.model.issue import IssueState
from digest.model.source import Read
from digest.model.story import Image, KnownStory
from digest.rules.given import given
from digest.rules.layout import lay_out
from digest.store import hand, issues, models, news
from tests.newsroom import Newsroom, stories

pytestmark = pytest.mark.django_db
WHO = {"by": "ada", "why": "the desk says so"}


@pytest.fixture
def newsroom() -> Newsroom:
    newsroom = Newsroom()
    newsroom.gathered(*stories(6))
    return newsroom


def shown(issue: int, section: str = "top") -> list[int]:
    found = issues.load(issue)
    assert found is not None
    return [p.story_id for p in found.choice.placements if p.section == section]


def number(guid: str) -> int:
    return models.Story.objects.get(guid=guid).pk


def done(newsroom: Newsroom, issue: int, step):
    return edit(issue, newsroom.digest, step, clock=newsroom.clock)


def test_a_pinned_story_leads_and_says_who_wanted_it(newsroom):
    issue = newsroom.issue()
    done(newsroom, issue, Pin(number("g5"), "lead", **WHO))
    assert shown(issue, "lead") == [number("g5")]
    lead = issues.load(issue).choice.placements[0]
    assert "placed by ada: the desk says so" in lead.why[0].words
    assert issues.load(issue).subject == lead.story.title


def test_a_banned_story_stays_out_until_it_is_released(newsroom):
    issue = newsroom.issue()
    first = shown(issue)[0]
    done(newsroom, issue, Ban(first, **WHO))
    assert first not in shown(issue)
    out = next(o for o in issues.load(issue).choice.left_out if o.story_id == first)
    assert (out.reason, out.words) == ("banned", "kept out by ada: the desk says so")
    done(newsroom, issue, Release(first, **WHO))
    assert first in shown(issue)


def test_a_ban_keeps_the_page_out_whichever_source_brought_it(newsroom):
    (story,) = stories(1)
    newsroom.gathered(*stories(6), replace(story, guid="again", position=9))
    issue = newsroom.issue()
    done(newsroom, issue, Ban(number("g0"), **WHO))
    assert not {number("g0"), number("again")} & {*shown(issue), *shown(issue, "lead")}


def test_an_ordered_section_stands_in_that_order(newsroom):
    issue = newsroom.issue()
    wanted = tuple(reversed(shown(issue)))
    done(newsroom, issue, Order("top", wanted, **WHO))
    assert tuple(shown(issue)) == wanted


def test_an_order_after_a_pin_moves_the_pinned_story_too(newsroom):
    issue = newsroom.issue()
    first, second, third = shown(issue)[:3]
    done(newsroom, issue, Pin(third, "top", 0, **WHO))
    assert shown(issue)[0] == third
    done(newsroom, issue, Order("top", (second, third, first), **WHO))
    assert shown(issue)[:3] == [second, third, first]


def test_words_and_picture_change_in_the_mail_and_not_in_the_story(newsroom):
    issue = newsroom.issue()
    first = shown(issue)[0]
    title = models.Story.objects.get(pk=first).title
    picture = Image("https://paper.example.org/barrier.jpg", alt="The barrier")
    done(newsroom, issue, Reword(first, "In other words", None, picture, **WHO))
    placed = next(p for p in issues.load(issue).choice.placements if p.story_id == first)
    assert (placed.story.title, placed.story.image) == ("In other words", picture)
    assert models.Story.objects.get(pk=first).title == title


def test_a_reworded_story_that_went_out_is_not_news_again(newsroom):
    newsroom.readers(1)
    issue = newsroom.issue()
    first = shown(issue)[0]
    done(newsroom, issue, Reword(first, "In other words", **WHO))
    advance(issue, newsroom.digest, newsroom.works)
    printed = next(
        p
        for p in news.printed(["morning"], newsroom.clock.now.replace(hour=0))
        if p.story_id == first
    )
    assert printed.content_hash == models.Story.objects.get(pk=first).content_hash


@pytest.mark.parametrize(("part", "again"), [(0.5, True), (0.05, False)])
def test_a_reworded_story_is_compared_in_its_paper_s_own_words(newsroom, part, again):
    newsroom.readers(1)
    (story,) = stories(1)
    text = [f"word{n}" for n in range(100)]
    newsroom.gathered(replace(story, body=" ".join(text)), *stories(6)[1:])
    issue = newsroom.issue()
    done(newsroom, issue, Reword(number("g0"), "In other words", "Quite other ones.", **WHO))
    advance(issue, newsroom.digest, newsroom.works)
    newsroom.clock.advance(hours=2)
    cut = int(100 * part)
    text[:cut] = [f"other{n}" for n in range(cut)]
    other = replace(story, guid="other", title="Wolves return to the eastern forest", body="")
    newsroom.gathered(replace(story, body=" ".join(text)), replace(other, url="", position=1))
    choice = choose(newsroom.digest, newsroom.order(), now=newsroom.clock())
    assert (number("g0") in {p.story_id for p in choice.placements}) is again


def test_a_note_and_an_own_link_are_kept(newsroom):
    issue = newsroom.issue()
    done(newsroom, issue, Note("Back on Monday.", **WHO))
    done(newsroom, issue, OwnLink("top", "Tide tables", "https://example.org/tides", **WHO))
    done(newsroom, issue, OwnLink("top", "Ferry times", "https://example.org/ferry", **WHO))
    choice = issues.load(issue).choice
    assert choice.note == "Back on Monday."
    assert [p.story.title for p in choice.placements][-2:] == ["Tide tables", "Ferry times"]
    assert [p.story_id for p in choice.placements][-2:] == [-1, -2]


def test_an_own_link_is_ordered_and_taken_away_and_its_number_is_never_another_s(newsroom):
    issue = newsroom.issue()
    for title in ("Tide tables", "Ferry times"):
        done(newsroom, issue, OwnLink("top", title, "https://example.org/", **WHO))
    done(newsroom, issue, Order("top", (-2,), **WHO))
    assert (shown(issue)[0], shown(issue)[-1]) == (-2, -1)
    done(newsroom, issue, Ban(-2, **WHO))
    assert -2 not in shown(issue)
    done(newsroom, issue, OwnLink("top", "Moon tonight", "https://example.org/moon", **WHO))
    assert shown(issue)[-2:] == [-1, -3]


def outside(newsroom: Newsroom, url: str) -> KnownStory:
    """A story of an address that no source of the digest brings."""
    (source,) = given(newsroom.digest, (url,))
    (story,) = stories(1, start=9)
    newsroom.newsstand.readings[source.slug] = Read((replace(story, source=source.slug, url=url),))

    def clock() -> datetime:
        newsroom.clock.advance(seconds=1)
        return newsroom.clock()

    return fetch(url, newsroom.digest, newsstand=newsroom.newsstand, clock=clock)


def test_a_story_from_outside_is_read_and_placed(newsroom):
    issue = newsroom.issue()
    url = "https://elsewhere.example.org/scoop"
    (source,) = given(newsroom.digest, (url,))
    known = outside(newsroom, url)
    done(newsroom, issue, Outside(known, "top", 1, **WHO))
    assert shown(issue)[1] == known.id
    assert hand.of(issue).outside[0].story.url == url
    placed = next(p for p in issues.load(issue).choice.placements if p.story_id == known.id)
    assert placed.why[0].words == "taken from outside the sources by ada: the desk says so"
    done(newsroom, issue, Release(known.id, **WHO))
    assert known.id not in shown(issue)
    out = next(o for o in issues.load(issue).choice.left_out if o.story_id == known.id)
    assert out.words == "taken from outside the sources, and released again"
    assert source.slug.startswith("given-elsewhere-example-org-")


def test_a_story_from_outside_may_be_taken_again_although_nothing_changed(newsroom):
    known = outside(newsroom, "https://elsewhere.example.org/scoop")
    newsroom.clock.advance(hours=40)
    assert outside(newsroom, "https://elsewhere.example.org/scoop").id == known.id


def test_the_printed_page_names_the_paper_of_a_story_from_outside(newsroom):
    issue = newsroom.issue()
    known = outside(newsroom, "https://elsewhere.example.org/scoop")
    done(newsroom, issue, Outside(known, "top", **WHO))
    done(newsroom, issue, OwnLink("top", "Tide tables", "https://tides.example.org/", **WHO))
    words = newsroom.works.press.words("en")
    page = lay_out(issues.load(issue), newsroom.digest, Variant("en"), words=words)
    scoop, *_, tides = page.blocks[0].cards
    assert scoop.meta.words.startswith("elsewhere.example.org")
    assert (tides.title.words, tides.meta) == ("Tide tables", None)


def test_gathering_again_keeps_the_hand(newsroom):
    issue = newsroom.issue()
    done(newsroom, issue, Pin(number("g5"), "lead", **WHO))
    newsroom.clock.advance(minutes=30)
    newsroom.gathered(*stories(8))
    done(newsroom, issue, Note("With the late ones.", **WHO))
    assert shown(issue, "lead") == [number("g5")]


def test_every_step_is_kept_and_audited_with_who_and_why(newsroom):
    issue = newsroom.issue()
    known = outside(newsroom, "https://elsewhere.example.org/scoop")
    picture = Image("https://paper.example.org/barrier.jpg", alt="The barrier")
    steps = [
        Pin(number("g5"), "lead", **WHO),
        Ban(number("g4"), **WHO),
        Hold(number("g3"), **WHO),
        Release(number("g4"), **WHO),
        Order("top", (number("g2"), number("g1")), **WHO),
        Reword(number("g2"), "In our words", "And ours.", picture, **WHO),
        OwnLink("top", "Tide tables", "https://tides.example.org/", **WHO),
        Outside(known, "top", 1, **WHO),
        Note("Back on Monday.", **WHO),
    ]
    for step in steps:
        done(newsroom, issue, step)
    kept = hand.of(issue).steps
    assert [replace(step, at=None) for step in kept] == steps
    lines = models.Audit.objects.filter(subject=f"issue {issue}").order_by("pk")
    words = ["pin", "ban", "hold", "release", "order", "text", "link", "take", "note"]
    assert [line.act for line in lines] == [f"issue-{word}" for word in words]
    assert set(words) == set(hand.KINDS)
    assert {(line.actor, line.after["why"]) for line in lines} == {("ada", WHO["why"])}
    assert [line.after["words"] for line in lines] == [step.words for step in steps]
    assert all(line.at for line in lines)


def test_printed_pages_are_set_anew_after_an_edit(newsroom):
    newsroom.readers(1)
    issue = newsroom.issue()
    works = newsroom.works
    desk = {"site": works.site, "press": works.press, "proofreader": works.proofreader}
    assert render(issues.load(issue), newsroom.digest, clock=newsroom.clock, **desk)
    done(newsroom, issue, Pin(number("g5"), "lead", **WHO))
    assert issues.state(issue) is IssueState.CLOSED
    assert not models.Edition.objects.filter(issue=issue).exists()
    assert advance(issue, newsroom.digest, works) is IssueState.SENDING


def test_a_page_of_the_choice_before_the_edit_is_never_saved(newsroom):
    issue = newsroom.issue()
    before = issues.load(issue)
    done(newsroom, issue, Pin(number("g5"), "lead", **WHO))
    works = newsroom.works
    desk = {"site": works.site, "press": works.press, "proofreader": works.proofreader}
    assert not render(before, newsroom.digest, clock=newsroom.clock, **desk)
    assert issues.state(issue) is IssueState.CLOSED


def test_an_issue_whose_audience_is_frozen_is_never_changed(newsroom):
    newsroom.readers(1)
    issue = newsroom.issue()
    advance(issue, newsroom.digest, newsroom.works)
    with pytest.raises(GuardRefused, match="stands for ever"):
        done(newsroom, issue, Ban(number("g1"), **WHO))
    assert hand.of(issue).steps == ()


def test_of_two_edits_at_once_the_second_is_asked_to_try_again(newsroom, monkeypatch):
    issue = newsroom.issue()
    stale = issues.load(issue)
    done(newsroom, issue, Ban(number("g1"), **WHO))
    monkeypatch.setattr(issues, "load", lambda _: stale)
    with pytest.raises(TemporaryError, match="try again"):
        done(newsroom, issue, Ban(number("g2"), **WHO))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Ban(999_999), "no story 999999"),
        (Pin(1, "sport"), "no section 'sport'; it has lead, top"),
        (Order("top", (999_998, 999_999)), "no story 999998, 999999"),
        (Pin(-1, "top"), "own link cannot be pinned"),
        (Order("lead", (-1,)), "story -1 does not stand in 'lead'"),
        (Reword(-1, " "), "headline cannot be empty"),
    ],
)
def test_a_step_about_nothing_is_refused(newsroom, step, said):
    issue = newsroom.issue()
    done(newsroom, issue, OwnLink("top", "Tide tables", "https://example.org/", **WHO))
    with pytest.raises(UsageError, match=said):
        done(newsroom, issue, step)


def test_a_step_that_leaves_too_little_for_an_issue_is_refused(newsroom):
    newsroom.digest = replace(
        newsroom.digest, choosing=replace(newsroom.digest.choosing, minimum=6)
    )
    issue = newsroom.issue()
    with pytest.raises(GuardRefused, match="there would be no issue"):
        done(newsroom, issue, Ban(number("g1"), **WHO))
    assert number("g1") in [*shown(issue), *shown(issue, "lead")]


def test_a_held_story_is_on_the_table_of_the_next_issue_though_the_window_is_over(newsroom):
    newsroom.readers(1)
    issue = newsroom.issue()
    kept = number("g1")
    done(newsroom, issue, Hold(kept, **WHO))
    advance(issue, newsroom.digest, newsroom.works)
    newsroom.clock.advance(hours=40)
    newsroom.gathered(*stories(3, start=6), stories(2)[1])
    again = choose(newsroom.digest, newsroom.order(), now=newsroom.clock())
    assert kept in {placement.story_id for placement in again.placements}
    older = {out.story_id: out.reason for out in again.left_out}
    assert kept not in older


def test_an_editor_wins_over_the_addresses_that_an_issue_was_asked_for(newsroom):
    urls = ("https://paper.example.org/1", "https://paper.example.org/2")
    issue = newsroom.issue(urls=urls)
    assert (shown(issue, "lead"), shown(issue)) == ([number("g1")], [number("g2")])
    done(newsroom, issue, Pin(number("g2"), "lead", **WHO))
    assert (shown(issue, "lead"), shown(issue)) == ([number("g2")], [number("g1")])
    done(newsroom, issue, Ban(number("g1"), **WHO))
    assert (shown(issue, "lead"), shown(issue)) == ([number("g2")], [])


def test_a_note_is_a_word_and_not_an_article(newsroom):
    issue = newsroom.issue()
    done(newsroom, issue, Note("x" * 1000, **WHO))
    with pytest.raises(UsageError, match="at most 1,000 characters; this one has 1,001"):
        done(newsroom, issue, Note("x" * 1001, **WHO))
    done(newsroom, issue, Note("", **WHO))
    assert issues.load(issue).choice.note == ""


def test_breaking_news_may_be_of_an_address_that_is_known_for_long(newsroom):
    url = "https://elsewhere.example.org/scoop"
    known = outside(newsroom, url)
    newsroom.clock.advance(hours=200)
    issue = newsroom.issue(urls=(url,))
    assert shown(issue, "lead") == [known.id]
