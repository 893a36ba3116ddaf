"""Reasons -> sentences an editor can argue with.

    Placement or LeftOut | what and where | the terms with their points | a sentence each

Explains what was decided; decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.model.issue import Choice, LeftOut, Placement, Reason, TooThin

_NAMES = {
    "coverage": "coverage",
    "prominence": "prominence",
    "freshness": "freshness",
    "depth": "depth",
    "desk": "desk",
}


def words(subject: Placement | LeftOut) -> str:
    """Why a story is in or out, in English sentences on one line."""
    return out(subject) if isinstance(subject, LeftOut) else placed(subject)


def placed(placement: Placement) -> str:
    """'Headline' is in 'top', place 2, with 63.25 points: coverage 31.75 (told by …); …"""
    score = "" if placement.score is None else f", with {number(placement.score)} points"
    parts = [
        f"'{placement.story.title}' is in '{placement.section}', "
        f"place {placement.place + 1}{score}: {'; '.join(map(term, placement.why))}."
    ]
    if placement.also:
        parts.append(f"Also reported by {', '.join(placement.also)}.")
    return " ".join(parts)


def out(left_out: LeftOut) -> str:
    """'Headline' is not in: printed on 3 May and unchanged since (printed_before)."""
    return f"'{left_out.title}' is not in: {left_out.words} ({left_out.reason})."


def term(reason: Reason) -> str:
    """One reason: a counted term with its points, any other in its own words."""
    if reason.points is None:
        return reason.words
    return f"{_NAMES.get(reason.term, reason.term)} {number(reason.points)} ({reason.words})"


def number(points: float) -> str:
    """Points as people write them: quarters without idle zeros."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def explain(choice: Choice | TooThin, story_ids: Iterable[int] = ()) -> list[str]:
    """A sentence per story, printed ones first; with ids only those.

    A story that nobody knows is named so that the answer is never empty.
    """
    wanted = set(story_ids)
    placements = choice.placements if isinstance(choice, Choice) else ()
    lines = [] if isinstance(choice, Choice) else [f"No issue: {choice.words}."]
    subjects: list[Placement | LeftOut] = [*placements, *choice.left_out]
    lines += [words(one) for one in subjects if not wanted or one.story_id in wanted]
    missing = sorted(wanted - {one.story_id for one in subjects})
    return lines + [f"Story {story_id} is not among the stories looked at." for story_id in missing]
