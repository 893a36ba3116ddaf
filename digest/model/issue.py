"""The dated, ordered choice of stories of one digest: open, then closed for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from digest.model.plan import SectionKind
from digest.model.story import Story


class IssueKind(StrEnum):
    """Why an issue exists.  A demo's issue has no cool-down and never counts as sent news."""

    SCHEDULED = "scheduled"
    ADHOC = "adhoc"


class IssueState(StrEnum):
    """Where an issue stands.  What an operator decided is stored; progress is derived."""

    OPEN = "open"
    CLOSED = "closed"
    RENDERED = "rendered"
    FROZEN = "frozen"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    FINISHED_IN_PART = "finished_in_part"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class IssueStep(StrEnum):
    """What may happen to an issue."""

    CLOSE = "close"
    RENDER = "render"
    FREEZE = "freeze"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    SKIP = "skip"
    FINISH = "finish"
    FINISH_IN_PART = "finish_in_part"
    SETTLE = "settle"


_S, _E = IssueState, IssueStep
ISSUE_TRANSITIONS: dict[tuple[IssueState, IssueStep], IssueState] = {
    (_S.OPEN, _E.CLOSE): _S.CLOSED,
    (_S.OPEN, _E.SKIP): _S.SKIPPED,
    (_S.OPEN, _E.CANCEL): _S.CANCELLED,
    (_S.CLOSED, _E.RENDER): _S.RENDERED,
    (_S.CLOSED, _E.CANCEL): _S.CANCELLED,
    (_S.RENDERED, _E.FREEZE): _S.FROZEN,
    (_S.RENDERED, _E.CANCEL): _S.CANCELLED,
    (_S.FROZEN, _E.RELEASE): _S.SENDING,
    (_S.FROZEN, _E.CANCEL): _S.CANCELLED,
    (_S.SENDING, _E.PAUSE): _S.PAUSED,
    (_S.SENDING, _E.CANCEL): _S.CANCELLED,
    (_S.SENDING, _E.FINISH): _S.FINISHED,
    (_S.SENDING, _E.FINISH_IN_PART): _S.FINISHED_IN_PART,
    (_S.PAUSED, _E.RESUME): _S.SENDING,
    (_S.PAUSED, _E.CANCEL): _S.CANCELLED,
    # What was uncertain or failed got settled later, by evidence or by a person.
    (_S.FINISHED_IN_PART, _E.SETTLE): _S.FINISHED,
    # A provider tells late of somebody whom it dropped.
    (_S.FINISHED, _E.FINISH_IN_PART): _S.FINISHED_IN_PART,
    # Only the failed go out again; the accepted are never touched.
    (_S.FINISHED_IN_PART, _E.RELEASE): _S.SENDING,
}

UNFINISHED = frozenset({_S.OPEN, _S.CLOSED, _S.RENDERED, _S.FROZEN, _S.SENDING, _S.PAUSED})
"""States in which a further trigger joins the issue instead of making another."""

ISSUE_SENT = frozenset({_S.SENDING, _S.PAUSED, _S.FINISHED, _S.FINISHED_IN_PART, _S.CANCELLED})
"""States after the first reader may have it: its stories count as printed."""


def advance_issue(state: IssueState, step: IssueStep) -> IssueState | None:
    """The state after a step, or None when the step is not allowed from there."""
    return ISSUE_TRANSITIONS.get((state, step))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """When an issue is for.  `slot` is the local label: `2026-11-25T06:00` or `2026-11-25#1`."""

    digest: str
    slot: str
    kind: IssueKind
    day: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a why: `points` of the score (None where nothing is counted) and words."""

    term: str
    words: str
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A story at its place in an issue, with the reasons that put it there.

    `score` is None for what is placed by configuration, by the paper's order or by an editor;
    else it is the sum of the points in `why`.  `also` names the other publishers that have it.
    `note` is a word to the reader, as an id that layout translates: `updated` (printed before,
    changed since), `undated`, and of editorials `yesterday` or `earlier`; else empty.
    `gathered` is the story as its paper tells it, where an editor reworded it for the mail.
    `fits`: other sections that would take it; it stands there for who left its own section out.
    """

    story_id: int
    story: Story
    section: str
    kind: SectionKind
    place: int
    why: tuple[Reason, ...]
    score: float | None = None
    also: tuple[str, ...] = ()
    note: str = ""
    gathered: Story | None = None
    fits: tuple[str, ...] = ()

    @property
    def printed_hash(self) -> str:
        """What a later issue compares with: the story's own hash, not the editor's wording."""
        return (self.gathered or self.story).content_hash


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A story that was not taken, and why, in one id and in words."""

    story_id: int
    title: str
    source: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What compose decided: placements in printed order, what was left out, the editor's note."""

    placements: tuple[Placement, ...]
    left_out: tuple[LeftOut, ...] = ()
    note: str = ""

    @property
    def content_hash(self) -> str:
        """64 hex digits over what is printed: sections, guids and content in order."""
        lines = [
            f"{p.section}\x1f{p.story.guid}\x1f{p.story.content_hash}" for p in self.placements
        ]
        lines += [self.note] if self.note else []
        return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TooThin:
    """No issue today: too few stories, or nothing new.  `reason` is an id, `words` for people.

    `choice` is what there is, for a person to decide about; None where there is no story at all.
    """

    reason: str
    words: str
    found: int = 0
    left_out: tuple[LeftOut, ...] = ()
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as stored.  `number` counts the issues of that digest's day, from 1."""

    id: int
    digest: str
    occurrence: Occurrence
    state: IssueState
    number: int
    subject: str
    preheader: str
    choice: Choice
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A story that an earlier issue of the same digest already brought to readers."""

    story_id: int
    story: Story
    content_hash: str
    printed_at: datetime
    led: bool = False
