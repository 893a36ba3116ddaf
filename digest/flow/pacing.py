"""How fast letters leave, asked by every hand before a step: by transport, digest and domain.

    configured + changed by operators -> terms of this instant     looked up twice a second
    | closed?             hours, or the day has had its letters     nobody waits for that
    | cut to a portion    a twentieth of a second's worth
    | meter.ask           all keys at once; told to wait: waits, or leaves where others are before it
    | spend               letters of the day

One hand of a process waits for its turn at a time, the others stand behind it.  Does not count by
itself: the meter does, for all workers together.  Without a limit it is one look at a flag.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digest.flow.ports import Clock, Meter
from digest.model.pace import FREE, OFF, Lane, Pace, Rates, parse_hours, parse_limits
from digest.model.plan import Digest
from digest.rules.pacing import Terms, Want, portion, terms
from digest.store import pacing as book

FRESH = 0.5
"""Seconds that what operators set is kept: a change acts on the next step after that."""
_SLICE = 0.25
"""Seconds after which whoever waits looks up again."""
_CROWD = 2.0
"""Portions that may be before a hand in its turn; with more of them others keep it full."""
_LATE = 0.1
"""Seconds that somebody may be late without being one of a crowd."""


@dataclass(frozen=True, slots=True)
class Turn:
    """So many letters may go now; of 0 `until` says when it opens, None = others are before."""

    letters: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Paces:
    """Every pace that holds, by key: `sendgrid`, `digest morning`, `domain gmail.com`."""

    by_key: Mapping[str, Pace]
    lanes: Mapping[str, str]
    """By domain of readers, the name of their lane."""
    zones: Mapping[str, ZoneInfo]


class Unlimited:
    """Where nothing is limited."""

    lanes: Mapping[str, str] = {}

    def turn(self, digest: str, lane: str, most: int, *, hasty: bool = False) -> Turn:  # noqa: ARG002
        """All of it."""
        return Turn(most)

    def is_limited(self, digest: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def unused(self, digest: str, lane: str, letters: int) -> None:
        """Nothing was counted."""

    def owe(self, letters: int) -> None:
        """Nothing is counted."""

    def closed(self, digest: str) -> datetime | None:  # noqa: ARG002
        """It is always open."""
        return None

    def hearing(self, over: Callable[[], bool]) -> Unlimited:  # noqa: ARG002
        """It never waits."""
        return self


class Pacer:
    """Gives turns to the hands of one process."""

    def __init__(
        self,
        rates: Rates,
        digests: Mapping[str, Digest],
        *,
        provider: str,
        meter: Meter,
        clock: Clock,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._rates, self._digests, self._provider = rates, digests, provider
        self._meter, self._clock, self._sleep = meter, clock, sleep
        self._over: Callable[[], bool] = lambda: False
        self._known: tuple[float, Paces] | None = None
        self._queues: dict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)

    def hearing(self, over: Callable[[], bool]) -> Pacer:
        """The same one, which stops waiting once it is over."""
        self._over = over
        return self

    @property
    def lanes(self) -> Mapping[str, str]:
        """The lane of each limited domain of readers; empty where no domain is limited."""
        return self._paces().lanes

    def is_limited(self, digest: str) -> bool:
        """Whether there is anything to wait for."""
        return bool(self._terms(digest, ""))

    def turn(self, digest: str, lane: str, most: int, *, hasty: bool = False) -> Turn:
        """How many of these letters of a digest, to readers of that lane, may go now.

        Waits where the turn is near, for as long as few are before it; `hasty` does not wait.
        """
        found = self._terms(digest, lane)
        if not found:
            return Turn(most)
        if self._over():
            return Turn(0)
        until = time.monotonic() + (0 if hasty else _patience(found))
        queue = self._queues[digest, lane]
        if not queue.acquire(timeout=max(0.0, until - time.monotonic())):
            return Turn(0)
        try:
            return self._asked(digest, lane, most, until)
        finally:
            queue.release()

    def _asked(self, digest: str, lane: str, most: int, until: float) -> Turn:
        while found := self._terms(digest, lane):
            closed = [one.closed_until for one in found.values() if one.closed_until]
            if closed:
                return Turn(0, max(closed))
            rates = {key: one.rate for key, one in found.items() if one.rate is not None}
            letters = portion(list(rates.values()), most)
            wait = self._wait([Want(key, letters, rate) for key, rate in sorted(rates.items())])
            if not wait:
                return self._spent(found, letters)
            if time.monotonic() + wait > until or self._over():
                return Turn(0)
            self._sleep(min(wait, _SLICE))
        return Turn(most)

    def _wait(self, wants: list[Want]) -> float:
        return self._meter.ask(wants) if wants else 0.0

    def _spent(self, found: Mapping[str, Terms], letters: int) -> Turn:
        """The letters that the day has left; none = it goes on tomorrow."""
        counted = {key: one for key, one in found.items() if one.quota is not None}
        for key, one in counted.items():
            assert one.day is not None
            letters = book.spend({key: one.quota or 0}, one.day, letters)
            if not letters:
                return Turn(0, self._midnight(key))
        return Turn(letters)

    def _midnight(self, key: str) -> datetime:
        zone = self._paces().zones[key]
        day = self._clock().astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(day, datetime.min.time(), zone)

    def unused(self, digest: str, lane: str, letters: int) -> None:
        """Letters that surely did not leave: the day has them again."""
        for key, one in self._terms(digest, lane).items():
            if one.quota is not None and one.day is not None:
                book.give_back([key], one.day, letters)

    def owe(self, letters: int) -> None:
        """Letters of the house itself: they wait for nobody, and the others wait for them."""
        rate = self._terms_of(self._provider).rate
        if rate is not None:
            self._meter.owe([Want(self._provider, letters, rate)])

    def closed(self, digest: str) -> datetime | None:
        """Until when nothing of a digest may go; None = it may."""
        ends = [self._closed(key, one) for key, one in self._terms(digest, "").items()]
        return max((end for end in ends if end), default=None)

    def _closed(self, key: str, one: Terms) -> datetime | None:
        if one.closed_until or one.quota is None or one.day is None:
            return one.closed_until
        is_used_up = book.spent(one.day).get(key, 0) >= one.quota
        return self._midnight(key) if is_used_up else None

    def _terms(self, digest: str, lane: str) -> dict[str, Terms]:
        keys = [self._provider, f"digest {digest}", f"domain {lane}" if lane else ""]
        told = {key: self._terms_of(key) for key in keys if key}
        return {key: one for key, one in told.items() if not one.is_free}

    def _terms_of(self, key: str) -> Terms:
        paces = self._paces()
        pace = paces.by_key.get(key)
        return terms(pace, self._clock().astimezone(paces.zones[key])) if pace else Terms()

    def _paces(self) -> Paces:
        known = self._known
        if known is None or time.monotonic() > known[0]:
            made = in_force(self._rates, self._digests, book.changes())
            self._known = known = (time.monotonic() + FRESH, made)
        return known[1]


def _patience(found: Mapping[str, Terms]) -> float:
    """Seconds that a hand waits in all; whoever would wait longer has others before it."""
    slowest = min((one.rate for one in found.values() if one.rate is not None), default=1000.0)
    return _CROWD * portion([slowest], 1000) / slowest + _LATE


def in_force(
    rates: Rates, digests: Mapping[str, Digest], changed: Mapping[tuple[str, str], book.Change]
) -> Paces:
    """What is configured, with what operators set instead."""
    house = ZoneInfo(rates.zone)
    lanes = {domain: lane.name for lane in rates.lanes for domain in lane.domains}
    found = {name: (pace, house) for name, pace in rates.providers.items()}
    found |= {f"domain {lane.name}": (lane.pace, house) for lane in rates.lanes}
    found |= {f"digest {slug}": (one.pace, one.tz) for slug, one in digests.items()}
    for (scope, name), told in changed.items():
        key = name if scope == "provider" else f"{scope} {name}"
        before, zone = found.get(key, (FREE, house))
        found[key] = (changed_pace(before, told), zone)
        if scope == "domain":
            lanes.setdefault(name, name)
    held = {key: one for key, one in found.items() if not one[0].is_free}
    return Paces(
        {key: pace for key, (pace, _) in held.items()},
        {domain: lane for domain, lane in lanes.items() if f"domain {lane}" in held},
        {key: zone for key, (_, zone) in held.items()},
    )


def changed_pace(before: Pace, told: book.Change) -> Pace:
    """A pace with what an operator set instead; `off` lifts a warm-up too."""
    after = before
    if told.limits:
        off = told.limits == OFF
        limits = {} if off else parse_limits(told.limits)
        after = replace(after, limits=limits, warm_up=None if off else after.warm_up)
    if told.hours:
        hours = {} if told.hours == OFF else parse_hours(told.hours)
        after = replace(after, hours=hours, window=told.hours != OFF)
    return after


def lane_of(lanes: tuple[Lane, ...], domain: str) -> str:
    """The lane that a domain belongs to: the configured one, else its own."""
    return next((lane.name for lane in lanes if domain in lane.domains), domain)
