"""What each block of a page shows, as names of signs that `bodyweights` gives a weight.

    shape | length, links, tag, ending | classes and places round it | place against the text's home
          | neighbours | what it says (cookie notes, captions, "related", the author's life)

A sign is there or not, so that "why is this line in the text" has an answer in words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from digest.feeds.bodyblocks import Block
from digest.feeds.bodyclasses import HIDDEN, KINDS, PLACES
from digest.feeds.bodyshape import Shape, ends_like_prose, parent
from digest.feeds.bodywords import CAPTION, END_HEAD, HOUSE, RELATED_HEAD, SERVICE, has_phrase

_BITS = {
    **{f"in {name}": bit for name, bit in PLACES.items() if name not in ("figcaption", "ol", "dl")},
    "hidden": HIDDEN,
    **{f"class {name}": bit for name, bit in KINDS.items()},
}
_BAD = sum(
    {
        *(
            KINDS[name]
            for name in ("related", "share", "comment", "sell", "frame", "meta", "caption", "box")
        ),
        *(PLACES[name] for name in ("aside", "form", "footer", "nav")),
    }
)
_TAGS = frozenset(
    {
        "p",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "td",
        "div",
        "section",
        "figcaption",
        "dd",
        "dt",
        "pre",
    }
)
_LIFE = re.compile(
    r"\b(?:is (?:an?|the)|ist|writes|covers|reporter|correspondent|editor|columnist|journalist|"
    r"redakteur|author of|joined|follow|contact|reach)\b",
    re.I,
)


def read_signs(shape: Shape) -> list[list[str]]:
    """The signs of every block, in order."""
    seen: Counter[str] = Counter()
    related = end = -1
    signs = []
    for at, block in enumerate(shape.blocks):
        if block.words < 12:
            head = block.text.lstrip(" 0123456789").lower()
            related = at if head.startswith(RELATED_HEAD) else related
            end = at if at > shape.first and block.words < 8 and head.startswith(END_HEAD) else end
        found = [
            *_of_text(block),
            *_of_words(shape, at),
            *_of_place(shape, block),
            *_of_home(shape, at),
            *_of_head(shape, at),
        ]
        found += [*_of_neighbours(shape, at)]
        found += ["repeated"] * (seen[shape.folded[at]] > 0)
        found += ["related head"] * (at == related) + ["after related head"] * (
            related >= 0 and related < at <= related + 6
        )
        found += ["after end head"] * (0 <= end <= at)
        seen[shape.folded[at]] += 1
        signs.append(found)
    return signs


def _of_text(block: Block) -> Iterator[str]:
    """Length, links, tag, ending."""
    words, links = block.words, block.link_share
    yield f"words {next((limit for limit in (1, 3, 6, 11, 19, 39) if words <= limit), 40)}"
    yield f"links {0 if links == 0 else 2 if links < 0.2 else 5 if links < 0.5 else 9 if links < 0.95 else 'all'}"
    yield f"tag {block.tag if block.tag in _TAGS else 'h5' if block.tag in ('h5', 'h6') else 'other'}"
    if ends_like_prose(block.text):
        yield "ends as prose"
    if block.bold and block.bold >= words:
        yield "all bold"
    if links > 0.9 and words >= 4:
        yield "linked paragraph" if block.tag == "p" else "linked line"
    if block.head_linked and block.linked < words:
        yield "begins linked"
    if block.text.isupper():
        yield "capitals linked" if links > 0.5 else "capitals"


def _of_words(shape: Shape, at: int) -> Iterator[str]:
    """What the block says."""
    block = shape.blocks[at]
    text, lower, words = block.text, block.text.lower(), block.words
    if has_phrase(lower, HOUSE):
        yield "house words"
        if words < 25:
            yield "house words short"
    if has_phrase(lower, SERVICE):
        yield "service words short" if words < 40 else "service words"
    if has_phrase(lower, CAPTION):
        yield "caption words short" if words < 60 else "caption words"
    if text.endswith(("...", "…")):
        yield "ellipsis"
    if shape.teasers[at]:
        yield "teaser"
    if shape.teasers_in[parent(block)] > 2:
        yield "among teasers"
    named = (
        at > shape.first and words < 80 and any(name in text[:60] for name in shape.hints.authors)
    )
    if named and _LIFE.search(text):
        yield "author's life late" if at >= shape.last - 1 else "author's life"


def _of_place(shape: Shape, block: Block) -> Iterator[str]:
    """Places and classes round the block that tell something on this page."""
    yield from _of_bits(block.around & ~shape.mute, block.near & ~shape.mute)
    for steps, name in ((1, "parent"), (2, "grandparent")):
        above = parent(block, steps)
        share = shape.good_in[above] / shape.good_words
        yield f"{name} {0 if share == 0 else 1 if share < 0.1 else 3 if share < 0.3 else 6 if share < 0.6 else 9}"
        if shape.links_in[above] and shape.all_words[above] <= 80 * shape.links_in[above]:
            yield f"{name} of links{' often' if shape.links_in[above] > 2 else ''}"


@lru_cache(maxsize=4096)
def _of_bits(around: int, near: int) -> tuple[str, ...]:
    named = tuple(
        f"near {name}" if near & bit else name for name, bit in _BITS.items() if around & bit
    )
    bad = (around & _BAD).bit_count()
    return (*named, "several bad kinds" if bad > 1 else "a bad kind") if bad else named


def _of_home(shape: Shape, at: int) -> Iterator[str]:
    """Where the block stands against the element that holds the text."""
    block = shape.blocks[at]
    at_home = shape.home in block.path
    inside = shape.first <= at <= shape.last
    yield "at home" if at_home else "not at home"
    if inside:
        yield "within"
        if at_home:
            yield f"quarter {min(3, 4 * (at - shape.first) // (shape.last - shape.first + 1))}"
    elif at > shape.last:
        yield "after last"
    share = shape.like.get((block.tag, block.near), 0.0)
    yield f"set as home {0 if share == 0 else 1 if share < 0.1 else 4 if share < 0.4 else 9}"


def _of_head(shape: Shape, at: int) -> Iterator[str]:
    """Title, standfirst, and what JSON-LD repeats."""
    text = shape.folded[at]
    if 0 <= at < shape.title_at:
        yield "before title"
    elif 0 <= shape.title_at < at < shape.first:
        yield "title to first"
    elif shape.first - 4 <= at < shape.first:
        yield "just before first"
    if at == shape.title_at or (text and text == shape.title):
        yield "is title"
    teaser = shape.teaser
    if teaser and len(text) > 20 and (teaser.startswith(text) or text.startswith(teaser)):
        yield "is teaser"
    if shape.stated_share > 0.5 and len(text) > 15:
        yield f"{'stated' if text in shape.stated else 'not stated'}{' full' if shape.stated_share > 0.9 else ''}"


def _of_neighbours(shape: Shape, at: int) -> Iterator[str]:
    """The next blocks of some length before and after, and whether they share its parent."""
    block = shape.blocks[at]
    for step, name in ((-1, "previous"), (1, "next")):
        other_at = at + step
        while (
            0 <= other_at < len(shape.blocks)
            and shape.blocks[other_at].words < 4
            and abs(other_at - at) < 3
        ):
            other_at += step
        if 0 <= other_at < len(shape.blocks):
            other = shape.blocks[other_at]
            kind = (
                "good"
                if shape.good[other_at]
                else "teaser"
                if shape.teasers[other_at]
                else "links"
                if other.link_share > 0.6
                else "plain"
            )
            yield f"{name} {kind}{' beside' if parent(other) == parent(block) else ''}"
    bold = block.bold >= block.words > 0 and block.words < 15 and block.tag in ("p", "div")
    if bold or block.tag in ("h2", "h3", "h4"):
        leads = (
            at + 1 < len(shape.blocks)
            and shape.good[at + 1]
            and parent(block) in shape.blocks[at + 1].path
        )
        yield f"{'bold head' if bold else 'head'}{' of text' if leads else ' of nothing'}"
