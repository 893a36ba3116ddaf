"""A web server on loopback that keeps what it is told, and answers as a test wishes.

with listening() as listener:
    ...  # something posts to listener.url
    listener.heard[0].body
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Told:
    """One POST; headers are found whatever the case of their names."""

    path: str
    headers: Message
    body: bytes


@dataclass
class Listener:
    """What it heard; `answers` is the status of its answers, each of which points elsewhere."""

    place: str
    heard: list[Told] = field(default_factory=list)
    answers: int = 200

    @property
    def url(self) -> str:
        return f"http://{self.place}"


@contextmanager
def listening() -> Iterator[Listener]:
    """A running listener."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        listener = self.server.listener
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        listener.heard.append(Told(self.path, self.headers, body))
        self.send_response(listener.answers)
        self.send_header("Location", f"{listener.url}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], handler: type[_Handler]) -> None:
        super().__init__(address, handler)
        self.listener = Listener(f"127.0.0.1:{self.server_port}")
