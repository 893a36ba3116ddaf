"""Connections kept for a while, in several small pools.

A pool looks at every idle connection it keeps each time it hands one out; with hundreds of hosts
that costs more than the requests.  A host belongs to one pool for good, so it is found again there.

Over TLS each turn at a host has a pool of its own, so that requests under way at the same time
never share a connection.  In HTTP/2 they could, but httpcore2 (2.16) does not guard a connection
that several threads use: streams get the same number and the peer ends the connection
(pydantic/httpx2#1153).
"""

from __future__ import annotations

import ssl
from threading import Lock
from zlib import crc32

import httpcore2

from digest.feeds.guard import GuardedBackend

POOLS = 16
KEPT = 8
"""Idle connections of one pool."""
IDLE = 15.0
"""Seconds that a connection may be idle."""


class Pools:
    """Guarded pools that share one TLS context; how many requests run at once is the caller's.

    The context, which reads every authority there is, comes with the first host that needs it.
    """

    def __init__(self, backend: GuardedBackend, context: ssl.SSLContext | None = None) -> None:
        self._backend, self._context = backend, context
        self._pools: dict[tuple[bool, int, int], httpcore2.ConnectionPool] = {}
        self._lock = Lock()

    def of(self, host: str, *, secure: bool, turn: int) -> httpcore2.ConnectionPool:
        """The pool of a "host:port", over TLS or not, for who holds this turn there."""
        which = secure, crc32(host.encode("utf-8", "replace")) % POOLS, turn if secure else 0
        with self._lock:
            if which not in self._pools:
                self._pools[which] = self._made(secure=secure)
            return self._pools[which]

    def _made(self, *, secure: bool) -> httpcore2.ConnectionPool:
        if secure and self._context is None:
            self._context = httpcore2.default_ssl_context()
        return httpcore2.ConnectionPool(
            ssl_context=self._context,
            max_connections=None,
            max_keepalive_connections=KEPT,
            keepalive_expiry=IDLE,
            http2=True,
            network_backend=self._backend,
        )

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            for pool in self._pools.values():
                pool.close()
