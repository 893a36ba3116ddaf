"""The ticker: once a minute, everything that the database says is due is driven again.

    minute begins, or an approved
    issue's instant has come -> jobs.sweep -> heartbeat, hints (or the work itself) -> wait
    once a day, at its end         what no page shows any more leaves the album, what is older than
                                   it is kept for the database

Straight on the database, so it lives without a broker.  Any number may run on any machine: the
claims make it single.  Decides nothing itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from django.db import connections

from digest import jobs, watching
from digest.bootstrap import open_house
from digest.clearing import clear_daily, journals_daily
from digest.logs import log
from digest.model.errors import DigestError
from digest.pruning import prune_daily
from digest.stopping import Stopping

MINUTE = 60.0
LOOK = 10.0
"""Seconds between two looks whether somebody approved an issue meanwhile."""


def run() -> None:
    """Tick until a signal says stop: at once, and whenever a minute begins."""
    with Stopping() as stopping:
        watching.in_background()
        while True:
            tick(stopping)
            if waited(stopping):
                return


def waited(stopping: Stopping) -> bool:
    """Until a minute begins, or an approved issue may leave; whether somebody wants a stop."""
    minute = time.monotonic() + until_next_minute(time.time())
    while (left := minute - time.monotonic()) > 0:
        leaves = _until_one_leaves()
        if stopping.wait(min(left, leaves, LOOK)):
            return True
        if leaves <= min(left, LOOK):
            return False
    return False


def _until_one_leaves() -> float:
    """Seconds to the instant of the next approved issue; endless where nobody can say."""
    from digest.store import approval

    try:
        house = open_house()
        now = house.clock()
        at = approval.next_at(now)
    except Exception:  # noqa: BLE001 - the tick that follows says what is wrong
        return math.inf
    finally:
        connections.close_all()
    return (at - now).total_seconds() if at else math.inf


def until_next_minute(now: float) -> float:
    """Seconds until the wall clock begins a minute; `now` as a Unix time."""
    return MINUTE - now % MINUTE


def tick(halted: Callable[[], object] | Stopping = lambda: False) -> bool:
    """One round; False when it could not be done, which costs a minute and a line in the log."""
    said = log(__name__)
    stop = halted if callable(halted) else lambda: bool(halted)
    try:
        jobs.beat("ticker")
        found = jobs.sweep(halted=stop)
        _clear()
    except DigestError as error:
        said.warning("tick failed", error=str(error))
        return False
    except Exception:  # noqa: BLE001 - a ticker that dies of one bad minute would miss all the others
        said.exception("tick failed")
        return False
    finally:
        connections.close_all()
    said.info("tick", **found)
    return True


def _clear() -> None:
    """A folder that cannot be cleared costs a line in the log, and no tick."""
    try:
        house = open_house()
        made, journals = clear_daily(house), journals_daily(house)
    except OSError as error:
        log(__name__).warning("a folder cannot be cleared", error=str(error))
        return
    if journals:
        log(__name__).info("journals cleared", gone=journals)
    gone = prune_daily(house)
    if gone.total():
        log(__name__).info("pruned", **gone)
    if made is not None:
        log(__name__).info("album cleared", kept=made.kept, gone=made.gone, bytes=made.bytes)
