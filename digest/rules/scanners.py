"""Which touches of a counted link are a machine's: mail scanners follow links before anybody reads.

    at the request   head, prefetch, agent      said by the request itself
    afterwards       soon                       within seconds of the delivery, or before it
                     many                       several links of one mail at once
                     near                       beside such a burst: the scanner's other requests

A machine's touch is kept and shown apart; it makes nobody a reader.  `head`, `prefetch` and `agent`
mark their own touch alone: some mail programs ask a scanner while a person's finger is on the link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Sign(StrEnum):
    """What tells a machine."""

    HEAD = "head"
    PREFETCH = "prefetch"
    AGENT = "agent"
    SOON = "soon"
    MANY = "many"
    NEAR = "near"


SOON = timedelta(seconds=10)
"""Nobody has found a mail, opened it and chosen a link so soon after the mailbox took it."""
AT_ONCE, MANY, FEW = timedelta(seconds=2), 5, 3
"""So many different links of one mail within that time are no finger's work: five, or all of a mail
that has but three or four.  Three of many are a reader's who opens them in tabs."""
NEAR = timedelta(seconds=60)
SETTLED = timedelta(minutes=5)
"""A touch is judged when whatever belongs to its burst has come in."""

_AGENTS = (
    *("bot", "crawl", "spider", "scan", "preview", "headless", "phantomjs", "monitor", "validator"),
    *("curl/", "wget/", "python", "go-http-client", "java/", "libwww", "httpclient", "axios"),
    *("barracuda", "mimecast", "proofpoint", "safelinks", "symantec", "trendmicro", "fireeye"),
)
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_AHEAD_WORDS = ("prefetch", "preview", "prerender")


@dataclass(frozen=True, slots=True)
class Touch:
    """One request for a link of a reader's mail; `signs` are those that the request itself shows."""

    link: int
    at: datetime
    signs: frozenset[Sign] = frozenset()


def signs_of(method: str, headers: Mapping[str, str]) -> frozenset[Sign]:
    """What a request says of itself; `headers` finds a name in any capitals."""
    found = {Sign.HEAD} if method == "HEAD" else set()
    purpose = " ".join(headers.get(name, "") for name in _AHEAD).lower()
    if any(word in purpose for word in _AHEAD_WORDS):
        found.add(Sign.PREFETCH)
    agent = headers.get("User-Agent", "").lower()
    if not agent.strip() or any(word in agent for word in _AGENTS):
        found.add(Sign.AGENT)
    return frozenset(found)


def judged(
    touches: Sequence[Touch], delivered: datetime | None, *, links: int
) -> tuple[frozenset[Sign], ...]:
    """The signs of each touch of one reader's mail, in the order given; none = a person's.

    `delivered` = when the mailbox took the mail, where the provider tells it; `links` = how many
    different ones the mail has.
    """
    many = max(FEW, min(MANY, links))
    own = [touch.signs | _in_time(touch, touches, delivered, many) for touch in touches]
    bursts = [t.at for t, signs in zip(touches, own, strict=True) if signs & _BURST]
    near = frozenset({Sign.NEAR})
    return tuple(
        signs or (near if any(abs(t.at - at) <= NEAR for at in bursts) else signs)
        for t, signs in zip(touches, own, strict=True)
    )


_BURST = frozenset({Sign.SOON, Sign.MANY})


def _in_time(
    touch: Touch, touches: Sequence[Touch], delivered: datetime | None, many: int
) -> frozenset[Sign]:
    found = set()
    if delivered is not None and touch.at < delivered + SOON:
        found.add(Sign.SOON)
    if touch.link and _at_once(touch, touches) >= many:
        found.add(Sign.MANY)
    return frozenset(found)


def _at_once(touch: Touch, touches: Sequence[Touch]) -> int:
    """The most different links in any two seconds that hold this touch."""
    near = sorted((o.at, o.link) for o in touches if o.link and abs(o.at - touch.at) <= AT_ONCE)
    spans = (
        {link for at, link in near if start <= at <= start + AT_ONCE}
        for start, _ in near
        if start <= touch.at
    )
    return max(map(len, spans), default=0)
