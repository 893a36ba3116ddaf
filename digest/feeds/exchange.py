"""One request and its answer over the guarded pool: bounded in bytes and in time.

    target checked -> pool -> head -> body unpacked piece by piece, counted

Follows nothing and decides nothing about an answer; `fetch` does.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpcore2
import httpx2

from digest.feeds.guard import Deadline, Refused
from digest.feeds.unpack import Broken, TooMuch, Unpacker

ENCODINGS = "gzip, deflate, br, zstd"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HOST = re.compile(rb"[A-Za-z0-9._~-]{1,255}|[0-9A-Fa-f:.]{2,45}")
_MAX_URL = 8_192


class Failed(Exception):
    """A request that came to nothing; the text is for people."""

    def __init__(self, reason: str, *, permanent: bool, size: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.size = size


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for a connection, for a single read, and for the whole request with its hops."""

    connect: float = 5.0
    read: float = 10.0
    whole: float = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, header fields by lower-case name (the last one wins), decoded body, bytes received."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int

    @property
    def charset(self) -> str | None:
        """What the header names, lower case."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1].lower() if found else None

    @property
    def content_type(self) -> str | None:
        """The media type without parameters, lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() or None


def checked(text: str) -> httpx2.URL:
    """A complete http(s) address without user data.  Raises `Failed` in words."""
    if len(text) > _MAX_URL:
        raise Failed(f"the address is longer than {_MAX_URL} characters", permanent=True)
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise Failed("this is not an address", permanent=True) from error
    if url.scheme not in ("http", "https"):
        scheme = url.scheme[:20] or "none"
        raise Failed(f"only http and https are fetched (the scheme is {scheme})", permanent=True)
    if not url.host:
        raise Failed("the address names no host", permanent=True)
    if not _HOST.fullmatch(url.raw_host):
        raise Failed("this is not an address: its host has signs no host has", permanent=True)
    if url.userinfo:
        raise Failed("an address with a user name or password is not fetched", permanent=True)
    return url.copy_with(fragment=None) if url.fragment else url


def port_of(url: httpx2.URL) -> int:
    """The port, also where the address leaves it to the scheme."""
    return url.port or (443 if url.scheme == "https" else 80)


def exchange(
    pool: httpcore2.ConnectionPool,
    url: httpx2.URL,
    headers: dict[str, str],
    *,
    limit: int,
    timeouts: Timeouts,
    deadline: Deadline,
) -> Answer:
    """GET one address.  Raises `Failed`; every other error of the layers below is translated."""
    try:
        return _exchanged(pool, _request(url, headers, timeouts, deadline), limit, deadline)
    except Refused as error:
        raise Failed(str(error), permanent=True) from error
    except httpcore2.TimeoutException as error:
        raise Failed(_which_time(error, timeouts, deadline), permanent=False) from error
    except httpcore2.ConnectError as error:
        raise Failed(_why_unconnected(error, url.host), permanent=False) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise Failed("the connection broke off before the end", permanent=False) from error


def _request(
    url: httpx2.URL, headers: dict[str, str], timeouts: Timeouts, deadline: Deadline
) -> httpcore2.Request:
    target = httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
    )
    host = url.netloc
    fields = [(b"Host", host)] + [
        (name.encode("ascii"), value.encode("latin-1", "ignore")) for name, value in headers.items()
    ]
    limits = {
        "connect": timeouts.connect,
        "read": timeouts.read,
        "write": timeouts.read,
        "pool": deadline.left(None),
    }
    return httpcore2.Request("GET", target, headers=fields, extensions={"timeout": limits})


def _exchanged(
    pool: httpcore2.ConnectionPool, request: httpcore2.Request, limit: int, deadline: Deadline
) -> Answer:
    response = _response(pool, request)
    try:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1").strip()
            for name, value in response.headers
        }
        if response.status in (204, 304) or 300 <= response.status < 400:
            return Answer(response.status, headers, b"", 0)
        if response.status != 200:
            return Answer(response.status, headers, b"", 0)
        body, size = _body(response, headers, limit, deadline)
        return Answer(response.status, headers, body, size)
    finally:
        response.close()


def _response(pool: httpcore2.ConnectionPool, request: httpcore2.Request) -> httpcore2.Response:
    """The answer's head.  A connection may end just when it is used again: a GET is asked once more
    when it broke off before any answer (RFC 9110, 9.2.2).
    """
    try:
        return _handed(pool, request)
    except httpcore2.ConnectError:
        raise
    except (httpcore2.NetworkError, httpcore2.ProtocolError):
        return _handed(pool, request)


def _handed(pool: httpcore2.ConnectionPool, request: httpcore2.Request) -> httpcore2.Response:
    try:
        return pool.handle_request(request)
    except AssertionError as error:  # how the pool says that no connection came free in time
        raise httpcore2.PoolTimeout from error


def _body(
    response: httpcore2.Response, headers: dict[str, str], limit: int, deadline: Deadline
) -> tuple[bytes, int]:
    told = headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:18]) > limit:
        raise _too_large(limit, 0)
    received = _Received(limit)
    try:
        pieces = list(
            received.pieces(response, headers.get("content-encoding", "identity"), deadline)
        )
    except TooMuch as error:
        raise _too_large(limit, received.size) from error
    except Broken as error:
        raise Failed(str(error), permanent=False, size=received.size) from error
    return b"".join(pieces), received.size


class _Received:
    """Counts what comes over the wire while it is decoded."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0

    def pieces(
        self, response: httpcore2.Response, encoding: str, deadline: Deadline
    ) -> Iterator[bytes]:
        unpacker = Unpacker(encoding, self.limit)
        for chunk in response.iter_stream():
            self.size += len(chunk)
            if self.size > self.limit:
                raise TooMuch(self.limit)
            yield from unpacker.feed(chunk)
            deadline.left(None)
        if not unpacker.complete():
            raise Broken("the compressed data breaks off before its end")


def _too_large(limit: int, size: int) -> Failed:
    shown = f"{limit / 1_048_576:.0f} MB" if limit >= 1_048_576 else f"{limit // 1024} KB"
    return Failed(f"the document is larger than {shown}", permanent=True, size=size)


def _which_time(error: Exception, timeouts: Timeouts, deadline: Deadline) -> str:
    if deadline.at is not None and time.monotonic() >= deadline.at:
        return f"the document was not complete within {timeouts.whole:g} s"
    if isinstance(error, httpcore2.ConnectTimeout):
        return f"no connection within {timeouts.connect:g} s"
    return f"the server sent nothing for {timeouts.read:g} s"


def _why_unconnected(error: BaseException, host: str) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of {host} is not valid: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"no secure connection to {host} could be made"
        if isinstance(cause, ConnectionRefusedError):
            return f"{host} refuses connections"
        cause = cause.__cause__ or cause.__context__
    text = str(error)
    return text if text.startswith("the host") else f"{host} cannot be reached"


def wait_asked_for(value: str | None, now: float) -> float | None:
    """Seconds a `Retry-After` asks for: a number or a date; never negative, at most a week."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(0.0, seconds), 7 * 86_400.0)
