"""Why one report stands for its event, in words: what sets it apart from the next best.

    reports in order of merit | the one that was placed | the first merit that differs

Does not order the reports: `ranking.by_merit` does.
"""

from __future__ import annotations

from collections.abc import Callable

from digest.model.issue import Reason
from digest.model.plan import Digest
from digest.model.story import KnownStory
from digest.rules.ranking import FULL_LENGTH, Ranked, by_merit, length, seen, trust


def stands_for(ranked: Ranked, known: KnownStory, digest: Digest) -> tuple[Reason, ...]:
    """The reason, or none where the event has one report only."""
    members = by_merit(ranked.cluster.members, digest)
    if len(members) < 2:
        return ()
    of = f"stands for {len(members)} reports"
    if members[0].id != known.id:
        return (Reason("representative", f"{of}: the best of those that may stand here"),)
    merit = next(
        (words for words, mark in _merits(digest) if mark(members[0]) != mark(members[1])), ""
    )
    text = f"{of}: {merit or 'alike in all, first by name'}"
    return (Reason("representative", text),)


def _merits(digest: Digest) -> tuple[tuple[str, Callable[[KnownStory], object]], ...]:
    """Each merit in the order in which it counts, with its words."""
    weights = {source.slug: source.weight for source in digest.sources}
    return (
        ("its source weighs most", lambda known: weights.get(known.story.source, 1.0)),
        ("its date is the surest", lambda known: trust(known.story) == 1.0),
        ("it tells most", lambda known: min(FULL_LENGTH, length(known.story))),
        ("it has a picture", lambda known: known.story.image is not None),
        ("it came first", lambda known: seen(known, digest)),
    )
