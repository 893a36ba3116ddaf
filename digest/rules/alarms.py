"""What of the signs is wrong, in words that say what to do.

Asked each minute by every part of the house that lives, so a dead one is missed by the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from digest.model.alarm import Alarm, AlarmKind, Due, Limits, Moving, Signs

ENOUGH = 0.95
"""An issue counts as with its readers when so many of them have a verdict."""
_FEW = 3
"""Earlier issues without which nothing is usual yet."""


def raised(signs: Signs, limits: Limits) -> tuple[Alarm, ...]:
    """Everything that is wrong now, each once, in a fixed order."""
    found = [
        *_late(signs, limits),
        *_small(signs, limits),
        *_dead(signs, limits),
        *_moving(signs, limits),
        *_doubtful(signs, limits),
        *_unheard(signs, limits),
        *_queued(signs, limits),
    ]
    return tuple({alarm.key: alarm for alarm in found}.values())


def _late(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    for due in signs.due:
        if not due.done and signs.now - due.due_at >= limits.late and not _mostly_there(due):
            words = f"{due.digest} of {due.slot} is late: {_how_far(due)}"
            yield Alarm(AlarmKind.LATE, f"{due.digest} {due.slot}", words)


def _mostly_there(due: Due) -> bool:
    return due.audience > 0 and due.open <= (1 - ENOUGH) * due.audience


def _how_far(due: Due) -> str:
    if due.waits:
        return f"it waits for a person ({due.waits}); digest status says for what"
    if due.issue is None:
        return "nothing is composed yet; digest status, then the log of the workers"
    if not due.audience:
        return f"issue {due.issue} is composed and not on its way; digest issue show {due.issue}"
    there = due.audience - due.open
    return f"{there:,} of {due.audience:,} readers served; digest issue show {due.issue}"


def _small(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    for size in signs.sizes:
        if len(size.before) >= _FEW and size.audience < limits.small * median(size.before):
            words = (
                f"issue {size.issue} of {size.digest} goes to {size.audience:,} readers, "
                f"usual are {median(size.before):,.0f}; digest issue show {size.issue}"
            )
            yield Alarm(AlarmKind.SMALL, f"issue {size.issue}", words)


def _dead(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    """A part that lived once and is silent; of several workers one is enough.

    It is the ticker that asks workers for a sign: without one their silence says nothing.
    """
    ticker, worker = _youngest(signs, "ticker"), _youngest(signs, "worker")
    if _silent(ticker, signs, limits.quiet):
        yield _missed("ticker", AlarmKind.TICKER, ticker)
    elif signs.workers_expected and _silent(worker, signs, limits.quiet):
        yield _missed("worker", AlarmKind.WORKER, worker)
    elif signs.workers_expected:
        yield from _unserved(signs, limits)


def _youngest(signs: Signs, part: str) -> datetime | None:
    beats = (at for name, at in signs.beats.items() if name.partition(":")[0] == part)
    return max(beats, default=None)


def _silent(at: datetime | None, signs: Signs, limit: timedelta) -> bool:
    return at is not None and signs.now - at > limit


def _missed(part: str, kind: AlarmKind, at: datetime | None) -> Alarm:
    return Alarm(kind, "", f"no {part} since {at:%Y-%m-%d %H:%M} UTC; start digest {part}")


def _unserved(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    """Workers there are, but none for a queue.  A long send may keep its own queue from a sign."""
    for name, at in sorted(signs.beats.items()):
        part, _, queue = name.partition(":")
        if part == "worker" and queue != "send" and _silent(at, signs, limits.queue):
            words = f"nobody takes from the queue {queue} since {at:%H:%M} UTC; start digest worker --queues {queue}"
            yield Alarm(AlarmKind.QUEUE, queue, words)


def _moving(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    for one in signs.moving:
        about = f"issue {one.issue}"
        if not one.balances:
            words = f"the ledger of {about} does not add up; digest issue verify {one.issue}"
            yield Alarm(AlarmKind.UNBALANCED, about, words)
        if one.open and one.frozen:
            words = f"{about} of {one.digest} is held up: {one.frozen}; digest thaw lifts it"
            yield Alarm(AlarmKind.FROZEN, about, words)
        elif _stands_still(one, signs, limits):
            words = f"{about} of {one.digest} has not moved since {one.moved_at:%H:%M} UTC, {one.open:,} wait; see the log of the workers"
            yield Alarm(AlarmKind.STALLED, about, words)


def _stands_still(one: Moving, signs: Signs, limits: Limits) -> bool:
    return (
        bool(one.open)
        and not (one.paused or one.waits)
        and signs.now - one.moved_at >= limits.stalled
    )


def _doubtful(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    for one in signs.doubtful:
        if signs.now - one.since >= limits.uncertain:
            words = (
                f"of {one.people:,} readers of issue {one.issue} it is not known whether they have "
                f"it; digest issue reconcile {one.issue}"
            )
            yield Alarm(AlarmKind.UNCERTAIN, f"issue {one.issue}", words)


def _unheard(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    """Mail went out, time enough is past, and no report came since."""
    if signs.post is None or signs.now - signs.post < limits.webhook:
        return
    if signs.heard is None or signs.heard < signs.post:
        words = f"the provider took mail at {signs.post:%H:%M} UTC and has reported nothing since; digest doctor looks at the webhook"
        yield Alarm(AlarmKind.WEBHOOK, "", words)


_LOOK_AT = {
    "service mails": "digest notice list --state pending names them",
    "service mails in bulk": "digest notice list --state pending names them",
    "stages": "digest schedule list names them",
}


def _queued(signs: Signs, limits: Limits) -> Iterator[Alarm]:
    """Due, and nobody took it up: the workers are too few, or something holds them up."""
    for one in signs.queued:
        if signs.now - one.since >= limits.queue:
            words = f"{one.n:,} {one.what} wait, the oldest since {one.since:%H:%M} UTC; {_LOOK_AT[one.what]}; see the log of the workers"
            yield Alarm(AlarmKind.QUEUE, one.what, words)
