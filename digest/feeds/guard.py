"""Which addresses gathering may reach, checked when the connection is made.

    host, port -> resolve once -> every address public? -> connect to exactly that address

The check happens behind the URL, at the socket: odd spellings ("0x7f.1", "2130706433"), names
that point inwards, redirects and names that change between two look-ups all end here.  A host is
refused when any of its addresses is not public.  `allow_private` opens single "host:port" pairs,
as they are written in the address.

Nothing here reads proxy variables: a proxy would make the connection on its own terms.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from ssl import SSLContext
from typing import Any

import httpcore2
from httpcore2 import NetworkBackend, NetworkStream

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]

PORTS = frozenset((80, 443))

_TUNNELS: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(block), name)
    for block, name in (
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("2002::/16", "6to4"),
        ("2001::/32", "Teredo"),
        ("::/96", "IPv4-compatible"),
        ("fec0::/10", "site-local"),
        ("5f00::/16", "segment routing"),
    )
)
_RELAY = ip_network("192.88.99.0/24")


class Refused(Exception):
    """The guard does not let this address through; the text is for people."""


class Deadline(threading.local):
    """When the request of this thread must be over, in seconds of the monotonic clock."""

    at: float | None = None

    def left(self, timeout: float | None) -> float | None:
        """The shorter of a step's own limit and what is left.  Raises when nothing is left."""
        if self.at is None:
            return timeout
        rest = self.at - time.monotonic()
        if rest <= 0:
            raise httpcore2.ReadTimeout("the whole request took too long")
        return rest if timeout is None else min(timeout, rest)


def why_refused(address: Address) -> str | None:
    """What is wrong with an address, or `None` when it is a public one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return why_refused(address.ipv4_mapped)
        for block, name in _TUNNELS:
            if address in block and not (address.is_loopback or address.is_unspecified):
                return name
    elif address in _RELAY:
        return "a 6to4 relay"
    for said, name in (
        (address.is_loopback, "loopback"),
        (address.is_unspecified, "unspecified"),
        (address.is_link_local, "link-local"),
        (address.is_multicast, "multicast"),
        (address.is_private, "private"),
        (address.is_reserved, "reserved"),
        (not address.is_global, "not public"),
    ):
        if said:
            return name
    return None


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host name, without duplicates, in the system's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class GuardedBackend(NetworkBackend):
    """The only way gathering opens a connection."""

    def __init__(
        self,
        *,
        allow_private: frozenset[str] = frozenset(),
        resolve: Resolve = resolve,
        deadline: Deadline | None = None,
    ) -> None:
        self._allowed = frozenset(pair.strip().lower() for pair in allow_private)
        self._resolve = resolve
        self._deadline = deadline or Deadline()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the shape is the pool's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> NetworkStream:
        """A stream to a vetted address of the host.  Raises `Refused` or a connect error."""
        timeout = self._deadline.left(timeout)
        started = time.monotonic()
        addresses = self._vetted(host, port, timeout)
        rest = None if timeout is None else max(0.1, timeout - (time.monotonic() - started))
        return GuardedStream(_connected(addresses, port, rest), self._deadline)

    def connect_unix_socket(self, *_: Any, **__: Any) -> NetworkStream:
        """Raises `Refused`: local sockets are never opened."""
        raise Refused("local sockets are never opened")

    def opened(self, host: str, port: int) -> bool:
        """Whether the settings open this host and port."""
        bare = host.strip("[]").lower()
        return f"{bare}:{port}" in self._allowed or f"[{bare}]:{port}" in self._allowed

    def _vetted(self, host: str, port: int, timeout: float | None) -> list[str]:
        addresses = [host] if _is_literal(host) else _within(timeout, self._resolve, host, port)
        if not addresses:
            raise httpcore2.ConnectError(f"the host {host} has no address")
        if not self.opened(host, port):
            if port not in PORTS:
                raise Refused(f"port {port} is not allowed, only 80 and 443 are{_hint(host, port)}")
            for text in addresses:
                if reason := why_refused(ip_address(text.partition("%")[0])):
                    hint = _hint(host, port) if reason in ("loopback", "private") else ""
                    raise Refused(f"{host} leads to {text}, which is {reason}{hint}")
        return addresses


def _hint(host: str, port: int) -> str:
    return f"; if that is meant, add {host}:{port} to DIGEST_ALLOW_PRIVATE"


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _within(timeout: float | None, look_up: Resolve, host: str, port: int) -> list[str]:
    """The look-up in a thread of its own: the system's resolver knows no time limit."""
    outcome: list[list[str] | Exception] = []

    def run() -> None:
        try:
            outcome.append(look_up(host, port))
        except (OSError, ValueError) as error:
            outcome.append(error)

    worker = threading.Thread(target=run, name="digest-resolve", daemon=True)
    worker.start()
    worker.join(timeout)
    if not outcome:
        raise httpcore2.ConnectTimeout("the host name was not resolved in time")
    if isinstance(outcome[0], Exception):
        raise httpcore2.ConnectError("the host name cannot be resolved") from outcome[0]
    return outcome[0]


def _connected(addresses: list[str], port: int, timeout: float | None) -> NetworkStream:
    """The first of the addresses that answers; each gets a fair part of the time."""
    failure: Exception | None = None
    share = None if timeout is None else max(0.5, timeout / len(addresses))
    for address in addresses[:4]:
        try:
            return httpcore2.SyncBackend().connect_tcp(
                address, port, timeout=share, socket_options=()
            )
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
            failure = error
    raise failure or httpcore2.ConnectError("no address answered")


class GuardedStream(NetworkStream):
    """A connection whose every step ends by the deadline of the request that uses it."""

    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream below, within the deadline."""
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream below, within the deadline."""
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Closes the stream below."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        """A guarded stream again, encrypted."""
        left = self._deadline.left(timeout)
        return GuardedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """As the stream below."""
        return self._stream.get_extra_info(info)
