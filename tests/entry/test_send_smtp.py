"""The real command over SMTP: to a mail host on loopback, and killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterable
from functools import partial

import pytest

from digest.sample.conduct import Conduct
from digest.sample.mailhost import serve
from tests.entry.conftest import DIGEST, Copied
from tests.waiting import until


@pytest.fixture
def environ(copied: Copied) -> dict[str, str]:
    return copied(dict(os.environ), batch_size=50)


def run(environ: dict[str, str], *words: str) -> dict:
    done = subprocess.run(
        [DIGEST, *words, "--json"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 6), (done.returncode, done.stderr)
    return json.loads(done.stdout)


@pytest.mark.parametrize("letters", [20, 230])
def test_a_send_killed_in_the_middle_and_run_again_doubles_nobody_and_names_who_is_open(
    environ, tmp_path, letters
):
    with serve(tmp_path / "host", Conduct(delay=0.02)) as host:
        environ["DELIVERY_URL"] = f"smtp://127.0.0.1:{host.port}?tls=none&connections=4"
        running = subprocess.Popen(
            [DIGEST, "send", "morning", "--again", "--json"],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(lambda: sum(host.accepted().values()) >= letters or running.poll() is not None)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        assert run(environ, "issue", "verify", "2")["balances"]
        told = run(environ, "send", "morning")
        record = host.accepted()
    assert told["issue"] == 2
    assert told["pending"] == 0
    assert told["accepted"] + told["uncertain"] + told["failed"] == 500
    assert told["uncertain"] + told["failed"] <= 4 * 2 * (os.cpu_count() or 1)
    assert max(record.values()) == 1
    assert told["accepted"] <= len(record) <= told["accepted"] + told["uncertain"]
    assert run(environ, "issue", "verify", "2")["balances"]


def _until(lines: Iterable[str], words: str) -> str:
    """The line with these words; every line before it, where there is none."""
    seen = []
    for line in lines:
        seen.append(line)
        if words in line:
            return line
    raise AssertionError(seen)


def test_a_send_whose_mail_server_is_away_says_what_it_waits_for_and_stops_at_once_when_told(
    environ,
):
    with socket.socket() as nobody:  # bound and not listening: refused
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        environ["DELIVERY_URL"] = f"smtp://127.0.0.1:{port}?tls=none"
        words = [DIGEST, "send", "morning", "--again", "--yes", "--json"]
        with subprocess.Popen(
            words,
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        ) as sending:
            assert sending.stderr is not None
            said = _until(sending.stderr, "another try at")
            sending.send_signal(signal.SIGINT)
            assert sending.wait(30) == 130
    assert f"127.0.0.1:{port}: Connection refused" in said
