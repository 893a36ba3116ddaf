"""Tickers and workers as real processes that may be killed at any moment, and are started again.

with fleet(environ, 15.0, time.time(), folder, dice) as parts:
    parts.kill("worker 2")      SIGKILL, in one of the ways in which a process dies
    parts.keep()                who is gone is started again, as a supervisor would

Each is a group of its own, so that what a killed one leaves behind can be ended too.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.conftest import ROOT

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    **{f"ticker {n}": ("ticker",) for n in (1, 2)},
    **{f"worker {n}": ("worker", "--processes", "1") for n in (1, 2, 3, 4)},
}


@dataclass
class Fleet:
    """The running parts by name; `since` = the Unix time from which their clock hurries."""

    environ: Mapping[str, str]
    speed: float
    since: float
    folder: Path
    dice: random.Random
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)
    kills: list[str] = field(default_factory=list)

    def keep(self) -> None:
        """Every part that does not run is started."""
        for name in PROGRAMS:
            if name not in self.running or self.running[name].poll() is not None:
                self._start(name)

    def _start(self, name: str) -> None:
        words = [sys.executable, "-m", "tests.hurried", str(self.speed), repr(self.since)]
        with (self.folder / f"{name}.log").open("ab") as log:
            started = subprocess.Popen(
                [*words, *PROGRAMS[name]],
                env=dict(self.environ),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running[name] = started
        self.groups.append(started.pid)

    def kill(self, name: str) -> None:
        """The whole part; of a worker also the one that drives or the one that does the work alone."""
        process = self.running[name]
        how = self.dice.choice(("all", "all", "parent", "child")) if "worker" in name else "all"
        self.kills.append(f"{name} {how}")
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if how == "child":
                for child in psutil.Process(process.pid).children():
                    child.kill()
            elif how == "parent":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)

    def end(self) -> None:
        """All of them, and what killed ones left behind."""
        for group in self.groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        for process in self.running.values():
            process.wait()

    def said(self) -> str:
        """The last lines of each part."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-1500:]}" for log in logs)


@contextmanager
def fleet(
    environ: Mapping[str, str], speed: float, since: float, folder: Path, dice: random.Random
) -> Iterator[Fleet]:
    """All parts started; killed at the end."""
    parts = Fleet(environ, speed, since, folder, dice)
    try:
        parts.keep()
        yield parts
    finally:
        parts.end()
