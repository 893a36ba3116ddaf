"""A worker as a real process: what it takes first, what it refuses, and how it stops."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from celery import Celery
from kombu import Producer

from digest import broker, queue
from digest.settings import current
from tests.conftest import ROOT
from tests.entry.test_alert import DIGEST, PATIENCE, bring_in
from tests.standin_sendgrid import KEY, serve
from tests.waiting import until

READERS, BATCH, AT_ONCE = 1_000, 25, 4
SLOW = 1.0


@contextmanager
def worker(env: dict[str, str], log: Path, **bounds: int) -> Iterator[subprocess.Popen[bytes]]:
    """One that takes everything, with one process, and with bounds other than the product's."""
    bounded = [sys.executable, "-m", "tests.bounded", json.dumps(bounds)]
    with log.open("ab") as told:
        running = subprocess.Popen(
            [*(bounded if bounds else [DIGEST]), "worker", "--processes", "1"],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                running.kill()


class Harm:
    """Makes a file where somebody unpacks it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def children(running: subprocess.Popen[bytes]) -> set[int]:
    return {child.pid for child in psutil.Process(running.pid).children()}


def app_of(url: str) -> Celery:
    app = Celery("test", broker=queue.address(url), set_as_current=False, fixups=())
    app.conf.update(queue.configuration(replace(current(), redis_url=url)))
    return app


@pytest.mark.sqlite
def test_a_worker_serves_alerts_first_and_bulk_last_reads_json_alone_and_keeps_no_result(
    digest, environ, valkey, tmp_path
):
    digest("issue", "list")
    env, log = environ | {"REDIS_URL": valkey.socket_url}, tmp_path / "worker.log"
    app, harmed = app_of(valkey.socket_url), tmp_path / "harmed"
    # No issue has such a number: the worker says so, in the order in which it takes the hints.
    wanted = [(name, 0) for name in queue.QUEUES[:-1]]
    wanted += [("send", priority) for priority in sorted(queue.PRIORITIES.values())]
    for place, (name, priority) in reversed(list(enumerate(wanted))):
        app.send_task("digest.advance_issue", (9000 + place,), queue=name, priority=priority)
    with app.connection_for_write() as connection:
        headers = {"task": "digest.advance_issue", "id": "harm", "lang": "py"}
        Producer(connection).publish(
            ((Harm(harmed),), {}, {}), serializer="pickle", routing_key="alert", headers=headers
        )
    assert pickle.loads(pickle.dumps(Harm(tmp_path / "possible"))) is None
    assert (tmp_path / "possible").exists()

    def taken() -> list[int]:
        return [int(number) for number in re.findall(r"issue\W+(9\d\d\d)", log.read_text())]

    with worker(env, log):
        until(lambda: len(set(taken())) == len(wanted), seconds=PATIENCE, what="all hints")
    assert list(dict.fromkeys(taken())) == [9000 + place for place in range(len(wanted))]
    assert "ContentDisallowed" in log.read_text()
    assert not harmed.exists()
    with valkey.client() as client:
        assert not list(client.scan_iter("*task-meta*"))
    app.close()


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_worker_that_shall_stop_ends_with_the_requests_at_hand_and_leaves_nobody_in_doubt(
    digest, environ, copied, valkey, tmp_path
):
    env = copied(environ, batch_size=BATCH, at_once=AT_ONCE)
    bring_in(digest, env, tmp_path, "crowd", READERS)
    send = ("send", "morning", "--list", "crowd", "--yes")
    with ExitStack() as stack:
        post = stack.enter_context(serve(tmp_path / "record.jsonl", delay=SLOW))
        env |= {
            "REDIS_URL": valkey.socket_url,
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": post.url,
        }
        with worker(env, tmp_path / "worker.log") as running:
            handed = subprocess.Popen([DIGEST, *send, "--again"], env=env, stdin=subprocess.DEVNULL)
            stack.callback(handed.wait, PATIENCE)
            # It only follows what the workers do.
            stack.callback(handed.kill)
            until(lambda: post.asked > AT_ONCE, seconds=PATIENCE, what="the middle of the send")
            with valkey.client() as client:
                assert client.hlen("digest:unacked") <= 1, "more hints taken than worked on"
                assert all(
                    set(json.loads(kept)[0]["headers"]["argsrepr"]) <= set("(0123456789,)")
                    for kept in client.hvals("digest:unacked")
                )
            asked, begun = post.asked, time.monotonic()
            running.terminate()
            assert running.wait(PATIENCE) == 0, (tmp_path / "worker.log").read_text()
            took = time.monotonic() - begun
        # Those with the post, and those that were ready behind them.
        assert post.asked <= asked + 3 * AT_ONCE
        assert took < 40, "the roof would have killed it"
        told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
        assert told["balances"]
        assert told["uncertain"] == 0
        assert told["accepted"] == len(post.people())
        assert told["pending"] == READERS - told["accepted"] > 0
        post.delay = 0.0
        with worker(env, tmp_path / "worker.log"):
            digest(*send, "--wait", env=env)
    assert set(post.copies().values()) == {1}
    assert len(post.copies()) == READERS


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_task_out_of_time_and_a_worker_out_of_memory_step_aside_and_nobody_notices(
    digest, environ, copied, valkey, tmp_path
):
    env = copied(environ, batch_size=BATCH, at_once=2)
    bring_in(digest, env, tmp_path, "crowd", 12 * BATCH)
    with serve(tmp_path / "record.jsonl", delay=2 * SLOW) as post:
        env |= {
            "REDIS_URL": valkey.socket_url,
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": post.url,
        }
        # Six rounds of two seconds are to be done; every process of ours is larger than that.
        bounds = {"task_soft_time_limit": 8, "worker_max_memory_per_child": 1_000}
        with worker(env, tmp_path / "worker.log", **bounds) as running:
            until(lambda: len(children(running)) == 1, seconds=PATIENCE, what="its child")
            before = children(running)
            words = ("send", "morning", "--list", "crowd", "--yes", "--again", "--wait", "--json")
            told = json.loads(digest(*words, env=env).stdout)
            assert children(running).isdisjoint(before)
    assert '"out of time"' in (tmp_path / "worker.log").read_text()
    assert (told["accepted"], told["uncertain"], told["pending"]) == (12 * BATCH, 0, 0)
    assert set(post.copies().values()) == {1}
    assert len(post.copies()) == 12 * BATCH


@pytest.mark.sqlite
def test_a_yes_from_another_process_sets_the_workers_to_work_at_once(
    digest, environ, copied, tmp_path
):
    env = copied(environ, batch_size=1000)
    plan = Path(env["DIGEST_CONFIG"]) / "digests" / "morning.toml"
    quiet = re.sub(r"(?m)^minimum\s*=.*\n", "", plan.read_text())
    plan.write_text(quiet.replace("[choosing]\n", '[choosing]\nminimum = 500\nthin = "hold"\n'))
    digest("send", "morning", "--again", "--yes", env=env, exit_code=3)
    home = Path(env["DIGEST_HOME"])
    server = broker.start(home)
    assert server is not None
    try:
        # No ticker runs; the command finds the broker by its home.
        with worker(env | {"REDIS_URL": broker.url(home)}, tmp_path / "worker.log"):
            assert "leaves now" in digest("issue", "approve", "2", env=env).stdout

            def is_out() -> bool:
                told = digest("issue", "show", "2", "--json", env=env).stdout
                return json.loads(told)["state"] == "finished"

            until(is_out, seconds=PATIENCE, what="the issue to be out")
    finally:
        broker.stop(home)
        server.wait()
