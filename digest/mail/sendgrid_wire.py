"""The official client over kept connections with deadlines, and ready bytes below its formatting.

    post(path, body) -> connect (deadline) -> write -> status, headers, answer
                        NeverLeft             Lost

The client's own transport opens a connection for every request, has no deadline, follows a
redirect with the key in its hand, and formats every payload for a log that is off.  Its answers
and errors stay as they are; only the way there is ours.  A proxy in the environment is not used.
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, Request

import python_http_client
from python_http_client.client import Response
from python_http_client.exceptions import handle_error
from sendgrid import SendGridAPIClient

from digest.mail.headers import clean

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
"""Together well below half the lease of a batch."""
IDLE_SECONDS = 4.0
"""A connection idle for longer is not trusted: a write into a closed one would be in doubt."""
_LONGEST_ANSWER = 1 << 20


UNREACHABLE = "unreachable"
LOST = "lost"
"""In place of a status: no connection came to be; no whole answer came."""
Noted = Callable[[str, float], None]
"""Told of every request: the status of its answer, and the seconds until then."""


class NeverLeft(Exception):
    """No connection came to be: nothing of the request was sent."""


class Lost(Exception):
    """The request may have left whole, and no whole answer came back."""


class Plain:
    """An answer in the form that the client's `Response` and `handle_error` ask for."""

    def __init__(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.code, self.reason, self.hdrs = answer.status, answer.reason, answer.headers
        self._body = body

    def getcode(self) -> int:
        """The status."""
        return self.code

    def read(self) -> bytes:
        """The body."""
        return self._body

    def info(self) -> http.client.HTTPMessage:
        """The headers."""
        return self.hdrs


class Refusal(Plain, Exception):
    """An answer that is not 2xx."""


class Wire:
    """Kept connections to one host: as many as are asked of at the same time, the warmest first."""

    def __init__(
        self,
        root: str,
        *,
        connect: float = CONNECT_SECONDS,
        answer: float = ANSWER_SECONDS,
        longest: int = _LONGEST_ANSWER,
        noted: Noted | None = None,
    ) -> None:
        self._noted = noted
        parts = urlsplit(root)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host, self._port = parts.hostname or "", parts.port
        self._connect, self._answer, self._longest = connect, answer, longest
        self._kept: list[tuple[http.client.HTTPConnection, float]] = []

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Plain:
        """The answer, whatever its status.  Raises NeverLeft or Lost; tries nothing twice."""
        begun, code = time.monotonic(), UNREACHABLE
        try:
            line = self._line()
            code = LOST
            answer = self._over(line, method, path, body, headers)
            code = str(answer.code)
            return answer
        finally:
            if self._noted:
                self._noted(code, time.monotonic() - begun)

    def _over(
        self,
        line: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes,
        headers: dict[str, str],
    ) -> Plain:
        try:
            answer, text = _exchange(line, method, path, body, headers, longest=self._longest)
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise Lost(_words(error)) from error
        except BaseException:
            line.close()
            raise
        if answer.will_close or not answer.isclosed():
            line.close()  # what is left of a long answer would be taken for the next one
        else:
            self._kept.append((line, time.monotonic() + IDLE_SECONDS))
        return (Plain if 200 <= answer.status < 300 else Refusal)(answer, text)

    def close(self) -> None:
        """Let the idle connections go."""
        while self._kept:
            self._kept.pop()[0].close()

    def _line(self) -> http.client.HTTPConnection:
        # Appending and popping are atomic: threads share the list as it is.
        with suppress(IndexError):
            while True:
                line, until = self._kept.pop()
                if _fresh(line, until):
                    return line
                line.close()
        return self._new()

    def _new(self) -> http.client.HTTPConnection:
        line = (
            http.client.HTTPSConnection(
                self._host, self._port, timeout=self._connect, context=self._tls
            )
            if self._tls
            else http.client.HTTPConnection(self._host, self._port, timeout=self._connect)
        )
        try:
            line.connect()
        except OSError as error:
            line.close()
            raise NeverLeft(_words(error)) from error
        line.sock.settimeout(self._answer)
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.auto_open = 0  # a lost connection is said, never quietly opened again
        return line


def _exchange(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes,
    headers: dict[str, str],
    *,
    longest: int,
) -> tuple[http.client.HTTPResponse, bytes]:
    line.request(method, path, body, headers)
    answer = line.getresponse()
    text = answer.read(longest)
    if answer.length:
        raise http.client.IncompleteRead(text, answer.length)
    return answer, text


def _fresh(line: http.client.HTTPConnection, until: float) -> bool:
    """Neither idle for long nor closed by the other side meanwhile."""
    if line.sock is None or time.monotonic() > until:
        return False
    readable, _, _ = select.select([line.sock], [], [], 0)
    return not readable


def _words(error: Exception) -> str:
    """The error in one clean line: what a broken answer holds goes into the ledger."""
    told = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return clean(told)[:300] or type(error).__name__


class PooledClient(python_http_client.Client):
    """The client with its transport replaced; what it raises and answers is unchanged."""

    def __init__(self, host: str, headers: dict[str, str], wire: Wire) -> None:
        super().__init__(host=host, version=3, request_headers=headers)
        self._wire = wire

    @property
    def wire(self) -> Wire:
        """The connections that it asks over."""
        return self._wire

    def _build_client(self, name: str | None = None) -> PooledClient:
        made = PooledClient(self.host, self.request_headers, self._wire)
        made._version = self._version
        made._url_path = [*self._url_path, name] if name else self._url_path
        return made

    def _make_request(
        self,
        opener: OpenerDirector | None,  # noqa: ARG002 - the client's own signature
        request: Request,
        timeout: float | None = None,  # noqa: ARG002 - the wire has its deadlines
    ) -> Plain:
        """Below the client's formatting: bytes out, answer in."""
        data = request.data if isinstance(request.data, bytes) else b""
        answer = self._wire.ask(
            request.get_method(), request.selector, data, dict(request.header_items())
        )
        if isinstance(answer, Refusal):
            raise handle_error(answer)
        return answer

    def deliver(self, body: bytes) -> Response:
        """`POST` ready bytes to this client's address."""
        request = Request(  # noqa: S310 - the scheme was checked with the settings
            self._build_url(None), data=body, headers=self.request_headers, method="POST"
        )
        return Response(self._make_request(None, request))


def mail_send(key: str, root: str, wire: Wire) -> PooledClient:
    """The client of `POST /v3/mail/send` at this root."""
    official = SendGridAPIClient(key, host=root)
    headers = official.client.request_headers | {"Content-Type": "application/json"}
    official.client = PooledClient(root, headers, wire)
    sending: PooledClient = official.client.mail.send
    return sending
