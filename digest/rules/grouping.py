"""Documents (counted terms with a time) -> groups of indices, by likeness of their centroids.

    counts | weights, length 1 | nearest neighbours | the two likest groups become one, until
    no two are like enough

Likeness is the cosine of two groups' sums, halved for every half-life between their mean times.
Knows no story and no language.  Deterministic: ties go to the earlier documents, and every sum is
exact.  Memory grows with the documents and a few neighbours of each.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from digest.rules.terms import SHAPE

LIKE = 0.17
"""Groups as like as this are one, when both together are no longer small."""

PAIR = 0.32
"""Two single documents must be that like: one rare word in common is no event in common."""

GROWN = 6
"""From that many documents on, a group is no longer small; in between the bar sinks evenly."""

MEAN = 0.07
"""And so like must their members be in the mean: a big vague group does not draw in all others."""

NEIGHBOURS = 6
"""So many earlier documents are looked at closely for each one."""

KEPT = 10
"""So many neighbours a group keeps as it grows."""

COMMON = 60
"""A term of more documents than that finds no neighbours; it counts once they are found."""

FINDERS = 10
"""So many terms of a document, the heaviest, look for neighbours."""

FLOOR = 0.04
"""Below this two documents are not even neighbours."""

Vector = dict[int, float]


@dataclass(frozen=True, slots=True)
class Document:
    """Counted terms, and when the text came into the world in hours of any one clock."""

    counts: Mapping[str, float]
    hours: float


@dataclass(slots=True)
class _Group:
    """A group as it grows: members, the sum of their vectors, its square, the sum of hours.

    `near` are the groups that may join it, with the product of the two sums.
    """

    members: list[int]
    total: Vector
    square: float
    hours: float
    near: dict[int, float] = field(default_factory=dict)
    version: int = 0


def group(documents: Sequence[Document], half_life: float) -> list[list[int]]:
    """Groups of indices, each in order, ordered by their first index.

    Give the documents in an order of their own (time, then name): it settles the ties.
    `half_life` in hours.
    """
    vectors, finders = weigh([document.counts for document in documents])
    groups = {
        index: _Group([index], vector, 1.0, document.hours)
        for index, (vector, document) in enumerate(zip(vectors, documents, strict=True))
    }
    reach = half_life * math.log2(1 / LIKE)
    for one, other in _pairs(finders, [document.hours for document in documents], reach):
        groups[one].near[other] = groups[other].near[one] = _dot(vectors[one], vectors[other])
    _join(groups, half_life)
    return sorted(sorted(found.members) for found in groups.values())


def attach(
    documents: Sequence[Document], groups: Sequence[Sequence[int]], strays: Sequence[Document]
) -> list[int | None]:
    """For each stray the index of the likest group, whatever their times; None where none is."""
    vectors, finders = weigh([document.counts for document in (*documents, *strays)])
    totals = [_total([vectors[index] for index in members]) for members in groups]
    lengths = [math.sqrt(_dot(total, total)) or 1.0 for total in totals]
    holders: dict[int, list[int]] = defaultdict(list)
    for at, members in enumerate(groups):
        for term in {term for index in members for term in finders[index]}:
            holders[term].append(at)
    found: list[int | None] = []
    for at in range(len(documents), len(vectors)):
        near = sorted({group for term in finders[at] for group in holders[term]})
        likest = max(
            ((_dot(vectors[at], totals[one]) / lengths[one], -one) for one in near),
            default=(0.0, 0),
        )
        found.append(-likest[1] if likest[0] >= PAIR else None)
    return found


def _total(vectors: Sequence[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        for term, value in vector.items():
            total[term] = total.get(term, 0.0) + value
    return total


def weigh(counts: Sequence[Mapping[str, float]]) -> tuple[list[Vector], list[Vector]]:
    """Vectors of length 1, and of each the part that finds neighbours: shared, uncommon words.

    A term weighs its count times the root of log(1 + N/df).
    """
    frequency = Counter(term for document in counts for term in document)
    number = {term: at for at, term in enumerate(frequency)}
    idf = {term: math.sqrt(math.log(1 + len(counts) / df)) for term, df in frequency.items()}
    finds = {
        number[term]
        for term, df in frequency.items()
        if 1 < df <= COMMON and not term.startswith(SHAPE)
    }
    vectors, finders = [], []
    for document in counts:
        vector = _unit({number[term]: count * idf[term] for term, count in document.items()})
        heavy = sorted((-vector[term], term) for term in vector.keys() & finds)[:FINDERS]
        vectors.append(vector)
        finders.append({term: -weight for weight, term in heavy})
    return vectors, finders


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(math.fsum([value * value for value in vector.values()])) or 1.0
    return {term: value / length for term, value in vector.items()}


def _pairs(
    finders: list[Vector], hours: Sequence[float], reach: float
) -> Iterator[tuple[int, int]]:
    """Each document with its nearest earlier ones that share an uncommon word in time."""
    holders: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for index, finder in enumerate(finders):
        dots: dict[int, float] = defaultdict(float)
        for term, value in finder.items():
            held = holders[term]
            for other, weight in held:
                dots[other] += value * weight
            held.append((index, value))
        near = [
            (dot, -other)
            for other, dot in dots.items()
            if dot >= FLOOR and abs(hours[index] - hours[other]) <= reach
        ]
        for _, other in heapq.nlargest(NEIGHBOURS, near) if len(near) > NEIGHBOURS else near:
            yield -other, index


_Entry = tuple[float, int, int, int, int]


def _join(groups: dict[int, _Group], half_life: float) -> None:
    queue = [
        entry
        for one, found in groups.items()
        for other in found.near
        if one < other and (entry := _entry(groups, one, other, half_life))
    ]
    heapq.heapify(queue)
    while queue:
        _, one, other, version, version_of_other = heapq.heappop(queue)
        if one not in groups or other not in groups:
            continue
        if (groups[one].version, groups[other].version) != (version, version_of_other):
            continue
        _merge(groups, one, other)
        for near in groups[one].near:
            entry = _entry(groups, min(one, near), max(one, near), half_life)
            if entry:
                heapq.heappush(queue, entry)


def _entry(groups: dict[int, _Group], one: int, other: int, half_life: float) -> _Entry | None:
    """The queue's entry for two groups that are like enough, the likest first."""
    first, second = groups[one], groups[other]
    dot, n, m = first.near[other], len(first.members), len(second.members)
    if dot < MEAN * n * m:
        return None
    apart = abs(first.hours / n - second.hours / m)
    likeness = dot / math.sqrt(first.square * second.square) * 0.5 ** (apart / half_life)
    bar = LIKE + (PAIR - LIKE) * max(0.0, (GROWN - n - m) / (GROWN - 2))
    return (-likeness, one, other, first.version, second.version) if likeness >= bar else None


def _merge(groups: dict[int, _Group], one: int, other: int) -> None:
    """Puts the later group into the earlier one and tells the neighbours."""
    kept, gone = groups[one], groups.pop(other)
    square = kept.square + gone.square + 2 * kept.near[other]
    near = {
        third: _product(kept, groups[third], third) + _product(gone, groups[third], third)
        for third in sorted((kept.near.keys() | gone.near.keys()) - {one, other})
    }
    for third in near:
        groups[third].near.pop(other, None)
        groups[third].near.pop(one, None)
    likest = sorted(near, key=lambda third: (-near[third] / len(groups[third].members), third))
    kept.near = {third: near[third] for third in likest[:KEPT]}
    for third, product in kept.near.items():
        groups[third].near[one] = product
    kept.members += gone.members
    kept.total = _added(kept.total, gone.total)
    kept.square, kept.hours = square, kept.hours + gone.hours
    kept.version += 1


def _added(one: Vector, other: Vector) -> Vector:
    """The sum of two vectors, in the longer of them: nobody else holds it any more."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    known = longer.get
    for term, value in shorter.items():
        longer[term] = known(term, 0.0) + value
    return longer


def _product(one: _Group, third: _Group, name: int) -> float:
    known = one.near.get(name)
    return _dot(one.total, third.total) if known is None else known


def _dot(one: Vector, other: Vector) -> float:
    """Exact to the last bit in any order, so that no run differs from another."""
    if len(one) > len(other):
        one, other = other, one
    return math.fsum([value * other[term] for term, value in one.items() if term in other])
