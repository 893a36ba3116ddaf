"""Chromium, spoken to over two pipes: the one file that knows its flags and its protocol.

    started(browser) -> Wire -> ask(command) -> result
                             -> events()     -> what happened meanwhile

No port is opened, no profile is kept, and it finds no host: every request of a page is caught by
who asks for it.  Knows nothing of mail.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from digest.model.errors import DigestError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 60.0
"""Seconds one answer may take."""
_FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class BrowserError(DigestError):
    """The browser did not do what it was asked; the page itself is not at fault."""


def find_browser() -> str | None:
    """The first Chromium on the path, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def started(browser: str) -> Iterator[Wire]:
    """A running browser for as long as the block lasts.  BrowserError where it does not start."""
    with (
        tempfile.TemporaryDirectory(prefix="digest-browser-", ignore_cleanup_errors=True) as home,
        _running([browser, *_FLAGS, *_as_root(), f"--user-data-dir={home}"]) as wire,
    ):
        yield wire


def _as_root() -> tuple[str, ...]:
    # Chromium's own sandbox refuses to run as root; inside a container there is often no other user.
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


@contextmanager
def _running(command: Sequence[str]) -> Iterator[Wire]:
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    try:
        browser = _spawned(command, theirs_in, theirs_out)
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    wire = Wire(ours_in, ours_out)
    try:
        yield wire
    finally:
        with suppress(BrowserError):
            wire.ask("Browser.close", {})
        os.close(ours_in)
        os.close(ours_out)
        _ended(browser)


def _spawned(command: Sequence[str], reads: int, writes: int) -> subprocess.Popen[bytes]:
    """The browser, which reads commands on 3 and answers on 4."""
    # Copies out of the way: 3 and 4 may be these very pipes, the other way round.
    with (
        os.fdopen(fcntl.fcntl(reads, fcntl.F_DUPFD_CLOEXEC, 10), "rb") as high_reads,
        os.fdopen(fcntl.fcntl(writes, fcntl.F_DUPFD_CLOEXEC, 10), "wb") as high_writes,
    ):

        def place() -> None:
            os.dup2(high_reads.fileno(), 3)
            os.dup2(high_writes.fileno(), 4)

        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=place,  # noqa: PLW1509  two system calls, no lock is asked for
        )


def _ended(browser: subprocess.Popen[bytes]) -> None:
    try:
        browser.wait(10)
    except subprocess.TimeoutExpired:
        browser.kill()
        browser.wait()


class Wire:
    """The browser's protocol: JSON messages ended by a NUL, answers by id, events between."""

    def __init__(self, reader: int, writer: int) -> None:
        self._reader, self._writer = reader, writer
        self._pending = b""
        self._events: list[dict[str, Any]] = []
        self._number = 0

    def ask(self, method: str, params: dict[str, Any], session: str = "") -> dict[str, Any]:
        """The result of a command; events that come before it wait for `events`."""
        number = self.tell(method, params, session)
        for answer in self._messages():
            if "method" in answer:
                self._events.append(answer)
            elif answer.get("id") == number:
                return _result(method, answer)
        raise AssertionError("messages end with an error only")

    def tell(self, method: str, params: dict[str, Any], session: str = "") -> int:
        """Give a command whose result nobody waits for; its number."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self._write(json.dumps(message).encode() + b"\x00")
        return self._number

    def events(self) -> Iterator[dict[str, Any]]:
        """Events in the order they came, those that waited first."""
        incoming = self._messages()
        while True:
            if self._events:
                yield self._events.pop(0)
            elif "method" in (message := next(incoming)):
                yield message

    def _messages(self) -> Iterator[dict[str, Any]]:
        until = time.monotonic() + _PATIENCE
        while True:
            whole, found, rest = self._pending.partition(b"\x00")
            if found:
                self._pending = rest
                yield json.loads(whole)
                continue
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._reader], [], [], left)[0]:
                raise BrowserError(f"the browser did not answer within {_PATIENCE:.0f} s")
            chunk = os.read(self._reader, 1 << 20)
            if not chunk:
                raise BrowserError("the browser ended by itself")
            self._pending += chunk

    def _write(self, message: bytes) -> None:
        try:
            while message:
                message = message[os.write(self._writer, message) :]
        except BrokenPipeError as error:
            raise BrowserError("the browser ended by itself") from error


def _result(method: str, answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise BrowserError(f"the browser refused {method} ({answer['error'].get('message')})")
    result: dict[str, Any] = answer.get("result", {})
    return result
