"""The queue: a Celery app made from the settings, and hints that go through it.

A message is a hint with ids in it, nothing else.  The database stays the truth: a hint may be
lost, doubled or late, and the sweeper gives it again.  Every setting here was chosen by what a
kill at the wrong moment does; see `docs/decisions.md`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db import transaction

from digest import broker
from digest.brokerless import NoHints
from digest.logs import log
from digest.rules.urgency import Urgency
from digest.settings import Settings
from digest.urgency import Urgencies

if TYPE_CHECKING:  # a house without a broker never needs them
    from celery import Celery
    from kombu import Connection

QUEUES = ("alert", "service", "tick", "render", "gather", "events", "import", "send")
"""One queue a kind of work, so that a million deliveries never delay a breaking alert.

In the order in which a worker of several takes from them: what somebody waits for comes first, and
what is sent in bulk last.  `alert` holds everything that urgent digests need.
"""

PRIORITIES = {Urgency.ALERT: 0, Urgency.SMALL: 3, Urgency.BULK: 6}
"""Of hints in one queue; the smaller is taken first."""

PLENTY = 1000
"""With so many hints waiting in a queue, the sweeper has nothing to add."""

_VISIBILITY = 1800
_SULK = 15.0
"""Seconds without another try after the broker did not take a hint: no page may wait for it."""


def _away() -> tuple[type[Exception], ...]:
    """What is raised by a broker that is not there."""
    from kombu.exceptions import OperationalError

    return (OperationalError, ConnectionError, TimeoutError)


def configuration(settings: Settings) -> dict[str, Any]:
    """Celery's settings for a worker."""
    return {
        "broker_url": address(settings.broker_url) or "memory://",
        "result_backend": None,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",
        "enable_utc": True,
        # Acknowledged after the work, given again when a worker dies: safe because of the claims.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
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
            # As they are listed, not in turns: the order of QUEUES means something.
            "queue_order_strategy": "priority",
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
            "digest.serve_notice": {"queue": "service"},
            "digest.answer_signup": {"queue": "service"},
            "digest.advance_issue": {"queue": "render"},
            "digest.gather_source": {"queue": "gather"},
            "digest.compose_issue": {"queue": "gather"},
            "digest.step_occurrence": {"queue": "gather"},
            "digest.work_trigger": {"queue": "gather"},
            "digest.bring_in_upload": {"queue": "import"},
            "digest.follow": {"queue": "events"},
        },
    }


def _for_hints(settings: Settings) -> dict[str, Any]:
    """The same for whoever only gives hints: soon through, or soon given up."""
    plain = configuration(settings)
    quick = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry_on_timeout": False}
    plain["broker_transport_options"] |= quick
    plain["task_publish_retry_policy"] |= {"max_retries": 1}
    return plain


def address(broker_url: str) -> str:
    """A broker's address as Celery takes it: a Unix socket has a form of its own there."""
    parts = urlsplit(broker_url)
    if parts.scheme not in ("unix", "redis+socket"):
        return broker_url
    asked = parse_qs(parts.query)
    number = asked.get("virtual_host", asked.get("db", ["0"]))[-1]
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode({'virtual_host': number})}"


@cache
def _app(broker_url: str) -> Celery:
    from celery import Celery

    return Celery("digest", broker=address(broker_url) or None, set_as_current=False)


def make_app(settings: Settings) -> Celery:
    """The app of a worker: the same one for the same broker."""
    app = _app(settings.broker_url)
    app.conf.update(configuration(settings))
    return app


class Hints:
    """Hints through the broker.  A broker that is away costs nothing: the sweeper finds the work.

    Given after the commit of the transaction that is open, if one is.
    """

    def __init__(self, app: Celery, urgencies: Urgencies) -> None:
        self._app, self._urgencies = app, urgencies
        self._sulking_until = 0.0

    @property
    def reached(self) -> bool:
        """Whether the broker took what it was given last."""
        return time.monotonic() >= self._sulking_until

    def advance(self, issue: int) -> None:
        """This issue has something to do."""
        if self.reached:
            self._after_commit("digest.advance_issue", [issue], self._urgencies.of_issue(issue))

    def submit(self, batches: Sequence[int]) -> None:
        """These batches may be taken."""
        if self.reached:
            for urgency, there in self._urgencies.of_batches(batches):
                self._after_commit("digest.submit_batch", there, urgency)

    def serve(self, notices: Sequence[int]) -> None:
        """These service mails may go."""
        self._after_commit("digest.serve_notice", notices)

    def answer(self, signups: Sequence[int]) -> None:
        """These wishes for a digest wait for their answer."""
        self._after_commit("digest.answer_signup", signups)

    def bring_in(self, uploads: Sequence[int]) -> None:
        """These files of readers wait to be worked off."""
        self._after_commit("digest.bring_in_upload", uploads)

    def follow(self, chores: Sequence[str]) -> None:
        """The turn of these chores has come: what follows from reports (`digest.collecting`)."""
        self._after_commit("digest.follow", chores)

    def step(self, occurrences: Sequence[int]) -> None:
        """A stage of these occurrences is due."""
        if self.reached:
            for urgency, there in self._urgencies.of_occurrences(occurrences):
                self._after_commit("digest.step_occurrence", there, urgency)

    def trigger(self, triggers: Sequence[int]) -> None:
        """These triggers wait to be worked off; an urgent digest's before all others."""
        if self.reached:
            for urgency, there in self._urgencies.of_triggers(triggers):
                self._after_commit("digest.work_trigger", there, urgency)

    def tick(self) -> None:
        """Somebody may sweep."""
        self._after_commit("digest.tick", [None])

    def pulse(self) -> None:
        """Every queue is asked for a sign of life, unless plenty waits there already."""
        for queue in QUEUES:
            if self.reached and self.waiting(queue) < PLENTY:
                self._send("digest.pulse", (queue,), queue=queue)

    def waiting(self, queue: str) -> int:
        """How many hints wait in a queue; 0 where nobody can say."""
        try:
            with self._app.connection_for_write() as connection:
                return _length(connection, queue)
        except _away() as error:
            self._sulk(error)
            return 0

    def _after_commit(
        self, name: str, numbers: Sequence[int | str | None], urgency: Urgency | None = None
    ) -> None:
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(lambda: self._give(name, numbers, urgency), robust=True)
        else:
            self._give(name, numbers, urgency)

    def _give(
        self, name: str, numbers: Sequence[int | str | None], urgency: Urgency | None
    ) -> None:
        way = {} if urgency is None else way_of(urgency)
        for number in numbers:
            if not self.reached:
                return
            self._send(name, () if number is None else (number,), **way)

    def _send(self, name: str, arguments: tuple[object, ...], **options: Any) -> None:
        try:
            self._app.send_task(name, arguments, **options)
        except _away() as error:
            self._sulk(error)

    def _sulk(self, error: Exception) -> None:
        self._sulking_until = time.monotonic() + _SULK
        log(__name__).warning("the broker takes no hints; the sweeper will", error=str(error))


def way_of(urgency: Urgency) -> dict[str, Any]:
    """How a hint about something so urgent is sent; its task's own queue where none is named."""
    way: dict[str, Any] = {"priority": PRIORITIES[urgency]}
    return way | {"queue": "alert"} if urgency is Urgency.ALERT else way


def _length(connection: Connection, queue: str) -> int:
    from kombu.exceptions import ChannelError

    try:
        return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
    except ChannelError:
        return 0


_made: dict[str, Hints] = {}


def hints(settings: Settings) -> Hints | NoHints:
    """What tells the workers of these settings, one for the process."""
    url = settings.broker_url
    if not url:
        return NoHints()
    if url not in _made:
        from celery import Celery

        app = Celery("digest hints", broker=address(url), set_as_current=False, fixups=())
        app.conf.update(_for_hints(settings))
        _made[url] = Hints(app, Urgencies(settings))
    return _made[url]


def beside(settings: Settings) -> Hints | NoHints:
    """The same for a command that only tells: it finds the broker of a `digest up` of its home too."""
    if settings.broker_url or not broker.socket_path(settings.home).exists():
        return hints(settings)
    return hints(replace(settings, redis_url=broker.url(settings.home)))
