"""The blocks of a page together: where its text is, what surrounds it, what repeats.

    blocks | which are plainly text | which are teasers of other stories
           | the element with the most pure text after the headline ("home")
           | what counts are known of every element

Facts only: `bodysigns` turns them into signs of each block, `body` decides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from digest.feeds.articlemeta import fold
from digest.feeds.bodyblocks import Block
from digest.feeds.bodyclasses import HIDDEN, KINDS, PLACES
from digest.feeds.bodywords import SERVICE, has_phrase

_ENDS = frozenset('.!?…。！？؟।:"”»“’)]')
_ELSEWHERE = (
    KINDS["related"]
    | KINDS["share"]
    | KINDS["comment"]
    | KINDS["sell"]
    | KINDS["caption"]
    | PLACES["nav"]
    | PLACES["footer"]
    | PLACES["aside"]
    | PLACES["form"]
    | PLACES["figure"]
    | HIDDEN
)
LONG = 10
"""Words from which a block can be a paragraph of running text."""


COMPARED = 200
"""Signs of a block that are compared with what the head says."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the head of the page says and the text may confirm."""

    title: str = ""
    teaser: str = ""
    article_body: str = ""
    authors: tuple[str, ...] = ()


@dataclass(slots=True)
class Shape:
    """The facts of one page; elements are the numbers in the paths of its blocks."""

    blocks: list[Block]
    hints: Hints
    folded: list[str]
    prose: list[bool]
    good: list[bool]
    teasers: list[bool]
    title: str
    teaser: str
    mute: int = 0
    title_at: int = -1
    home: int = 0
    first: int = 0
    last: int = 0
    good_words: int = 1
    all_words: Counter[int] = field(default_factory=Counter)
    good_in: Counter[int] = field(default_factory=Counter)
    links_in: Counter[int] = field(default_factory=Counter)
    teasers_in: Counter[int] = field(default_factory=Counter)
    like: dict[tuple[str, int], float] = field(default_factory=dict)
    stated: str = ""
    stated_share: float = 0.0


def ends_like_prose(text: str) -> bool:
    """Does the text end as a sentence does?"""
    return text[-1:] in _ENDS or (not text[-1:].isalnum() and text[-2:-1] in _ENDS)


def read_shape(blocks: list[Block], hints: Hints) -> Shape:
    """All facts of a page; `blocks` must not be empty."""
    prose = [b.words >= LONG and b.link_share < 0.35 and ends_like_prose(b.text) for b in blocks]
    teasers = [_is_teaser(b) for b in blocks]
    good = [_is_good(*facts) for facts in zip(blocks, prose, teasers, strict=True)]
    if not any(good):
        good = [b.words >= LONG and b.link_share < 0.35 for b in blocks]
    folded = [fold(b.text[:COMPARED]) for b in blocks]
    shape = Shape(
        blocks,
        hints,
        folded,
        prose,
        good,
        teasers,
        fold(hints.title),
        fold(hints.teaser[:COMPARED]),
    )
    shape.mute = _mute(shape)
    shape.good_words = sum(b.words for b, g in zip(blocks, good, strict=True) if g) or 1
    shape.title_at = _title_at(shape)
    _find_home(shape)
    _compare(shape)
    return shape


def _is_teaser(block: Block) -> bool:
    """A line that opens with a linked headline and tells a little of another story."""
    cut = block.text.endswith(("...", "…"))
    if block.head_linked and block.linked < block.words:
        return cut or block.link_share > 0.15
    return cut and block.tag == "li" and block.words < 60


def _is_good(block: Block, prose: bool, teaser: bool) -> bool:
    if not prose or teaser or block.around & _ELSEWHERE:
        return False
    return block.words >= 120 or not has_phrase(block.text.lower(), SERVICE)


def _mute(shape: Shape) -> int:
    """Bits that stand round most of the prose: on this page they say nothing ("has-sidebar")."""
    total = sum(b.words for b, p in zip(shape.blocks, shape.prose, strict=True) if p) or 1
    counts: Counter[int] = Counter()
    for block, prose in zip(shape.blocks, shape.prose, strict=True):
        if prose:
            counts[block.around] += block.words
    mute = 0
    for bit in {*PLACES.values(), *KINDS.values(), HIDDEN}:
        if sum(words for around, words in counts.items() if around & bit) > 0.6 * total:
            mute |= bit
    return mute


def _title_at(shape: Shape) -> int:
    """The block that shows the headline, -1 where none does."""
    title = shape.title
    if not title:
        return -1
    for at, (block, text) in enumerate(zip(shape.blocks, shape.folded, strict=True)):
        if block.tag == "h1" and (
            text == title or (len(text) > 15 and (text in title or title in text))
        ):
            return at
    return next(
        (
            at
            for at, text in enumerate(shape.folded)
            if text == title and shape.blocks[at].link_share < 0.5
        ),
        -1,
    )


def _find_home(shape: Shape) -> None:
    """The element with most prose in the least of anything else, text before the headline aside."""
    after: Counter[int] = Counter()
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for at, (block, good) in enumerate(zip(shape.blocks, shape.good, strict=True)):
        for element in block.path:
            shape.all_words[element] += block.words
            if good:
                shape.good_in[element] += block.words
                after[element] += block.words if at > shape.title_at else 0
                first.setdefault(element, at)
                last[element] = at
        if block.words >= 3 and block.link_share > 0.9:
            shape.links_in.update(block.path[-3:])
        if shape.teasers[at]:
            shape.teasers_in[parent(block)] += 1

    def purity(element: int) -> float:
        text = after[element] + 0.2 * (shape.good_in[element] - after[element])
        return text * text / shape.all_words[element]

    shape.home = max(shape.good_in, key=lambda element: (purity(element), element), default=0)
    shape.first, shape.last = first.get(shape.home, 0), last.get(shape.home, len(shape.blocks))
    if shape.title_at > shape.first + 3:
        shape.title_at = -1


def _compare(shape: Shape) -> None:
    """How the prose at home is usually set, and how much of it JSON-LD repeats."""
    at_home = [
        (b, text)
        for b, good, text in zip(shape.blocks, shape.good, shape.folded, strict=True)
        if good and shape.home in b.path
    ]
    total = sum(b.words for b, _ in at_home) or 1
    like: Counter[tuple[str, int]] = Counter()
    for block, _ in at_home:
        like[block.tag, block.near] += block.words
    shape.like = {kind: words / total for kind, words in like.items()}
    stated = fold(shape.hints.article_body)
    if len(stated) > 400:
        shape.stated = stated
        shape.stated_share = sum(b.words for b, text in at_home if text in stated) / total


def parent(block: Block, steps: int = 1) -> int:
    """The element so many steps round the block's own."""
    return block.path[-1 - steps] if len(block.path) > steps else block.path[0]
