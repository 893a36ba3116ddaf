"""Urgency in the house: which hint goes where, and when a task steps aside.

    a task of a large issue -> every half second: does an issue wait that goes first?
                            -> it takes no other batch, and goes on with that issue's

So an alert has every worker within a moment, also where its hint was lost, and a bulk send goes on
when it is out.  Who goes first is decided in `digest.rules.urgency`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.rules.urgency import Urgency, goes_first, urgency
from digest.settings import Settings

if TYPE_CHECKING:
    from digest.bootstrap import House

LOOK = 0.5
"""Seconds between two looks of a task at who waits."""

ByUrgency = Sequence[tuple[Urgency, Sequence[int]]]
"""Numbers in their order, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Urgencies:
    """How urgent each thing is that a hint is about, by the configuration and the database."""

    settings: Settings

    @property
    def urgent(self) -> frozenset[str]:
        """The digests whose issues go before all others."""
        return frozenset(slug for slug, digest in self.settings.digests.items() if digest.urgent)

    def of_issue(self, issue: int) -> Urgency:
        """An issue's; one whose readers are not frozen yet counts as small."""
        from digest.store import urgency as rows

        return self._of(*rows.of_issue(issue))

    def of_batches(self, batches: Sequence[int]) -> ByUrgency:
        """Batches by the urgency of their issues."""
        from digest.store import urgency as rows

        return self._sorted(batches, rows.of_batches(batches))

    def of_occurrences(self, occurrences: Sequence[int]) -> ByUrgency:
        """Occurrences by the urgency of their digests."""
        from digest.store import urgency as rows

        return self._sorted(occurrences, rows.of_occurrences(occurrences))

    def of_triggers(self, triggers: Sequence[int]) -> ByUrgency:
        """Triggers by the urgency of their digests."""
        from digest.store import urgency as rows

        return self._sorted(triggers, rows.of_triggers(triggers))

    def _of(self, digest: str, readers: int) -> Urgency:
        return urgency(readers, urgent=digest in self.urgent)

    def _sorted(self, numbers: Iterable[int], told: Mapping[int, tuple[str, int]]) -> ByUrgency:
        found: dict[Urgency, list[int]] = {}
        for number in numbers:
            if number in told:
                found.setdefault(self._of(*told[number]), []).append(number)
        return sorted(found.items())


class Turn:
    """A task's time with the issue of a batch: over at `until`, or when another one goes first.

    `until` is on the monotonic clock; `leaving` says that the whole process comes to its end.  Many
    threads may ask `over`; one of them looks.
    """

    def __init__(
        self, house: House, batch: int, until: float, leaving: Callable[[], bool] = lambda: False
    ) -> None:
        self._house, self._until, self._leaving = house, until, leaving
        self._urgencies = Urgencies(house.settings)
        ((self._mine, _),) = self._urgencies.of_batches([batch])
        self._looking = threading.Lock()
        self._next_look = time.monotonic() + LOOK
        self.first: int | None = None

    def over(self) -> bool:
        """Whether no other batch shall be taken; `first` is the one to go on with, if any."""
        now = time.monotonic()
        if now > self._until or self.first is not None or self._leaving():
            return True
        if self._mine is Urgency.ALERT or now < self._next_look:
            return False
        if self._looking.acquire(blocking=False):
            try:
                self._look()
                self._next_look = time.monotonic() + LOOK
            finally:
                self._looking.release()
        return self.first is not None

    def _look(self) -> None:
        from digest.store import urgency as rows

        waiting = rows.waiting(self._house.clock())
        if waiting:
            closed = self._house.pacer(self._house.settings.delivery.scheme).closed
            waiting = [one for one in waiting if not closed(one.digest)]
        found = goes_first(self._mine, waiting, self._urgencies.urgent)
        self.first = found.batch if found else None
