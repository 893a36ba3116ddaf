"""The readers of a parcel: those of a step who are there and stay, each with the token of their letter.

Does not decide who left: the last look says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.model.claim import Claim
from digest.model.post import Fate, Parcel, Readers, Verdict
from digest.rules import tokens
from digest.store.lastlook import Look


def addressed(claim: Claim, step: range, left: frozenset[int], look: Look, key: bytes) -> Readers:
    """Who of the step is still there and was not left out, with their tokens."""
    ids = claim.recipients[step.start : step.stop]
    if left or len(look.ids) < len(ids):
        people = _fewer(step, ids, left, look)
    else:
        people = Readers(step, ids, look.addresses, look.names)
    minted = tokens.mint_all(key, tokens.READER, claim.issue, people.subscribers)
    return replace(people, tokens=minted)


def _fewer(step: range, ids: Sequence[int], left: frozenset[int], look: Look) -> Readers:
    """Without those who left, and those who were erased since the freeze."""
    there = dict(zip(look.ids, zip(look.addresses, look.names, strict=True), strict=True))
    whole = zip(step, ids, strict=True)
    rows = [(p, who, *there[who]) for p, who in whole if who in there and p not in left]
    return Readers(*zip(*rows, strict=True)) if rows else Readers()


def vanished(parcel: Parcel) -> dict[int, Verdict]:
    """Readers erased between the last look and the parcel: they were not asked for."""
    asked = Readers.of(parcel.readers).positions
    if len(asked) == parcel.stop - parcel.start:
        return {}
    gone = Verdict(Fate.REFUSED, "the reader was erased at the last moment")
    return dict.fromkeys(set(range(parcel.start, parcel.stop)).difference(asked), gone)
