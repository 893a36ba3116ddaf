"""Counts that slow down whoever asks too often: in Redis where there is one, else in the database.

The embedded broker only carries hints: its counts would end with it.

    brake(settings).count(key, window) -> how many in the window, this one included

Keys are keyed hashes: nobody's address or network stands anywhere.  A Redis that is away does not
open the door: the database counts meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

import redis

from digest import broker
from digest.logs import log
from digest.settings import Settings
from digest.store import tallies


class Brake(Protocol):
    """Something that counts."""

    def count(self, key: str, span: timedelta) -> int:
        """Count one more; how many there are in the running window of `span`, this one included."""


class InDatabase:
    """Counts in a table."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def count(self, key: str, span: timedelta) -> int:
        """One more in the table."""
        return tallies.count(key, span, self._clock())


class InRedis:
    """Counts in Redis, for several machines at once."""

    def __init__(self, client: redis.Redis, instead: Brake) -> None:
        self._client, self._instead = client, instead

    def count(self, key: str, span: timedelta) -> int:
        """One more in Redis; its key ends with the window."""
        name = f"digest:brake:{key}"
        try:
            with self._client.pipeline(transaction=True) as pipe:
                pipe.incr(name)
                pipe.expire(name, int(span.total_seconds()), nx=True)
                return int(pipe.execute()[0])
        except redis.RedisError as error:
            log(__name__).warning("counting in the database: Redis is away", error=str(error))
            return self._instead.count(key, span)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def brake(settings: Settings, clock: Callable[[], datetime]) -> Brake:
    """What counts in this house."""
    table = InDatabase(clock)
    if not settings.redis_url or broker.embedded(settings):
        return table
    return InRedis(_client(settings.redis_url), table)


def named(kind: str, what: str, key: bytes) -> str:
    """The key of a count: its kind, and a hash of what is counted."""
    mark = hashlib.blake2b(what.encode(), key=key[:64], digest_size=16, person=b"brake")
    return f"{kind}:{mark.hexdigest()}"
