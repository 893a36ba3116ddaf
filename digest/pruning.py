"""What time makes useless in the database: by hand, and once a day by the ticker.

    [keep] -> each kind with its instant -> digest.store.pruning, portion after portion -> how many

A restored backup is pruned before anybody works with it: what had gone does not come back.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from digest.bootstrap import House

_EACH = timedelta(days=1)
_TURN = "pruned"
_COUNTS = timedelta(days=62)
"""Counts of letters a day: two months, so that a ramp of a new sender can be looked back on."""
_TRIGGERS = timedelta(days=30)
"""So long a trigger that is done answers for its key: longer than any caller asks again."""
_A_TICK = 5.0
"""Seconds that a tick may spend on it; the rest goes with the next one."""


def prune(house: House, *, until: Callable[[], bool] = lambda: False) -> tuple[Counter[str], bool]:
    """Take out what is past its time; how many rows of each kind went, and whether all is done."""
    from digest.store import pruning

    now = house.clock()
    times = _times(house, now)
    gone = Counter(dict.fromkeys(times, 0))
    for kind, before in times.items():
        while not until() and (went := pruning.portion(kind, before)):
            gone[kind] += went
    return gone, not until()


def would_go(house: House) -> dict[str, int]:
    """How many rows of each kind are past their time."""
    from digest.store import pruning

    return {k: pruning.count(k, before) for k, before in _times(house, house.clock()).items()}


def prune_daily(house: House) -> Counter[str]:
    """The same for a few seconds, unless it was done today; how many rows went."""
    from digest.store import tallies

    if tallies.current(_TURN, house.clock()):
        return Counter()
    end = time.monotonic() + _A_TICK
    gone, over = prune(house, until=lambda: time.monotonic() > end)
    if over:
        tallies.count(_TURN, _EACH, house.clock())
    return gone


def _times(house: House, now: datetime) -> Mapping[str, datetime]:
    """The instant before which each kind goes; a story stays as long as a digest looks back."""
    times = dict(house.settings.keep.before(now)) | {
        "sessions": now,
        "counts_of_days": now - _COUNTS,
        "triggers": now - _TRIGGERS,
    }
    backs = [digest.choosing.look_back for digest in house.settings.digests.values()]
    if "stories" in times and backs:
        times["stories"] = min(times["stories"], now - 2 * max(backs))
    return times
