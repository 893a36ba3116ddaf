"""An issue on its way: do the work in this process and its helpers, or watch the workers do it.

    no broker: the claim loop here, and on the other cores where there is enough to do; from the
               first portion of a large audience on, beside whoever freezes the rest
    a broker:  look at the ledger until nothing is open

Decides nothing: who works on which batch is the claim's matter.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING

from digest.bootstrap import House, open_house
from digest.helping import Helpers
from digest.model.delivery import Balance
from digest.model.issue import UNFINISHED, IssueState
from digest.seeding import send_seeds
from digest.serving import attempt

if TYPE_CHECKING:
    from digest.flow.gather import SourceReport

_HELD = 1.0
"""Seconds between two looks at what it waits for."""
_TOLD = 0.3
"""Seconds between two looks at how far it is."""
_RESTS = (0.02, 0.05, 0.1, 0.2, 0.5)
"""Seconds to wait for what others have in their hands, longer each time."""
_ON_ITS_WAY = UNFINISHED - {IssueState.PAUSED}
_MANY = 8
"""From so many batches on, the other cores help."""


class Beside:
    """The workers of a house without a broker, begun by the first hint that has much to do.

    Where there is a broker hints go to it.  What goes wrong in the workers is raised where they are
    waited for.
    """

    def __init__(self, house: House, number: int) -> None:
        self._house, self._number = house, number
        self._queue = house.queue()
        self._helpers: Helpers | None = None
        self._thread: threading.Thread | None = None
        self._over = threading.Event()
        self._error: BaseException | None = None

    def advance(self, issue: int) -> None:
        """A hint like any other."""
        self._queue.advance(issue)

    def serve(self, notices: Sequence[int]) -> None:
        """A hint like any other."""
        self._queue.serve(notices)

    def submit(self, batches: Sequence[int]) -> None:
        """Begin, where they are not at work already."""
        self._queue.submit(batches)
        here = not self._house.settings.broker_url
        if here and self._thread is None and len(batches) >= _MANY:
            self._helpers = Helpers(self._house, self._number, _others(), _help)
            share = (0, self._helpers.workers)
            self._thread = threading.Thread(target=self._work, args=(share,), name="sending")
            self._thread.start()

    def _work(self, share: tuple[int, int]) -> None:
        from digest.store import house as database

        try:
            work_off(self._house, self._number, share=share, until=self._over.is_set)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self._error = error
        finally:
            database.leave()

    def wait(self, progress: Callable[[], None]) -> None:
        """Until they have done what there is; at once where they never began."""
        while self._thread and self._thread.is_alive():
            progress()
            self._thread.join(_TOLD)
        if self._helpers:
            self._helpers.join()
        if self._error is not None:
            raise self._error

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            self._over.set()
            if self._helpers:
                self._helpers.stop()
        if self._thread:
            self._thread.join()
        if self._helpers:
            self._helpers.join()


def follow(
    house: House,
    number: int,
    *,
    wait: bool,
    telling: Telling,
    beside: Beside | None = None,
) -> None:
    """Bring the issue to its end here, or wait until the workers did."""
    from digest.restraint import first_readers
    from digest.store import balance, batches, canaries, issues

    def tell() -> None:
        telling.progress(balance.balance(number))

    held = _Held(house, number, telling.held)

    def look() -> None:
        tell()
        held.look()

    if not house.settings.broker_url:
        if beside is not None:
            beside.wait(look)
        count = min(_others(), len(batches.open_batches(number)) // _MANY)
        with Helpers(house, number, count, _help) as helpers:
            work_off(house, number, tell, (0, helpers.workers), held=held.look)
            tell()
        if wait and canaries.waits(number) and first_readers(house, number):
            follow(house, number, wait=wait, telling=telling)
            return
        attempt(partial(send_seeds, house), issue=number)
    while house.settings.broker_url and wait and issues.state(number) in _ON_ITS_WAY:
        look()
        time.sleep(0.2)
    _say_what_stopped(number)


def _say_what_stopped(number: int) -> None:
    """The post may have refused all of it in another process, which paused it for everybody."""
    from digest.store import holding, issues

    if issues.state(number) is IssueState.PAUSED and (why := holding.stopped_by_post(number)):
        raise holding.stopped(number, why)


def _others() -> int:
    """The cores beside the one that this process works on."""
    return multiprocessing.cpu_count() - 1


class _Held:
    """Tells what an issue waits for, when it begins to wait for something else."""

    def __init__(self, house: House, number: int, tell: Callable[[str], None]) -> None:
        self._house, self._number, self._tell = house, number, tell
        self._words, self._next = "", 0.0

    def look(self) -> None:
        """Once a second at most."""
        from digest.restraint import waits
        from digest.store import balance, issues

        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _HELD
        issue = issues.load(self._number)
        words = waits(self._house, issue, balance.balance(self._number)) if issue else ""
        if words and words != self._words:
            self._tell(words)
        self._words = words or self._words


def work_off(
    house: House,
    number: int,
    progress: Callable[[], None] = lambda: None,
    share: tuple[int, int] = (0, 1),
    until: Callable[[], bool] = lambda: False,
    *,
    held: Callable[[], None] = lambda: None,
) -> None:
    """Submit the batches of an issue in this process until none is open.

    `held` is called whenever there is nothing to do but to wait.
    """
    from digest.flow.advance import work_off as loop

    rests = chain(_RESTS, repeat(_RESTS[-1]))

    def wait(_now: datetime) -> None:
        held()
        time.sleep(next(rests))

    loop(
        number,
        house.post_room(),
        wait=wait,
        progress=_seldom(progress),
        share=share,
        until=until,
    )


def _seldom(progress: Callable[[], None]) -> Callable[[], None]:
    """The same, told a few times a second: each telling counts in the database."""
    told = [0.0]

    def tell() -> None:
        if time.monotonic() > told[0] + _TOLD:
            progress()
            told[0] = time.monotonic()

    return tell


def _help(number: int, share: tuple[int, int], over: Callable[[], bool]) -> None:
    """The loop of a helper, in a process of its own."""
    work_off(open_house(), number, share=share, until=over)


def unheard(told: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told while it goes on: a line for each stage, how far the sending is, what it waits for."""

    stage: Callable[[str], None] = unheard
    source: Callable[[SourceReport], None] = unheard
    progress: Callable[[Balance], None] = unheard
    held: Callable[[str], None] = unheard


NOBODY_LISTENS = Telling()
