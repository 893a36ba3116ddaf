"""Everything on one machine under one roof.

    broker -> web -> worker -> ticker      started in this order, stopped in the reverse one

A part that ends is started again, later each time it ends soon.  Each is in a process group of
its own, so Ctrl-C reaches the roof alone; each ends when the roof is killed (on Linux).  One
thread: the parts' output and the signals are all that is waited for.  Knows nothing of digests.
"""

from __future__ import annotations

import fcntl
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from digest import broker
from digest.model.errors import DigestError, TemporaryError
from digest.stopping import Stopping

LONG_ENOUGH = 60.0
"""Seconds after which a part that ends did run, and is started again at once."""
SLOWEST = 30.0
"""Seconds that a part which keeps ending waits at most."""

Tell = Callable[[str, str], None]
"""Takes a part's name and a line that it said."""


@dataclass(frozen=True, slots=True)
class Part:
    """A program to keep running; `grace` = seconds between the wish to stop and the end."""

    name: str
    program: tuple[str, ...]
    grace: float


@dataclass(slots=True)
class _Child:
    part: Part
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    soon: int = 0
    not_before: float = 0.0
    rest: bytes = b""

    @property
    def name(self) -> str:
        return self.part.name


@dataclass(slots=True)
class Roof:
    """Keeps the parts running until a signal says stop.

    `home` needs a broker of its own when `embedded`; `environment` is what the parts get.
    `meanwhile` is called about once a second while they run.
    """

    home: Path
    parts: Sequence[Part]
    environment: Mapping[str, str]
    tell: Tell
    embedded: bool = True
    meanwhile: Callable[[], None] = lambda: None
    _children: list[_Child] = field(default_factory=list)
    _adopted: bool = False
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self) -> int:
        """0 after a stop by Ctrl-C or SIGTERM that went its way; 130 when a second one cut it short."""
        with Stopping(children=True) as stopping:
            self._selector.register(stopping, selectors.EVENT_READ)
            broken = None
            try:
                self._begin()
                while not stopping:
                    self._listen(stopping, 1.0)
                    self._revive()
                    self.meanwhile()
            except DigestError as error:
                broken = error
            clean = self._stop(stopping)
            if broken is not None:
                raise broken
            return 0 if clean else 130

    def _begin(self) -> None:
        if self.embedded:
            self._children.append(_Child(Part("broker", (), 10.0)))
        self._children += [_Child(part) for part in self.parts]
        for child in self._children:
            self._start(child)

    def _start(self, child: _Child) -> None:
        child.started = time.monotonic()
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        try:
            child.process = self._process(child, writing)
        finally:
            os.close(writing)
        self._selector.register(reading, selectors.EVENT_READ, child)

    def _process(self, child: _Child, output: int) -> subprocess.Popen[bytes] | None:
        if not child.part.program:
            server = broker.start(self.home, output)
            self._adopted = server is None
            return server
        return subprocess.Popen(
            broker.tethered(list(child.part.program)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(self.environment),
            start_new_session=True,
        )

    def _listen(self, stopping: Stopping, seconds: float) -> None:
        """Pass on what the parts say, until a signal comes or the time is over."""
        for key, _ in self._selector.select(seconds):
            if key.fileobj is stopping:
                stopping.drained()
            else:
                self._read(key)

    def _read(self, key: selectors.SelectorKey) -> None:
        child, handle = key.data, key.fd
        try:
            said = os.read(handle, 65536)
        except BlockingIOError:
            return
        *lines, child.rest = (child.rest + said).split(b"\n")
        if not said:
            self._selector.unregister(handle)
            os.close(handle)
            lines, child.rest = [child.rest], b""
        for line in lines:
            if line.strip():
                self.tell(child.name, line.decode("utf-8", "replace").rstrip())

    def _revive(self) -> None:
        """Whatever ended is named, and started again when its time has come."""
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child, now)
            elif self._adopted and not child.part.program and not broker.answers(self.home):
                self._adopted = False
            elif child.process is None and now >= child.not_before and not self._borrowed(child):
                self._again(child, now)

    def _borrowed(self, child: _Child) -> bool:
        return self._adopted and not child.part.program

    def _bury(self, child: _Child, now: float) -> None:
        assert child.process is not None
        code = child.process.returncode
        _end_group(child.process, signal.SIGKILL)
        child.process = None
        child.soon = 0 if now - child.started > LONG_ENOUGH else child.soon + 1
        wait = min(2.0 ** (child.soon - 1), SLOWEST) if child.soon else 0.0
        child.not_before = now + wait
        again = f"starting it again in {wait:.0f} s" if wait else "starting it again"
        self.tell("up", f"{child.name} {how_it_ended(code)}; {again}")

    def _again(self, child: _Child, now: float) -> None:
        try:
            self._start(child)
        except TemporaryError as error:
            child.soon += 1
            child.not_before = now + min(2.0**child.soon, SLOWEST)
            self.tell("up", f"{child.name}: {error}")

    def _stop(self, stopping: Stopping) -> bool:
        """In reverse order, each with its time; False when somebody lost patience."""
        patience = max(1, stopping.asked)
        for child in reversed(self._children):
            if self._borrowed(child):
                broker.stop(self.home)
            elif child.process is not None and not self._end(child, stopping, patience):
                self._kill()
                return False
        self._hang_up()
        return True

    def _end(self, child: _Child, stopping: Stopping, patience: int) -> bool:
        process = child.process
        assert process is not None
        self.tell("up", f"stopping {child.name}")
        process.terminate()
        until = time.monotonic() + child.part.grace
        while process.poll() is None and stopping.asked <= patience:
            left = until - time.monotonic()
            if left <= 0:
                self.tell("up", f"{child.name} did not stop in {child.part.grace:.0f} s: killed")
                break
            self._listen(stopping, min(left, 0.2))
        impatient = process.poll() is None and stopping.asked > patience
        _end_group(process, signal.SIGKILL)
        process.wait()
        return not impatient

    def _kill(self) -> None:
        for child in self._children:
            if child.process is not None:
                _end_group(child.process, signal.SIGKILL)
                child.process.wait()
        if self._adopted:
            broker.stop(self.home)
        self._hang_up()
        self.tell("up", "killed; a send goes on where it was when digest starts again")

    def _hang_up(self) -> None:
        """What they said last."""
        for key in list(self._selector.get_map().values()):
            if key.data is not None:
                self._read(key)


def _end_group(process: subprocess.Popen[bytes], number: int) -> None:
    """The process with its own children: a dead server's child would keep the port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def how_it_ended(code: int) -> str:
    """`ended with code 1`, `was ended by SIGKILL`."""
    if code >= 0:
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"


class Alone:
    """The lock of `digest up`: one roof a home.  Others read in it who is there."""

    def __init__(self, home: Path) -> None:
        self._path = home / "up.lock"

    def __enter__(self) -> Alone:
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            who = self._file.read().strip() or "another process"
            self._file.close()
            raise DigestError(
                f"digest up already runs for {self._path.parent}: {who}; stop that one first, or "
                "set DIGEST_HOME to another folder"
            ) from None
        return self

    def says(self, words: str) -> None:
        """What the next one is told."""
        self._file.truncate(0)
        self._file.write(words)
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        self._file.truncate(0)
        self._file.close()
