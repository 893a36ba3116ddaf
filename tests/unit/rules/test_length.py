"""What goes over an issue's limits of links and words is left out from the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.model.hand import NO_HAND, Hand, OwnLink, Pin
from digest.model.issue import Choice
from digest.rules.length import words_of
from digest.rules.selection import choose
from tests.unit.rules.newsroom import DAY, NOW, PAPERS, plan, report

MORNING = [
    report(n, n - 1, PAPERS[n % 4], age=n / 10, categories=("Business",)) for n in range(1, 9)
]


def chosen(hand: Hand = NO_HAND, **choosing: object) -> Choice:
    choice = choose(MORNING, plan(**choosing), now=NOW, day=DAY, hand=hand)
    assert isinstance(choice, Choice)
    return choice


def sections(choice: Choice) -> list[str]:
    return [placement.section for placement in choice.placements]


WHOLE = ["lead", "top", "top", "top", "business", "business", "also", "also"]


@pytest.mark.parametrize("links", [8, 7, 6, 5, 3, 1])
def test_bare_links_go_first_then_the_page_from_its_end(links):
    choice = chosen(links=links)
    assert sections(choice) == WHOLE[:links]
    off = [out for out in choice.left_out if out.reason == "issue_full"]
    assert len(off) == len(WHOLE) - links
    assert all(out.words == f"this digest has at most {links} links" for out in off)


def test_what_is_printed_counts_and_a_bare_link_is_its_headline():
    shown = chosen().placements
    sizes = [words_of(placement) for placement in shown]
    assert words_of(shown[-1]) == len(shown[-1].story.title.split())
    assert chosen(words=sum(sizes)).placements == shown
    short = chosen(words=sum(sizes) - 1)
    assert sections(short) == WHOLE[:-1]
    assert short.left_out[-1].words.endswith(f"at most {sum(sizes) - 1} words")


def test_a_lead_without_an_address_counts_with_its_whole_text():
    lead = chosen().placements[0]
    told = replace(lead, story=replace(lead.story, url="", body="one two three " * 50))
    assert words_of(told) - words_of(lead) > 100


def test_lead_pins_and_own_links_stay_whatever_the_limit():
    last = chosen().placements[-1].story_id
    link = OwnLink("also", "Tide tables", "https://example.org/tides")
    choice = chosen(Hand((Pin(last, "also", 5), link)), links=1, words=1)
    assert [(p.section, p.place, p.story_id) for p in choice.placements][1:] == [
        ("also", 0, -1),
        ("also", 1, last),
    ]
