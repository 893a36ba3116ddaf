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
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace

from digest.flow.feed import NOTHING_YET, Feed, More
from digest.flow.lanes import Lanes
from digest.flow.submit import Outcome, PostRoom, work_on
from digest.model.claim import Claim
from digest.store import balance, batches, house, parting

_READY = 0.25
"""Hands that make parcels ready, for each that waits for the post."""
_SWITCH = 0.001
"""Seconds after which a busy hand lets another go on that has had its answer (Python: 0.005)."""
_NEAR = 16
"""Batches behind the one that was hinted at, for each that waits for the post."""
_IN_LANES = 8
"""Batches that may be parted into many: so many hands begin however few there are."""
_GONE = (Outcome.NOT_MINE, Outcome.HALTED, Outcome.CLOSED)
_ENOUGH = 2
"""Processes that keep a limit full; a further one would only stand in line."""
_RESTS = (0.2, 0.5, 1.0)
"""Seconds that a hand rests for which its limit has no turn, the last one again and again."""
_PLENTY = 1000
"""Batches to reckon with where nobody knows yet how many come."""
_LOOK = 0.3
"""Seconds between two looks at how far it is."""


class Line:
    """Batches that nobody here has tried; whoever misses one asks which are still to be had."""

    def __init__(self, waiting: Feed, room: PostRoom, hands: int = 1) -> None:
        self._waiting, self._clock = waiting, room.clock
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._lanes: Lanes | None = None
        self._hands, self._visited = hands, False
        if room.pace.lanes:
            issues, in_lanes = parting.issues_and_lanes(self._waiting)
            self._waiting.keep({one for one in self._waiting if one not in in_lanes})
            self._lanes = Lanes(room.clock, hands, issues)

    def next(self) -> int | None:
        """The next one; None at the end."""
        while True:
            with self._lock:
                if self._ended.is_set():
                    return None
                number = self._in_lane() or self._waiting.pop()
                if number is not None or not self._waiting.grows:
                    return number
            self._ended.wait(NOTHING_YET)

    def _in_lane(self) -> int | None:
        alone = self._hands == 1 and self._visited and self._waiting
        number = self._lanes.next() if self._lanes and not alone else None
        self._visited = number is not None
        return number

    def is_hasty(self) -> bool:
        """Whether the only hand would keep others waiting by waiting itself."""
        return self._hands == 1 and self._visited and bool(self._waiting)

    def back(self, batch: int, claim: Claim | None, outcome: Outcome) -> None:
        """What came of a batch decides which others are still to be had."""
        with self._lock:
            was_in_lane = self._lanes is not None and self._lanes.left(batch, outcome)
            if outcome is Outcome.PARTED and claim is not None:
                self._waiting.push(parting.parts_of(batch, ""))
                self._beside(claim.issue)
            elif outcome in (Outcome.CROWDED, Outcome.NEXT) and not was_in_lane:
                self._waiting.push([batch])
            elif outcome in _GONE and not (was_in_lane and outcome is Outcome.CLOSED):
                self._missed(claim.issue if claim else None)

    def _beside(self, issue: int) -> None:
        """Its limited domains have batches of their own now."""
        if self._lanes is None:
            self._lanes = Lanes(self._clock, self._hands)
        self._lanes.issues.add(issue)

    def _missed(self, halted: int | None) -> None:
        """Leave out all that cannot be had now: somebody has them, or their issue was `halted`."""
        self._waiting.keep(batches.to_be_had(self._waiting, self._clock(), but=halted))
        if halted is None:
            self._waiting.elsewhere()
        else:
            self._waiting.end()

    def rest(self, seconds: float) -> None:
        """Nothing to do for that long, or until the end."""
        self._ended.wait(seconds)

    def stop(self) -> None:
        """Nobody takes another one."""
        self._ended.set()

    def is_over(self) -> bool:
        """Whether it was stopped."""
        return self._ended.is_set()


def submit_all(
    waiting: Sequence[int],
    room: PostRoom,
    *,
    progress: Callable[[], None] = lambda: None,
    until: Callable[[], bool] = lambda: False,
    more: More | None = None,
    share: tuple[int, int] = (0, 1),
) -> list[Outcome]:
    """Submit these batches, as many at once as the post likes; what came of those that were tried.

    `until` says that no other one shall be taken; `more` brings those that come later.  Raises the
    first error of any hand.
    """
    feed, many = Feed(waiting, more, share), len(waiting) if more is None else _PLENTY
    at_once = min(room.mailer.at_once, max(many, _IN_LANES if room.pace.lanes else 0))
    if at_once <= 1:
        return _alone(Line(feed, room), room, progress, until)
    hands = min(at_once + math.ceil(at_once * _READY), max(many, at_once))
    line = Line(feed, room, hands)
    pace = room.pace.hearing(line.is_over)
    shared = replace(room, turn=threading.BoundedSemaphore(at_once), pace=pace)
    with _switching(_SWITCH), ThreadPoolExecutor(hands, thread_name_prefix="hand") as pool:
        done = [pool.submit(_thread, line, shared, until) for _ in range(hands)]
        try:
            while wait(done, timeout=_LOOK).not_done:
                progress()
                room.notepad.write_soon()
        finally:
            line.stop()
    room.notepad.write()
    return [outcome for one in done for outcome in one.result()]


@contextmanager
def _switching(seconds: float) -> Iterator[None]:
    """Threads of this process take turns that often, as long as many hands are at work."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def submit_near(batch: int, room: PostRoom, *, until: Callable[[], bool]) -> list[Outcome]:
    """Submit a batch, and behind it as many of its issue as keep the post busy for a while.

    Their own hints will find them done.  Who submits the last one closes the issue.  Where its
    pace is limited and enough others are at it there is nothing to do: other digests want hands too.
    """
    issue, waiting = batches.near(
        batch, room.mailer.at_once * _NEAR if room.mailer.at_once > 1 else 1
    )
    if room.pace.is_limited(batches.digest_of(batch)) and batches.others_at(issue) >= _ENOUGH:
        return []
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
        room.notepad.write_soon()
    room.notepad.write()
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
    crowded = 0
    while not until() and (batch := line.next()) is not None:
        where = replace(room, hasty=True) if line.is_hasty() else room
        claim, outcome = work_on(batch, where)
        yield outcome
        line.back(batch, claim, outcome)
        crowded = crowded + 1 if outcome is Outcome.CROWDED else 0
        if crowded:
            line.rest(_RESTS[min(crowded, len(_RESTS)) - 1])
