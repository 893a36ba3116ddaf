"""An index of sitemaps read with its parts.

    index -> the likeliest parts (news in the name, then the last changed) -> fetched in parallel
          -> one sitemap of all their entries; an index inside an index is followed once

A part that fails is a note and costs its own entries only.  Does not decide which entries are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo

from digest.feeds.fetched import Fetched, FetchFailed, Outcome
from digest.feeds.parsed import Moment, ParsedSitemap, SitemapEntry
from digest.feeds.sitemap import parse_sitemap
from digest.model.errors import DigestError

PARTS = 20
"""Parts of an index that are asked for at most, all levels together."""

LEVELS = 2

Fetch = Callable[[Sequence[str]], Iterable[tuple[str, Outcome]]]


@dataclass(frozen=True, slots=True)
class ReadSitemaps:
    """Everything found; `asked` parts beside the document itself, `bytes` that they cost."""

    sitemap: ParsedSitemap
    notes: tuple[str, ...] = ()
    asked: int = 0
    bytes: int = 0


@dataclass(slots=True)
class _Tour:
    """What has been brought home so far."""

    zone: tzinfo | None
    entries: dict[str, list[SitemapEntry]] = field(default_factory=dict)
    next: list[tuple[str, Moment]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    size: int = 0

    def take(self, url: str, body: bytes) -> None:
        """One document: its entries, or the parts that it names."""
        found = parse_sitemap(body, url=url, zone=self.zone)
        self.entries[url] = list(found.entries)
        self.next += zip(found.children, found.changed, strict=True)


def read_sitemaps(
    body: bytes, *, url: str, fetch: Fetch, zone: tzinfo | None = None
) -> ReadSitemaps:
    """The sitemap in `body` with the parts it names, in the order of the names.

    Raises `NotAFeed` when the document itself is none.
    """
    tour = _Tour(zone)
    tour.take(url, body)
    order = [url]
    for _ in range(LEVELS):
        parts = _chosen(tour)
        if not parts:
            break
        order += parts
        _visit(tour, parts, fetch)
    entries = tuple(entry for place in order for entry in tour.entries.get(place, ()))
    return ReadSitemaps(ParsedSitemap(entries), tuple(tour.notes), len(tour.asked), tour.size)


def _chosen(tour: _Tour) -> list[str]:
    """The next parts to ask for, the likeliest first; what is left out is said."""
    waiting = {url: changed for url, changed in tour.next if url not in tour.asked}
    tour.next = []
    ranked = sorted(waiting, key=lambda url: _worth(url, waiting[url]), reverse=True)
    room = PARTS - len(tour.asked)
    if len(ranked) > room:
        tour.notes.append(f"{len(ranked) - room} parts of the index were not read")
    tour.asked.update(ranked[:room])
    return ranked[:room]


def _worth(url: str, changed: Moment) -> tuple[bool, float]:
    return "news" in url.lower().rsplit("/", 1)[-1], _seconds(changed)


def _seconds(moment: Moment) -> float:
    if moment is None:
        return 0.0
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), tzinfo=UTC)
    return moment.timestamp()


def _visit(tour: _Tour, parts: Sequence[str], fetch: Fetch) -> None:
    for url, outcome in fetch(parts):
        if isinstance(outcome, FetchFailed):
            tour.notes.append(f"{url}: {outcome.reason}")
        elif isinstance(outcome, Fetched):
            tour.size += outcome.bytes
            try:
                tour.take(url, outcome.body)
            except DigestError as error:
                tour.notes.append(f"{url}: {error.message}")
