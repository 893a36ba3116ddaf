"""The newsroom over real HTTP on loopback.

    serve(now) -> threads on 127.0.0.1 -> Site.document(path) -> 200 | 304 | 404

Answers GET and HEAD with `ETag`, `Last-Modified`, conditional 304 and gzip where it is accepted.
Does not listen on any other address and keeps no log.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import unquote, urlsplit

from digest.sample.content import outlets
from digest.sample.morning import full_hour
from digest.sample.site import JPEG, TEXT, Document, Site

IDLE_SECONDS = 30
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class SampleNewsroom:
    """A running newsroom: `address` as (host, port) for an allow-list, `base_url` without slash."""

    address: tuple[str, int]

    @property
    def base_url(self) -> str:
        """`http://host:port`."""
        return f"http://{self.address[0]}:{self.address[1]}"

    def url_for(self, path: str) -> str:
        """The loopback address of a path such as `/courier/feed.xml`."""
        return f"{self.base_url}/{path.lstrip('/')}"


@contextmanager
def serve(now: datetime, port: int = 0) -> Iterator[SampleNewsroom]:
    """Serve the newsroom as it looks at `now` (aware) until the block ends.

    `port` 0 takes a free one.  Raises ValueError for a naive `now`, OSError for a taken port.
    """
    server = _Server(("127.0.0.1", port), _Handler, Site(full_hour(now)))
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), name="sample-newsroom")
    thread.start()
    try:
        yield SampleNewsroom(("127.0.0.1", server.server_port))
    finally:
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


def loopback_url(public_url: str, base_url: str) -> str | None:
    """The address below `base_url` that serves a public address of the newsroom, or None.

    >>> loopback_url("https://www.harbourcourier.example.org/feed.xml", "http://127.0.0.1:8123")
    'http://127.0.0.1:8123/courier/feed.xml'
    """
    parts = urlsplit(public_url)
    keys = {outlet.host: key for key, outlet in outlets().items()}
    key = keys.get(parts.hostname or "")
    if key is None or parts.scheme not in ("http", "https"):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{base_url.rstrip('/')}/{key}{parts.path or '/'}{query}"


class _Server(ThreadingHTTPServer):
    """Threaded, and able to end connections that a client keeps open."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        site: Site,
    ) -> None:
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self.hour = site.hour
        self.document = lru_cache(maxsize=512)(site.document)
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Wake the threads that wait for a next request on a kept connection."""
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that goes away in the middle of an answer is no error of the newsroom."""


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        """Quiet: the commands that serve it have their own voice."""

    def _answer(self, *, with_body: bool) -> None:
        document = self.server.document(unquote(urlsplit(self.path).path))
        if document is None:
            self._send(404, [("Content-Type", TEXT)], b"Not here.\n", with_body)
        elif self._is_known(document):
            self._send(304, self._marks(document), None, with_body)
        else:
            self._send_document(document, with_body)

    def _send_document(self, document: Document, with_body: bool) -> None:
        headers = [("Content-Type", document.content_type), *self._marks(document)]
        body = document.body
        if document.content_type != JPEG and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        self._send(200, headers, body, with_body)

    def _send(
        self,
        status: int,
        headers: list[tuple[str, str]],
        body: bytes | None,
        with_body: bool,
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None and with_body:
            self.wfile.write(body)

    def _marks(self, document: Document) -> list[tuple[str, str]]:
        changed = format_datetime(self.server.hour, usegmt=True)
        return [
            ("ETag", document.etag),
            ("Last-Modified", changed),
            ("Cache-Control", "max-age=60"),
            ("Vary", "Accept-Encoding"),
        ]

    def _is_known(self, document: Document) -> bool:
        """RFC 9110: `If-None-Match` wins over `If-Modified-Since`; marks compare weakly."""
        marks = self.headers.get("If-None-Match")
        if marks is not None:
            known = {mark.strip().removeprefix("W/") for mark in marks.split(",")}
            return "*" in known or document.etag.removeprefix("W/") in known
        since = self.headers.get("If-Modified-Since")
        return since is not None and self._not_changed_since(since)

    def _not_changed_since(self, since: str) -> bool:
        try:
            return self.server.hour <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False
