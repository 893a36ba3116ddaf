"""Who holds a claim: a process named by machine, pid and start time.

A lease ends by the clock; on one machine it also ends when its owner is gone, so a send goes on
at once after a kill instead of waiting the lease out.
"""

from __future__ import annotations

import os
import socket
import subprocess
from functools import cache
from pathlib import Path


@cache
def machine() -> str:
    """This machine, this boot, this process namespace: pids mean the same only inside it."""
    boot = _read("/proc/sys/kernel/random/boot_id")[:8]
    try:
        namespace = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        namespace = ""
    return "/".join(part for part in (socket.gethostname(), boot, namespace) if part)


def me(worker: str = "") -> str:
    """The owner's name of this process."""
    pid = os.getpid()
    return ":".join((machine(), str(pid), _started(pid), worker))


def process(owner: str) -> str:
    """The process of an owner, whatever it does there."""
    return owner.rpartition(":")[0]


def is_gone(owner: str) -> bool:
    """True only when the owner ran on this machine and surely runs no more."""
    parts = owner.rsplit(":", 3)
    if len(parts) != 4 or parts[0] != machine() or not parts[1].isdigit():
        return False
    started = _started(int(parts[1]))
    return started == "" or started != parts[2]


def _started(pid: int) -> str:
    """When the process began, as the system says it; empty when it is gone or only a zombie."""
    stat = _read(f"/proc/{pid}/stat")
    if stat:
        fields = stat.rpartition(")")[2].split()
        return "" if fields[0] in ("Z", "X") else fields[19]
    if Path("/proc/self/stat").exists():
        return ""
    return _started_elsewhere(pid)


def _started_elsewhere(pid: int) -> str:
    """Systems without /proc (macOS) tell it through ps."""
    asked = subprocess.run(
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip().replace(":", ".")


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
