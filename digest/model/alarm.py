"""What wakes an operator: signs of the house go in, alarms come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class AlarmKind(StrEnum):
    """What is wrong.

    LATE: an issue is not with its readers by its deadline.  SMALL: an issue went to far fewer than
    usual.  TICKER, WORKER: nobody of them lives.  STALLED: an issue on its way does not move.
    UNCERTAIN: somebody's copy is of unknown fate for long.  FROZEN: a freeze holds an issue up.
    UNBALANCED: a ledger does not add up.  WEBHOOK: the provider took mail and reports nothing.
    QUEUE: work that is due is not taken up.
    """

    LATE = "late"
    SMALL = "small"
    TICKER = "ticker"
    WORKER = "worker"
    STALLED = "stalled"
    UNCERTAIN = "uncertain"
    FROZEN = "frozen"
    UNBALANCED = "unbalanced"
    WEBHOOK = "webhook"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong.  `subject` names of what: a digest, an issue, a part of the house."""

    kind: AlarmKind
    subject: str
    words: str

    @property
    def key(self) -> str:
        """The same thing wrong is the same alarm, however often it is found."""
        return f"{self.kind.value} {self.subject}".strip()


@dataclass(frozen=True, slots=True)
class Due:
    """A slot of the schedule whose time is past, and how far its issue came.

    `audience` and `open` (readers without a verdict) count people; both 0 before the freeze.
    `waits` = it is held for a person, with the reason.
    """

    digest: str
    slot: str
    due_at: datetime
    issue: int | None
    done: bool
    audience: int = 0
    open: int = 0
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Moving:
    """An issue on its way.  `moved_at` = when its ledger last changed.

    `waits` = as it was told to: for its hours, the letters of a day, or its first readers.
    """

    issue: int
    digest: str
    open: int
    moved_at: datetime
    paused: bool
    frozen: str
    balances: bool
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Restraint:
    """What is held back as it was told to be.

    `closed` = digests, by slug: not their hours, or the letters of the day are used up, now or
    until just now.  `asks` = issues: what their first readers say is for a person to judge.
    """

    closed: frozenset[str] = frozenset()
    asks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Size:
    """An issue that was frozen lately: its audience, and those of the issues before, newest first."""

    issue: int
    digest: str
    audience: int
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An issue with uncertain readers, and since when the oldest of them is."""

    issue: int
    digest: str
    people: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """Work that is due and not taken up: `service mails`, those `in bulk`, or `stages`; the oldest since when."""

    what: str
    n: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Signs:
    """What can be seen of the house at one moment.

    `beats` by part; a part that never lived is not in it.  `post` = when mail last went to a
    provider that reports, and `heard` = when it last reported; None where neither can be.
    """

    now: datetime
    beats: Mapping[str, datetime] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    moving: tuple[Moving, ...] = ()
    sizes: tuple[Size, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    queued: tuple[Queued, ...] = ()
    post: datetime | None = None
    heard: datetime | None = None
    workers_expected: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """When something is wrong."""

    late: timedelta = timedelta(minutes=10)
    quiet: timedelta = timedelta(minutes=3)
    stalled: timedelta = timedelta(minutes=10)
    uncertain: timedelta = timedelta(minutes=30)
    webhook: timedelta = timedelta(minutes=15)
    queue: timedelta = timedelta(minutes=10)
    small: float = 0.5
