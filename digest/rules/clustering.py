"""Stories -> clusters: what many papers tell about one event becomes one.

    stories | one document per address | terms of headline and opening | grouping | copies told

Takes stories of news only; does not rank and does not choose who stands for a cluster.
The result does not depend on the order of the input.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from digest.model.issue import Printed
from digest.model.story import KnownStory, Moment, Story, instant_of
from digest.rules import grouping
from digest.rules.copies import copies
from digest.rules.terms import counted

HALF_LIFE = timedelta(hours=12)
"""Reports this far apart are half as like: a day-long window."""

OPENING = 280
"""Signs of teaser and text that are looked at: two papers' headlines often share no word at all."""

_UTC = ZoneInfo("UTC")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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

    `key` names the cluster within one run: source and guid of its first member.  `copies` are
    members whose text an earlier member carries too (a wire's story); `printed` is what earlier
    issues brought of this event.
    """

    key: str
    members: tuple[KnownStory, ...]
    copies: tuple[KnownStory, ...] = ()
    printed: tuple[Printed, ...] = ()

    @property
    def reports(self) -> tuple[KnownStory, ...]:
        """The members that tell it in their own words, and one of each copied text."""
        copied = {one.id for one in self.copies}
        own = tuple(member for member in self.members if member.id not in copied)
        return own or self.members[:1]


def cluster(stories: Sequence[KnownStory], half_life: timedelta = HALF_LIFE) -> tuple[Cluster, ...]:
    """Groups stories by event; each story is in exactly one cluster, earliest cluster first.

    Stories at one address are one event whatever their headlines say.
    """
    pages = _pages(stories)
    told = tuple(map(_told, pages))
    groups = _grouped(told, _hours(half_life))
    return tuple(_cluster([known for index in group for known in pages[index]]) for group in groups)


@lru_cache(maxsize=4)
def _grouped(told: tuple[tuple[str, str, float], ...], half_life: float) -> list[list[int]]:
    """The groups of (headline, opening, hours).

    Kept for the last few tables: each step of an editor's hand, and each digest that reads the
    same sources, asks for the same groups again.
    """
    return grouping.group([_document(one) for one in told], grouping.Bar(half_life))


def attach(clusters: Sequence[Cluster], stories: Sequence[KnownStory]) -> list[int | None]:
    """For each story the index of the cluster that tells its event, whatever the time between."""
    pages = [[member] for one in clusters for member in one.members]
    ends = [0]
    for one in clusters:
        ends.append(ends[-1] + len(one.members))
    groups = [range(start, end) for start, end in itertools.pairwise(ends)]
    return grouping.attach(
        [_document(_told(page)) for page in pages],
        groups,
        [_document(_told([known])) for known in stories],
    )


def cluster_headlines(lines: Sequence[Headline]) -> list[tuple[str, str]]:
    """(id, cluster id) in the order of the lines; a cluster is called after its first headline."""
    ordered = sorted(lines, key=lambda line: (_instant(line.published), line.title, line.id))
    documents = [
        grouping.Document(counted(line.title), _since_epoch(_instant(line.published)))
        for line in ordered
    ]
    named: dict[str, str] = {}
    for group in grouping.group(documents, grouping.Bar(_hours(HALF_LIFE))):
        for index in group:
            named[ordered[index].id] = ordered[group[0]].id
    return [(line.id, named[line.id]) for line in lines]


def seen_at(known: KnownStory) -> datetime:
    """When a story came into the world as far as we know: its date, else when we saw it first."""
    published = known.story.published
    return known.first_seen if published is None else instant_of(published, _UTC)


def _pages(stories: Iterable[KnownStory]) -> list[list[KnownStory]]:
    """Stories by address, earliest first; one without an address stands alone."""
    pages: dict[tuple[str, ...], list[KnownStory]] = {}
    for known in sorted(stories, key=_age_then_name):
        story = known.story
        pages.setdefault((story.url,) if story.url else (story.source, story.guid), []).append(
            known
        )
    return list(pages.values())


def _told(page: Sequence[KnownStory]) -> tuple[str, str, float]:
    """The headline of a page, its fullest opening, and when it came, in hours."""
    opening = max((_opening(known.story) for known in page), key=len)
    return page[0].story.title, opening, _since_epoch(seen_at(page[0]))


def _opening(story: Story) -> str:
    """The teaser, and the text after it as far as it helps a short one."""
    if len(story.teaser) >= OPENING or not story.body:
        return story.teaser
    text = story.body[: 2 * OPENING]
    return (text if text.startswith(story.teaser) else f"{story.teaser}\n{text}")[:OPENING]


def _document(told: tuple[str, str, float]) -> grouping.Document:
    title, opening, hours = told
    return grouping.Document(counted(title, opening), hours)


def _cluster(members: list[KnownStory]) -> Cluster:
    members.sort(key=_age_then_name)
    first = members[0].story
    return Cluster(f"{first.source} {first.guid}", tuple(members), copies(members))


def _age_then_name(known: KnownStory) -> tuple[datetime, str, str, int]:
    return seen_at(known), known.story.source, known.story.guid, known.id


def _instant(moment: Moment | None) -> datetime:
    return _EPOCH if moment is None else instant_of(moment, _UTC)


def _since_epoch(moment: datetime) -> float:
    return _hours(moment - _EPOCH)


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)
