"""The batches of a line: those that wait, and those that are frozen meanwhile.

    pop    one of our share, then what comes in new, then what is left of the others' from behind
    keep   only those that are still to be had
    elsewhere  go on at a place of one's own

Of several processes each begins with its share, every so-manieth batch: they seldom meet.  Not for
two threads at once: the line has the lock.  Decides nothing about a batch.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain

More = Callable[[int], Sequence[int] | None]
"""The batches behind that one; none yet, or None where none will come any more."""

NOTHING_YET = 0.02
"""Seconds until somebody asks again."""


class Feed:
    """Batches to be taken one by one."""

    def __init__(
        self, waiting: Iterable[int], more: More | None = None, share: tuple[int, int] = (0, 1)
    ) -> None:
        self._mine: deque[int] = deque()
        self._others: deque[int] = deque()
        self._more, self._share = more, share
        self._last, self._again = 0, 0.0
        self._put(waiting)

    def _put(self, found: Iterable[int]) -> None:
        which, of = self._share
        for number in found:
            (self._mine if number % of == which else self._others).append(number)
            self._last = max(self._last, number)

    def __iter__(self) -> Iterator[int]:
        return chain(self._mine, self._others)

    def __bool__(self) -> bool:
        return bool(self._mine or self._others)

    @property
    def grows(self) -> bool:
        """Whether there may be more later."""
        return self._more is not None

    def pop(self) -> int | None:
        """The next one; None where none is there now."""
        if not self._mine and self._more and time.monotonic() >= self._again:
            self._grow(self._more)
        if self._mine:
            return self._mine.popleft()
        return self._others.pop() if self._others else None

    def _grow(self, more: More) -> None:
        found = more(self._last)
        if found is None:
            self._more = None
        else:
            self._put(found)
            self._again = time.monotonic() + NOTHING_YET

    def push(self, numbers: Sequence[int]) -> None:
        """These come next, in this order."""
        self._mine.extendleft(reversed(numbers))

    def keep(self, left: Collection[int]) -> None:
        """Only these are still to be had."""
        self._mine = deque(number for number in self._mine if number in left)
        self._others = deque(number for number in self._others if number in left)

    def elsewhere(self) -> None:
        """Go on at some other place: many that missed the same one would all meet at the next."""
        for line in (self._mine, self._others):
            if line:
                line.rotate(random.randrange(len(line)))  # noqa: S311 - no secret, only a place

    def end(self) -> None:
        """Nothing comes any more."""
        self._more = None
