"""Accepted and lost: a send through a post that loses its answers, with the webhook on.

    digest send | every nth answer lost after acceptance, some requests never taken | reports come in
                  while it goes on: signed, doubled, shuffled, forged, some of them late

Whoever was accepted is settled by reports alone, nobody is sent to a second time, and uncertain
stay only those of requests that the post never took.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.soak.conftest import LONG, LONG_ON_POSTGRES, SHORT
from tests.soak.test_sending_under_kills import bring_in, fates, house
from tests.standin_sendgrid import KEY, Standin, serve
from tests.waiting import until
from tests.webhook import PUBLIC, Body, Reports

DIGEST = str(Path(sys.executable).with_name("digest"))
ACCEPTED_AND_LOST = ["reset after", "500 after", "cut after", "garbage after", "no id after"]
NEVER_TAKEN = ["503 before", "reset before"]


def planned(seed: int, requests: int) -> list[str]:
    """One fault for each request: a sixth is accepted and lost, a twentieth never taken."""
    chance = random.Random(seed)
    kinds = {"lost": ACCEPTED_AND_LOST, "never": NEVER_TAKEN, "": [""]}
    drawn = chance.choices(["lost", "never", ""], [0.17, 0.05, 0.78], k=requests)
    return [chance.choice(kinds[one]) for one in drawn]


@contextmanager
def web(env: dict[str, str]) -> Iterator[int]:
    """`digest web`, answering; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    running = subprocess.Popen(
        [DIGEST, "web", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        return False

    try:
        until(answers, seconds=60)
        yield port
    finally:
        running.terminate()
        running.wait(30)


def told(port: int, bodies: Sequence[Body]) -> Counter[int]:
    """Post them; what is not thanked for is told again, as SendGrid does."""
    answers: Counter[int] = Counter()
    lock = threading.Lock()

    def post(body: Body) -> None:
        for _ in range(20):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            line.request("POST", "/hooks/sendgrid/events", body[0], body[1])
            status = line.getresponse().status
            line.close()
            with lock:
                answers[status] += 1
            if status < 500:
                return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(post, bodies))
    return answers


class Reporter(threading.Thread):
    """Reports what was accepted while more is on its way; the last tenth comes late, at the end."""

    def __init__(self, post: Standin, port: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.post, self.port, self.seed = post, port, seed
        self.over = threading.Event()
        self.answers: Counter[int] = Counter()
        self.done = 0

    def run(self) -> None:
        while not self.over.wait(0.5):
            people = self.post.people()
            self._tell(people[self.done : len(people) * 9 // 10])
        self._tell(self.post.people()[self.done :])

    def _tell(self, people: list[tuple[str, str, str]]) -> None:
        bodies = Reports(people, self.seed + self.done, size=2_000).bodies() if people else []
        self.done += len(people)
        self.answers += told(self.port, bodies)


@pytest.mark.parametrize(
    ("where", "readers", "batch"),
    [
        pytest.param("sqlite", 3_000, 50, id="bounded", marks=SHORT),
        pytest.param("sqlite", 100_000, 500, id="long", marks=LONG),
        pytest.param("postgresql", 100_000, 500, id="long-postgres", marks=LONG_ON_POSTGRES),
    ],
)
def test_what_was_accepted_and_lost_is_settled_by_reports_alone(
    digest, environ, tmp_path, where, readers, batch
):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - what a soak that fails is repeated with
    env = house(digest, environ, tmp_path, batch)
    bring_in(digest, env, tmp_path, readers)
    faults = planned(seed, 4 * readers // batch)
    with serve(tmp_path / "record.jsonl", faults=[*faults], delay=0.05, keep_bodies=False) as post:
        env |= {
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
            "SENDGRID_API_URL": post.url,
            "SENDGRID_WEBHOOK_KEY": PUBLIC,
        }
        with web(env) as port:
            reporter = Reporter(post, port, seed)
            reporter.start()
            words = ("send", "morning", "--list", "crowd", "--yes", "--again", "--json")
            digest(*words, env=env, exit_code=6)
            reporter.over.set()
            reporter.join(600)
            # What the sweeper does each minute: a report that came before its answer was lost.
            digest("ticker", "--once", env=env)
        asked, copies = post.asked, post.copies()
    assert reporter.answers[403] > 0
    assert set(reporter.answers) <= {204, 403, 500, 503}
    lost = sum(one in ACCEPTED_AND_LOST for one in faults[:asked])
    assert lost > 0
    verified = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
    assert verified["balances"]
    said = fates(digest, env)
    assert len(said) == readers
    assert max(copies.values()) == 1
    settled = {"submitted", "delivered", "bounced", "complained"}
    wrong = [a for a in copies if said[a] not in settled]
    assert not wrong, (seed, len(wrong), wrong[:5])
    open_ones = {a for a, state in said.items() if state == "uncertain"}
    assert open_ones == set(said) - set(copies), seed
    never = sum(one in NEVER_TAKEN for one in faults[:asked])
    assert len(open_ones) <= never * batch
