"""How much of a story that readers had is another one now, in figures an editor can argue with.

    printed, now | words that tell something, in one spelling | share that is not in both | enough?

Punctuation, case, order and the small words count nothing, nor do authors, dates and pictures.
Does not know what was printed when, and marks nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from digest.model.story import Story
from digest.rules.terms import terms

BODY_CHANGED = 0.2
"""So large a share of the text changed makes it news again: a sixth paragraph does not, a new half
does."""

OPENING_CHANGED = 0.4
"""The same of headline and teaser, where a text is not known: another headline alone does not."""

BODY_LENGTH = 50
"""Words that tell something; below that a body is a teaser, and says little about the story."""

_THOUSANDS = re.compile(r"(?<=\d)[.,'’٬\u00a0\u202f ](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Change:
    """Whether it is news again, and what changed, to be read after "printed on 3 May and"."""

    really: bool
    words: str


def change(before: Story, now: Story) -> Change:
    """What became of a printed story.  The text decides where both have one; else the opening."""
    figures = _new_figures(before.title, now.title)
    if figures:
        return Change(True, f"its headline has another figure since: {', '.join(figures)}")
    texts = Counter(terms(before.body)), Counter(terms(now.body))
    if min(text.total() for text in texts) >= BODY_LENGTH:
        return _told(share(*texts), BODY_CHANGED, "its text")
    openings = (Counter(terms(f"{story.title}\n{story.teaser}")) for story in (before, now))
    return _told(share(*openings), OPENING_CHANGED, "its headline and teaser")


def share(before: Counter[str], now: Counter[str]) -> float:
    """The share of all words that stand in one of two texts and not in the other, 0 to 1."""
    total = before.total() + now.total()
    return (total - 2 * (before & now).total()) / total if total else 0.0


def _told(changed: float, enough: float, what: str) -> Change:
    if not changed:
        return Change(False, "unchanged since")
    if changed >= enough:
        return Change(True, f"{changed:.0%} of {what} changed since")
    # Rounded down: 20% that is too little of 20% would be a riddle.
    told = f"{int(changed * 100 + 1e-9)}%" if changed >= 0.01 else "less than 1%"
    return Change(False, f"only {told} of {what} changed since; {enough:.0%} is an update")


def _new_figures(before: str, now: str) -> list[str]:
    """Figures of a headline that replaced others: a toll, a score, a price."""
    had, has = set(_figures(before)), set(_figures(now))
    return sorted(has - had) if had and has else []


def _figures(text: str) -> list[str]:
    """Numbers in Western digits, without the marks between thousands, a comma as a point."""
    plain = "".join(_digit(sign) for sign in unicodedata.normalize("NFKC", text))
    return [number.replace(",", ".") for number in _NUMBER.findall(_THOUSANDS.sub("", plain))]


def _digit(sign: str) -> str:
    decimal = unicodedata.decimal(sign, None)
    return "." if sign == "٫" else sign if decimal is None else str(decimal)
