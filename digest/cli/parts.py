"""The parts of the running house, each as the main program of a process."""

from __future__ import annotations

import errno
import os
import socket

from digest import logs
from digest.bootstrap import migrate, ready
from digest.model.errors import ConfigurationError, DigestError, TemporaryError, UsageError


def run_web(host: str, port: int) -> int:
    """Serve the pages until a signal comes.  0 after a clean stop."""
    logs.set_up("web")
    settings = ready()
    refuse_taken(host, port)
    try:
        migrate(settings)
    except TemporaryError as error:
        # The pages come back with the database; until then /readyz says what is missing.
        logs.log(__name__).warning("serving without the database", error=str(error))
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # The server forks: no connection may be carried over.
    connections.close_all()
    server = Granian(
        "digest.web.served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # More threads than this only stand in each other's way.
        blocking_threads=min(8, 2 * (os.cpu_count() or 1) + 1),
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=_GRANIAN,
    )
    logs.log(__name__).info("serving", address=f"http://{host}:{port}/")
    server.serve()
    return 0


_GRANIAN = {
    # Its lines go where all go.
    "handlers": {},
    "formatters": {},
    "loggers": {
        "_granian": {"propagate": True},
        "granian.access": {"propagate": True},
    },
}


def refuse_taken(host: str, port: int) -> None:
    """The server would share a taken port without a word, and every second page be another's."""
    if not is_free(host, port):
        raise DigestError(f"port {port} of {host} is taken; choose another one with --port")


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there; DigestError where this machine has no such address."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise DigestError(f"cannot listen on {host} port {port}") from error
    return True


def run_worker(queues: str, processes: int) -> int:
    """Take hints until a signal comes.  0 after a clean stop."""
    from digest.queue import QUEUES

    asked = [name.strip() for name in queues.split(",") if name.strip()] or list(QUEUES)
    for name in asked:
        if name not in QUEUES:
            raise UsageError(f"--queues {name!r} is not allowed; allowed: {', '.join(QUEUES)}")
    # In the order in which they are served, whatever order they were asked for in.
    chosen = [name for name in QUEUES if name in asked]
    settings = ready()
    if not settings.broker_url:
        raise ConfigurationError(
            "a worker of its own needs REDIS_URL; on one machine `digest up` brings broker and "
            "worker along, and `digest send` needs neither"
        )
    # Before Celery's worker is imported: a stop lets the task at hand finish, for 25 s.
    os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")
    from digest.pool import run

    return run(chosen, processes)


def run_ticker(*, once: bool) -> int:
    """Tick once, or each minute until a signal comes."""
    logs.set_up("ticker")
    ready()
    from digest import ticker, watching

    if once:
        done = ticker.tick()
        watching.look()
        return 0 if done else 1
    ticker.run()
    return 0
