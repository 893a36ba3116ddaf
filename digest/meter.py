"""What counts letters for all workers together: Redis where there is one, else the database.

    meter(settings).ask(wants) -> seconds to wait; 0 = all of them are granted

The embedded broker only carries hints, so without `REDIS_URL` the database counts.  A Redis that is
away grants nothing: what cannot be counted could not be kept within its limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from digest import broker
from digest.flow.ports import Meter
from digest.logs import log
from digest.rules.pacing import Want
from digest.settings import Settings
from digest.store import pacing

if TYPE_CHECKING:
    import redis

AWAY = 0.5
"""Seconds until a Redis that is away is asked again."""

# The same count as `rules.pacing.asked`; one test holds both to it.
_ASK = """
local t = redis.call('TIME')
local now, wait, after = t[1] + t[2] / 1e6, 0, {}
for i, key in ipairs(KEYS) do
  local cost, slack, ahead = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
  local used = math.max(tonumber(redis.call('GET', key) or 0), now - slack)
  used = math.min(used, now + ahead)
  wait = math.max(wait, used - now)
  after[i] = used + cost
end
if wait > 0 then return tostring(wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.6f', after[i]), 'PX',
             math.ceil(math.max(0, after[i] - now) * 1000) + 60000)
end
return '0'
"""
_OWE = """
local t = redis.call('TIME')
local now = t[1] + t[2] / 1e6
for i, key in ipairs(KEYS) do
  local after = math.max(tonumber(redis.call('GET', key) or 0), now) + ARGV[i]
  redis.call('SET', key, string.format('%.6f', after), 'PX', math.ceil((after - now) * 1000) + 60000)
end
return '0'
"""


class InRedis:
    """The meter in Redis: one script, so that all is granted or nothing, by Redis' own clock."""

    def __init__(self, client: redis.Redis) -> None:
        self._ask, self._owe = client.register_script(_ASK), client.register_script(_OWE)

    def ask(self, wants: Sequence[Want]) -> float:
        """Seconds to wait; 0 = all of it is granted."""
        told = [number for want in wants for number in (want.cost, want.slack, want.ahead)]
        try:
            return float(self._ask(keys=_names(wants), args=told))
        except _away() as error:
            log(__name__).warning("nothing is granted: Redis is away", error=str(error))
            return AWAY

    def owe(self, wants: Sequence[Want]) -> None:
        """Count what left without being asked for."""
        try:
            self._owe(keys=_names(wants), args=[want.cost for want in wants])
        except _away() as error:
            log(__name__).warning("not counted: Redis is away", error=str(error))


def _names(wants: Sequence[Want]) -> list[str]:
    return [f"digest:pace:{want.key}" for want in wants]


def _away() -> type[Exception]:
    """What is raised by a Redis that is not there."""
    import redis

    return redis.RedisError


@cache
def _client(url: str) -> redis.Redis:
    import redis

    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def meter(settings: Settings) -> Meter:
    """What counts in this house."""
    if not settings.redis_url or broker.embedded(settings):
        return pacing.Tables()
    return InRedis(_client(settings.redis_url))
