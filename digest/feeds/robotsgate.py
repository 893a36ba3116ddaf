"""Whether a site lets us fetch a page: its robots.txt, asked once per site and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable

import httpx2

from digest.feeds.fetched import Fetched, FetchFailed, Outcome
from digest.feeds.robots import EVERYTHING, MAX_BYTES, Robots, read_robots


class RobotsGate:
    """Asks robots.txt before a page; `fetch` is the fetcher's own, `product` our name in it.

    Without a robots.txt everything is allowed; where it cannot be read, nothing is for now
    (RFC 9309, 2.3.1.3 and 2.3.1.4).
    """

    def __init__(self, fetch: Callable[..., Outcome], product: str) -> None:
        self._fetch = fetch
        self._product = product
        self._known: dict[str, Robots | FetchFailed] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def refusal(self, url: httpx2.URL) -> FetchFailed | None:
        """Why the page may not be fetched, or `None`."""
        rules = self._rules(f"{url.scheme}://{url.netloc.decode('ascii')}")
        if isinstance(rules, FetchFailed):
            reason = f"the site's robots.txt cannot be read: {rules.reason}"
            return FetchFailed(str(url), reason, rules.permanent, rules.retry_after)
        if rules.allows(url.raw_path.decode("ascii", "replace")):
            return None
        return FetchFailed(
            str(url), "the site's robots.txt asks not to fetch this page", permanent=True
        )

    def _rules(self, origin: str) -> Robots | FetchFailed:
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:  # one asks, the others of this site wait for its answer
            if origin not in self._known:
                self._known[origin] = self._read(origin)
            return self._known[origin]

    def _read(self, origin: str) -> Robots | FetchFailed:
        found = self._fetch(f"{origin}/robots.txt", limit=MAX_BYTES, accept="text/plain, */*;q=0.5")
        if isinstance(found, Fetched):
            return read_robots(found.body.decode("utf-8", "replace"), self._product)
        if isinstance(found, FetchFailed) and not (found.status and 400 <= found.status < 500):
            return found
        return EVERYTHING
