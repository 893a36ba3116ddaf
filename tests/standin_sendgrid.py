"""A server of the shape of SendGrid on loopback: it judges requests, keeps the truth, and misbehaves.

    with serve(record, faults=["429", "reset after"]) as post:
        post.url                 what SENDGRID_API_URL is set to
        post.copies()            {address: how many times accepted}, from the record on disk

A fault is taken for each request in order, "" for none.  "… after" = accepted first:
    reset after | hang after | 500 after | cut after | garbage after | no id after
    reset before (half-read) | 503 before | 429 | 429 bare | 302 | 305 | 401 | 403 | 404 | 200 | slow
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "SG.standin"
_RESERVED = frozenset(
    "x-sg-id x-sg-eid received dkim-signature content-type content-transfer-encoding to from "
    "subject reply-to cc bcc".split()
)


@dataclass
class SuppressionLists:
    """Its lists as SendGrid keeps them: rows by list, addresses by group, and the global no."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    """Statuses to answer with, in order; 0 for none."""
    asked: list[str] = field(default_factory=list)

    def answer(self, method: str, target: str, text: bytes) -> tuple[int, Any]:
        """The status and the body."""
        parts = urlsplit(target)
        path = parts.path.removeprefix("/v3/").split("/")
        if method == "GET" and path[0] == "suppression":
            return 200, self._page(path[1], parse_qs(parts.query))
        if method == "GET" and path[:2] == ["asm", "groups"] and path[3:] == ["suppressions"]:
            found = self.groups.get(path[2])
            return (200, found) if found is not None else (404, {"errors": []})
        if path[:3] == ["asm", "suppressions", "global"]:
            return self._global(method, path[3:], text)
        return 404, {"errors": [{"message": "not found", "field": None}]}

    def _page(self, name: str, asked: dict[str, list[str]]) -> list[dict[str, Any]]:
        start, end, limit, offset = (
            int(asked[word][0]) for word in ("start_time", "end_time", "limit", "offset")
        )
        assert limit <= 500
        found = [one for one in self.rows.get(name, []) if start <= one["created"] <= end]
        return found[offset : offset + limit]

    def _global(self, method: str, rest: list[str], text: bytes) -> tuple[int, Any]:
        if method == "POST" and not rest:
            told = json.loads(text)
            self.never += told["recipient_emails"]
            return 201, told
        if method == "DELETE" and rest:
            address = unquote(rest[0])
            if address not in self.never:
                return 404, {"errors": []}
            self.never.remove(address)
            return 204, None
        return 405, {"errors": []}


@dataclass
class Standin:
    """The running server.  The record survives it: a line of JSON for each accepted request."""

    record: Path
    faults: list[str] = field(default_factory=list)
    bad: frozenset[str] = frozenset()
    delay: float = 0.0
    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keep_bodies: bool = True
    asked: int = 0
    connections: int = 0
    came: list[tuple[float, str]] = field(default_factory=list)
    """When each accepted request came, as a Unix time, and its first address."""
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    lists: SuppressionLists = field(default_factory=SuppressionLists)
    midway: Callable[[], object] = lambda: None
    """Called with a request half read, or read and not yet answered."""

    def next_fault(self) -> str:
        with self.lock:
            self.asked += 1
            return self.faults.pop(0) if self.faults else ""

    def accept(self, body: dict[str, Any]) -> str:
        """Take the request: from here on everybody in it gets the letter."""
        with self.lock:
            people = [
                [one["to"][0]["email"], one["custom_args"]["delivery"]]
                for one in body["personalizations"]
            ]
            self.came.append((time.time(), people[0][0]))
            told = {"batch": body["custom_args"]["batch"], "at": time.time(), "people": people}
            line = json.dumps(told) + "\n"
            handle = os.open(self.record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.write(handle, line.encode())
            os.close(handle)
        return f"standin-{self.asked}"

    def _lines(self) -> Iterator[dict[str, Any]]:
        if self.record.exists():
            with self.record.open() as lines:
                # One that is still being written has no end yet, and nobody was told of it.
                yield from (json.loads(line) for line in lines if line.endswith("\n"))

    def times(self, domain: str = "") -> list[tuple[float, int]]:
        """When how many copies were accepted (at addresses of that domain), in order."""
        return [
            (line["at"], sum(1 for address, _ in line["people"] if address.endswith(domain)))
            for line in self._lines()
        ]

    def people(self) -> list[tuple[str, str, str]]:
        """(address, delivery key, batch) of every accepted copy."""
        return [
            (address, delivery, line["batch"])
            for line in self._lines()
            for address, delivery in line["people"]
        ]

    def copies(self) -> Counter[str]:
        """How many times each address was accepted."""
        return Counter(address for address, _, _ in self.people())


def judged(body: Any, bad: frozenset[str]) -> list[dict[str, Any]]:
    """SendGrid's complaints about a request; none = accepted."""
    found: list[dict[str, Any]] = []

    def complain(field_: str | None, words: str) -> None:
        found.append({"message": words, "field": field_, "help": None})

    people = body.get("personalizations")
    if not isinstance(people, list) or not 1 <= len(people) <= 1000:
        complain("personalizations", "The personalizations field is required, 1 to 1000.")
        return found
    kinds = [part["type"] for part in body.get("content", [])]
    if kinds != ["text/plain", "text/html"]:
        complain("content", "The content is required, text/plain first.")
    if not body.get("subject"):
        complain("subject", "The subject is required.")
    if len(set(body.get("categories", []))) != len(body.get("categories", [])):
        complain("categories", "Categories must be unique.")
    seen: set[str] = set()
    for number, one in enumerate(people):
        for field_, words in _judged_person(f"personalizations.{number}", one, bad, seen):
            complain(field_, words)
    return found


def _judged_person(
    at: str, one: dict[str, Any], bad: frozenset[str], seen: set[str]
) -> Iterator[tuple[str | None, str]]:
    address = one["to"][0]["email"]
    if address in bad or address.count("@") != 1:
        yield f"{at}.to.0.email", "Does not contain a valid address."
    if address.lower() in seen:
        yield at, "Each email address must be unique."
    seen.add(address.lower())
    for kind in ("headers", "substitutions", "custom_args"):
        if not all(isinstance(value, str) for value in one.get(kind, {}).values()):
            yield None, "Bad Request"
    if {name.lower() for name in one.get("headers", {})} & _RESERVED:
        yield f"{at}.headers", "The header is reserved."
    if len(json.dumps(one.get("substitutions", {}))) > 10_000:
        yield f"{at}.substitutions", "The substitutions are too large."


class _Talk(socketserver.StreamRequestHandler):
    """One kept connection."""

    server: _Server

    def handle(self) -> None:
        post = self.server.post
        post.connections += 1
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionError, ValueError):
            while self._one(post):
                pass

    def _one(self, post: Standin) -> bool:
        line = self.rfile.readline()
        if not line:
            return False
        headers: dict[str, str] = {}
        while raw := self.rfile.readline().strip():
            name, _, value = raw.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        if not line.startswith(b"POST /v3/mail/send "):
            return self._of_lists(post, line.decode("latin-1"), headers, self.rfile.read(length))
        fault = post.next_fault()
        if fault == "reset before":
            self.rfile.read(min(length, 1000))
            post.midway()
            return self._reset()
        text = self.rfile.read(length)
        post.midway()
        return self._answer(post, line, headers, text, fault)

    def _of_lists(self, post: Standin, line: str, headers: dict[str, str], text: bytes) -> bool:
        """The suppression lists: asked with the key, a page at a time, seven a second at most."""
        if headers.get("authorization") != f"Bearer {KEY}":
            return self._say(401, {"errors": [{"message": "authorization", "field": None}]})
        method, target, _ = line.split(" ", 2)
        post.lists.asked.append(f"{method} {target}")
        if post.lists.faults:
            status = post.lists.faults.pop(0)
            if status:
                reset = {"X-RateLimit-Reset": str(int(time.time()) + 1)} if status == 429 else {}
                return self._say(status, {"errors": [{"message": "wait", "field": None}]}, reset)
        status, told = post.lists.answer(method, target, text)
        return self._say(status, told)

    def _answer(
        self, post: Standin, line: bytes, headers: dict[str, str], text: bytes, fault: str
    ) -> bool:
        if headers.get("authorization") != f"Bearer {KEY}":
            return self._say(401, {"errors": [{"message": "authorization", "field": None}]})
        if fault in _REFUSING:
            status, extra = _REFUSING[fault]
            more = {"X-RateLimit-Reset": str(int(time.time()) + 1)} if extra == "reset" else {}
            more |= {"Location": f"{post.url}/elsewhere"} if status == 302 else {}
            return self._say(status, {"errors": [{"message": fault, "field": None}]}, more)
        body = json.loads(text)
        if post.keep_bodies:
            post.bodies.append(body)
        complaints = judged(body, post.bad)
        if complaints:
            return self._say(400, {"errors": complaints})
        return self._accepted(post, body, fault)

    def _accepted(self, post: Standin, body: dict[str, Any], fault: str) -> bool:
        if body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
            return self._say(200, {})
        reference = post.accept(body)
        if fault == "reset after":
            return self._reset()
        if fault == "hang after":
            post.released.wait(60)
            return False
        if fault == "500 after":
            return self._say(500, {"errors": [{"message": "internal", "field": None}]})
        if fault == "cut after":
            self.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Le")
            return False
        if fault == "garbage after":
            self.wfile.write(b"\x00\x01 good morning\r\n\r\n")
            return False
        if post.delay or fault == "slow":
            post.released.wait(post.delay or 0.2)
        named = {} if fault == "no id after" else {"X-Message-Id": reference}
        return self._say(202, None, named)

    def _say(self, status: int, told: Any, extra: dict[str, str] | None = None) -> bool:
        text = b"" if told is None else json.dumps(told).encode()
        lines = [f"HTTP/1.1 {status} Word", f"Content-Length: {len(text)}"]
        lines += [f"{name}: {value}" for name, value in (extra or {}).items()]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + text)
        return True

    def _reset(self) -> bool:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        return False

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()


_REFUSING = {
    "429": (429, "reset"),
    "429 bare": (429, ""),
    "503 before": (503, ""),
    "302": (302, ""),
    "305": (305, ""),
    "401": (401, ""),
    "403": (403, ""),
    "404": (404, ""),
    "200": (200, ""),
}


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, post: Standin) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.post = post


@contextmanager
def serve(record: Path, *, faults: Sequence[str] = (), **more: Any) -> Iterator[Standin]:
    """The server, for as long as the block runs."""
    post = Standin(record, list(faults), **more)
    server = _Server(post)
    post.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield post
    finally:
        post.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
