"""What a reader chose: of one digest its sections, how often, from when; and of themselves.

A preference belongs to a reader and a digest, not to a list: one list may feed two digests whose
sections have nothing in common.  Whether a reader is on a list at all stays the list's matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Frequency(StrEnum):
    """How often a reader wants a digest."""

    EVERY = "every"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Preference:
    """How one reader wants one digest.  The default is what somebody gets who never chose.

    `sections`: slugs, in order of the alphabet; None = all, also those that come later; () = only
    what nobody can leave out.  `weekday`: 0 = Monday, with WEEKLY and only there.  `paused_until`:
    the first day (the digest's own calendar) on which it comes again.

    Raises ValueError with words for a preference that cannot be meant.
    """

    sections: tuple[str, ...] | None = None
    frequency: Frequency = Frequency.EVERY
    weekday: int | None = None
    paused_until: date | None = None

    def __post_init__(self) -> None:
        weekly = self.frequency is Frequency.WEEKLY
        if weekly != (self.weekday is not None):
            raise ValueError("a weekday belongs to a weekly one, and to no other")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday}: allowed are 0 (Monday) to 6 (Sunday)")
        if self.sections is not None:
            object.__setattr__(self, "sections", tuple(sorted(set(self.sections))))


@dataclass(frozen=True, slots=True)
class Profile:
    """What a reader says of themselves; empty = the digest's own.

    `zone`: a name of the IANA database.  `hour`: 0 to 23 in that zone, when the mail should come;
    None = when the digest goes out.
    `rules.preferences.sound` checks one that comes from a form.
    """

    name: str = ""
    language: str = ""
    zone: str = ""
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything a reader chose; a digest that is not named is wanted as it comes."""

    profile: Profile = Profile()
    digests: Mapping[str, Preference] = field(default_factory=dict)

    def of(self, digest: str) -> Preference:
        """The preference for one digest, by slug."""
        return self.digests.get(digest, Preference())


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: which fields changed, from where, by whom.

    `digest` is empty where it is about the reader.  `what` maps a field to its value before and
    after; of a name only that it changed: the log outlives an erasure and must name nobody.
    """

    at: datetime
    digest: str
    what: Mapping[str, tuple[object, object]]
    source: str
    actor: str
    wording: str = ""
