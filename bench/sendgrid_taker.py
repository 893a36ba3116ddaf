"""A taker of SendGrid's requests that is never what a bench waits for: asyncio, no JSON.

It answers 202 with an id after `delay` seconds, and counts requests, bytes, readers and who came
twice, by the delivery keys in the bytes.  In a process of its own, with its CPU told apart.

With `truth` the key of every copy is in that file before the request is answered, and who came
twice is read from there.  With `judging` too each request is read and judged as the stand-in of
the tests does, person by person.  Without both it is a sink, which takes half a megabyte in the
time of copying it: no post is that quick.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import multiprocessing
import os
import re
import resource
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.standin_sendgrid import judged

KEY = "SG.bench"
_ROOM = 4 << 20
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_DELIVERY = b'"delivery":"'
_KEYS = re.compile(rb'"delivery":"([^"]*)')


@dataclass(frozen=True, slots=True)
class Taken:
    """What came since the last look; `cpu` in seconds of the taker's own process."""

    requests: int
    readers: int
    octets: int
    twice: int
    lines: int
    cpu: float


@dataclass
class Taker:
    """The running taker."""

    port: int
    control: Connection
    process: BaseProcess

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def look(self) -> Taken:
        """What came since the last look."""
        self.control.send("look")
        told: Taken = self.control.recv()
        return told

    def samples(self) -> list[bytes]:
        """The first bodies that came, for a client that posts the same again."""
        self.control.send("samples")
        bodies: list[bytes] = self.control.recv()
        return bodies


@contextlib.contextmanager
def taker(delay: float, truth: Path | None = None, *, judging: bool = False) -> Iterator[Taker]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_run, args=(theirs, delay, truth, judging), daemon=True)
    process.start()
    try:
        yield Taker(ours.recv(), ours, process)
    finally:
        ours.send("end")
        process.join(10)


class _Book:
    """What came; readers are known by a part of their key, so that a million fit into memory."""

    def __init__(self, truth: Path | None, judging: bool) -> None:
        self.judging = judging
        self.truth = os.open(truth, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600) if truth else 0
        self.requests = self.readers = self.octets = self.twice = self.lines = 0
        self.seen: set[bytes] = set()
        self.bodies: list[bytes] = []

    def take(self, body: bytes) -> bool:
        """Whether it is accepted."""
        if self.judging and judged(json.loads(body), frozenset()):
            return False
        self.requests += 1
        self.octets += len(body)
        self.readers += body.count(_DELIVERY)
        if self.truth:
            keys = _KEYS.findall(body)
            os.write(self.truth, b"\n".join([*keys, b""]))
        else:
            at = body.find(_DELIVERY)
            first = body[at : at + 60]
            self.twice += first in self.seen
            self.seen.add(first)
        if len(self.bodies) < 8:
            self.bodies.append(body)
        return True

    def told(self) -> Taken:
        used = resource.getrusage(resource.RUSAGE_SELF)
        cpu = used.ru_utime + used.ru_stime
        if self.truth:
            self._look_back()
        told = Taken(self.requests, self.readers, self.octets, self.twice, self.lines, cpu)
        self.requests = self.readers = self.octets = self.twice = self.lines = 0
        self.seen.clear()
        return told

    def _look_back(self) -> None:
        """Who came and who came twice, from the file; it begins anew."""
        keys = os.pread(self.truth, os.fstat(self.truth).st_size, 0).split()
        self.readers, self.twice = len(keys), len(keys) - len(set(keys))
        os.ftruncate(self.truth, 0)


class _Line(asyncio.BufferedProtocol):
    """One kept connection: a request read whole into one buffer, one answer."""

    def __init__(self, book: _Book, delay: float, numbers: Iterator[int]) -> None:
        self.book, self.delay, self.numbers = book, delay, numbers
        self.room, self.filled, self.whole, self.start = bytearray(_ROOM), 0, 0, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.book.lines += 1

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio calls it so
        return memoryview(self.room)[self.filled :]

    def buffer_updated(self, nbytes: int) -> None:
        self.filled += nbytes
        if not self.whole:
            end = self.room.find(b"\r\n\r\n", 0, self.filled)
            if end < 0:
                return
            found = _LENGTH.search(self.room, 0, end + 2)
            self.start = end + 4
            self.whole = self.start + (int(found[1]) if found else 0)
        if self.filled >= self.whole:
            taken = self.book.take(bytes(memoryview(self.room)[self.start : self.whole]))
            status = "202 Accepted" if taken else "400 Bad Request"
            self.filled = self.whole = 0
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self.answer, status)
            else:
                self.answer(status)

    def answer(self, status: str) -> None:
        head = f"HTTP/1.1 {status}\r\nX-Message-Id: bench-{next(self.numbers)}\r\n"
        assert isinstance(self.transport, asyncio.Transport)
        if not self.transport.is_closing():
            self.transport.write(f"{head}Content-Length: 0\r\n\r\n".encode())


def _run(control: Connection, delay: float, truth: Path | None, judging: bool) -> None:
    asyncio.run(_serve(control, delay, _Book(truth, judging)))


async def _serve(control: Connection, delay: float, book: _Book) -> None:
    numbers = itertools.count(1)
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 << 20)
    await loop.create_server(lambda: _Line(book, delay, numbers), sock=listening)

    def asked() -> None:
        word = control.recv()
        if word == "end":
            over.set()
        else:
            control.send(book.told() if word == "look" else book.bodies)

    loop.add_reader(control.fileno(), asked)
    control.send(listening.getsockname()[1])
    await over.wait()
