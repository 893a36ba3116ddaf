"""How long a source that fails is left alone.

    failures in a row, what its server asked for, whether it said "gone" -> a wait

One failure costs nothing: the next run asks again at once.  After that the wait doubles, so that a
dead feed is not knocked at each minute and a daily digest still finds a repaired one.
"""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(minutes=5)
"""The wait after the second failure in a row; it doubles with each further one."""

LONGEST = timedelta(hours=4)
"""Shorter than the time between two morning issues: a source that came back is in the next one."""

GONE = timedelta(days=1)
"""A server that says "gone for good" (410) is asked once a day, in case it was a mistake."""

ASKED_LONGEST = timedelta(days=1)
"""Of what a server asks for (`Retry-After`); a mistyped one must not silence a source for ever."""


def wait(failures: int, *, asked: float | None = None, gone: bool = False) -> timedelta:
    """Time until the next attempt after so many failures in a row, this one counted.

    `asked` is the server's own wish in seconds; the longer of it and our own patience holds.
    """
    own = GONE if gone else _own(failures)
    wish = min(timedelta(seconds=max(0.0, asked or 0.0)), ASKED_LONGEST)
    return max(own, wish)


def _own(failures: int) -> timedelta:
    if failures < 2:
        return timedelta(0)
    doubled: int = 1 << min(failures - 2, 10)
    return min(FIRST * doubled, LONGEST)
