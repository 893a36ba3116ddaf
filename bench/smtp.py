"""Letters of 60 KB over SMTP: CPU of the sender and letters a second, beside Postfix's own sender.

    python -m bench smtp [LETTERS] [ROUNDS]

    digest        personal, signed links, readers from the database, verdicts journalled and marked
    smtp-source   Postfix's generator of load, in C: the same letter for all, nothing kept
    bare TLS      ready bytes through Python's own TLS, on as many connections
    smtplib       one thread a connection, a ready letter

Each row is the least of so many rounds, taken by turns: other work on the machine passes by, and
the ratios hold.  Without Postfix its rows are left out.
"""

from __future__ import annotations

import contextlib
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.smtp_house import House, Took, cpu, house, letter

_SINK = Path(__file__).with_name("smtp_sink.py")
_SBIN = "/usr/sbin:/usr/local/sbin:/usr/bin"
_LINES = 16
_FAR = 20.0
"""Milliseconds to the far server and back."""
_ENVELOPE = b"MAIL FROM:<us@example.org>\r\nRCPT TO:<reader@example.org>\r\nDATA\r\n"

Row = Callable[[], Took]


def main(words: list[str]) -> None:
    """Measure and print."""
    count, rounds = (int(word) for word in [*words, "3000", "3"][:2]) if words else (3000, 3)
    print(f"letters of {len(letter()):,} bytes, {count:,} a row, least of {rounds} rounds")
    with house(count) as made, contextlib.ExitStack() as open_now:
        rows = _rows(made, count, open_now)
        turns = [{name: row() for name, row in rows.items()} for _ in range(rounds)]
    told = {name: _least([turn[name] for turn in turns]) for name in turns[0]}
    for name, took in told.items():
        print(f"{name:32} {took.cpu_per_thousand:8.4f} CPU s/1000 {took.rate:8,.0f} letters/s")
    _ratios(told)


def _least(took: list[Took]) -> Took:
    """The least CPU and the best rate, each by itself."""
    letters = took[0].letters
    return Took(letters, min(one.cpu for one in took), min(one.wall for one in took))


def _rows(made: House, count: int, open_now: contextlib.ExitStack) -> dict[str, Row]:
    begin = open_now.enter_context
    certificate = str(begin(_certificate()))
    near, steps = begin(_taker()), begin(_taker(pipelining=False))
    safe, far = begin(_own_sink(0, certificate)), begin(_own_sink(_FAR))
    rows: dict[str, Row] = {}
    if program := shutil.which("smtp-source", path=_SBIN):
        rows["smtp-source -d"] = lambda: _source(program, near, count)
    rows["digest"] = lambda: made.post(near, _LINES)
    rows["digest, lock-step"] = lambda: made.post(steps, _LINES)
    rows["bare TLS"] = lambda: _bare_tls(safe, certificate, count)
    rows["digest, TLS"] = lambda: made.post(safe, _LINES, trusted=certificate)
    rows["signing, RSA 2048"] = lambda: _signing(count // 10)
    rows["20 ms: smtplib, 16"] = lambda: _smtplib(far, 20 * _LINES, _LINES)
    for lines in (4, _LINES, 64, 200):
        rows[f"20 ms: digest, {lines}"] = _far_row(made, far, lines)
    return rows


def _far_row(made: House, far: int, lines: int) -> Row:
    return lambda: made.post(far, lines)


def _ratios(told: dict[str, Took]) -> None:
    def per(name: str) -> float:
        return told[name].cpu_per_thousand

    if "smtp-source -d" in told:
        source = per("smtp-source -d")
        print(f"CPU: digest / smtp-source = {per('digest') / source:.2f}  (bar: 1)")
        print(f"CPU: lock-step / smtp-source = {per('digest, lock-step') / source:.2f}  (bar: 2)")
    safe, bare = 1000 / per("digest, TLS"), 1000 / per("bare TLS")
    print(f"TLS: {safe:,.0f} letters a CPU second, bare {bare:,.0f}  (bar: 8,000)")
    signing = per("signing, RSA 2048")
    print(f"DKIM: {signing:.2f} ms of CPU a letter  (bar: 1)")
    far = {lines: told[f"20 ms: digest, {lines}"].rate for lines in (4, _LINES, 64, 200)}
    naive = told["20 ms: smtplib, 16"].rate
    print(f"20 ms: digest / smtplib on 16 connections = {far[_LINES] / naive:.1f}  (bar: 3.5)")
    grown = ", ".join(f"{lines}: {rate:,.0f}" for lines, rate in far.items())
    print(f"20 ms: letters/s by connections: {grown}")


# ---------------------------------------------------------------- servers


@contextlib.contextmanager
def _taker(*, pipelining: bool = True) -> Iterator[int]:
    """Postfix's own sink where it is installed: in C, like the sender beside us."""
    program = shutil.which("smtp-sink", path=_SBIN)
    if program is None:
        with _own_sink(0, pipelining=pipelining) as port:
            yield port
        return
    port = _free_port()
    words = [program, "-u", "nobody", "-m", "512", *([] if pipelining else ["-p"])]
    with _running([*words, f"127.0.0.1:{port}", "512"]):
        _wait_for(port)
        yield port


@contextlib.contextmanager
def _own_sink(late: float, certificate: str = "", *, pipelining: bool = True) -> Iterator[int]:
    words = [
        sys.executable,
        str(_SINK),
        str(late),
        certificate or "-",
        "yes" if pipelining else "no",
    ]
    with _running(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())


@contextlib.contextmanager
def _running(words: list[str], stdout: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(words, stdout=stdout) as process:
        try:
            yield process
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit("smtp-sink does not listen")


@contextlib.contextmanager
def _certificate() -> Iterator[Path]:
    from tests.certificate import write

    with tempfile.TemporaryDirectory() as folder:
        yield write(Path(folder) / "localhost.pem")


# ---------------------------------------------------------------- others


def _source(program: str, port: int, count: int) -> Took:
    """What the C program uses, read from its own record."""
    import resource

    words = [program, "-s", str(_LINES), "-d", "-l", str(len(letter())), "-m", str(count)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*words, f"inet:127.0.0.1:{port}"], check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(count, used, wall)


def _bare_tls(port: int, certificate: str, count: int) -> Took:
    """Ready bytes, one group of commands and body at a time on each connection, then its reply."""
    tls = ssl.create_default_context(cafile=certificate)
    lines = [_greeted(tls, port) for _ in range(_LINES)]
    group = b"".join([letter(), b".\r\n", _ENVELOPE])
    for line in lines:
        line.sendall(_ENVELOPE)
        line.recv(4096)
    began, before, rounds = time.perf_counter(), cpu(), count // _LINES
    for _ in range(rounds):
        for line in lines:
            line.sendall(group)
        for line in lines:
            line.recv(4096)
    took = Took(rounds * _LINES, cpu() - before, time.perf_counter() - began)
    for line in lines:
        line.close()
    return took


def _signing(count: int) -> Took:
    """A signature for each letter, since each letter differs."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    from digest.mail.dkim import Signer

    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    form, how = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, form, how)
    signer, raw = Signer(pem, domain="example.org", selector="bench"), letter()
    began, before = time.perf_counter(), cpu()
    for _ in range(count):
        signer.sign(raw)
    return Took(count, cpu() - before, time.perf_counter() - began)


def _greeted(tls: ssl.SSLContext, port: int) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line = tls.wrap_socket(plain, server_hostname="localhost")
    line.recv(4096)
    line.sendall(b"EHLO bench.test\r\n")
    line.recv(4096)
    return line


def _smtplib(port: int, count: int, connections: int) -> Took:
    raw = letter()

    def post(share: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="bench.test") as connection:
            for number in range(share):
                connection.sendmail("us@example.org", [f"reader{number}@example.org"], raw)

    began, before = time.perf_counter(), cpu()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(post, [count // connections] * connections))
    return Took(count, cpu() - before, time.perf_counter() - began)
