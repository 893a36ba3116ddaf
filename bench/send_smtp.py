"""SMTP: seconds of CPU of the sender per thousand letters of 60 KB, beside smtplib in the same run.

    letters    personal, signed links, verdicts journalled; a mail host in a process of its own
    rows       plain, TLS, lock-step, and a host that is 20 ms away

Ratios count, not seconds.  Beside `smtp-source -d` where Postfix is installed: same body for all.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

from digest.mail.letter import compile_letter
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.model.audience import Recipient
from digest.model.edition import Edition, Variant, gap
from digest.model.plan import Sender
from digest.model.post import Addressed, Letterhead, Parcel, Sheet
from digest.rules import tokens
from digest.sample.conduct import Conduct
from digest.sample.mailhost import serve

_NONCE = "n" * 16
_KEY = b"k" * 48
_SITE = "https://news.example.org"


def main(words: list[str]) -> None:
    """Print the table; `words` may hold how many letters a row has (default 3000)."""
    count = int(words[0]) if words else 3000
    size = len(compile_letter(_sheet()).fill(Recipient(1, 1, "a@example.org", "Ada"), "t" * 43))
    print(f"letters of {size} bytes, {count} a row")
    print(f"{'sender':34} {'CPU s/1000':>10} {'letters/s':>10}")
    with _host(Conduct()) as port:
        naive = _shown("smtplib, one connection", count // 4, lambda n: _smtplib(port, n, 1))
        _source(port, count)
        mine = _shown("digest, 4 connections", count, lambda n: _digest(port, n, 4))
    with _host(Conduct(features=())) as port:
        slow = _shown("digest, lock-step", count, lambda n: _digest(port, n, 4))
    with _host(Conduct(delay=0.02)) as port:
        far_naive = _shown("20 ms: smtplib, 16 threads", 320, lambda n: _smtplib(port, n, 16))
        far = _shown("20 ms: digest, 16 connections", 1000, lambda n: _digest(port, n, 16))
        wide = _shown("20 ms: digest, 64 connections", 1000, lambda n: _digest(port, n, 64))
    print(f"CPU: smtplib / digest = {naive[0] / mine[0]:.1f}")
    print(f"CPU: lock-step / pipelined = {slow[0] / mine[0]:.2f}")
    print(f"20 ms: digest / smtplib = {far[1] / far_naive[1]:.1f}")
    print(f"20 ms: 64 / 16 connections = {wide[1] / far[1]:.1f}")


def _shown(name: str, count: int, send: Callable[[int], None]) -> tuple[float, float]:
    began, cpu = time.perf_counter(), _cpu()
    send(count)
    per_thousand = (_cpu() - cpu) / count * 1000
    rate = count / (time.perf_counter() - began)
    print(f"{name:34} {per_thousand:10.3f} {rate:10.0f}")
    return per_thousand, rate


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def _host(conduct: Conduct) -> Iterator[int]:
    """A mail host in a process of its own: its CPU is not the sender's."""
    spawn = multiprocessing.get_context("spawn")
    ports, over = spawn.Queue(), spawn.Event()
    with tempfile.TemporaryDirectory() as folder:
        host = spawn.Process(target=_serve, args=(folder, conduct, ports, over))
        host.start()
        try:
            yield ports.get(timeout=30)
        finally:
            over.set()
            host.join()


def _serve(folder: str, conduct: Conduct, ports: multiprocessing.Queue[int], over: Event) -> None:
    with serve(Path(folder), conduct) as host:
        ports.put(host.port)
        over.wait()


def _digest(port: int, count: int, connections: int) -> None:
    mint = tokens.minter(_KEY, tokens.READER, 7)
    with tempfile.TemporaryDirectory() as home:
        server = Server("127.0.0.1", port, tls="none")
        mailer = Smtp(Posting((server,), Path(home), connections=connections, me="bench.test"))
        for start in range(0, count, 1000):
            readers = tuple(
                Addressed(Recipient(p, p, f"reader{p}@example.org", f"Reader Number {p}"), mint(p))
                for p in range(start, min(count, start + 1000))
            )
            parcel = Parcel(1, 1, start, start + len(readers), _sheet(), readers)
            answer = mailer.submit(parcel)
            if answer.exceptions or answer.verdict.fate != "accepted":
                raise SystemExit(f"not all were accepted: {answer.verdict}")
        mailer.close()


def _smtplib(port: int, count: int, connections: int) -> None:
    letter = compile_letter(_sheet()).fill(Recipient(1, 1, "a@example.org", "Ada"), "t" * 43)

    def post(share: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="bench.test") as connection:
            for number in range(share):
                connection.sendmail("us@example.org", [f"reader{number}@example.org"], letter)

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(post, [count // connections] * connections))


def _source(port: int, count: int) -> None:
    """Postfix's own generator of load, in C."""
    program = shutil.which("smtp-source", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        print("smtp-source is not installed (Debian: postfix)")
        return
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    where = f"inet:127.0.0.1:{port}"
    words = [program, "-s", "4", "-d", "-l", "61589", "-m", str(count), where]
    began = time.perf_counter()
    subprocess.run(words, check=True)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{'smtp-source -d, 4 sessions':34} {cpu / count * 1000:10.3f} {count / took:10.0f}")


def _sheet() -> Sheet:
    """A letter of 29 stories, with as many links and tokens as a long brief has."""
    token, name = gap(_NONCE, "TOKEN"), gap(_NONCE, "NAME")
    words = "What happened, where it happened, and what it means for the people there. " * 9
    rows = [
        f'<tr><td style="font:16px Georgia;padding:8px"><a href="{_SITE}/c/{n}/{token}">Story {n}'
        f'</a><p>{words}</p><a href="{_SITE}/c/{n + 100}/{token}">More</a></td></tr>'
        for n in range(29)
    ]
    text = "\n\n".join(f"Story {n}\n{words}\n{_SITE}/c/{n}/{token}" for n in range(29))
    edition = Edition(
        variant=Variant("en"),
        subject="Harbour bridge closes after a cable parts",
        preheader="",
        html=f"<table><tr><td>Good morning{name}.</td></tr>{''.join(rows)}</table>",
        text=f"Good morning{name}.\n\n{text}\n",
        nonce=_NONCE,
    )
    head = Letterhead(
        7,
        "morning.7",
        "morning",
        "The Morning",
        "morning.example.org",
        Sender("The Paper", "brief@example.org"),
        _SITE,
        datetime(2026, 11, 25, 6, 0, tzinfo=UTC),
    )
    return Sheet(1, edition, head)
