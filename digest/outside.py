"""Telling others over HTTP what an operator asked us to tell them: one POST, behind the wall.

    address -> digest.feeds.guard (what is inside only by DIGEST_ALLOW_PRIVATE) -> POST -> status

A JSON body to an alarm's webhook, a ping to an outside watcher, a signed event to a listener.  No
redirect is followed, and an answer is only looked at for its status.  The watcher's protocol is the
one of the common services for cron jobs: the bare address says "well", `/start` and `/fail` the
others.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from digest import __version__
from digest.model.errors import TemporaryError

if TYPE_CHECKING:
    from httpcore2 import URL as Target  # noqa: N811
    from httpx2 import URL

TIMEOUT = 10.0
"""Seconds for an answer, look-up and connection included."""
_WAYS = {"ok": "", "start": "/start", "fail": "/fail"}
_JSON = {"Content-Type": "application/json"}


def post(url: str, body: Mapping[str, object], allowed: frozenset[str]) -> None:
    """Hand a webhook its body; TemporaryError where it does not take it."""
    _taken(ask(url, json.dumps(body, ensure_ascii=False).encode(), _JSON, allowed))


def ping(url: str, what: str, words: str, allowed: frozenset[str]) -> None:
    """Tell a watcher `ok`, `start` or `fail`; TemporaryError where it does not answer."""
    bare, mark, query = url.partition("?")
    _taken(ask(f"{bare.rstrip('/')}{_WAYS[what]}{mark}{query}", words.encode(), {}, allowed))


def _taken(status: int) -> None:
    if status >= 300:
        raise TemporaryError(f"it answered {status}")


def ask(url: str, body: bytes, headers: Mapping[str, str], allowed: frozenset[str]) -> int:
    """One POST; its status.  `allowed` = `host:port` pairs inside that may be reached.

    TemporaryError where there is no answer in time, or the wall says no.
    """
    import httpcore2
    import httpx2

    from digest.feeds.guard import Deadline, GuardedBackend, Refused

    deadline = Deadline()
    deadline.at = time.monotonic() + TIMEOUT
    wall = GuardedBackend(allow_private=allowed, deadline=deadline)
    limits = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT)
    try:
        place = httpx2.URL(url)
        with (
            httpcore2.ConnectionPool(network_backend=wall) as pool,
            pool.stream(
                "POST",
                _target(place),
                headers=[(b"Host", place.netloc), *_fields({**_own(place), **headers})],
                content=body,
                extensions={"timeout": limits},
            ) as answer,
        ):
            return int(answer.status)
    except Refused as refused:
        raise TemporaryError(f"the address may not be reached: {refused}") from None
    except httpx2.InvalidURL:
        raise TemporaryError("this is not an address") from None
    except (
        httpcore2.NetworkError,
        httpcore2.TimeoutException,
        httpcore2.ProtocolError,
        httpcore2.UnsupportedProtocol,
    ) as error:
        raise TemporaryError(f"it did not answer ({type(error).__name__})") from None


def _target(place: URL) -> Target:
    import httpcore2

    return httpcore2.URL(
        scheme=place.raw_scheme, host=place.raw_host, port=place.port, target=place.raw_path
    )


def _own(place: URL) -> dict[str, str]:
    """Who asks, with the name and password of the address where it has them."""
    named = {"User-Agent": f"digest/{__version__}"}
    if not place.userinfo:
        return named
    pair = b64encode(unquote(place.userinfo.decode()).encode()).decode()
    return named | {"Authorization": f"Basic {pair}"}


def _fields(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
