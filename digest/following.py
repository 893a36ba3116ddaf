"""An issue on its way: do the work in this process and its helpers, or watch the workers do it.

    no broker: the claim loop here, and on the other cores where there is enough to do
    a broker:  look at the ledger until nothing is open

Decides nothing: who works on which batch is the claim's matter.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from digest.bootstrap import House, open_house
from digest.model.delivery import Balance
from digest.model.issue import UNFINISHED, IssueState

_MANY = 8
"""From so many batches on, the other cores help."""

Progress = Callable[[Balance], None]


def follow(house: House, number: int, *, wait: bool, progress: Progress) -> None:
    """Bring the issue to its end here, or wait until the workers did."""
    from digest.store import balance, batches, issues

    def tell() -> None:
        progress(balance.balance(number))

    if not house.settings.broker_url:
        with _helpers(number, len(batches.open_batches(number))):
            work_off(house, number, tell)
        return
    while wait and issues.state(number) in UNFINISHED - {IssueState.PAUSED}:
        tell()
        time.sleep(0.2)


def work_off(house: House, number: int, progress: Callable[[], None] = lambda: None) -> None:
    """Submit the batches of an issue in this process until none is open."""
    from digest.flow.advance import work_off as loop

    def wait(_now: datetime) -> None:
        time.sleep(0.5)

    loop(number, house.post_room(), wait=wait, progress=progress)


@contextmanager
def _helpers(number: int, batches: int) -> Iterator[None]:
    """The other cores, where there is enough to do: each a process with the same loop."""
    count = min(multiprocessing.cpu_count() - 1, batches // _MANY)
    spawn = multiprocessing.get_context("spawn")
    helpers = [spawn.Process(target=_help, args=(number,), daemon=True) for _ in range(count)]
    for helper in helpers:
        helper.start()
    try:
        yield
    finally:
        for helper in helpers:
            helper.join()


def _help(number: int) -> None:
    work_off(open_house(), number)
