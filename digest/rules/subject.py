"""The subject line of an issue: the digest's own pattern, or its lead headline."""

from __future__ import annotations

from datetime import date

from digest.model.issue import Choice, Placement
from digest.model.plan import Digest, SectionKind

_LIMIT = 150


def subject_of(digest: Digest, choice: Choice, day: date) -> str:
    """`{lead}`, `{title}` and `{date}` of the pattern filled in; without a pattern the headline.

    Unknown braces stay as they are: a subject is text, not a program.
    """
    lead = _lead(choice.placements)
    pattern = digest.subject or "{lead}"
    words = {"{lead}": lead or digest.title, "{title}": digest.title, "{date}": day.isoformat()}
    for gap, value in words.items():
        pattern = pattern.replace(gap, value)
    return _cut(" ".join(pattern.split()) or digest.title)


def _lead(placements: tuple[Placement, ...]) -> str:
    lead = next((p for p in placements if p.kind is SectionKind.LEAD), None)
    first = lead or (placements[0] if placements else None)
    return first.story.title if first else ""


def _cut(text: str) -> str:
    """At a word's end, with an ellipsis, where it is longer than a subject may be."""
    if len(text) <= _LIMIT:
        return text
    return text[: _LIMIT - 1].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"
