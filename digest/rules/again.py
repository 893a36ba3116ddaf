"""When the post is asked again for readers whom it surely did not take.

    attempts so far -> a wait, or None: they fail with the post's own words

Half an hour in all: a greylisting server wants five minutes, and news is old after an hour.
"""

from __future__ import annotations

from datetime import timedelta

MAX_ATTEMPTS = 8
_FIRST = timedelta(seconds=15)
_LONGEST = timedelta(minutes=15)


def wait(attempts: int) -> timedelta | None:
    """How long after the attempt of that number, counted from 1; it doubles each time."""
    if attempts >= MAX_ATTEMPTS:
        return None
    doubled: timedelta = _FIRST * 2.0 ** max(0, attempts - 1)
    return min(doubled, _LONGEST)
