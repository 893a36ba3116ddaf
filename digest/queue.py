"""The queue: a Celery app made from the settings, and hints that go through it.

A message is a hint with ids in it, nothing else.  The database stays the truth: a hint may be
lost, doubled or late, and the sweeper gives it again.  Every setting here was chosen by what a
kill at the wrong moment does; see `docs/decisions.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError

from digest.settings import Settings

QUEUES = ("tick", "send", "render", "gather", "events", "import")
"""One queue a kind of work, so that a million deliveries never delay a breaking alert."""

_VISIBILITY = 1800


def configuration(settings: Settings) -> dict[str, Any]:
    """Celery's settings."""
    return {
        "broker_url": settings.broker_url or "memory://",
        "result_backend": None,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",
        "enable_utc": True,
        # Acknowledged after the work, given again when a worker dies: safe because of the claims.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_acks_on_failure_or_timeout": True,
        "task_soft_time_limit": 270,
        "task_time_limit": 300,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 400_000,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_soft_shutdown_timeout": 25,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": _VISIBILITY,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            # Above the one second that the worker's blocking read takes.
            "socket_timeout": 10,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "global_keyprefix": "digest:",
        },
        "task_publish_retry_policy": {
            "max_retries": 2,
            "interval_start": 0,
            "interval_step": 0.2,
            "interval_max": 0.5,
        },
        "task_default_queue": "gather",
        "task_routes": {
            "digest.tick": {"queue": "tick"},
            "digest.submit_batch": {"queue": "send"},
            "digest.advance_issue": {"queue": "render"},
            "digest.gather_source": {"queue": "gather"},
            "digest.compose_issue": {"queue": "gather"},
            "digest.record_events": {"queue": "events"},
        },
    }


@cache
def _app(broker_url: str) -> Celery:
    return Celery("digest", broker=broker_url or None)


def make_app(settings: Settings) -> Celery:
    """The app of this process: the same one for the same broker."""
    app = _app(settings.broker_url)
    app.conf.update(configuration(settings))
    return app


class Hints:
    """Hints through the broker.  A broker that is away costs nothing: the sweeper finds the work."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def advance(self, issue: int) -> None:
        """This issue has something to do."""
        self._send("digest.advance_issue", issue)

    def submit(self, batches: Sequence[int]) -> None:
        """These batches may be taken."""
        for batch in batches:
            if not self._send("digest.submit_batch", batch):
                return

    def _send(self, name: str, number: int) -> bool:
        try:
            self._app.send_task(name, (number,))
        except (OperationalError, ConnectionError, TimeoutError):
            return False
        return True


class NoHints:
    """Without a broker the process that dispatches does the work itself."""

    def advance(self, issue: int) -> None:
        """Nobody to tell."""

    def submit(self, batches: Sequence[int]) -> None:
        """Nobody to tell."""
