"""Work in a process of its own that is killed where a test says: no handler, no `finally` runs.

    killed(work, "after intent", nth=2)     SIGKILL where it comes to that point the second time
    with running(work) as pid: …            to be killed from outside

Forked, so that what the test made is there without being made again; each opens connections to the
database of its own.
"""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import connections

from digest.flow.ports import Checkpoint, passing

Work = Callable[[Checkpoint], object]
DONE, FAILED = 0, 7


def killed(work: Work, point: str, nth: int = 1) -> bool:
    """Whether it was killed there; False when it came to its end before."""
    return _ended(_begin(work, _killer(point, nth))) == -signal.SIGKILL


def whole(work: Work) -> Callable[[], None]:
    """Begin the work; what is returned waits for its end, which must be a good one."""
    child = _begin(work, passing)

    def join() -> None:
        code = _ended(child)
        assert code == DONE, f"it ended with {code}"

    return join


@contextmanager
def running(work: Work) -> Iterator[int]:
    """The work's process id while it runs; what is left of it is killed at the end."""
    child = _begin(work, passing)
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _ended(child)


def _killer(point: str, nth: int) -> Checkpoint:
    left = [nth]

    def checkpoint(here: str) -> None:
        left[0] -= here == point
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    return checkpoint


def _begin(work: Work, checkpoint: Checkpoint) -> int:
    # A connection that two processes share would be the end of both.
    connections.close_all()
    with warnings.catch_warnings():
        # The stand-ins are threads of this process; the child never needs them.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    code = FAILED
    try:
        work(checkpoint)
        code = DONE
    except BaseException:  # noqa: BLE001 - whatever it is, it is told and the process ends
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _ended(child: int) -> int:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
