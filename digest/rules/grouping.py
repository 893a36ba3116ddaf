"""Documents (counted terms with a time) -> groups of indices, by likeness of their centroids.

    counts | tf-idf, length 1 | each joins the nearest centroid, or begins one | near groups merge

Knows no story.  Deterministic: ties go to the earlier document.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

JOIN = 0.22
"""Cosine at which a document joins a group."""

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Document:
    """Counted terms, and when the text came into the world."""

    counts: Mapping[str, float]
    at: datetime


def group(documents: Sequence[Document]) -> list[list[int]]:
    """Groups of indices, each in order, ordered by their first index."""
    vectors = weigh([document.counts for document in documents])
    groups: list[list[int]] = []
    sums: list[Vector] = []
    holders: dict[str, list[int]] = {}
    for index, vector in enumerate(vectors):
        best = _nearest(vector, sums, holders)
        if best is None:
            best = len(groups)
            groups.append([])
            sums.append({})
        groups[best].append(index)
        _add(sums[best], vector, best, holders)
    return groups


def weigh(counts: Sequence[Mapping[str, float]]) -> list[Vector]:
    """tf-idf vectors of length 1; idf = log(1 + N/df)."""
    frequency = Counter(term for document in counts for term in document)
    idf = {term: math.log(1 + len(counts) / df) for term, df in frequency.items()}
    return [
        _unit({t: (1 + math.log(n) if n > 1 else n) * idf[t] for t, n in c.items()}) for c in counts
    ]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def _nearest(vector: Vector, sums: list[Vector], holders: dict[str, list[int]]) -> int | None:
    dots: dict[int, float] = {}
    for term, value in vector.items():
        for at in holders.get(term, ()):
            dots[at] = dots.get(at, 0.0) + value * sums[at][term]
    best, likeness = None, JOIN
    for at in sorted(dots):
        score = dots[at] / math.sqrt(sum(value * value for value in sums[at].values()))
        if score > likeness:
            best, likeness = at, score
    return best


def _add(total: Vector, vector: Vector, at: int, holders: dict[str, list[int]]) -> None:
    for term, value in vector.items():
        if term not in total:
            holders.setdefault(term, []).append(at)
        total[term] = total.get(term, 0.0) + value
