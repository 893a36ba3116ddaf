"""A whole send through SendGrid's door, beside a client that posts the same bodies and keeps no book.

    python -m bench send --through sendgrid --readers 1000000 --delay-ms 100

`digest send` with PostgreSQL and two processes, from the command to a balanced ledger: gathered,
composed, rendered, frozen, claimed, posted, marked, verified.  The bare client posts ready bytes of
the same size on as many connections, before and after.  Ratios count, not seconds.

With `--delay-ms 0` it is measured three times.  The bar is about the stand-in: it reads each request,
judges every person in it and has their keys on disk before it answers.  Beside it stand a server
that keeps the keys and reads nothing else, and a sink that only counts.  What posts ready bytes
into these copies memory; a ratio to it says how dear a book is and nothing of a post, so it is
told and has no bar.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import http.client
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

import psutil
import psycopg

import digest
from bench.sendgrid_taker import KEY, Taken, Taker, taker
from bench.working import command

_DIGEST = str(Path(sys.executable).with_name("digest"))
_PROCESSES = 2
_SERVERS = {
    "stand-in": "reads and judges each request and keeps every key on disk",
    "keeper": "keeps every key on disk",
    "sink": "only counts",
}


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    asked = _asked(words)
    # As an installed package is: whoever runs from a checkout may forbid Python to keep it.
    compileall.compile_dir(Path(digest.__file__).parent, quiet=2)
    print(f"{asked.readers:,} readers, {asked.connections} connections, {asked.delay_ms:g} ms")
    with _house(asked.readers) as house:
        for kind in ("sink",) if asked.delay_ms else _SERVERS:
            _against(house, asked, kind)


def _against(house: House, asked: argparse.Namespace, kind: str) -> None:
    """All rounds against one kind of server, told."""
    truth = None if kind == "sink" else house.folder / "truth"
    with taker(asked.delay_ms / 1000, truth, judging=kind == "stand-in") as post:
        house.env["SENDGRID_API_URL"] = post.url
        small = _send(house, post, 10_000 if asked.readers > 10_000 else None)
        bodies = post.samples()
        rounds = [_round(house, post, bodies, asked) for _ in range(asked.rounds)]
    print(f"\nA server that {_SERVERS[kind]}, and answers after {asked.delay_ms:g} ms:")
    _print(asked, small, rounds, bar=1.3 if asked.delay_ms else 4.0 if kind == "stand-in" else None)


def _asked(words: Sequence[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="bench send", description=__doc__)
    options.add_argument("--through", choices=["sendgrid"], default="sendgrid")
    options.add_argument("--readers", type=int, default=100_000)
    options.add_argument("--delay-ms", type=float, default=100.0)
    options.add_argument("--connections", type=int, default=16)
    options.add_argument("--rounds", type=int, default=1)
    return options.parse_args(words)


@dataclass
class House:
    """A home with readers in a database of its own."""

    folder: Path
    env: dict[str, str]
    database: int
    """Process id of the database server."""


@contextlib.contextmanager
def _house(readers: int) -> Iterator[House]:
    from tests import postgres

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-send-")))
        server = stack.enter_context(postgres.postgres())
        env = os.environ | {
            "DIGEST_HOME": str(folder / "home"),
            "DIGEST_CONFIG": str(_configuration(folder)),
            "DATABASE_URL": postgres.create(server, "bench"),
            "DELIVERY_URL": "sendgrid:",
            "SENDGRID_API_KEY": KEY,
        }
        house = House(
            folder, env, int((Path(server) / "data" / "postmaster.pid").read_text().split()[0])
        )
        for name, first, many in (("few", 0, min(readers, 10_000)), ("many", 0, readers)):
            _bring_in(house, folder, name, range(first, many))
        yield house


def _configuration(folder: Path) -> Path:
    """The shipped configuration, sending to lists of ours."""
    config = folder / "config"
    shutil.copytree(Path(__file__).resolve().parents[1] / "config", config)
    return config


def _bring_in(house: House, folder: Path, name: str, numbers: range) -> None:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Email,First name,Last name,Language\n")
        for n in numbers:
            file.write(f"reader.{n}@mail{n % 50}.example.org,Ada,Example {n},en\n")
    command(house.env, "subscribers", "import", str(path), "--list", name)
    path.unlink()


def _forget(house: House) -> None:
    """No issue was ever made: the next one prints the same stories."""
    with psycopg.connect(house.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("TRUNCATE store_issue CASCADE")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run took: seconds, CPU seconds of its own processes and of the database, MB."""

    readers: int
    wall: float
    cpu: float
    database: float
    memory: float
    taken: Taken


def _send(house: House, post: Taker, few: int | None) -> Figures:
    """`digest send` to a balanced ledger; every reader must have been taken once."""
    _forget(house)
    post.look()
    database, taking = _cpu_below(house.database), post.look().cpu
    began = time.perf_counter()
    words = ("send", "morning", "--list", "few" if few else "many", "--again", "--yes", "--json")
    running = subprocess.Popen(
        [_DIGEST, *words], env=house.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout
    out = running.stdout.read()
    _pid, status, used = os.wait4(running.pid, 0)
    wall = time.perf_counter() - began
    told, taken = json.loads(out or "{}"), post.look()
    if status or told["accepted"] != taken.readers or taken.twice:
        raise SystemExit(f"not everybody once: {status} {taken} {told}")
    return Figures(
        taken.readers,
        wall,
        used.ru_utime + used.ru_stime,
        _cpu_below(house.database) - database,
        used.ru_maxrss / 1024,
        Taken(taken.requests, taken.readers, taken.octets, 0, taken.lines, taken.cpu - taking),
    )


def _cpu_below(pid: int) -> float:
    """CPU of a process, its living children and those it has waited for."""
    server = psutil.Process(pid)
    total = 0.0
    for one in (server, *server.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            used = one.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total


def _round(
    house: House, post: Taker, bodies: list[bytes], asked: argparse.Namespace
) -> list[Figures]:
    requests = max(1, asked.readers // 1000)
    before = _bare(post, bodies, requests, asked.connections)
    mine = _send(house, post, None)
    after = _bare(post, bodies, requests, asked.connections)
    return [min(before, after, key=lambda one: one.wall), mine]


def _bare(post: Taker, bodies: list[bytes], requests: int, connections: int) -> Figures:
    """The same bodies, ready, on as many connections of two processes; nothing is written down."""
    spawn = multiprocessing.get_context("spawn")
    share, lines = requests // _PROCESSES, connections // _PROCESSES
    ready, go, cpu = spawn.Barrier(_PROCESSES + 1), spawn.Event(), spawn.Queue()
    arguments = ((post.port, bodies, share, lines), ready, go, cpu)
    posting = [spawn.Process(target=_post, args=arguments) for _ in range(_PROCESSES)]
    for one in posting:
        one.start()
    ready.wait()
    post.look()
    taking = post.look().cpu
    began = time.perf_counter()
    go.set()
    used = sum(cpu.get() for _ in posting)
    wall = time.perf_counter() - began
    for one in posting:
        one.join()
    taken = post.look()
    told = Taken(taken.requests, taken.readers, taken.octets, 0, taken.lines, taken.cpu - taking)
    return Figures(taken.readers, wall, used, 0.0, 0.0, told)


def _post(work: tuple[int, list[bytes], int, int], ready: Barrier, go: Event, cpu: Any) -> None:
    port, bodies, share, lines = work
    numbers = iter(range(share))

    def one() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        for number in numbers:
            body = bodies[number % len(bodies)]
            line.request("POST", "/v3/mail/send", body, {"Authorization": f"Bearer {KEY}"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 202:
                raise SystemExit("not accepted")
        line.close()

    threads = [threading.Thread(target=one) for _ in range(lines)]
    ready.wait()
    go.wait()
    before = _own_cpu()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cpu.put(_own_cpu() - before)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _print(
    asked: argparse.Namespace, small: Figures, rounds: list[list[Figures]], bar: float | None
) -> None:
    print(
        f"{'':22} {'wall s':>7} {'CPU s':>7} {'per CPU-s':>10} {'database':>9} {'taker':>6} {'MB':>5}"
    )
    _row("digest, 10,000", small)
    for bare, mine in rounds:
        _row("bare client", bare)
        _row("digest", mine)
    best = min(rounds, key=lambda pair: pair[1].wall / pair[0].wall)
    bare, mine = best
    wanted = f"bar: at most {bar:g}" if bar else "no bar: the client beside it only copies memory"
    print(f"wall: digest / bare = {mine.wall / bare.wall:.2f}   ({wanted})")
    quickest = max(m.readers / m.cpu for _, m in rounds)
    print(
        f"readers per CPU second of digest = {quickest:,.0f}   (bar: at least 150,000 of a million)"
    )
    print(f"memory: {asked.readers:,} / 10,000 readers = {mine.memory / small.memory:.2f}")


def _row(name: str, told: Figures) -> None:
    print(
        f"{name:22} {told.wall:7.2f} {told.cpu:7.2f} {told.readers / told.cpu:10,.0f}"
        f" {told.database:9.2f} {told.taken.cpu:6.2f} {told.memory:5.0f}"
        f"   {told.taken.requests} requests of {told.taken.octets // max(1, told.taken.requests):,} B"
        f" on {told.taken.lines} lines"
    )
