"""Events of a provider into PostgreSQL through `digest web`, beside a bare COPY of the same rows.

    python -m bench events --readers 50000

Signed bodies of real size (2,100 events, some 768 KB), shuffled, a third of them told twice, one
in twenty forged; one web process, four connections.  The named limit is 20,000 events a second.
The truth at the end is compared with the truth of what was told.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.working import command

_DIGEST = str(Path(sys.executable).with_name("digest"))
_BODY = 2_100
_LIMIT = 20_000
_SECRET = "b" * 48
_PRIVATE = ec.generate_private_key(ec.SECP256R1())


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench events", description=__doc__)
    options.add_argument("--readers", type=int, default=50_000)
    asked = options.parse_args(words)
    with _house(asked.readers) as house:
        issue, people = house.sent()
        told = Told(issue, people)
        with house.web() as web:
            _post_all(web.port, [(b"[]", {})] * 8)  # the process has read all its code
            bodies = told.bodies()
            began = time.perf_counter()
            cpu, database = _cpu(web.pid), _cpu(house.server)
            answers = _post_all(web.port, bodies)
            wall = time.perf_counter() - began
            cpu, database = _cpu(web.pid) - cpu, _cpu(house.server) - database
        bare = house.copied()
        house.compare(told, issue)
    posted = told.posted
    print(f"{posted:,} events in {sum(answers.values()):,} requests {answers}")
    print(f"{'':22}{'seconds':>9}{'events/s':>12}{'CPU web':>10}{'CPU database':>14}")
    print(f"{'digest':22}{wall:9.2f}{posted / wall:12,.0f}{cpu:10.2f}{database:14.2f}")
    print(f"{'bare COPY, no check':22}{bare:9.2f}{told.unique / bare:12,.0f}")
    print(f"{posted / cpu:,.0f} events per CPU second of the web process")
    print(f"against the limit of {_LIMIT:,}/s: {posted / wall / _LIMIT:.2f} times")
    print("the ledger holds exactly what was told")


class Told:
    """What is told: each delivery `processed`, then delivered, bounced or complained of."""

    def __init__(self, issue: int, people: Sequence[int]) -> None:
        from digest.rules import tokens

        self.random = random.Random(7)
        self.bounced, self.complained = set(people[::50]), set(people[25::1000])
        at = int(time.time()) - 60
        self.events = []
        for who in people:
            token = tokens.mint(_SECRET.encode(), tokens.DELIVERY, who, issue)
            word = "bounce" if who in self.bounced else "delivered"
            words = ["processed", word] + (["spamreport"] if who in self.complained else [])
            self.events += [self._event(token, who, one, at) for one in words]
        self.unique = len(self.events)
        self.posted = 0

    def _event(self, token: str, who: int, word: str, at: int) -> dict[str, object]:
        more = {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user here"}
        return {
            "email": f"reader.{who}@mail.example.org",
            "timestamp": at,
            "event": word,
            "delivery": token,
            "batch": "4711",
            "category": ["morning"],
            "sg_event_id": base64.b64encode(self.random.randbytes(24)).decode(),
            "sg_message_id": f"{self.random.randbytes(11).hex()}.filterdrecv-5d6c.{who}",
            "smtp-id": f"<{self.random.randbytes(12).hex()}@example.org>",
            **({"response": "250 2.0.0 OK  queued"} if word == "delivered" else {}),
            **(more if word == "bounce" else {}),
        }

    def bodies(self) -> list[tuple[bytes, dict[str, str]]]:
        """Signed bodies in disorder, a third of them a second time, some forged."""
        events = list(self.events)
        self.random.shuffle(events)
        pieces = [events[n : n + _BODY] for n in range(0, len(events), _BODY)]
        pieces += [
            [e | {"sg_event_id": "again"} for e in piece]
            for piece in pieces[: len(pieces) // 3 + 1]
        ]
        self.random.shuffle(pieces)
        found = []
        for piece in pieces:
            raw = json.dumps(piece, separators=(",", ":")).encode() + b"\r\n"
            found.append((raw, _sealed(raw)))
            self.posted += len(piece)
            if len(found) % 20 == 0:
                found.append((raw.replace(b"delivered", b"bounce"), _sealed(raw)))
        return found


def _sealed(raw: bytes) -> dict[str, str]:
    at = str(int(time.time()))
    seal = _PRIVATE.sign(at.encode() + raw, ec.ECDSA(hashes.SHA256()))
    return {
        "Content-Type": "application/json",
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(seal).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": at,
    }


def _post_all(port: int, bodies: Sequence[tuple[bytes, dict[str, str]]]) -> dict[int, int]:
    answers: dict[int, int] = {}
    local = threading.local()

    def post(one: tuple[bytes, dict[str, str]]) -> int:
        if not hasattr(local, "door"):
            local.door = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        local.door.request("POST", "/hooks/sendgrid/events", one[0], one[1])
        answer = local.door.getresponse()
        answer.read()
        return int(answer.status)

    with ThreadPoolExecutor(4) as pool:
        for status in pool.map(post, bodies):
            answers[status] = answers.get(status, 0) + 1
    return answers


@dataclass(frozen=True, slots=True)
class Web:
    """A running `digest web`."""

    pid: int
    port: int


@dataclass
class House:
    """A home with readers in a database of its own, and an issue that they have."""

    env: dict[str, str]
    url: str
    server: int

    def sent(self) -> tuple[int, list[int]]:
        """The issue's number and its readers."""
        out = self.run("send", "morning", "--list", "many", "--yes", "--json")
        with psycopg.connect(self.url) as base:
            people = [who for (who,) in base.execute("SELECT id FROM store_subscriber ORDER BY id")]
        return int(json.loads(out)["issue"]), people

    def run(self, *words: str) -> str:
        """A command's answer."""
        return command(self.env, *words)

    @contextlib.contextmanager
    def web(self) -> Iterator[Web]:
        """One web process, answering."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = [_DIGEST, "web", "--port", str(port)]
        running = subprocess.Popen(words, env=self.env, stderr=subprocess.DEVNULL)
        try:
            while True:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                time.sleep(0.1)
            yield Web(running.pid, port)
        finally:
            running.terminate()
            running.wait(30)

    def copied(self) -> float:
        """Seconds of a bare COPY of the same rows into a table of the same shape."""
        with psycopg.connect(self.url, autocommit=True) as base:
            base.execute("CREATE TABLE bare (LIKE store_event INCLUDING ALL)")
            rows = base.execute(
                "SELECT id, natural_key, subscriber_id, kind, reason, at, issue_id, raw_id FROM store_event"
            ).fetchall()
            began = time.perf_counter()
            names = "id, natural_key, subscriber_id, kind, reason, at, issue_id, raw_id"
            with base.cursor() as cursor, cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return time.perf_counter() - began

    def compare(self, told: Told, issue: int) -> None:
        """Every event once, every bounce and complaint a row and a suppression, the balance held."""
        bounced = len(told.bounced - told.complained)
        wanted = {"bounced": bounced, "complained": len(told.complained)}
        with psycopg.connect(self.url) as base:
            (events,) = base.execute("SELECT count(*) FROM store_event").fetchone() or (0,)
            states = dict(
                base.execute("SELECT state, count(*) FROM store_delivery GROUP BY 1").fetchall()
            )
            (never,) = base.execute("SELECT count(*) FROM store_suppression").fetchone() or (0,)
        ended = len(told.bounced | told.complained)
        found = (events, states, never)
        if found != (told.unique, wanted, ended):
            raise SystemExit(f"the truth differs: {found}, told {(told.unique, wanted, ended)}")
        self.run("issue", "verify", str(issue))


@contextlib.contextmanager
def _house(readers: int) -> Iterator[House]:
    from tests import postgres

    public = _PRIVATE.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-events-")))
        server = stack.enter_context(postgres.postgres())
        shutil.copytree(Path(__file__).resolve().parents[1] / "config", folder / "config")
        url = postgres.create(server, "bench")
        env = os.environ | {
            "DIGEST_HOME": str(folder / "home"),
            "DIGEST_CONFIG": str(folder / "config"),
            "DATABASE_URL": url,
            "DIGEST_SECRET_KEY": _SECRET,
            "SENDGRID_WEBHOOK_KEY": base64.b64encode(public).decode(),
        }
        pid = int((Path(server) / "data" / "postmaster.pid").read_text().split()[0])
        house = House(env, url, pid)
        path = folder / "many.csv"
        path.write_text("email\n" + "".join(f"reader.{n}@example.org\n" for n in range(readers)))
        house.run("subscribers", "import", str(path), "--list", "many")
        yield house


def _cpu(pid: int) -> float:
    """CPU seconds of a process and all below it."""
    root = psutil.Process(pid)
    total = 0.0
    for one in [root, *root.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    return total
