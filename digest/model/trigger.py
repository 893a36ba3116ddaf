"""A trigger: an ad-hoc digest that a machine asked for, from its acceptance to its issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class TriggerState(StrEnum):
    """How far it is.  What becomes of its issue is the issue's to say."""

    ACCEPTED = "accepted"
    WORKING = "working"
    MADE = "made"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.  `lists` empty = the digest's own; `hold` = a person lets it go."""

    lists: tuple[str, ...] = ()
    segment: str = ""
    to: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    subject: str = ""
    day: date | None = None
    only_new: bool = False
    expect: int | None = None
    again: bool = False
    hold: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """An accepted trigger.  `joined` = its issue was there before; `guard` and `words`: why refused."""

    id: int
    digest: str
    wanted: Wanted
    actor: str
    state: TriggerState
    accepted_at: datetime
    issue: int | None = None
    joined: bool = False
    guard: str = ""
    words: str = ""
