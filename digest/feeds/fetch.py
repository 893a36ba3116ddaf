"""The one client that brings documents in.

    ask -> a turn at the host (at most two at once) -> guarded request
        -> redirects by hand, each hop checked again -> Fetched | NotModified | FetchFailed

Failures are values, in words.  Does not parse, does not retry, keeps no marks: the caller holds
those per source.  Cookies, proxies and credentials do not exist here.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType

from digest import __version__
from digest.feeds.exchange import (
    ENCODINGS,
    Answer,
    Failed,
    Timeouts,
    checked,
    exchange,
    port_of,
    wait_asked_for,
)
from digest.feeds.fetched import (
    FEED_LIMIT,
    FEEDS,
    Ask,
    Fetched,
    FetchFailed,
    Marks,
    NotModified,
    Outcome,
)
from digest.feeds.guard import Deadline, GuardedBackend, Resolve, resolve
from digest.feeds.pools import Pools
from digest.feeds.robotsgate import RobotsGate
from digest.feeds.trip import REDIRECTS, Clock, Trip, follow
from digest.feeds.turns import Turns, in_parallel

PRODUCT = "digest"
_TIMEOUTS = Timeouts()
_NO_MARKS = Marks()
_MAY_PASS = frozenset((408, 425, 429))
_WORDS = {
    401: "the server asks for a password (401)",
    403: "the server refuses to give the document (403)",
    404: "there is nothing at this address (404)",
    406: "the server has no form of the document that is read here (406)",
    410: "the address is gone for good (410): remove the source or find its new address",
    429: "the server asks for fewer requests (429)",
    451: "the document is withheld for legal reasons (451)",
    503: "the server is not available now (503)",
}


class Fetcher:
    """Fetches documents; safe to use from several threads; close it when done.

    `contact` is a mail or web address at which publishers reach the newsroom; it goes into the
    User-Agent.  `allow_private` holds "host:port" pairs that may be reached although they are
    not public.  `per_host` requests run at once at one host and port, `parallel` in all.
    """

    def __init__(
        self,
        *,
        contact: str,
        allow_private: frozenset[str] = frozenset(),
        per_host: int = 2,
        parallel: int = 64,
        timeouts: Timeouts = _TIMEOUTS,
        resolve: Resolve = resolve,
        ssl_context: ssl.SSLContext | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not re.fullmatch(r"[\x21-\x7e]{3,200}", contact):
            raise ValueError("contact must be a mail or web address in plain letters")
        self.user_agent = f"{PRODUCT}/{__version__} (+{contact})"
        self._timeouts, self._parallel, self._now = timeouts, parallel, now
        self._deadline = Deadline()
        self._turns = Turns(per_host)
        self._robots = RobotsGate(self.fetch, PRODUCT)
        backend = GuardedBackend(
            allow_private=allow_private, resolve=resolve, deadline=self._deadline
        )
        self._pools = Pools(backend, ssl_context)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes every connection."""
        self._pools.close()

    def fetch(
        self,
        url: str,
        *,
        marks: Marks = _NO_MARKS,
        limit: int = FEED_LIMIT,
        accept: str = FEEDS,
        robots: bool = False,
    ) -> Outcome:
        """One document, at most `limit` decoded bytes.

        `marks` make the request conditional; `robots` has the site's robots.txt obeyed (pages).
        """
        return self.answer(Ask(url, marks, limit, accept, robots))

    def fetch_many(
        self, asks: Iterable[Ask], *, within: float | None = None
    ) -> Iterator[tuple[Ask, Outcome]]:
        """The answers to many asks as they come in, in parallel, hosts taking turns.

        What has no turn `within` so many seconds is not asked any more, and failed for now.
        """
        until = None if within is None else time.monotonic() + within

        def answer(ask: Ask) -> Outcome:
            if until is not None and time.monotonic() >= until:
                return FetchFailed(ask.url, "there was no time left to ask", permanent=False)
            return self.answer(ask)

        return in_parallel(
            list(asks), answer, workers=self._parallel, per_host=self._turns.per_host
        )

    def answer(self, ask: Ask) -> Outcome:
        """The answer to one ask."""
        clock = Clock()
        try:
            start = checked(ask.url)
        except Failed as failure:
            return FetchFailed(ask.url, failure.reason, failure.permanent)
        trip = Trip(start, start)
        try:
            return self._travelled(trip, ask, clock)
        except Failed as failure:
            return FetchFailed(
                str(trip.url),
                failure.reason,
                failure.permanent,
                moved_to=trip.moved_to,
                seconds=clock.seconds(),
                bytes=trip.size + failure.size,
            )

    def _travelled(self, trip: Trip, ask: Ask, clock: Clock) -> Outcome:
        while True:
            if ask.robots and (refusal := self._robots.refusal(trip.url)):
                return refusal
            answer = self._asked(trip, ask, clock)
            trip.size += answer.size
            if answer.status not in REDIRECTS or not answer.headers.get("location"):
                return self._outcome(answer, trip, ask, clock.seconds())
            follow(trip, answer)

    def _asked(self, trip: Trip, ask: Ask, clock: Clock) -> Answer:
        host = f"{trip.url.host}:{port_of(trip.url)}"
        if (rest := self._turns.rest(host)) > 0:
            raise Failed(f"{trip.url.host} asked to wait {rest:.0f} s more", permanent=False)
        with self._turns.at(host) as turn, clock.running():
            self._deadline.at = time.monotonic() + self._timeouts.whole - clock.seconds()
            try:
                return exchange(
                    self._pools.of(host, secure=trip.url.scheme == "https", turn=turn),
                    trip.url,
                    self._headers(ask),
                    limit=ask.limit,
                    timeouts=self._timeouts,
                    deadline=self._deadline,
                )
            finally:
                self._deadline.at = None

    def _headers(self, ask: Ask) -> dict[str, str]:
        headers = {
            "User-Agent": self.user_agent,
            "Accept": ask.accept,
            "Accept-Encoding": ENCODINGS,
        }
        if ask.marks.etag:
            headers["If-None-Match"] = ask.marks.etag
        if ask.marks.last_modified:
            headers["If-Modified-Since"] = ask.marks.last_modified
        return headers

    def _outcome(self, answer: Answer, trip: Trip, ask: Ask, seconds: float) -> Outcome:
        url = str(trip.url)
        marks = Marks(answer.headers.get("etag"), answer.headers.get("last-modified"))
        if answer.status == 304 and ask.marks != _NO_MARKS:
            kept = Marks(
                marks.etag or ask.marks.etag, marks.last_modified or ask.marks.last_modified
            )
            return NotModified(url, kept, trip.moved_to, seconds, trip.size)
        if answer.status != 200:
            return self._refused(answer, trip, seconds)
        return Fetched(
            url=url,
            status=answer.status,
            body=answer.body,
            content_type=answer.content_type,
            charset=answer.charset,
            marks=marks,
            moved_to=trip.moved_to,
            seconds=seconds,
            bytes=trip.size,
        )

    def _refused(self, answer: Answer, trip: Trip, seconds: float) -> FetchFailed:
        status = answer.status
        wait = wait_asked_for(answer.headers.get("retry-after"), self._now())
        if wait and status in (429, 503):
            self._turns.pause(f"{trip.url.host}:{port_of(trip.url)}", wait)
        return FetchFailed(
            url=str(trip.url),
            reason=_WORDS.get(status) or f"the server answered with status {status}",
            permanent=400 <= status < 500 and status not in _MAY_PASS,
            retry_after=wait,
            status=status,
            moved_to=trip.moved_to,
            seconds=seconds,
            bytes=trip.size,
        )
