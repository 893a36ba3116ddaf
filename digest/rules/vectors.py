"""Counted terms -> vectors, and how like two of them are.

A term weighs its count times the root of log(1 + N/df): what few documents say tells more.
Vectors have length 1, those of short documents less: two words in common are no event where
there are only two words.

Knows no story, no language and no time.  Sums are exact, so that no run differs from another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

Vector = dict[str, float]

PIVOT = 0.5
"""The share of the mean length by which a document shorter than the mean is divided."""


def frequency(documents: Iterable[Mapping[str, float]]) -> Counter[str]:
    """How many of the documents hold each term."""
    return Counter(chain.from_iterable(documents))


def weigh(counts: Sequence[Mapping[str, float]], holders: Mapping[str, int]) -> list[Vector]:
    """A vector for each document, given how many hold each term; empty where nothing is counted."""
    total = len(counts)
    idf = {term: math.sqrt(math.log(1 + total / df)) for term, df in holders.items()}
    weights = [[count * idf[term] for term, count in document.items()] for document in counts]
    lengths = [math.sqrt(math.fsum([weight * weight for weight in one])) for one in weights]
    mean = math.fsum(lengths) / total if total else 0.0
    divisors = [max(own, PIVOT * mean + (1 - PIVOT) * own) for own in lengths]
    return [
        dict(zip(document, [weight / by for weight in one], strict=True))
        for document, one, by in zip(counts, weights, divisors, strict=True)
    ]


def dot(one: Vector, other: Vector) -> float:
    """The scalar product, exact to the last bit in any order of the terms."""
    if len(one) > len(other):
        one, other = other, one
    return math.fsum([value * other[term] for term, value in one.items() if term in other])


def total(vectors: Iterable[Vector]) -> Vector:
    """The sum of the vectors, in a new one."""
    found: Vector = {}
    for vector in vectors:
        add(found, vector)
    return found


def add(longer: Vector, other: Vector) -> None:
    """Adds the other to the longer one, in place."""
    known = longer.get
    for term, value in other.items():
        longer[term] = known(term, 0.0) + value


def background(vectors: Sequence[Vector]) -> float:
    """How like two documents are in the mean, whatever they tell; 0 where there are no two."""
    count = len(vectors)
    if count < 2:
        return 0.0
    square = math.fsum([value * value for value in total(vectors).values()])
    itself = math.fsum([weight * weight for vector in vectors for weight in vector.values()])
    return max(0.0, square - itself) / (count * (count - 1))
