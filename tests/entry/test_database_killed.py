"""The database server is killed in the middle of a send, and comes back: the ledger still balances."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.conftest import ROOT
from tests.standin_sendgrid import KEY, serve
from tests.waiting import until

DIGEST = str(Path(sys.executable).with_name("digest"))
BATCH, AT_ONCE = 10, 2


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    text = (folder / "digest.toml").read_text()
    text = text.replace("batch_size = 1000", f"batch_size = {BATCH}")
    (folder / "digest.toml").write_text(text.replace("at_once = 8", f"at_once = {AT_ONCE}"))
    return folder


@pytest.mark.postgres
def test_a_database_killed_under_a_send_doubles_nobody_and_forgets_nobody(
    digest, environ, config, tmp_path
):
    with (
        postgres.mortal() as server,
        serve(tmp_path / "record.jsonl", delay=0.05) as post,
    ):
        env = environ | {
            "DATABASE_URL": postgres.create(server.home, "house"),
            # A commit that was answered must outlive the server, as it does in production.
            "PGOPTIONS": "-c synchronous_commit=on",
            "DIGEST_CONFIG": str(config),
        }
        digest("demo", env=env)
        env |= {
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": post.url,
        }
        running = subprocess.Popen(
            [DIGEST, "send", "morning", "--again", "--yes", "--json"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: post.asked >= 12 or running.poll() is not None, seconds=60)
        server.kill()
        said = running.communicate(timeout=90)[1]
        assert running.returncode == 75, said
        server.start()
        done = subprocess.run(
            [DIGEST, "send", "morning", "--yes", "--json"],
            env=env,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode in (0, 6), done.stderr
        told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
        assert told["balances"]
        assert told["accepted"] + told["uncertain"] == 500
        # In the air, or answered and not marked, of each of the processes.
        assert told["uncertain"] <= BATCH * (AT_ONCE + 1) * 2
        copies = post.copies()
        assert max(copies.values()) == 1
        assert told["accepted"] <= len(copies) <= 500
