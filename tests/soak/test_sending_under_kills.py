"""The long form: a send killed every few seconds through a post that fails one time in six.

    start -> a few seconds of sending -> SIGKILL for all of it -> start …  until the issue is finished

The stand-in's own record decides, person by person.  What is uncertain may be no more than what was in the air at the
kills, as the ledger held it then, and what the stand-in answered in a doubtful way.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.standin_sendgrid import KEY, Standin, serve
from tests.waiting import until

DIGEST = str(Path(sys.executable).with_name("digest"))
AT_ONCE = 4
DOUBTFUL = ["reset after", "500 after", "cut after", "garbage after", "no id after"]
DOUBTFUL += ["503 before", "reset before"]
HARMLESS = ["429"]
FAULTY = 0.17
MAY = {"submitted": {1}, "uncertain": {0, 1}, "failed": {0}, "excluded": {0}}
"""How many copies the stand-in may have taken of a reader in that state."""
SEND = [DIGEST, "send", "morning", "--list", "crowd", "--yes", "--json"]


def in_the_air(home: Path) -> int:
    """Readers whose batch had an intent and no verdict when everybody was killed."""
    base = sqlite3.connect(home / "digest.sqlite3")
    (many,) = base.execute(
        "SELECT COALESCE(SUM(inflight_to - cursor), 0) FROM store_batch WHERE state = 'claimed'"
    ).fetchone()
    base.close()
    return int(many)


def faults(seed: int, requests: int) -> list[str]:
    """One for each request, most of them none."""
    chance = random.Random(seed)
    kinds = [*DOUBTFUL, *HARMLESS]
    return [chance.choice(kinds) if chance.random() < FAULTY else "" for _ in range(requests)]


def house(digest, environ, tmp_path: Path, batch: int) -> dict[str, str]:
    """The environment of a house with its first issue out, sending in batches of that size."""
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config", config)
    text = (config / "digest.toml").read_text()
    text = text.replace("batch_size = 1000", f"batch_size = {batch}")
    (config / "digest.toml").write_text(text.replace("at_once = 8", f"at_once = {AT_ONCE}"))
    env = environ | {"DIGEST_CONFIG": str(config)}
    digest("demo", env=env)
    return env


def bring_in(digest, env: dict[str, str], folder: Path, readers: int) -> None:
    path = folder / "crowd.csv"
    with path.open("w") as file:
        file.write("email\n")
        file.writelines(f"reader{n}@mail{n % 9}.example.org\n" for n in range(readers))
    digest("subscribers", "import", str(path), "--list", "crowd", env=env)


def sent_for_a_while(env: dict[str, str], post: Standin, words: list[str], seconds: float) -> bool:
    """Send until that long after the first request, then kill all of it; whether it had ended."""
    had = post.asked
    running = subprocess.Popen(
        words,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(lambda: post.asked > had or running.poll() is not None, seconds=120)
    with suppress(subprocess.TimeoutExpired):
        running.wait(seconds)
        return True
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return False


def fates(digest, env: dict[str, str]) -> dict[str, str]:
    """What the ledger says of each address; nobody stands there twice."""
    rows = list(
        csv.reader(digest("issue", "recipients", "2", "--csv", env=env).stdout.splitlines())
    )
    said = {address: state for address, state, _ in rows[1:]}
    assert len(said) == len(rows) - 1
    return said


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("readers", "batch", "seconds", "delay"),
    [
        pytest.param(3_000, 50, 0.3, 0.1, id="bounded"),
        pytest.param(100_000, 250, 5.0, 1.0, id="long", marks=pytest.mark.soak),
    ],
)
def test_a_send_that_is_killed_again_and_again_doubles_nobody_and_forgets_nobody(
    digest, environ, tmp_path, readers, batch, seconds, delay
):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - what a soak that fails is repeated with
    env = house(digest, environ, tmp_path, batch)
    bring_in(digest, env, tmp_path, readers)
    planned, air, kills = faults(seed, 8 * readers // batch), 0, 0
    with serve(
        tmp_path / "record.jsonl", faults=[*planned], delay=delay, keep_bodies=False
    ) as post:
        env |= {
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": post.url,
        }
        over = sent_for_a_while(env, post, [*SEND, "--again"], seconds)
        for _ in range(1000):
            if over:
                break
            air, kills = air + in_the_air(Path(env["DIGEST_HOME"])), kills + 1
            over = sent_for_a_while(env, post, SEND, seconds)
        copies, asked = post.copies(), post.asked
    told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
    assert told["balances"]
    assert told["state"] in ("finished", "finished_in_part")
    said = fates(digest, env)
    assert len(said) == readers
    assert set(copies) <= set(said)
    wrong = [a for a, state in said.items() if copies[a] > 1 or copies[a] not in MAY[state]]
    assert not wrong, (seed, wrong[:5])
    doubted = sum(fault in DOUBTFUL for fault in planned[:asked])
    uncertain = Counter(said.values())["uncertain"]
    assert uncertain <= air + doubted * batch, seed
    assert kills, "it was over before it could be killed"
