"""Which reports of an event are one text: a wire's story that many papers carry.

    openings of the texts | shingles of three words | nearly all the same -> a copy of the earlier

Says nothing about stories that only tell the same event: `clustering` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from digest.model.story import KnownStory, Story
from digest.rules.terms import words

ALIKE = 0.85
"""The share of common shingles from which two openings are one text."""

OPENING = 40
"""So many words are compared; papers cut a wire's story at the end, not at the beginning."""

ENOUGH = 8
"""Fewer words prove nothing."""

_Shingles = frozenset[tuple[str, ...]]


def copies(members: Sequence[KnownStory]) -> tuple[KnownStory, ...]:
    """Members, given earliest first, whose text an earlier one carries."""
    if len(members) < 2:
        return ()
    originals: dict[tuple[str, ...], list[_Shingles]] = {}
    copied = []
    for known in members:
        shingles = _shingles(known.story)
        if any(_alike(shingles, one) for key in shingles for one in originals.get(key, ())):
            copied.append(known)
            continue
        for key in shingles:
            originals.setdefault(key, []).append(shingles)
    return tuple(copied)


def _shingles(story: Story) -> _Shingles:
    """The opening's runs of three words: of the text, else of headline and teaser."""
    text = story.body or f"{story.title}\n{story.teaser}"
    opening = list(islice(words(text[: OPENING * 20]), OPENING))
    if len(opening) < ENOUGH:
        return frozenset()
    return frozenset(zip(opening, opening[1:], opening[2:], strict=False))


def _alike(one: _Shingles, other: _Shingles) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
