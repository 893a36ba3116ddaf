"""What became of an issue, in numbers: for a page, a command, a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from digest.model.delivery import Balance


class Return(StrEnum):
    """Why a letter did not arrive.

    HARD: there is no such mailbox.  SOFT: it takes nothing at present.  BLOCKED: this letter was
    not wanted.  DROPPED: the provider did not even try.  REFUSED: the post did not take it.
    """

    HARD = "hard"
    SOFT = "soft"
    BLOCKED = "blocked"
    DROPPED = "dropped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DomainReturns:
    """What came back from one domain; '' = of readers who were erased since."""

    domain: str
    kinds: Mapping[Return, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was reported of an issue's letters up to `at`; each reader counts once in each number.

    `delivered` is None where nobody reports deliveries.  `domains`: the worst first.
    """

    at: datetime
    delivered: int | None = None
    returned: Mapping[Return, int] = field(default_factory=dict)
    domains: tuple[DomainReturns, ...] = ()
    complaints: int = 0
    unsubscribes: int = 0

    @property
    def bounced(self) -> int:
        """Letters that the post took and that came back."""
        return sum(
            self.returned.get(kind, 0) for kind in (Return.HARD, Return.SOFT, Return.BLOCKED)
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """How a link was followed: by so many readers, so often; `machines` = likely scanners."""

    readers: int = 0
    clicks: int = 0
    machines: int = 0


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story of the issue with its link; `url` is empty where it has no page."""

    link: int
    title: str
    section: str
    url: str
    followed: Followed


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of an issue against those of its digest's last 30 days.

    `value` and the quartiles are shares of the submitted, but for `audience`; None = not known.
    `n` issues are in the band; with fewer than 4 it has no quartiles.  `standing`: `above`,
    `within` or `below` the quartiles, '' where there is nothing to compare.
    """

    name: str
    value: float | None
    n: int = 0
    lower: float | None = None
    median: float | None = None
    upper: float | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An issue's report.  `clicks` and `opens` are None where they are not counted."""

    issue: int
    digest: str
    title: str
    day: date
    number: int
    subject: str
    state: str
    balance: Balance
    outcome: Outcome
    frozen_at: datetime | None
    stories: tuple[StoryLine, ...]
    clicks: Followed | None
    opens: Followed | None
    band: tuple[Measured, ...]
    specimens: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
