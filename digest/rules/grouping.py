"""Documents (counted terms with a time) -> groups of indices, by average link.

    counts | vectors | neighbours | the two likest groups become one, until no two are like
    enough | neighbours of what has grown, and again

Likeness is the mean likeness of the members of two groups with each other, halved for every
half-life between their mean times.  What it takes to join sinks as the groups grow: two single
documents must be very like, since one rare word in common is no event in common.

Knows no story and no language.  Deterministic: ties go to the earlier documents.  Memory grows
with the documents and a few neighbours of each, never with their pairs.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from digest.rules import neighbours
from digest.rules.vectors import Vector, add, background, dot, frequency, total, weigh

PAIR = 0.28
"""Two single documents must be that like."""

MEAN = 0.05
"""So much more like each other than any two documents must the members of two large groups be."""

BACKGROUND = 0.06
"""More than that is no background: then the documents tell of few events, or of one."""

KEPT = 24
"""So many neighbours a group keeps as it grows."""

ROUNDS = 3
"""So often neighbours are looked for; the last ones join next to nothing."""

GUESS = 2.0
"""The likeness of whole documents against that of their heaviest words, rather too much."""


@dataclass(frozen=True, slots=True)
class Document:
    """Counted terms, and when the text came into the world in hours of any one clock."""

    counts: Mapping[str, float]
    hours: float


@dataclass(frozen=True, slots=True)
class Bar:
    """What it takes to join: `pair` for two single documents, sinking to `mean`; `half_life` in h."""

    half_life: float
    pair: float = PAIR
    mean: float = MEAN

    def above(self, ground: float) -> Bar:
        """The bar for documents that are so like by nature."""
        return Bar(self.half_life, self.pair, self.mean + min(BACKGROUND, ground))

    def of(self, n: int, m: int) -> float:
        """The mean likeness that two groups of n and m members need."""
        return self.mean + (self.pair - self.mean) / (n + m - 1)

    @property
    def span(self) -> float:
        """Hours after which not even groups of one text would be joined."""
        return self.half_life * math.log2(1 / self.mean)


@dataclass(slots=True)
class _Group:
    """A group as it grows: members, the sums of their vectors and hours.

    `near` are groups that may join it, with the product of the two sums; where a name is also in
    `guessed`, that product has not been looked at closely.
    """

    members: list[int]
    total: Vector
    hours: float
    near: dict[int, float] = field(default_factory=dict)
    guessed: set[int] = field(default_factory=set)
    version: int = 0


_Groups = dict[int, _Group]
_Entry = tuple[float, int, int, int, int]


def group(documents: Sequence[Document], bar: Bar) -> list[list[int]]:
    """Groups of indices, each in order, ordered by their first index.

    Give the documents in an order of their own (time, then name): it settles the ties.
    """
    counts = [document.counts for document in documents]
    holders = frequency(counts)
    vectors = weigh(counts, holders)
    bar = bar.above(background(vectors))
    groups = {
        index: _Group([index], vector, document.hours)
        for index, (vector, document) in enumerate(zip(vectors, documents, strict=True))
    }
    _meet(groups, None, holders, bar)
    grown = _join(groups, bar)
    for _ in range(ROUNDS - 1):
        if not grown:
            break
        _meet(groups, grown, frequency(found.total for found in groups.values()), bar)
        grown = _join(groups, bar)
    return sorted(sorted(found.members) for found in groups.values())


def attach(
    documents: Sequence[Document], groups: Sequence[Sequence[int]], strays: Sequence[Document]
) -> list[int | None]:
    """For each stray the index of the likest group, whatever their times; None where none is."""
    counts = [document.counts for document in (*documents, *strays)]
    holding = frequency(counts)
    vectors = weigh(counts, holding)
    bar = Bar(math.inf).above(background(vectors))
    words = neighbours.finders([(one, 1) for one in vectors], holding, neighbours.AGAIN)
    totals = [total([vectors[index] for index in members]) for members in groups]
    holders: dict[str, set[int]] = defaultdict(set)
    for at, members in enumerate(groups):
        for term in {term for index in members for term, _ in words[index]}:
            holders[term].add(at)
    found: list[int | None] = []
    for at in range(len(documents), len(vectors)):
        near = {one for term, _ in words[at] for one in holders[term]}
        likest = max(
            ((_over(bar, vectors[at], totals[one], len(groups[one])), -one) for one in near),
            default=(0.0, 0),
        )
        found.append(-likest[1] if likest[0] >= 1 else None)
    return found


def _over(bar: Bar, stray: Vector, members: Vector, count: int) -> float:
    return dot(stray, members) / count / bar.of(1, count)


def _meet(groups: _Groups, grown: set[int] | None, holders: Mapping[str, int], bar: Bar) -> None:
    """Tells the groups their neighbours: all of them at first, then those of the grown ones."""
    names = sorted(groups)
    for known in groups.values():
        known.near, known.guessed = {}, set()
    hours = [groups[name].hours / len(groups[name].members) for name in names]
    reach = neighbours.FIRST if grown is None else neighbours.AGAIN
    words = neighbours.finders(
        [(groups[n].total, len(groups[n].members)) for n in names], holders, reach
    )
    if grown is None:
        found = neighbours.earlier(words, hours, bar.span, reach)
    else:
        numbers = [number for number, name in enumerate(names) if name in grown]
        found = neighbours.around(numbers, words, hours, bar.span, reach)
    for one, other, like in found:
        _introduce(groups, names[one], names[other], like)


def _introduce(groups: _Groups, one: int, other: int, like: float) -> None:
    first, second = groups[one], groups[other]
    product = GUESS * like * len(first.members) * len(second.members)
    first.near[other] = second.near[one] = product
    first.guessed.add(other)
    second.guessed.add(one)


def _join(groups: _Groups, bar: Bar) -> set[int]:
    """Joins the likest two until none are like enough; the names of those that grew."""
    queue = [
        entry
        for one, found in groups.items()
        for other in found.near
        if one < other and (entry := _entry(groups, one, other, bar))
    ]
    heapq.heapify(queue)
    grown: set[int] = set()
    while queue:
        _, one, other, version, version_of_other = heapq.heappop(queue)
        first, second = groups.get(one), groups.get(other)
        if first is None or second is None:
            continue
        if (first.version, second.version) != (version, version_of_other):
            continue
        if other in first.guessed:
            _look(first, second, one, other)
            touched: Iterable[int] = (other,)
        else:
            _merge(groups, one, other)
            grown.add(one)
            touched = first.near
        for near in touched:
            if entry := _entry(groups, min(one, near), max(one, near), bar):
                heapq.heappush(queue, entry)
    return {name for name in grown if name in groups}


def _look(first: _Group, second: _Group, one: int, other: int) -> None:
    """Puts the product in place of the guess."""
    first.guessed.discard(other)
    second.guessed.discard(one)
    first.near[other] = second.near[one] = dot(first.total, second.total)


def _entry(groups: _Groups, one: int, other: int, bar: Bar) -> _Entry | None:
    """The queue's entry for two groups that are like enough, the farthest above the bar first."""
    first, second = groups[one], groups[other]
    n, m = len(first.members), len(second.members)
    over = first.near[other] / (n * m) / bar.of(n, m)
    if over < 1:
        return None
    over *= 0.5 ** (abs(first.hours / n - second.hours / m) / bar.half_life)
    return (-over, one, other, first.version, second.version) if over >= 1 else None


def _merge(groups: _Groups, one: int, other: int) -> None:
    """Puts the later group into the earlier one and tells the neighbours."""
    kept, gone = groups[one], groups.pop(other)
    near, guessed = _common_neighbours(kept, gone, one, other)
    for third in near:
        known = groups[third]
        for name in (one, other):
            known.near.pop(name, None)
            known.guessed.discard(name)
    if len(near) > KEPT:
        likest = sorted(near, key=lambda third: (-near[third] / len(groups[third].members), third))
        near = {third: near[third] for third in likest[:KEPT]}
    kept.near, kept.guessed = near, guessed & near.keys()
    for third, product in near.items():
        groups[third].near[one] = product
        if third in guessed:
            groups[third].guessed.add(one)
    kept.members += gone.members
    kept.total = _added(kept.total, gone.total)
    kept.hours += gone.hours
    kept.version += 1


def _common_neighbours(
    kept: _Group, gone: _Group, one: int, other: int
) -> tuple[dict[int, float], set[int]]:
    """Products with the neighbours of either; guessed where one of the two did not know it."""
    n, m = len(kept.members), len(gone.members)
    near: dict[int, float] = {}
    guessed = kept.guessed | gone.guessed
    for third in sorted((kept.near.keys() | gone.near.keys()) - {one, other}):
        mine, theirs = kept.near.get(third), gone.near.get(third)
        if mine is None or theirs is None:
            guessed.add(third)
        mine = mine if mine is not None else (theirs or 0.0) * n / m
        near[third] = mine + (theirs if theirs is not None else mine * m / n)
    return near, guessed


def _added(one: Vector, other: Vector) -> Vector:
    """The sum of two vectors, in the longer of them: nobody else holds it any more."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    add(longer, shorter)
    return longer
