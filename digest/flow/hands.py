"""Many parcels with the post at once: hands of one process that share its batches.

    batches that wait -> line -> hand: claim, look, make the parcel
                               | turn: intent, ask        as many as the post likes at once
                               | mark, next one

Each hand is a thread with a connection to the database of its own, and does with each batch exactly
what `submit` does: own claim, own lease, own intent.  A few more hands than turns, so that the next
parcel is ready when a turn is free.  The first error stops the line; what is with the post ends.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from digest.flow.ports import Clock
from digest.flow.submit import Outcome, PostRoom, work_on
from digest.store import balance, batches, house

_READY = 0.5
"""Hands that make parcels ready, for each that waits for the post."""
_NEAR = 16
"""Batches behind the one that was hinted at, for each that waits for the post."""
_LOOK = 0.3
"""Seconds between two looks at how far it is."""


class Line:
    """Batches that nobody here has tried; whoever misses one asks which are still to be had."""

    def __init__(self, waiting: Iterable[int], clock: Clock) -> None:
        self._waiting, self._clock = deque(waiting), clock
        self._lock = threading.Lock()
        self._over = False

    def next(self) -> int | None:
        """The next one; None at the end."""
        with self._lock:
            return None if self._over or not self._waiting else self._waiting.popleft()

    def missed(self, halted: int | None = None) -> None:
        """Leave out all that cannot be had now: somebody has them, or their issue was `halted`."""
        with self._lock:
            left = batches.to_be_had(self._waiting, self._clock(), but=halted)
            self._waiting = deque(number for number in self._waiting if number in left)

    def stop(self) -> None:
        """Nobody takes another one."""
        self._over = True


def submit_all(
    waiting: Sequence[int],
    room: PostRoom,
    *,
    progress: Callable[[], None] = lambda: None,
    until: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """Submit these batches, as many at once as the post likes; what came of those that were tried.

    `until` says that no other one shall be taken.  Raises the first error of any hand.
    """
    line = Line(waiting, room.clock)
    at_once = min(room.mailer.at_once, len(waiting))
    if at_once <= 1:
        return _alone(line, room, progress, until)
    hands = min(at_once + math.ceil(at_once * _READY), len(waiting))
    shared = replace(room, turn=threading.BoundedSemaphore(at_once))
    with ThreadPoolExecutor(hands, thread_name_prefix="hand") as pool:
        done = [pool.submit(_thread, line, shared, until) for _ in range(hands)]
        try:
            while wait(done, timeout=_LOOK).not_done:
                progress()
        finally:
            line.stop()
    return [outcome for one in done for outcome in one.result()]


def submit_near(batch: int, room: PostRoom, *, until: Callable[[], bool]) -> list[Outcome]:
    """Submit a batch, and behind it as many of its issue as keep the post busy for a while.

    Their own hints will find them done.  Who submits the last one closes the issue.
    """
    issue, waiting = batches.near(
        batch, room.mailer.at_once * _NEAR if room.mailer.at_once > 1 else 1
    )
    outcomes = submit_all(waiting, room, until=until)
    if Outcome.DONE in outcomes:
        balance.finish(issue, room.clock())
    room.checkpoint("before acknowledgement")
    return outcomes


def _alone(
    line: Line, room: PostRoom, progress: Callable[[], None], until: Callable[[], bool]
) -> list[Outcome]:
    outcomes = []
    for outcome in _hand(line, room, until):
        outcomes.append(outcome)
        progress()
    return outcomes


def _thread(line: Line, room: PostRoom, until: Callable[[], bool]) -> list[Outcome]:
    try:
        return list(_hand(line, room, until))
    except BaseException:
        line.stop()
        raise
    finally:
        house.leave()


def _hand(line: Line, room: PostRoom, until: Callable[[], bool]) -> Iterator[Outcome]:
    while not until() and (batch := line.next()) is not None:
        claim, outcome = work_on(batch, room)
        yield outcome
        if outcome in (Outcome.NOT_MINE, Outcome.HALTED):
            line.missed(claim.issue if claim else None)
