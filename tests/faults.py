"""A small server that behaves badly on purpose, on loopback, for tests of what reads the news.

    with faults() as bad:
        bad.url("missing")     404
        bad.url("gone")        410
        bad.url("error")       500
        bad.url("busy")        503 with Retry-After: 120
        bad.url("html")        a web page where a feed should be
        bad.url("empty")       200 and nothing
        bad.url("hang")        says nothing until `bad.release()` or the end
        bad.url("stall")       headers and half a feed, then nothing until the same
        bad.url("huge")        50 MB of well-formed feed
        bad.url("bomb")        50 MB of feed in a few KB of gzip
        bad.url("loop")        a redirect to itself, by way of another
        bad.url("inward")      a redirect to a private address
        bad.url("short")       announces more bytes than it sends

`bad.asked` lists the paths that were asked for, in order; `bad.sent` counts body bytes written.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

MEGABYTES = 50
PRIVATE = "http://10.0.0.1/feed.xml"
HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Faults</title>\n'
)
ITEM = b"<item><title>Filler</title><description>" + b"x" * 65_400 + b"</description></item>\n"
TAIL = b"</channel></rss>\n"
ITEMS = MEGABYTES * 1024 * 1024 // len(ITEM) + 1
PAGE = (
    b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>No feed here.</body></html>"
)


@dataclass
class FaultServer:
    """The running server; `address` is (host, port) for an allow-list."""

    address: tuple[str, int]
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    released: Event = field(default_factory=Event)

    def url(self, fault: str) -> str:
        if fault not in FAULTS:
            raise KeyError(f"no fault {fault!r}; there are {', '.join(FAULTS)}")
        return f"http://{self.address[0]}:{self.address[1]}/{fault}"

    def release(self) -> None:
        """Let the waiting answers end."""
        self.released.set()


@contextmanager
def faults() -> Iterator[FaultServer]:
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), name="faults")
    thread.start()
    try:
        yield server.state
    finally:
        server.state.release()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, address, handler):
        super().__init__(address, handler)
        self.state = FaultServer(("127.0.0.1", self.server_port))

    def handle_error(self, request, client_address):
        """A reader that hangs up is what most of these are for."""


class _Handler(BaseHTTPRequestHandler):
    # 1.0: each answer ends its connection, so that the server stops without waiting for a reader
    protocol_version = "HTTP/1.0"
    server: _Server

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        self.server.state.asked.append(self.path)
        with suppress(BrokenPipeError, ConnectionResetError):
            FAULTS.get(name, _missing)(self)

    def log_message(self, *_: object) -> None:
        pass

    def begin(self, status: int, content_type: str = "application/rss+xml", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def write(self, body: bytes) -> None:
        self.wfile.write(body)
        self.server.state.sent += len(body)

    def wait(self) -> None:
        self.server.state.released.wait()


def _status(status: int, **headers: str) -> Callable[[_Handler], None]:
    def answer(handler: _Handler) -> None:
        handler.begin(status, "text/plain", **headers)
        handler.write(b"No.\n")

    return answer


_missing = _status(404)


def _html(handler: _Handler) -> None:
    handler.begin(200, "text/html; charset=utf-8")
    handler.write(PAGE)


def _empty(handler: _Handler) -> None:
    handler.begin(200, Content_Length="0")


def _hang(handler: _Handler) -> None:
    handler.wait()


def _stall(handler: _Handler) -> None:
    handler.begin(200)
    handler.write(HEAD + ITEM[:500])
    handler.wait()


def _huge(handler: _Handler) -> None:
    handler.begin(200)
    handler.write(HEAD)
    for _ in range(ITEMS):
        handler.write(ITEM)
    handler.write(TAIL)


def _bomb(handler: _Handler) -> None:
    handler.begin(200, Content_Encoding="gzip")
    handler.write(_packed())


@cache
def _packed() -> bytes:
    return gzip.compress(HEAD + ITEM * ITEMS + TAIL, compresslevel=9, mtime=0)


def _loop(handler: _Handler) -> None:
    handler.begin(302, "text/plain", Location="/loop-back")


def _loop_back(handler: _Handler) -> None:
    handler.begin(302, "text/plain", Location="/loop")


def _inward(handler: _Handler) -> None:
    handler.begin(302, "text/plain", Location=PRIVATE)


def _short(handler: _Handler) -> None:
    handler.begin(200, Content_Length=str(len(HEAD) + 5000))
    handler.write(HEAD)


FAULTS: dict[str, Callable[[_Handler], None]] = {
    "missing": _missing,
    "gone": _status(410),
    "error": _status(500),
    "busy": _status(503, Retry_After="120"),
    "html": _html,
    "empty": _empty,
    "hang": _hang,
    "stall": _stall,
    "huge": _huge,
    "bomb": _bomb,
    "loop": _loop,
    "loop-back": _loop_back,
    "inward": _inward,
    "short": _short,
}
