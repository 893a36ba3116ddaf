"""Signals as a flag and a pipe: whoever waits is woken, and nothing runs inside a handler."""

from __future__ import annotations

import mmap
import os
import select
import signal
from types import FrameType, TracebackType

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Leaving:
    """A wish to stop that reaches the processes which this one forks: they share a byte."""

    def __init__(self) -> None:
        self._byte = mmap.mmap(-1, 1)

    def __bool__(self) -> bool:
        return self._byte[0] != 0

    def wish(self) -> None:
        """Whoever asks is told to come to an end; safe in a signal's handler."""
        self._byte[0] = 1


LEAVING = Leaving()
"""Set in a worker that shall stop: its tasks take no other batch."""


class Stopping:
    """Counts the wishes to stop, for as long as it is open.  For the main thread only."""

    def __init__(self, *, children: bool = False) -> None:
        self._signals = (*STOPS, signal.SIGCHLD) if children else STOPS
        self.asked = 0

    def __enter__(self) -> Stopping:
        self._end, self._wake = os.pipe()
        os.set_blocking(self._end, False)
        os.set_blocking(self._wake, False)
        self._before_fd = signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._note) for number in self._signals}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._before_fd)
        os.close(self._end)
        os.close(self._wake)

    def __bool__(self) -> bool:
        return self.asked > 0

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if number in STOPS:
            self.asked += 1

    def fileno(self) -> int:
        """Readable when a signal came; `drained` takes what made it so."""
        return self._end

    def drained(self) -> None:
        """Ready to be woken again."""
        try:
            while os.read(self._end, 512):
                pass
        except BlockingIOError:
            return

    def wait(self, seconds: float) -> bool:
        """Up to so many seconds, or until a signal comes; whether somebody wants it to stop."""
        if not self:
            select.select([self._end], [], [], max(0.0, seconds))
            self.drained()
        return bool(self)
