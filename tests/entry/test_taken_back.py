"""A send by hand that can be taken back for a moment."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.waiting import until

DIGEST = str(Path(sys.executable).with_name("digest"))
pytestmark = pytest.mark.sqlite


@pytest.fixture
def env(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A newsroom whose ad-hoc sends wait a moment; its first issue is out."""
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config", config)
    file = config / "digests" / "morning.toml"
    text = file.read_text()
    head, divider, rest = text.partition("\n[")
    file.write_text(f'{head}\nundo = "2m"\n{divider}{rest}')
    return environ | {"DIGEST_CONFIG": str(config)}


def test_ctrl_c_in_the_moment_takes_it_back_and_a_yes_lets_it_go(digest, env):
    digest("demo", env=env)
    running = subprocess.Popen(
        [DIGEST, "send", "morning", "--again", "--yes"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Whoever runs the tests in the background ignores Ctrl-C, and so would all below them.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        until(lambda: _waits(Path(env["DIGEST_HOME"])), seconds=60)
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
    finally:
        running.kill()
        running.wait()
    told = json.loads(digest("issue", "show", "2", "--json", env=env).stdout)
    assert told["accepted"] == 0
    assert digest("send", "morning", "--yes", env=env, exit_code=3).stderr.count("approve")
    digest("issue", "approve", "2", env=env)
    digest("send", "morning", "--yes", "--json", env=env)
    told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
    assert told["balances"]
    assert told["accepted"] > 0


def _waits(home: Path) -> bool:
    """Whether the issue has its moment now."""
    base = sqlite3.connect(home / "digest.sqlite3")
    try:
        (many,) = base.execute(
            "SELECT COUNT(*) FROM store_approval WHERE goes_at IS NOT NULL"
        ).fetchone()
    finally:
        base.close()
    return bool(many)
