"""What of a source's answer is new, what has changed, what we know already.

    incoming | first of each guid | untrusted dates out | against the known hashes

Does not fetch and does not save; an old story is new when we have not seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from digest.model.story import Moment, Story

CLOCK_SLACK = timedelta(hours=1)
"""So far ahead a publisher's clock may run; a later date is somebody's mistake, not news."""

FIRST_ZONE = timedelta(hours=14)
"""A day begins this long before UTC's on the first islands: a bare date may be a day ahead."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Intents for the store, each in the order of the answer.  `unchanged` are guids.

    `notes` are for people: what was dropped or not believed, and why.
    """

    new: tuple[Story, ...] = ()
    changed: tuple[Story, ...] = ()
    unchanged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def decide(known: Mapping[str, str], incoming: Sequence[Story], now: datetime) -> Freshness:
    """Sorts one answer into new, changed and unchanged.

    `known` maps the source's guids to content hashes; `now` is aware.  Of stories with the same
    guid the first counts.  A date more than an hour ahead is taken off and noted.
    """
    new, changed, unchanged = [], [], []
    notes: list[str] = []
    for story in _believed(_first_of_each(incoming, notes), now, notes):
        if story.guid not in known:
            new.append(story)
        elif known[story.guid] != story.content_hash:
            changed.append(story)
        else:
            unchanged.append(story.guid)
    return Freshness(tuple(new), tuple(changed), tuple(unchanged), tuple(notes))


def _first_of_each(incoming: Sequence[Story], notes: list[str]) -> Iterable[Story]:
    seen: set[str] = set()
    for story in incoming:
        if story.guid in seen:
            notes.append(f"{story.guid}: named twice in one answer; the first counts")
            continue
        seen.add(story.guid)
        yield story


def _believed(stories: Iterable[Story], now: datetime, notes: list[str]) -> Iterable[Story]:
    for story in stories:
        believed = story
        for name in ("published", "updated"):
            moment: Moment | None = getattr(story, name)
            if moment is not None and in_future(moment, now):
                notes.append(f"{story.guid}: '{name}' lies in the future ({moment}): not believed")
                believed = _undated(believed, name)
        yield believed


def in_future(moment: Moment, now: datetime) -> bool:
    """Whether a date lies further ahead than clocks differ."""
    if isinstance(moment, datetime):
        return moment > now + CLOCK_SLACK
    start = datetime.combine(moment, time(0), tzinfo=UTC) - FIRST_ZONE
    return start > now


def _undated(story: Story, name: str) -> Story:
    rest = {key: label for key, label in story.provenance.items() if key != name}
    if name == "published":
        return replace(story, published=None, provenance=rest)
    return replace(story, updated=None, provenance=rest)
