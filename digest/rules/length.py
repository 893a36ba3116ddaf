"""How long an issue may be: so many links, so many words; what goes over is left out, with a reason.

    the page in printed order | over a limit? | bare links from the last one, then stories from the end

The lead, pins and own links stay.  Counted are the words that a page shows of its stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from digest.model.issue import Placement
from digest.model.plan import Choosing, SectionKind
from digest.rules.conference import Conference
from digest.rules.layout_cards import FULL_TEXT_WORDS, LEAD_SUMMARY_LIMIT, SUMMARY_LIMIT
from digest.rules.layout_text import clean, cut
from digest.rules.terms import words


@dataclass(frozen=True, slots=True)
class Shortened:
    """The page within its limits, and what was taken off it: each with the words why."""

    page: list[Placement]
    off: list[tuple[Placement, str]]


def shortened(conference: Conference, page: Sequence[Placement]) -> Shortened:
    """The page without what goes over the digest's limits of links and words."""
    choosing = conference.digest.choosing
    sizes = {placement.story_id: words_of(placement) for placement in page}
    links, size = len(page), sum(sizes.values())
    off: dict[int, str] = {}
    for placement in _last_first(conference, page):
        over = _over(choosing, links, size)
        if not over:
            break
        off[placement.story_id] = over
        links, size = links - 1, size - sizes[placement.story_id]
    kept = [placement for placement in page if placement.story_id not in off]
    return Shortened(
        list(_numbered(kept)), [(p, off[p.story_id]) for p in page if p.story_id in off]
    )


def words_of(placement: Placement) -> int:
    """Words that a page shows of a story: headline and opening; all of a lead without an address."""
    story, leads = placement.story, placement.kind is SectionKind.LEAD
    title = _count(story.title)
    if placement.kind is SectionKind.ALSO:
        return title
    if leads and not story.url:
        return title + min(FULL_TEXT_WORDS, _count(story.body or story.teaser))
    opening = clean(story.teaser) or clean(story.body.split("\n\n", 1)[0])
    return title + _count(cut(opening, LEAD_SUMMARY_LIMIT if leads else SUMMARY_LIMIT))


def _count(text: str) -> int:
    return sum(1 for _ in words(text))


def _over(choosing: Choosing, links: int, size: int) -> str:
    if choosing.links is not None and links > choosing.links:
        return f"this digest has at most {choosing.links} links"
    if choosing.words is not None and size > choosing.words:
        return f"this digest has at most {choosing.words} words"
    return ""


def _last_first(conference: Conference, page: Sequence[Placement]) -> list[Placement]:
    """What may go, in the order in which it goes."""
    may_go = [
        placement
        for placement in reversed(page)
        if placement.kind is not SectionKind.LEAD
        and placement.story_id > 0
        and placement.story_id not in conference.pins
    ]
    return sorted(may_go, key=lambda placement: placement.kind is not SectionKind.ALSO)


def _numbered(page: Iterable[Placement]) -> Iterable[Placement]:
    for _, rows in groupby(page, key=lambda placement: placement.section):
        for place, row in enumerate(rows):
            yield replace(row, place=place)
