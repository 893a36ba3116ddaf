"""Connections kept for a while, in several small pools.

A pool looks at every idle connection it keeps each time it hands one out; with hundreds of hosts
that costs more than the requests.  A host belongs to one pool for good, so it is found again there.
"""

from __future__ import annotations

import ssl
from zlib import crc32

import httpcore2

from digest.feeds.guard import GuardedBackend

POOLS = 16
KEPT = 8
"""Idle connections of one pool."""
IDLE = 15.0
"""Seconds that a connection may be idle."""


class Pools:
    """Guarded pools that share one TLS context; how many requests run at once is the caller's."""

    def __init__(self, backend: GuardedBackend, context: ssl.SSLContext | None = None) -> None:
        context = context or httpcore2.default_ssl_context()
        self._pools = [
            httpcore2.ConnectionPool(
                ssl_context=context,
                max_connections=None,
                max_keepalive_connections=KEPT,
                keepalive_expiry=IDLE,
                http2=True,
                network_backend=backend,
            )
            for _ in range(POOLS)
        ]

    def of(self, host: str) -> httpcore2.ConnectionPool:
        """The pool of a "host:port"."""
        return self._pools[crc32(host.encode("utf-8", "replace")) % POOLS]

    def close(self) -> None:
        """Closes every connection."""
        for pool in self._pools:
            pool.close()
