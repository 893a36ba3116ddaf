"""Batches of readers of limited domains, beside the line of all others: their limits hold up nobody.

    line runs -> which batches have a lane, every now and then -> a hand, for a visit
    crowded   -> nobody here goes to that lane for a moment

At most half of a process' hands are in lanes, so the others always go on.  A hand alone takes a
batch of the line between two visits.  Decides nothing about a batch: `submit` does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from digest.flow.ports import Clock
from digest.flow.submit import Outcome
from digest.store import parting

_LOOK = 0.3
"""Seconds between two looks for batches with a lane."""
_REST = 0.5
"""Seconds that nobody here goes to a lane in which others are before us."""
_TOGETHER = 4
"""Hands of one process in a lane."""


class Lanes:
    """The batches with a lane of some `issues`.  To be used under the line's lock."""

    def __init__(self, clock: Clock, hands: int, issues: Iterable[int] = ()) -> None:
        self.issues, self._clock = set(issues), clock
        self._most = max(1, hands // 2)
        self._found: list[tuple[int, str]] = []
        self._looked = 0.0
        self._busy: dict[int, str] = {}
        self._rest: dict[str, float] = {}

    def next(self) -> int | None:
        """A batch whose lane is free for one more hand of ours; None = none now."""
        if len(self._busy) >= self._most:
            return None
        now = time.monotonic()
        if now > self._looked + _LOOK:
            self._found = parting.in_lanes(self.issues, self._clock())
            self._looked = now
        for batch, lane in self._found:
            if batch not in self._busy and self._is_open(lane, now):
                self._busy[batch] = lane
                return batch
        return None

    def _is_open(self, lane: str, now: float) -> bool:
        there = sum(1 for one in self._busy.values() if one == lane)
        return there < _TOGETHER and self._rest.get(lane, 0.0) <= now

    def left(self, batch: int, outcome: Outcome) -> bool:
        """A hand is back; whether it was in a lane."""
        lane = self._busy.pop(batch, None)
        if lane is None:
            return False
        if outcome is not Outcome.NEXT:
            self._found = [one for one in self._found if one[0] != batch]
        if outcome in (Outcome.CROWDED, Outcome.CLOSED):
            self._rest[lane] = time.monotonic() + _REST
        return True
