"""The way of one request through redirects, each hop checked before it is made."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx2

from digest.feeds.exchange import Answer, Failed, checked

MAX_REDIRECTS = 5
REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))


@dataclass(slots=True)
class Trip:
    """Where one ask has come to: address, hops, and whether every hop so far was permanent."""

    start: httpx2.URL
    url: httpx2.URL
    hops: int = 0
    all_permanent: bool = True
    moved_to: str | None = None
    size: int = 0


class Clock:
    """Seconds spent on requests, without the time spent waiting for a turn."""

    def __init__(self) -> None:
        self._spent = 0.0
        self._since: float | None = None

    def seconds(self) -> float:
        """So far."""
        running = time.monotonic() - self._since if self._since is not None else 0.0
        return self._spent + running

    def running(self) -> Clock:
        """For a `with`: time passes inside."""
        return self

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._spent, self._since = self.seconds(), None


def follow(trip: Trip, answer: Answer) -> None:
    """Moves the trip to where a redirect points.  Raises `Failed` where it must not go."""
    trip.hops += 1
    if trip.hops > MAX_REDIRECTS:
        raise Failed(f"more than {MAX_REDIRECTS} redirects, perhaps in a circle", permanent=True)
    location = answer.headers["location"]
    try:
        target = trip.url.join(location)
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise Failed(
            "the server redirects to something that is not an address", permanent=True
        ) from error
    target = checked(str(target))
    if trip.url.scheme == "https" and target.scheme == "http":
        raise Failed(f"the server redirects from https to http ({target.host})", permanent=True)
    trip.all_permanent = trip.all_permanent and answer.status in _PERMANENT
    if trip.all_permanent:
        trip.moved_to = str(target)
    trip.url = target
