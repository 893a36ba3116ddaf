"""The connections of one process: opened in the background, shared by weight, kept.

A server that fails is left alone for the rest of a parcel, one that refuses the login at once.  One
that says 421 gets half as many.
"""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from digest.mail.smtp_line import Line
from digest.mail.smtp_open import Opened, Server, open_socket
from digest.model.errors import ConfigurationError, TemporaryError

_OPENERS = 32
_LETTERS_EACH = 4_000
"""A connection is renewed after so many letters; several relays end it at 5,000."""
_FAILURES = 2
_REOPENED = 3


class Lines:
    """Open lines by server.  `most` of them in this process."""

    def __init__(
        self,
        servers: Sequence[Server],
        tls: Callable[[], ssl.SSLContext],
        *,
        most: int,
        timeout: float,
        me: str,
    ) -> None:
        # Reading the machine's roots takes a tenth of a second: only where TLS is spoken.
        spoken = any(one.tls != "none" for one in servers)
        self._tls = tls() if spoken else None
        self._servers = servers
        self._timeout, self._me = timeout, me
        self._openers = ThreadPoolExecutor(min(most, _OPENERS), thread_name_prefix="smtp")
        self._opening: dict[Future[Opened], Server] = {}
        self._most = most
        self._target = most
        self._failures: Counter[Server] = Counter()
        self._opened = 0
        self.lines: list[Line] = []
        self.trouble = ""
        self.refused = ""
        self.unreachable = 0

    def begin(self) -> None:
        """A new parcel: every server gets its chance again."""
        self._failures.clear()
        self._opened = 0
        self._target = min(self._most, self._target * 2)
        self.trouble = ""
        self.refused = ""
        self.unreachable = 0
        for line in [line for line in self.lines if line.letters >= _LETTERS_EACH]:
            self.lines.remove(line)
            line.leave()

    @property
    def opening(self) -> bool:
        """Whether a connection is on its way."""
        return bool(self._opening)

    @property
    def hopeless(self) -> bool:
        """No connection, and none to come."""
        return not self.lines and not self._opening and not self._candidates()

    def want(self, count: int) -> None:
        """Open connections until there are so many, as far as that is allowed."""
        while len(self.lines) + len(self._opening) < min(count, self._target):
            candidates = self._candidates()
            if not candidates:
                return
            server = min(candidates, key=lambda one: self._share(one) / one.weight)
            self._opened += 1
            future = self._openers.submit(
                open_socket, server, self._tls, timeout=self._timeout, me=self._me
            )
            self._opening[future] = server

    def _candidates(self) -> list[Server]:
        if self._opened >= self._most * _REOPENED + _FAILURES * len(self._servers):
            return []
        return [one for one in self._servers if self._failures[one] < _FAILURES]

    def _share(self, server: Server) -> int:
        waiting = sum(1 for one in self._opening.values() if one == server)
        return waiting + sum(1 for line in self.lines if line.server == server)

    def arrived(self) -> Iterable[Line]:
        """Connections that are ready now."""
        for future in [one for one in self._opening if one.done()]:
            server = self._opening.pop(future)
            try:
                line = Line(server, future.result())
            except ConfigurationError as error:
                self._failures[server] = _FAILURES
                self.refused = str(error)
                continue
            except TemporaryError as error:
                self._failures[server] += 1
                self.unreachable += 1
                self.trouble = str(error)
                continue
            self.lines.append(line)
            yield line

    def lost(self, line: Line, *, asked_to_slow: bool) -> None:
        """A connection ended."""
        self.lines.remove(line)
        if asked_to_slow:
            self._target = max(1, self._target // 2)

    def close(self) -> None:
        """Leave every server politely."""
        self._openers.shutdown(wait=True, cancel_futures=True)
        late = [one for one in self._opening if not one.cancelled() and not one.exception()]
        for line in (*self.lines, *(Line(self._opening[one], one.result()) for one in late)):
            line.leave()
        self.lines.clear()
        self._opening.clear()
