"""The other cores of this machine: each a process that works off an issue's batches with the same loop.

    started -> helpers, each with its share     joined, or told that it is over: what is with the post ends

Whoever is interrupted tells them and waits for them, so that nothing is cut off half way; the
terminal's own Ctrl-C, which reaches them too, is theirs to ignore.  Decides nothing about a batch.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from digest.bootstrap import House
from digest.logs import log
from digest.model.errors import DigestError

Work = Callable[[int, tuple[int, int], Callable[[], bool]], None]
"""Works off an issue: its number, the share (which, of how many), and whether it is over."""


class Helpers:
    """So many processes beside this one, each with its share; `workers` counts this one too."""

    def __init__(self, house: House, number: int, count: int, work: Work) -> None:
        self.workers = count + 1
        self._processes: list[BaseProcess] = []
        self._over: Event | None = None
        if count:
            self._start(house, number, work)

    def _start(self, house: House, number: int, work: Work) -> None:
        """Forked where this process does nothing else at the moment: what it imported is theirs
        too, a second of work less.  No connection is there to be inherited.
        """
        from django.db import connections

        house.mailer()  # what it imports, too
        connections.close_all()
        way: ForkContext | SpawnContext = (
            multiprocessing.get_context("fork")
            if _undivided()
            else multiprocessing.get_context("spawn")
        )
        self._over = way.Event()
        shares = [(which, self.workers) for which in range(1, self.workers)]
        self._processes = [
            way.Process(target=_help, args=(work, number, share, self._over), daemon=True)
            for share in shares
        ]
        for process in self._processes:
            process.start()

    def stop(self) -> None:
        """They take no other batch; what they have with the post ends."""
        if self._over is not None:
            self._over.set()

    def join(self) -> None:
        """Wait until they have done what there is."""
        for process in self._processes:
            process.join()

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            self.stop()
        self.join()


def _undivided() -> bool:
    """Whether this process is a single thread, native ones counted: only then may it be forked."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    except OSError:  # not Linux, where a fork is not safe anyway
        return False


def _help(work: Work, number: int, share: tuple[int, int], over: Event) -> None:
    """What stops a helper stops the one it helps too, which says so."""
    from django.db import InterfaceError, OperationalError

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work(number, share, over.is_set)
    except (DigestError, OperationalError, InterfaceError) as error:
        log(__name__).warning("a helper stopped", issue=number, error=str(error))
