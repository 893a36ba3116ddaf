"""What takes a moment to count among a million readers, counted once a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

KEPT = timedelta(minutes=1)
MOST = 200
"""So many counts are kept; then the oldest goes."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """A count, and the moment it is of."""

    at: datetime
    told: T


class Counts(Generic[T]):
    """Counts by what they are of."""

    def __init__(self) -> None:
        self._kept: dict[object, Counted[T]] = {}

    def of(self, what: object, now: datetime, count: Callable[[], T]) -> Counted[T]:
        """The count of a minute ago at most."""
        known = self._kept.get(what)
        if known is None or not now - KEPT < known.at <= now:
            known = Counted(now, count())
            self._kept.pop(what, None)
            self._kept[what] = known
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return known

    def forget(self) -> None:
        """Somebody changed what is counted."""
        self._kept.clear()
