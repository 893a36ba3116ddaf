"""The rules of the queue: each was chosen by what a kill at the wrong moment does."""

from __future__ import annotations

import ast
from pathlib import Path

from celery.app.defaults import SETTING_KEYS

from digest import queue, tasks
from digest.cli.roof import parts
from digest.offering import A_TASK
from digest.rules.urgency import Urgency
from digest.settings import current
from tests.conftest import ROOT

CELERY = queue.configuration(current())
TRANSPORT = CELERY["broker_transport_options"]
LONGEST_ETA = 30
"""Seconds: what is due later stands in the database, not in a queue."""


def test_every_setting_is_one_that_celery_knows():
    assert set(CELERY) <= SETTING_KEYS


def test_a_task_is_acknowledged_after_its_work_and_comes_back_when_its_worker_dies():
    assert CELERY["task_acks_late"]
    assert CELERY["task_reject_on_worker_lost"]
    # One that fails by itself is not given again: the sweeper does that, with its own patience.
    assert CELERY["task_acks_on_failure"]
    assert CELERY["task_acks_on_timeout"]


def test_each_limit_is_above_the_one_that_should_come_first():
    soft, hard = CELERY["task_soft_time_limit"], CELERY["task_time_limit"]
    assert A_TASK < CELERY["worker_soft_shutdown_timeout"] < soft < hard
    assert hard < TRANSPORT["visibility_timeout"]
    # The roof waits longer for a worker than the worker for its tasks.
    workers = [part for part in parts(8000, 2) if "worker" in part.program]
    assert len(workers) == 3
    assert all(part.grace > CELERY["worker_soft_shutdown_timeout"] for part in workers)


def test_a_worker_takes_no_more_than_it_works_on_and_its_memory_is_bounded():
    assert CELERY["worker_prefetch_multiplier"] == 1
    assert 0 < CELERY["worker_max_tasks_per_child"] <= 1000
    assert 100_000 <= CELERY["worker_max_memory_per_child"] <= 500_000  # KiB


def test_only_json_is_read_and_no_result_is_kept():
    assert CELERY["accept_content"] == ["json"]
    assert CELERY["task_serializer"] == "json"
    assert CELERY["task_ignore_result"]
    assert CELERY["result_backend"] is None


def test_a_broker_that_is_away_is_waited_for_and_cancels_nothing():
    assert CELERY["broker_connection_max_retries"] is None
    assert CELERY["broker_connection_retry_on_startup"]
    assert not CELERY["worker_cancel_long_running_tasks_on_connection_loss"]
    # The blocking read of a worker takes a second.
    assert TRANSPORT["socket_timeout"] > 1


def test_every_task_has_a_queue_of_its_kind_and_every_route_a_task():
    there = {name for name in queue.make_app(current()).tasks if name.startswith("digest.")}
    assert there
    routes = CELERY["task_routes"]
    assert there - set(routes) == {"digest.pulse"}  # it is given to every queue
    assert set(routes) <= there
    assert {route["queue"] for route in routes.values()} <= set(queue.QUEUES)
    assert CELERY["task_default_queue"] in queue.QUEUES


def test_what_is_sent_in_bulk_is_served_last_and_an_alert_first():
    assert TRANSPORT["queue_order_strategy"] == "priority"
    assert queue.QUEUES[0] == "alert"
    assert queue.QUEUES[-1] == "send"
    assert sorted(Urgency, key=lambda one: queue.PRIORITIES[one]) == sorted(Urgency)
    assert queue.way_of(Urgency.ALERT)["queue"] == "alert"
    assert "queue" not in queue.way_of(Urgency.BULK)


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def test_nothing_waits_in_the_queue_and_no_task_waits_for_another():
    assert tasks.RETRY["countdown"] <= LONGEST_ETA
    for path in (ROOT / "digest").rglob("*.py"):
        # A signature may be another thing elsewhere.
        never = {"apply_async", "chord"} | (
            {"signature"} if "celery" in path.read_text() else set()
        )
        for call in calls(path):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            assert name not in never, path
            named = {keyword.arg for keyword in call.keywords}
            assert name not in ("send_task", "retry") or not named & {"eta", "countdown"}, path
