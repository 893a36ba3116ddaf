"""Shorter pages, rung by rung, for issues too large to arrive whole.

    thumbnails dropped | summaries dropped | titles only

Each rung keeps every story: a reader loses decoration first, and never a headline or a link.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digest.model.layout import Card, Layout

Shorten = Callable[[Card], Card]


def _without_thumbnail(card: Card) -> Card:
    return replace(card, picture=None)


def _without_summary(card: Card) -> Card:
    return replace(card, summary=None, kicker=None)


def _title_only(card: Card) -> Card:
    return replace(card, summary=None, kicker=None, also=None, meta=None, picture=None)


LADDER: tuple[tuple[str, Shorten], ...] = (
    ("thumbnails", _without_thumbnail),
    ("summaries", _without_summary),
    ("titles", _title_only),
)


def shorter(layout: Layout) -> Layout | None:
    """The layout one rung further down, its step recorded; None on the last rung.

    The lead keeps its picture and summary to the end; a lead printed in full loses its text on
    the last rung only when it has a summary to stand for it.
    """
    rung = len(layout.steps)
    if rung >= len(LADDER):
        return None
    step, shorten = LADDER[rung]
    blocks = tuple(
        replace(block, cards=tuple(shorten(card) for card in block.cards))
        for block in layout.blocks
    )
    lead = layout.lead
    if step == "titles" and lead is not None and lead.paragraphs:
        lead = replace(lead, paragraphs=() if lead.summary else lead.paragraphs[:1])
    return replace(layout, blocks=blocks, lead=lead, steps=(*layout.steps, step))
