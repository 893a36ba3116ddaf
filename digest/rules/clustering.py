"""Stories -> clusters: what many papers tell about one event becomes one.

    stories | terms of headline, teaser, address | weights (idf) | grouping | copies folded

Takes stories of news only; does not rank and does not choose a representative.
The result does not depend on the order of the input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from digest.model.issue import Printed
from digest.model.story import KnownStory, Moment, instant_of
from digest.rules import grouping
from digest.rules.terms import terms

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Headline:
    """A bare headline to be grouped; `published` may be unknown."""

    id: str
    title: str
    published: Moment | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Stories of one event, earliest first.

    `key` names the cluster within one run: the guid of its first member.  `copies` are members
    whose text another member carries too (a wire's story); `printed` is what earlier issues
    brought of this event.
    """

    key: str
    members: tuple[KnownStory, ...]
    copies: tuple[KnownStory, ...] = ()
    printed: tuple[Printed, ...] = ()

    @property
    def reports(self) -> tuple[KnownStory, ...]:
        """The members that tell it in their own words, and one of each copied text."""
        copied = {(copy.story.source, copy.story.guid) for copy in self.copies}
        return tuple(m for m in self.members if (m.story.source, m.story.guid) not in copied)


def cluster(stories: Sequence[KnownStory]) -> tuple[Cluster, ...]:
    """Groups stories by event; each story is in exactly one cluster, earliest cluster first."""
    ordered = sorted(stories, key=_age_then_name)
    documents = [
        grouping.Document(_counted(known.story.title, known.story.teaser), seen_at(known))
        for known in ordered
    ]
    groups = grouping.group(documents)
    return tuple(_cluster([ordered[index] for index in group]) for group in groups)


def cluster_headlines(lines: Sequence[Headline]) -> list[tuple[str, str]]:
    """(id, cluster id) in the order of the lines; a cluster is called after its first headline."""
    ordered = sorted(lines, key=lambda line: (_instant(line.published), line.title, line.id))
    documents = [
        grouping.Document(_counted(line.title, ""), _instant(line.published)) for line in ordered
    ]
    named: dict[str, str] = {}
    for group in grouping.group(documents):
        for index in group:
            named[ordered[index].id] = ordered[group[0]].id
    return [(line.id, named[line.id]) for line in lines]


def seen_at(known: KnownStory) -> datetime:
    """When a story came into the world as far as we know: its date, else when we saw it first."""
    published = known.story.published
    return known.first_seen if published is None else instant_of(published, _UTC)


def _instant(moment: Moment | None) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) if moment is None else instant_of(moment, _UTC)


def _age_then_name(known: KnownStory) -> tuple[datetime, str, str, int]:
    return seen_at(known), known.story.source, known.story.guid, known.id


def _counted(title: str, teaser: str) -> dict[str, float]:
    """Terms with their count; a word of the headline counts twice one of the teaser."""
    counts: dict[str, float] = {}
    for text, weight in ((title, 1.0), (teaser[:400], 0.5)):
        for term in terms(text):
            counts[term] = counts.get(term, 0.0) + weight
    return counts


def _cluster(members: list[KnownStory]) -> Cluster:
    return Cluster(key=members[0].story.guid, members=tuple(members))
