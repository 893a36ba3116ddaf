"""A server on loopback that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Asked(BaseHTTPRequestHandler):
    """One request; `page` functions answer it through `reply` or write to `wfile` themselves."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Site

    def do_GET(self) -> None:
        self.server.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        page = self.server.pages.get(self.path) or self.server.pages.get("*")
        try:
            (page or _missing)(self)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def reply(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _missing(asked: Asked) -> None:
    asked.reply(b"", 404)


Page = Callable[[Asked], None]


class Site(ThreadingHTTPServer):
    """`pages` by path ("*" for any other), `seen` requests, `over` set when the test is done."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.pages = pages
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def handle_error(self, *_: object) -> None:
        """A client that goes away early is what many tests are about."""


@contextmanager
def site(**pages: Page) -> Iterator[Site]:
    """A running site; keyword `feed` answers `/feed`, `any` answers everything else."""
    paths = {"*" if name == "any" else f"/{name}": page for name, page in pages.items()}
    server = Site(paths)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
