"""An issue's numbers against its digest's usual ones: the middle half of the last 30 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median, quantiles

from digest.model.report import Measured

SPAN = timedelta(days=30)
LEAST = 4
"""Fewer issues have a median and no quartiles."""
SETTLES = timedelta(days=8)
"""Reports of an issue come for days; afterwards its numbers stand."""
_SOONEST = timedelta(minutes=1)

Shares = Mapping[str, float | None]
MEASURES = ("audience", "delivered", "bounced", "complaints", "unsubscribes", "clicks")


def share(part: int | None, whole: int) -> float | None:
    """A part of a whole from 0 to 1; None where either is not there."""
    return None if part is None or not whole else part / whole


def measured(name: str, value: float | None, others: Sequence[float | None]) -> Measured:
    """A number against the same one of other issues; those that do not know it are left out."""
    known = sorted(one for one in others if one is not None)
    if not known:
        return Measured(name, value)
    middle = median(known)
    if len(known) < LEAST:
        return Measured(name, value, len(known), median=middle)
    lower, _, upper = quantiles(known, n=4, method="inclusive")
    return Measured(name, value, len(known), lower, middle, upper, _standing(value, lower, upper))


def _standing(value: float | None, lower: float, upper: float) -> str:
    if value is None:
        return ""
    return "below" if value < lower else "above" if value > upper else "within"


def band(own: Shares, others: Sequence[Shares]) -> tuple[Measured, ...]:
    """Every measure of an issue against the same of others."""
    return tuple(
        measured(name, own.get(name), [one.get(name) for one in others]) for name in MEASURES
    )


def stands(frozen_at: datetime, counted_at: datetime) -> bool:
    """Whether an issue was counted after the last of its reports can have come."""
    return counted_at >= frozen_at + SETTLES


def due_again(frozen_at: datetime, counted_at: datetime | None, now: datetime) -> bool:
    """Whether an issue's reports are to be counted anew: often at first, seldom later, then never."""
    if counted_at is None:
        return True
    if stands(frozen_at, counted_at):
        return False
    return now - counted_at >= max(_SOONEST, (counted_at - frozen_at) / 24)
