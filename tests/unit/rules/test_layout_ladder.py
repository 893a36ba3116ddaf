"""The size ladder keeps every headline and link."""

from __future__ import annotations

from digest.model.plan import SectionKind
from digest.rules.layout_ladder import LADDER, shorter
from tests.pages import layout, placed, placements, story


def rungs(page):
    """The page on every rung, from the top."""
    pages = [page]
    while (less := shorter(pages[-1])) is not None:
        pages.append(less)
    return pages


def test_each_rung_drops_one_thing_and_says_so():
    full, no_pictures, no_summaries, titles = rungs(layout(placements(15)))
    assert titles.steps == tuple(step for step, _ in LADDER)
    assert any(card.picture for block in full.blocks for card in block.cards)
    assert not any(card.picture for block in no_pictures.blocks for card in block.cards)
    assert any(card.summary for block in no_pictures.blocks for card in block.cards)
    assert not any(card.summary for block in no_summaries.blocks for card in block.cards)
    assert not any(card.meta for block in titles.blocks for card in block.cards)


def test_no_rung_loses_a_headline_a_link_or_the_lead():
    pages = rungs(layout(placements(15)))
    assert len({tuple((c.title, c.url) for c in page.cards) for page in pages}) == 1
    assert all(page.lead == pages[0].lead for page in pages)


def test_a_lead_in_full_gives_up_its_text_last():
    page = layout((placed(story(0, url=""), "lead", SectionKind.LEAD),))
    pages = rungs(page)
    assert len(pages[2].lead.paragraphs) == 3
    assert pages[3].lead.paragraphs == ()
    assert pages[3].lead.summary
