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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from digest.bootstrap import House, open_house
from digest.logs import log
from digest.model.delivery import Balance
from digest.model.errors import DigestError
from digest.model.issue import UNFINISHED, IssueState
from digest.seeding import send_seeds
from digest.serving import attempt

if TYPE_CHECKING:
    from digest.flow.gather import SourceReport

_TOLD = 0.3
"""Seconds between two looks at how far it is."""
_RESTS = (0.02, 0.05, 0.1, 0.2, 0.5)
"""Seconds to wait for what others have in their hands, longer each time."""
_MANY = 8
"""From so many batches on, the other cores help."""

Progress = Callable[[Balance], None]


class Beside:
    """The workers of a house without a broker, begun by the first hint that has much to do.

    Where there is a broker hints go to it.  What goes wrong in the workers is raised where they are
    waited for.
    """

    def __init__(self, house: House, number: int) -> None:
        self._house, self._number = house, number
        self._queue = house.queue()
        self._helpers: list[BaseProcess] = []
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
            self._helpers = _started(self._house, self._number, multiprocessing.cpu_count() - 1)
            self._thread = threading.Thread(target=self._work, name="sending")
            self._thread.start()

    def _work(self) -> None:
        from digest.store import house as database

        share = (0, len(self._helpers) + 1)
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
        for helper in self._helpers:
            helper.join()
        if self._error is not None:
            raise self._error

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            self._over.set()
        if self._thread:
            self._thread.join()


def follow(
    house: House, number: int, *, wait: bool, progress: Progress, beside: Beside | None = None
) -> None:
    """Bring the issue to its end here, or wait until the workers did."""
    from digest.restraint import first_readers
    from digest.store import balance, batches, canaries, issues

    def tell() -> None:
        progress(balance.balance(number))

    if not house.settings.broker_url:
        if beside is not None:
            beside.wait(tell)
        with _helpers(house, number, len(batches.open_batches(number))) as workers:
            work_off(house, number, tell, (0, workers))
            tell()
        if wait and canaries.waits(number) and first_readers(house, number):
            follow(house, number, wait=wait, progress=progress)
            return
        attempt(partial(send_seeds, house), issue=number)
        return
    while wait and issues.state(number) in UNFINISHED - {IssueState.PAUSED}:
        tell()
        time.sleep(0.2)


def work_off(
    house: House,
    number: int,
    progress: Callable[[], None] = lambda: None,
    share: tuple[int, int] = (0, 1),
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Submit the batches of an issue in this process until none is open."""
    from digest.flow.advance import work_off as loop

    rests = chain(_RESTS, repeat(_RESTS[-1]))

    def wait(_now: datetime) -> None:
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


@contextmanager
def _helpers(house: House, number: int, batches: int) -> Iterator[int]:
    """The other cores, where there is enough to do: each a process with the same loop.

    Gives how many workers there are, this one included.
    """
    count = min(multiprocessing.cpu_count() - 1, batches // _MANY)
    helpers = _started(house, number, count) if count else []
    try:
        yield count + 1
    finally:
        for helper in helpers:
            helper.join()


def _started(house: House, number: int, count: int) -> list[BaseProcess]:
    """So many helpers, each with its share.

    Forked where this process does nothing else at the moment: what it imported is theirs too, a
    second of work less.  No connection is there to be inherited.
    """
    from django.db import connections

    house.mailer()  # what it imports, too
    connections.close_all()
    way: ForkContext | SpawnContext = (
        multiprocessing.get_context("fork")
        if _undivided()
        else multiprocessing.get_context("spawn")
    )
    shares = [(number, (which, count + 1)) for which in range(1, count + 1)]
    helpers: list[BaseProcess] = [
        way.Process(target=_help, args=share, daemon=True) for share in shares
    ]
    for helper in helpers:
        helper.start()
    return helpers


def _undivided() -> bool:
    """Whether this process is a single thread, native ones counted: only then may it be forked."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    except OSError:  # not Linux, where a fork is not safe anyway
        return False


def _help(number: int, share: tuple[int, int]) -> None:
    """What stops a helper stops the one it helps too, which says so."""
    from django.db import InterfaceError, OperationalError

    try:
        work_off(open_house(), number, share=share)
    except (DigestError, OperationalError, InterfaceError) as error:
        log(__name__).warning("a helper stopped", issue=number, error=str(error))


def unheard(told: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told while it goes on: a line for each stage, and how far the sending is."""

    stage: Callable[[str], None] = unheard
    source: Callable[[SourceReport], None] = unheard
    progress: Callable[[Balance], None] = unheard


NOBODY_LISTENS = Telling()
