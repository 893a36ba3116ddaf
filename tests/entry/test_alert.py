"""A breaking alert in the middle of a large send, as real processes: it waits for nobody.

    large send on its way through a post that takes its time -> `digest send breaking`
    -> what else leaves between the alert's freeze and its wire?  Everybody gets everything once.

Counted in requests, since a machine that is busy with other things says nothing by seconds:
`python -m bench alert` says it in those.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from digest import broker
from tests.conftest import ROOT
from tests.entry.test_one_machine import free_port, running
from tests.standin_sendgrid import KEY, Standin, serve
from tests.waiting import until

DIGEST = str(Path(sys.executable).with_name("digest"))
CROWD, ALERTED = 100_000, 1_000
BATCH, SLOW = 250, 2.0
"""Readers a request, and seconds that the post takes for one: a minute for all of the crowd."""
ROUND = 2 * 8
"""Requests at the same time: two processes with `at_once`."""
BETWEEN = 3 * ROUND
"""At most so many others go before an alert: those with the post, the next, and as many again.

A task that does not step aside goes on for seven rounds, and has all the others behind it.
"""
FROZEN = "SELECT MAX(frozen_at) FROM store_issue"
PATIENCE = 200.0


def bring_in(digest, env: dict[str, str], folder: Path, name: str, readers: int) -> None:
    path = folder / f"{name}.csv"
    with path.open("w") as file:
        file.write("email\n")
        file.writelines(f"{name}{n}@mail{n % 9}.example.org\n" for n in range(readers))
    digest("subscribers", "import", str(path), "--list", name, env=env)


def send(env: dict[str, str], slug: str, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [DIGEST, "send", slug, "--list", name, "--again", "--yes", "--json", "--wait"],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sent(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    told: dict[str, Any] = json.loads(out)
    return told


def came(post: Standin, name: str) -> list[float]:
    """When the requests for that list came."""
    return [at for at, address in list(post.came) if address.startswith(name)]


def of_sqlite(home: Path, sql: str) -> Any:
    with closing(sqlite3.connect(home / "digest.sqlite3")) as base:
        return base.execute(sql).fetchone()[0]


def of_postgres(url: str, sql: str) -> Any:
    with psycopg.connect(url) as base:
        (value,) = base.execute(sql).fetchone() or (None,)
        return value


def moment(told: datetime | str) -> float:
    when = datetime.fromisoformat(told) if isinstance(told, str) else told
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


@contextmanager
def crowd(digest, env: dict[str, str], folder: Path) -> Iterator[tuple[Standin, dict[str, str]]]:
    """A house with a large list and a small one, and a post that takes its time."""
    bring_in(digest, env, folder, "crowd", CROWD)
    bring_in(digest, env, folder, "alerted", ALERTED)
    with serve(folder / "record.jsonl", delay=SLOW, keep_bodies=False) as post:
        yield (
            post,
            env
            | {
                "DELIVERY_URL": "sendgrid:",
                "SENDGRID_API_KEY": KEY,
                "SENDGRID_API_URL": post.url,
            },
        )


def overtaken(env: dict[str, str], post: Standin, query: Callable[[str], Any]) -> int:
    """Requests for the crowd between the freeze of an alert and its wire, in the middle of a send."""
    bulk = send(env, "morning", "crowd")
    until(
        lambda: len(came(post, "crowd")) > ROUND or bulk.poll() is not None,
        seconds=PATIENCE,
        what="the middle of the send",
    )
    alert = send(env, "breaking", "alerted")
    until(lambda: came(post, "alerted") or alert.poll() is not None, seconds=PATIENCE)
    told = sent(alert)
    assert (told["state"], told["accepted"]) == ("finished", ALERTED), told
    wire, frozen = min(came(post, "alerted")), moment(query(FROZEN))
    assert sum(at < wire for at in came(post, "crowd")) * BATCH < CROWD, "it was over too soon"
    # The rest of the large send need not take its time.
    post.delay = 0.0
    told = sent(bulk)
    assert (told["state"], told["accepted"]) == ("finished", CROWD), told
    copies = post.copies()
    assert len(copies) == CROWD + ALERTED
    assert set(copies.values()) == {1}
    return sum(frozen < at < wire for at in came(post, "crowd"))


@pytest.mark.sqlite
@pytest.mark.slow
def test_on_one_machine_an_alert_waits_for_no_large_send(digest, environ, copied, tmp_path):
    env = copied(environ, batch_size=BATCH)
    home = Path(env["DIGEST_HOME"])
    with ExitStack() as stack:
        post, env = stack.enter_context(crowd(digest, env, tmp_path))
        stack.enter_context(running(env, free_port(), tmp_path / "up.log"))
        through = env | {"REDIS_URL": broker.url(home)}
        assert overtaken(through, post, partial(of_sqlite, home)) <= BETWEEN


def nothing_urgent(folder: Path) -> Path:
    """The shipped configuration, its alert a digest like any other, in small batches."""
    config = folder / "config"
    shutil.copytree(ROOT / "config", config)
    for name, old, new in (
        ("digest.toml", "batch_size = 1000", f"batch_size = {BATCH}"),
        ("digests/breaking.toml", "urgent    = true", "urgent    = false"),
    ):
        text = (config / name).read_text()
        assert old in text
        (config / name).write_text(text.replace(old, new))
    return config


@contextmanager
def worker(env: dict[str, str], log: Path, *words: str) -> Iterator[None]:
    with log.open("ab") as told:
        started = subprocess.Popen(
            [DIGEST, "worker", *words], env=env, stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
        try:
            yield
        finally:
            started.terminate()
            started.wait(PATIENCE)


@pytest.mark.postgres
@pytest.mark.slow
def test_workers_that_are_all_busy_step_aside_for_a_small_issue(
    digest, environ, valkey, postgres_url, tmp_path
):
    env = environ | {
        "DATABASE_URL": postgres_url,
        "DIGEST_CONFIG": str(nothing_urgent(tmp_path)),
    }
    with ExitStack() as stack:
        post, env = stack.enter_context(crowd(digest, env, tmp_path))
        env |= {"REDIS_URL": valkey.socket_url}
        stack.enter_context(worker(env, tmp_path / "worker.log", "--processes", "2"))
        assert overtaken(env, post, partial(of_postgres, postgres_url)) <= BETWEEN
