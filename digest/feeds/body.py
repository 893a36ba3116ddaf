"""The text of an article page: paragraphs and headings in order, nothing of what stands round it.

    tree | bodyblocks.read_blocks | bodyshape.read_shape | bodysigns.read_signs
         | weights -> how likely each block is text
         | in doubt (a page unlike others): trafilatura's opinion is one more sign
         | the likely ones, repeats out

Measured better than any one library and quicker than most; the second opinion costs its time on
about one page in five only.  Knows no publisher by name; nothing here goes to the network.
"""

from __future__ import annotations

import logging
import math

from lxml import etree

from digest.feeds.articlemeta import fold
from digest.feeds.bodyblocks import read_blocks
from digest.feeds.bodyshape import Hints, Shape, read_shape
from digest.feeds.bodysigns import read_signs
from digest.feeds.bodyweights import ALONE, ALONE_BIAS, ASKED, ASKED_BIAS

TEXT_FROM = 0.5
SURE_FROM = 0.93
"""Expected agreement with a reader below which a second opinion is asked."""
MAX_ASKED = 3_000
"""Elements up to which it is: its time grows faster than the page."""

NO_HINTS = Hints()

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an empty page is no news to anybody


def read_body(root: etree._Element, hints: Hints = NO_HINTS) -> str:
    """Paragraphs joined by a blank line; empty when the page has no running text.

    `hints` are what the head states; the text may repeat them.  The tree is left as it was.
    """
    blocks = read_blocks(root)
    if not blocks:
        return ""
    shape = read_shape(blocks, hints)
    signs = read_signs(shape)
    chances = [_chance(found, ALONE, ALONE_BIAS) for found in signs]
    if _certainty(shape, chances) < SURE_FROM:
        opinion = _second_opinion(root)
        asked = [
            _chance([*found, *_opinion_signs(shape, at, opinion)], ASKED, ASKED_BIAS)
            for at, found in enumerate(signs)
        ]
        chances = [(one + other) / 2 for one, other in zip(chances, asked, strict=True)]
    return "\n\n".join(_without_copies(_chosen(shape, chances)))


def _chance(signs: list[str], weights: dict[str, float], bias: float) -> float:
    total, weight = bias, weights.get
    for sign in set(signs):
        total += weight(sign, 0.0)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _certainty(shape: Shape, chances: list[float]) -> float:
    """The F1 to be expected of the choice if the chances are true; 0 where nothing is chosen."""
    weighed = [(block.words, chance) for block, chance in zip(shape.blocks, chances, strict=True)]
    expected = sum(words * chance for words, chance in weighed)
    taken = sum(words for words, chance in weighed if chance > TEXT_FROM)
    right = sum(words * chance for words, chance in weighed if chance > TEXT_FROM)
    return 2 * right / (taken + expected) if taken else 0.0


def _second_opinion(root: etree._Element) -> str:
    """What trafilatura takes for the text, folded; empty when it finds none."""
    if sum(1 for _ in root.iter()) > MAX_ASKED:
        return ""
    from lxml.html import document_fromstring
    from trafilatura import bare_extraction  # here: its import takes half a second

    try:
        tree = document_fromstring(etree.tostring(root, encoding="unicode", method="html"))
        found = bare_extraction(tree, fast=True, favor_precision=True, include_comments=False)
    except (ValueError, RecursionError, etree.LxmlError):
        return ""
    return fold(str(getattr(found, "text", None) or ""))


def _opinion_signs(shape: Shape, at: int, opinion: str) -> list[str]:
    """Whether the other reader has the block too; nothing where it found little."""
    if len(opinion) < 2.2 * shape.good_words:
        return ["other found little"]
    text = shape.folded[at]
    if len(text) < 3:
        return []
    name = "other has it" if text in opinion else "other lacks it"
    return [name, f"{name}, long"] if shape.blocks[at].words > 15 else [name]


def _chosen(shape: Shape, chances: list[float]) -> list[str]:
    """The texts taken, each long one once."""
    taken: list[str] = []
    seen: set[str] = set()
    for block, chance in zip(shape.blocks, chances, strict=True):
        if chance > TEXT_FROM and block.text not in seen:
            taken.append(block.text)
            if block.words > 5:
                seen.add(block.text)
    return taken


def _without_copies(texts: list[str]) -> list[str]:
    """A block that holds most of the others once more (a preview, a print copy) goes."""
    total = sum(map(len, texts))
    for text in texts:
        if 2 * len(text) > 0.8 * total and len(texts) > 3:
            others = [other for other in texts if other is not text]
            if sum(len(other) for other in others if other[:80] in text) > 0.6 * len(text):
                return others
    return texts
