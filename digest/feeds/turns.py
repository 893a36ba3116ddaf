"""Politeness: few requests at one host at once, and hosts taking turns in a long list.

Turns at a host are numbered from 0, and the lowest that is free is handed out: who keeps one
connection for each turn has none that two threads use at once, and no more than are needed.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import PriorityQueue, SimpleQueue
from urllib.parse import urlsplit

from digest.feeds.fetched import Ask, FetchFailed, Outcome


class Turns:
    """At most `per_host` requests at one "host:port"; and hosts that asked to be left alone."""

    def __init__(self, per_host: int) -> None:
        self.per_host = per_host
        self._lock = threading.Lock()
        self._free: dict[str, PriorityQueue[int]] = {}
        self._until: dict[str, float] = {}

    @contextmanager
    def at(self, host: str) -> Iterator[int]:
        """Waits for a turn at the host and holds it; gives its number."""
        with self._lock:
            free = self._free.get(host) or self._free.setdefault(host, _numbered(self.per_host))
        turn = free.get()
        try:
            yield turn
        finally:
            free.put(turn)

    def pause(self, host: str, seconds: float) -> None:
        """The host asked for a pause (Retry-After)."""
        with self._lock:
            self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)

    def rest(self, host: str) -> float:
        """Seconds left of the pause a host asked for."""
        with self._lock:
            return self._until.get(host, 0.0) - time.monotonic()


def _numbered(count: int) -> PriorityQueue[int]:
    turns: PriorityQueue[int] = PriorityQueue()
    for turn in range(count):
        turns.put(turn)
    return turns


class Schedule:
    """Which ask a free worker takes next: the hosts in turn, none beyond its share."""

    def __init__(self, asks: list[Ask], per_host: int) -> None:
        self._waiting: dict[str, deque[Ask]] = defaultdict(deque)
        for ask in asks:
            self._waiting[host_of(ask.url)].append(ask)
        self._order = deque(self._waiting)
        self.hosts = len(self._waiting)
        self._busy: dict[str, int] = defaultdict(int)
        self._per_host = per_host
        self._free = threading.Condition()
        self._stopped = False

    def take(self) -> tuple[str, Ask] | None:
        """The next ask with its host, or `None` when there is nothing left to do."""
        with self._free:
            while self._order and not self._stopped:
                for _ in range(len(self._order)):
                    host = self._order[0]
                    self._order.rotate(-1)
                    if self._busy[host] < self._per_host:
                        return host, self._taken(host)
                self._free.wait()
            return None

    def _taken(self, host: str) -> Ask:
        ask = self._waiting[host].popleft()
        self._busy[host] += 1
        if not self._waiting[host]:
            self._order.remove(host)
            self._free.notify_all()
        return ask

    def done(self, host: str) -> None:
        """An ask of this host has its answer."""
        with self._free:
            self._busy[host] -= 1
            self._free.notify()

    def stop(self) -> None:
        """Nothing more is handed out."""
        with self._free:
            self._stopped = True
            self._free.notify_all()


def host_of(url: str) -> str:
    """The "host:port" of an address as far as it can be told; for taking turns only."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    except ValueError:
        return ""


def in_parallel(
    asks: list[Ask], answer: Callable[[Ask], Outcome], *, workers: int, per_host: int
) -> Iterator[tuple[Ask, Outcome]]:
    """The answers as they come in.  Leaving the iterator early starts nothing more."""
    schedule = Schedule(asks, per_host)
    answers: SimpleQueue[tuple[Ask, Outcome]] = SimpleQueue()

    def work() -> None:
        while taken := schedule.take():
            host, ask = taken
            try:
                outcome = answer(ask)
            except Exception as error:  # noqa: BLE001 - one document must not cost the others
                outcome = FetchFailed(
                    ask.url, f"unexpected: {type(error).__name__}: {error}", permanent=False
                )
            schedule.done(host)
            answers.put((ask, outcome))

    most = min(workers, len(asks), schedule.hosts * per_host)
    threads = [threading.Thread(target=work, name="digest-fetch", daemon=True) for _ in range(most)]
    for thread in threads:
        thread.start()
    try:
        for _ in asks:
            yield answers.get()
    finally:
        schedule.stop()
        for thread in threads:
            thread.join()
