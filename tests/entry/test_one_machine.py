"""`digest up`: everything on one machine, as real processes, and nothing left when it ends."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.valkey import mortal
from tests.waiting import until

DIGEST = str(Path(sys.executable).with_name("digest"))
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(url: str) -> int:
    """The status of a page; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def running(environ: dict[str, str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as told:
        up = subprocess.Popen(
            [DIGEST, "up", "--port", str(port)],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            until(
                lambda: up.poll() is not None or answer(f"http://127.0.0.1:{port}/readyz") == 200,
                seconds=PATIENCE,
                what="/readyz",
            )
            yield up
        finally:
            for process in parts_of(up):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            up.kill()
            up.wait(PATIENCE)


def parts_of(up: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(up.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def part(up: subprocess.Popen[bytes], name: str) -> list[psutil.Process]:
    found = []
    for process in psutil.Process(up.pid).children():
        with suppress(psutil.NoSuchProcess):
            words = process.cmdline()
            if name in words and not {"service", "alert"} & set(words):
                found.append(process)
    return found


def subscribed(form: str, digest: Callable[..., subprocess.CompletedProcess[str]]) -> bool:
    """Fill the form in, as slowly as it wants, and wait until the queue brought the mail out."""
    with urllib.request.urlopen(form, timeout=PATIENCE) as shown:
        stamp = re.findall(r'name="t" value="([^"]+)"', shown.read().decode())[0]
    fields = {"email": "zoe@reader.example.org", "t": stamp, "website": ""}
    body = urllib.parse.urlencode(fields).encode()

    def taken() -> bool:
        with urllib.request.urlopen(form, body, timeout=PATIENCE) as answered:
            return 'role="status"' in answered.read().decode()

    until(taken, seconds=PATIENCE, what="the form to be taken")

    def gone() -> bool:
        told = digest("notice", "list", "--state", "submitted", "--json").stdout
        return '"confirm"' in told

    return until(gone, seconds=PATIENCE, what="the confirmation to be submitted")


@pytest.mark.sqlite
def test_everything_starts_mends_itself_and_stops_on_ctrl_c(digest, environ, tmp_path):
    port, log = free_port(), tmp_path / "up.log"
    with running(environ, port, log) as up:
        assert up.poll() is None, log.read_text()
        assert answer(f"http://127.0.0.1:{port}/livez") == 200
        assert answer(f"http://127.0.0.1:{port}/morning/") == 200
        assert answer(f"http://127.0.0.1:{port}/console/") == 200  # the sign-in page
        until(lambda: "first login" in log.read_text(), seconds=PATIENCE, what="the first login")

        second = digest("up", "--port", str(free_port()), exit_code=1)
        assert f"process {up.pid}" in second.stderr

        assert subscribed(f"http://127.0.0.1:{port}/morning/subscribe", digest)

        (worker,) = part(up, "worker")
        worker.kill()
        until(
            lambda: [one for one in part(up, "worker") if one.pid != worker.pid],
            seconds=PATIENCE,
            what="another worker",
        )
        assert "worker was ended by SIGKILL" in log.read_text()

        everybody = parts_of(up)
        up.send_signal(signal.SIGINT)
        assert up.wait(PATIENCE) in (0, 130)
        _gone, alive = psutil.wait_procs(everybody, timeout=PATIENCE)
        assert not alive
        assert answer(f"http://127.0.0.1:{port}/livez") == 0


@pytest.mark.sqlite
def test_a_port_that_is_taken_is_named_and_nothing_stays_behind(digest, environ):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            [DIGEST, "up", "--port", str(port)],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert told.returncode not in (0, 130)
    assert str(port) in told.stderr + told.stdout


@contextmanager
def worker_and_ticker(environ: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as told:
        started = [
            subprocess.Popen(
                [DIGEST, *words], env=environ, stdin=subprocess.DEVNULL, stdout=told, stderr=told
            )
            for words in (("worker",), ("ticker",))
        ]
        try:
            yield
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(PATIENCE)


@pytest.mark.sqlite
def test_a_send_through_workers_survives_a_broker_that_is_killed_and_forgets_everything(
    digest, environ, home, tmp_path
):
    digest("demo")
    readers = tmp_path / "readers.csv"
    lines = "\n".join(f"reader{n}@example.org" for n in range(20_000))
    readers.write_text(f"email\n{lines}\n")
    digest("subscribers", "import", str(readers), "--list", "morning")
    with contextlib.ExitStack() as stack:
        valkey, kill_and_begin_again = stack.enter_context(mortal())
        many = environ | {"REDIS_URL": valkey.socket_url}
        stack.enter_context(worker_and_ticker(many, tmp_path / "workers.log"))
        sending = subprocess.Popen(
            [DIGEST, "send", "morning", "--again", "--yes", "--wait", "--json"],
            env=many,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        outbox = home / "outbox" / "issue-2"
        until(lambda: any(outbox.glob("parcel-*")) or sending.poll() is not None, seconds=PATIENCE)
        kill_and_begin_again()
        out, err = sending.communicate(timeout=150)
    assert sending.returncode == 0, err
    told = json.loads(out)
    assert (told["state"], told["accepted"], told["uncertain"]) == ("finished", 20_500, 0)
    assert json.loads(digest("issue", "verify", "2", "--json").stdout)["balances"]
