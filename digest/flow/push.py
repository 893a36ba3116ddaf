"""A story that its newsroom brings itself: into the same pool, by the same rules as a gathered one.

story | freshness.decide | kept, or unchanged        told twice it is known once
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.story import Story
from digest.rules import freshness
from digest.store import news, pushed


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of it: its number, `new`, `changed` or `unchanged`, and what was not believed."""

    number: int
    found: str
    notes: tuple[str, ...] = ()


def push(story: Story, now: datetime) -> Pushed:
    """Keep the story, or see that nothing is new about it; of two at once both find one row."""
    fresh = freshness.decide(pushed.told_hash(story.source, story.guid), (story,), now)
    if fresh.new or fresh.changed:
        (told,) = (*fresh.new, *fresh.changed)
        hashes = {told.guid: told.content_hash}
        if not pushed.keep(told, hashes, new=bool(fresh.new), now=now):
            return push(story, now)  # somebody else brought it first: now it is known
    number = pushed.number_of(story.source, story.guid)
    assert number is not None
    if not (fresh.new or fresh.changed):
        news.restore([number])  # who tells a story anew has it again
    found = "new" if fresh.new else "changed" if fresh.changed else "unchanged"
    return Pushed(number, found, fresh.notes)


def take_back(source: str, guid: str, now: datetime) -> bool:
    """Its publisher takes it back: it is kept, and chosen no more.  False where it is not known."""
    if pushed.number_of(source, guid) is None:
        return False
    news.take_back(source, [guid], now)
    return True
