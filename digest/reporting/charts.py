"""Charts as numbers: where each bar begins and how wide it is.  A template draws them as SVG.

The length of a chart is 1000 units; every chart has a table beside it that says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.model.report import DomainReturns, Measured, Report, Return, StoryLine

LENGTH = 1000
MOST_BARS = 12
_THIN = 3
"""A number that is not nought is never invisible."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar: `kind` is its phrase and its colour."""

    kind: str
    n: int
    share: float
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart."""

    label: str
    n: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A measure on its own scale: the usual range, its middle, and where this issue stands."""

    measure: Measured
    mark: float | None
    low: float | None
    middle: float | None
    high: float | None

    @property
    def span(self) -> float:
        """How wide the usual range is drawn."""
        return max(_THIN, (self.high or 0.0) - (self.low or 0.0))


def pieces(
    parts: Sequence[tuple[str, int]], whole: int, length: float = LENGTH
) -> tuple[Piece, ...]:
    """Parts of a whole side by side; those of nothing are left out."""
    found: list[Piece] = []
    x = 0.0
    for kind, n in parts:
        if n > 0 and whole > 0:
            width = max(_THIN, length * n / whole)
            found.append(Piece(kind, n, n / whole, round(x, 1), round(width, 1)))
            x += width
    return tuple(found)


def fates(report: Report) -> tuple[Piece, ...]:
    """What became of every reader of the audience."""
    told, outcome = report.balance, report.outcome
    delivered = outcome.delivered or 0
    unheard = max(0, told.submitted - delivered - outcome.bounced)
    parts = (
        ("delivered", delivered),
        ("submitted" if outcome.delivered is None else "unheard", unheard),
        ("bounced", outcome.bounced),
        ("failed", told.failed),
        ("uncertain", told.uncertain),
        ("pending", told.pending),
        ("cancelled", told.cancelled),
        ("excluded", sum(told.excluded.values())),
    )
    return pieces(parts, told.audience)


def returns(domains: Sequence[DomainReturns]) -> tuple[Bar, ...]:
    """The worst domains, each divided by kind."""
    shown = domains[:MOST_BARS]
    most = max((line.total for line in shown), default=0)
    return tuple(
        Bar(
            line.domain,
            line.total,
            pieces([(kind.value, line.kinds.get(kind, 0)) for kind in Return], most),
        )
        for line in shown
    )


def stories(lines: Sequence[StoryLine]) -> tuple[Bar, ...]:
    """The stories that most readers followed, the most followed first."""
    followed = [line for line in lines if line.followed.readers]
    shown = sorted(followed, key=lambda line: (-line.followed.readers, line.link))[:MOST_BARS]
    most = max((line.followed.readers for line in shown), default=0)
    return tuple(
        Bar(
            line.title,
            line.followed.readers,
            pieces([("readers", line.followed.readers)], most),
        )
        for line in shown
    )


def strips(band: Sequence[Measured]) -> tuple[Strip, ...]:
    """Every measure that is known and can be compared, on a scale of its own.

    The scale begins a little under the least of its numbers: a share near all is not drawn from 0.
    """
    return tuple(_strip(one) for one in band if one.value is not None and one.median is not None)


def _strip(one: Measured) -> Strip:
    known = [n for n in (one.value, one.lower, one.median, one.upper) if n is not None]
    least, most = min(known), max(known)
    room = (most - least) * 0.2 or max(most * 0.1, 0.001)
    start = max(0.0, least - room)
    whole = most + room - start

    def at(n: float | None) -> float | None:
        return None if n is None else round(LENGTH * (n - start) / whole, 1)

    return Strip(one, at(one.value), at(one.lower), at(one.median), at(one.upper))
