"""Telling operators and outside watchers: a JSON body to a webhook, a ping to a watcher.

The watcher's protocol is the one of the common services for cron jobs: the bare address says
"well", `/start` and `/fail` the others.  An answer is only looked at for its status.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx2

from digest.model.errors import TemporaryError

_TIMEOUT = 10.0
_WAYS = {"ok": "", "start": "/start", "fail": "/fail"}


def post(url: str, body: Mapping[str, object]) -> None:
    """Hand a webhook its body; TemporaryError where it does not take it."""
    _ask("POST", url, json=body)


def ping(url: str, what: str, words: str = "") -> None:
    """Tell a watcher `ok`, `start` or `fail`; TemporaryError where it does not answer."""
    bare, mark, query = url.partition("?")
    _ask("POST", f"{bare.rstrip('/')}{_WAYS[what]}{mark}{query}", content=words.encode())


def _ask(method: str, url: str, **content: object) -> None:
    try:
        answer = httpx2.request(method, url, timeout=_TIMEOUT, follow_redirects=False, **content)  # type: ignore[arg-type]
    except httpx2.HTTPError as error:
        raise TemporaryError(f"it did not answer ({type(error).__name__})") from None
    if answer.status_code >= 300:
        raise TemporaryError(f"it answered {answer.status_code}")
