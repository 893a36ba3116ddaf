"""What a Celery worker does besides the tasks: its logs, its forks, its first look.

    worker starts   logs set up, no database connection is left for a fork to inherit
    child starts    no connection of the parent is used
    worker is ready one sweep, since something may have been left behind
    a signal comes  the tasks at hand take no other batch, and end with the request they wait for
    a child ends    another one is started within half a second, whatever it died of

Decides nothing about a task: that is `digest.tasks`.
"""

from __future__ import annotations

import os
import signal
import socket
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import Any

from celery import Celery, signals
from celery.concurrency.asynpool import AsynPool
from celery.concurrency.prefork import TaskPool
from celery.exceptions import SecurityWarning
from celery.worker import state
from django.db import connections

from digest import bootstrap, logs, queue
from digest.settings import current
from digest.stopping import LEAVING


class _Pool(AsynPool):
    """Celery looks every five seconds for children that ended: too long where an alert waits."""

    @property
    def timers(self) -> dict[Callable[[], None], float]:
        return {self.maintain_pool: 0.5}


class Prefork(TaskPool):
    """Processes, so that time limits hold; a child that ended is replaced at once."""

    Pool = _Pool


def worker_app() -> Celery:
    """The app with its tasks, ready to be driven by a worker."""
    # Django's settings come first: without them Celery would not look after its connections.
    app = queue.make_app(bootstrap.ready())
    app.set_default()
    app.autodiscover_tasks(["digest"], related_name="tasks", force=True)
    _connect(app)
    return app


def _connect(app: Celery) -> None:
    app.conf.worker_redirect_stdouts = False
    app.conf.worker_pool = f"{__name__}:{Prefork.__name__}"
    signals.setup_logging.connect(_set_up_logs, weak=False, dispatch_uid="digest logs")
    signals.worker_before_create_process.connect(
        _close_connections, weak=False, dispatch_uid="digest before fork"
    )
    signals.worker_process_init.connect(
        _forget_connections, weak=False, dispatch_uid="digest child"
    )
    signals.worker_ready.connect(_sweep, weak=False, dispatch_uid="digest ready")
    signals.worker_ready.connect(_pass_on_stops, weak=False, dispatch_uid="digest stops")
    signals.worker_process_shutdown.connect(
        _close_connections, weak=False, dispatch_uid="digest child ends"
    )


def _set_up_logs(**_: Any) -> None:
    logs.set_up("worker")


def _close_connections(**_: Any) -> None:
    connections.close_all()


def _forget_connections(**_: Any) -> None:
    """What a parent should not have left open is not closed here either: it would be its end."""
    for connection in connections.all(initialized_only=True):
        connection.connection = None


def _sweep(**_: Any) -> None:
    """A worker that starts after a crash goes on at once, not at the next minute."""
    teller = queue.hints(current())
    if isinstance(teller, queue.Hints):
        teller.tick()
    logs.log(__name__).info("ready")


def _pass_on_stops(**_: Any) -> None:
    """Celery's own signal of a stop comes when it has waited for the tasks; they want it before."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        before = signal.getsignal(number)
        # A worker is ready once more after each loss of the broker.
        if callable(before) and not isinstance(before, partial):
            signal.signal(number, partial(_leave, before))


def _leave(before: Callable[[int, FrameType | None], Any], number: int, frame: FrameType) -> None:
    LEAVING.wish()
    before(number, frame)


POLITE = 10
"""How far a worker that sends in bulk goes behind what people wait for on the same cores."""


def run(queues: Sequence[str], processes: int) -> int:
    """Take hints from those queues until a signal comes; 0 after a stop that was asked for."""
    logs.set_up("worker")
    if "send" in queues:
        os.nice(POLITE)
    # Messages are JSON, so that nothing of a message is ever run; who runs it is for doctor.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    app = worker_app()
    worker = app.Worker(
        queues=list(queues),
        concurrency=processes,
        optimization="fair",
        hostname=f"digest-{os.getpid()}@{socket.gethostname()}",
        loglevel="INFO",
        quiet=True,
        # Nobody looks at other workers, and nobody commands one from afar.
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    asked = state.should_stop is not None or state.should_terminate is not None
    return 0 if asked else int(worker.exitcode or 0)
