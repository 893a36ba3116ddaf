"""Which groups of documents may be alike: those that share uncommon words, the likest few.

    totals | the heaviest uncommon words of each | an index by word | the likest of each

A finding is a guess: it counts a few words only.  `grouping` looks closely before it joins.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from digest.rules.terms import SHAPE
from digest.rules.vectors import Vector

Finder = list[tuple[str, float]]
"""The words by which one group is found, with their weight in its mean."""

Found = tuple[int, int, float]
"""Two groups by number, the smaller first, and how like they are by the words of their finders."""

_Index = dict[str, deque[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a group looks around.

    `common`: a word of more groups is asked only where there is no other, and names the latest of
    them.  `words`: so many, the heaviest, of each group
    look.  `most`: so many neighbours each names.  `floor`: less like than that is no neighbour.
    """

    common: int
    words: int
    most: int
    floor: float


FIRST = Reach(common=60, words=6, most=5, floor=0.1)
"""Single documents: many, and they must be quite alike to be joined."""

AGAIN = Reach(common=200, words=6, most=12, floor=0.03)
"""Groups that have grown: few, and a lower likeness joins them."""


def finders(
    totals: Sequence[tuple[Vector, int]], holders: Mapping[str, int], reach: Reach
) -> list[Finder]:
    """For each sum of vectors, given with the number of its members, the words that find it.

    `holders`: how many of the sums hold each term.
    """
    words = {term: df for term, df in holders.items() if df > 1 and not term.startswith(SHAPE)}
    uncommon = {term for term, df in words.items() if df <= reach.common}
    return [
        _finder(vector, members, uncommon, reach.words)
        or _finder(vector, members, words.keys(), reach.words)
        for vector, members in totals
    ]


def _finder(vector: Vector, members: int, words: Set[str], most: int) -> Finder:
    heavy = sorted([(-vector[term], term) for term in vector.keys() & words])[:most]
    return [(term, -weight / members) for weight, term in heavy]


def earlier(
    found_by: Sequence[Finder], hours: Sequence[float], span: float, reach: Reach
) -> Iterator[Found]:
    """Each group with the likest of those before it, no more than `span` hours apart."""
    index: _Index = defaultdict(lambda: deque(maxlen=reach.common))
    for number, finder in enumerate(found_by):
        for other, like in _likest(_sums(finder, index), number, hours, span, reach):
            yield other, number, like
        for term, weight in finder:
            index[term].append((number, weight))


def around(
    numbers: Iterable[int],
    found_by: Sequence[Finder],
    hours: Sequence[float],
    span: float,
    reach: Reach,
) -> Iterator[Found]:
    """Each of the numbered groups with the likest of all others; a pair may come twice."""
    index: _Index = defaultdict(lambda: deque(maxlen=reach.common))
    for number, finder in enumerate(found_by):
        for term, weight in finder:
            index[term].append((number, weight))
    for number in numbers:
        sums = _sums(found_by[number], index)
        sums.pop(number, None)
        for other, like in _likest(sums, number, hours, span, reach):
            yield min(other, number), max(other, number), like


def _sums(finder: Finder, index: _Index) -> dict[int, float]:
    sums: dict[int, float] = {}
    known = sums.get
    for term, value in finder:
        for other, weight in index[term]:
            sums[other] = known(other, 0.0) + value * weight
    return sums


def _likest(
    sums: dict[int, float], number: int, hours: Sequence[float], span: float, reach: Reach
) -> Iterator[tuple[int, float]]:
    here = hours[number]
    near = [
        (like, -other)
        for other, like in sums.items()
        if like >= reach.floor and abs(here - hours[other]) <= span
    ]
    if len(near) > reach.most:
        near.sort(reverse=True)
        del near[reach.most :]
    for like, other in near:
        yield -other, like
