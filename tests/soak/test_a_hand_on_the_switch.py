"""A send of many readers paused, resumed and cancelled by command, in the middle of it.

What the stand-in takes after the command has answered is no more than what was with it; after a
resume everybody has one copy; after a cancel the list of who got it is the stand-in's own record.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.soak.conftest import LONG, LONG_ON_POSTGRES, SHORT
from tests.soak.test_sending_under_kills import AT_ONCE, SEND, bring_in, fates, house
from tests.standin_sendgrid import KEY, Standin, serve
from tests.waiting import until

pytestmark = pytest.mark.parametrize(
    ("where", "readers", "batch", "delay"),
    [
        pytest.param("sqlite", 3_000, 50, 1.0, id="bounded", marks=SHORT),
        pytest.param("sqlite", 100_000, 500, 1.0, id="long", marks=LONG),
        pytest.param("postgresql", 100_000, 500, 1.0, id="long-postgres", marks=LONG_ON_POSTGRES),
    ],
)
PROCESSES = 2
HANDS = AT_ONCE + AT_ONCE // 2


@contextmanager
def sending(
    digest: Callable[..., subprocess.CompletedProcess[str]],
    environ: dict[str, str],
    tmp_path: Path,
    readers: int,
    batch: int,
    delay: float,
) -> Iterator[tuple[dict[str, str], Standin, subprocess.Popen[bytes]]]:
    """A command that sends, once a third of the readers have their copy."""
    env = house(digest, environ, tmp_path, batch)
    bring_in(digest, env, tmp_path, readers)
    with serve(tmp_path / "record.jsonl", delay=delay, keep_bodies=False) as post:
        env |= {"DELIVERY_URL": "sendgrid:", "SENDGRID_API_KEY": KEY, "SENDGRID_API_URL": post.url}
        running = subprocess.Popen([*SEND, "--again"], env=env, stdout=subprocess.DEVNULL)
        try:
            until(lambda: post.asked * batch >= readers / 3, seconds=240)
            yield env, post, running
        finally:
            running.kill()
            running.wait()


def test_a_pause_and_a_resume(digest, environ, tmp_path, where, readers, batch, delay):
    with sending(digest, environ, tmp_path, readers, batch, delay) as (env, post, running):
        digest("issue", "pause", "2", env=env)
        had = post.asked
        assert running.wait(60) == 3
        late = post.asked - had
        assert late <= PROCESSES * HANDS
        taken = post.copies()
        told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
        assert (told["state"], told["accepted"]) == ("paused", taken.total())
        assert told["pending"] == readers - taken.total() > 0
        digest("issue", "resume", "2", env=env)
        copies = post.copies()
    print(f"{late} requests after the pause, {taken.total()} of {readers} had it")  # noqa: T201
    assert set(copies.values()) == {1}
    assert len(copies) == readers
    told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
    assert (told["state"], told["accepted"], told["balances"]) == ("finished", readers, True)


def test_a_cancel(digest, environ, tmp_path, where, readers, batch, delay):
    with sending(digest, environ, tmp_path, readers, batch, delay) as (env, post, running):
        digest("issue", "cancel", "2", env=env)
        had = post.asked
        running.wait(60)
        assert post.asked - had <= PROCESSES * HANDS
        copies = post.copies()
    said = fates(digest, env)
    assert {address for address, state in said.items() if state == "submitted"} == set(copies)
    assert set(copies.values()) == {1}
    assert Counter(said.values()) == {
        "submitted": len(copies),
        "cancelled": readers - len(copies),
    }
    assert len(copies) < readers
    told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
    assert (told["state"], told["balances"]) == ("cancelled", True)
