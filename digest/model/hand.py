"""The editor's hand: what a person decided about an issue before it closes, step by step.

Steps are kept in the order they were made; a later one about the same story wins.  Each carries
who did it and when, so that every step is also its own audit line.  The hand belongs to the issue:
gathering again changes stories, never the hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from digest.model.story import Image, KnownStory


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Who decided, why, and when (aware)."""

    by: str = ""
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pin(_Step):
    """Puts a story into a section, at a place counted from 0 (beyond the end = last)."""

    story_id: int
    section: str
    place: int = 0

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"pinned story {self.story_id} to place {self.place + 1} of '{self.section}'"


@dataclass(frozen=True, slots=True)
class Ban(_Step):
    """Keeps a story out of this issue."""

    story_id: int

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"banned story {self.story_id}"


@dataclass(frozen=True, slots=True)
class Hold(_Step):
    """Keeps a story for the next issue."""

    story_id: int

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"held story {self.story_id} for the next issue"


@dataclass(frozen=True, slots=True)
class Release(_Step):
    """Takes pin, ban and hold off a story again."""

    story_id: int

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"left story {self.story_id} to the rules again"


@dataclass(frozen=True, slots=True)
class Order(_Step):
    """The order of a section's stories; those not named follow as they stood."""

    section: str
    story_ids: tuple[int, ...]

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"ordered '{self.section}': {', '.join(map(str, self.story_ids))}"


NO_PICTURE = Image("")
"""In place of a picture: the story goes without one."""


@dataclass(frozen=True, slots=True)
class Reword(_Step):
    """Another headline, teaser or picture, for the mail only.  None leaves what is there."""

    story_id: int
    title: str | None = None
    teaser: str | None = None
    image: Image | None = None

    @property
    def words(self) -> str:
        """The audit line's text."""
        given = {"headline": self.title, "teaser": self.teaser, "picture": self.image}
        changed = [name for name, value in given.items() if value is not None]
        return f"changed {', '.join(changed) or 'nothing'} of story {self.story_id}"


@dataclass(frozen=True, slots=True)
class OwnLink(_Step):
    """A bare link of the editor's own, at the end of a section unless it is ordered.

    `number` is unique in the hand; the link is called by it with a minus in front.
    """

    section: str
    title: str
    url: str
    number: int = 1

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"added the link '{self.title}' to '{self.section}'"


@dataclass(frozen=True, slots=True)
class Outside(_Step):
    """A story from outside the digest's sources, put where a pin would put it."""

    known: KnownStory
    section: str
    place: int = 0

    @property
    def words(self) -> str:
        """The audit line's text."""
        return f"took '{self.known.story.title}' from outside into '{self.section}'"


NOTE_LIMIT = 1000
"""Characters of a note: a word to the readers, not an article."""


@dataclass(frozen=True, slots=True)
class Note(_Step):
    """The editor's own words above the stories; an empty text takes the note away."""

    text: str

    @property
    def words(self) -> str:
        """The audit line's text."""
        return "wrote a note" if self.text else "took the note away"


Step = Pin | Ban | Hold | Release | Order | Reword | OwnLink | Outside | Note


@dataclass(frozen=True, slots=True)
class Hand:
    """All steps about one issue, oldest first; the empty hand changes nothing.

    `held_over` are ids that an editor held at the last issue: no window keeps them out of this one.
    """

    steps: tuple[Step, ...] = field(default=())
    held_over: frozenset[int] = frozenset()

    @property
    def pins(self) -> tuple[Pin, ...]:
        """The pins that stand, in the order they were made; the last about a story wins."""
        standing = self._standing()
        return tuple(step for step in standing.values() if isinstance(step, Pin))

    @property
    def bans(self) -> dict[int, Ban]:
        """The bans that stand, by story id."""
        return {key: step for key, step in self._standing().items() if isinstance(step, Ban)}

    @property
    def holds(self) -> dict[int, Hold]:
        """The stories kept for the next issue, by id."""
        return {key: step for key, step in self._standing().items() if isinstance(step, Hold)}

    @property
    def orders(self) -> dict[str, tuple[int, ...]]:
        """The wanted order of each section that an editor ordered."""
        return {step.section: step.story_ids for step in self.steps if isinstance(step, Order)}

    @property
    def outside(self) -> tuple[KnownStory, ...]:
        """Stories taken from outside the sources."""
        return tuple(step.known for step in self.steps if isinstance(step, Outside))

    @property
    def links(self) -> tuple[OwnLink, ...]:
        """The editor's own links, without those that were taken away again."""
        gone = {-step.story_id for step in self.steps if isinstance(step, Ban | Hold | Release)}
        made = (step for step in self.steps if isinstance(step, OwnLink))
        return tuple(link for link in made if link.number not in gone)

    @property
    def note(self) -> str:
        """The editor's own words to the readers; the last text stands."""
        notes = [step.text for step in self.steps if isinstance(step, Note)]
        return notes[-1] if notes else ""

    def reworded(self, story_id: int) -> tuple[Reword, ...]:
        """Changes of headline, teaser and picture of one story, oldest first."""
        return tuple(s for s in self.steps if isinstance(s, Reword) and s.story_id == story_id)

    def _standing(self) -> dict[int, Step]:
        """By story: the last step that says where it goes.  A later pin also moves to the end.

        An order that names a pinned story of its section moves the pin.
        """
        standing: dict[int, Step] = {}
        for step in self.steps:
            if isinstance(step, Outside):
                key = step.known.id
                standing.pop(key, None)
                standing[key] = Pin(
                    key, step.section, step.place, by=step.by, why=step.why, at=step.at
                )
            elif isinstance(step, Pin | Ban | Hold | Release):
                standing.pop(step.story_id, None)
                standing[step.story_id] = step
            elif isinstance(step, Order):
                standing |= _moved(standing, step)
        return standing


def _moved(standing: Mapping[int, Step], order: Order) -> dict[int, Step]:
    """The pins that this order names, at their new places."""
    named = ((standing.get(story), place) for place, story in enumerate(order.story_ids))
    return {
        pin.story_id: replace(pin, place=place)
        for pin, place in named
        if isinstance(pin, Pin) and pin.section == order.section
    }


NO_HAND = Hand()
"""Nobody touched the issue."""
