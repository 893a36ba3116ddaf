"""Counts that only grow, in the database: right over all processes, and still there after a restart.

    add       one statement for any number of counts
    Notepad   counts of this process, written once in a while, so that no request pays for it

What the ledger knows is counted from the ledger instead.  A process that is killed loses the counts
of its last second; a send that is under way is not held up by them, and never fails because of them.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import Error, connection

from digest.store import models

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: a request is counted under the first that it does not exceed."""
_NAMES = (*map(str, BOUNDS), "+Inf")
_EACH = 1.0
"""Seconds between two statements of a process, at least."""
_ADD = """
INSERT INTO store_counter (key, n) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET n = store_counter.n + excluded.n
"""


def add(counts: Mapping[str, int]) -> None:
    """Count these more; in one order, so that two processes wait for each other and not for ever."""
    told = [(key, n) for key, n in sorted(counts.items()) if n]
    if not told:
        return
    statement = _ADD.format(rows=", ".join(["(%s, %s)"] * len(told)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for pair in told for value in pair])


def trip(guard: str) -> None:
    """A guard stopped something."""
    add({f"guards {guard}": 1})


def of(about: str) -> dict[str, int]:
    """Every count whose key begins with that word, by the rest of its key."""
    return everything().get(about, {})


def everything() -> dict[str, dict[str, int]]:
    """All counts, by the first word of their key and the rest of it.  There are a few dozen."""
    found: dict[str, dict[str, int]] = {}
    for key, n in models.Counter.objects.order_by("key").values_list("key", "n"):
        about, _, rest = key.partition(" ")
        found.setdefault(about, {})[rest] = n
    return found


class Notepad:
    """Counts of one process, by any of its threads, until they are written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._next = 0.0

    def note(self, key: str, n: int = 1) -> None:
        """Count; costs no statement."""
        with self._lock:
            self._counts[key] += n

    def request(self, code: str, seconds: float) -> None:
        """One request of a provider: its answer's code, and how long the answer took."""
        self.requests([(code, seconds)])

    def requests(self, told: Sequence[tuple[str, float]], unreachable: int = 0) -> None:
        """The same for many at once, and tries that reached nobody: those took no time of a request."""
        codes = Counter(code for code, _ in told)
        bounds = Counter(bisect_left(BOUNDS, seconds) for _, seconds in told)
        spent = sum(seconds for _, seconds in told)
        with self._lock:
            self._counts.update({f"responses {code}": n for code, n in codes.items()})
            self._counts.update({f"seconds {_NAMES[at]}": n for at, n in bounds.items()})
            if told:
                self._counts["microseconds all"] += round(spent * 1e6)
            if unreachable:
                self._counts["responses unreachable"] += unreachable

    def write_soon(self) -> None:
        """Write what was noted, at most once a second."""
        if self._counts and time.monotonic() >= self._next:
            self.write()

    def take(self) -> Counter[str]:
        """What was noted, and a clean page."""
        with self._lock:
            told, self._counts = self._counts, Counter()
        return told

    def write(self) -> None:
        """Write what was noted; what cannot be written now is kept for the next time."""
        told = self.take()
        self._next = time.monotonic() + _EACH
        try:
            add(told)
        except Error:
            # A connection that broke here must not be the next one's surprise.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            with self._lock:
                self._counts.update(told)


notepad = Notepad()
"""The one of this process."""
