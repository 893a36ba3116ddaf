"""What the fetcher is asked and what it answers.  An expected failure is a value."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

FEED_LIMIT = 10 * 1024 * 1024
PAGE_LIMIT = 5 * 1024 * 1024
SITEMAP_LIMIT = 50 * 1024 * 1024
IMAGE_LIMIT = 256 * 1024
PICTURE_LIMIT = 8 * 1024 * 1024
"""Decoded bytes one document may have."""

FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
PAGES = "text/html, application/xhtml+xml, */*;q=0.5"
SITEMAPS = "application/xml, text/xml, application/gzip;q=0.9, */*;q=0.5"
TEXTS = "text/plain, */*;q=0.5"
PICTURES = "image/jpeg, image/png, image/gif, image/webp;q=0.9, image/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a server gave to ask "has it changed?" with, kept exactly as received."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One document wanted.  `robots` asks the site's robots.txt first; `key` is the caller's own."""

    url: str
    marks: Marks = field(default_factory=Marks)
    limit: int = FEED_LIMIT
    accept: str = FEEDS
    robots: bool = False
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document.  `url` is where it was in the end; `moved_to` is a new address to keep, after
    permanent redirects only; `bytes` counts what came over the wire; `seconds` without waiting
    for a turn.
    """

    url: str
    status: int
    body: bytes
    content_type: str | None
    charset: str | None
    marks: Marks
    moved_to: str | None
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class NotModified:
    """The document is still the one the marks belong to."""

    url: str
    marks: Marks
    moved_to: str | None
    seconds: float
    bytes: int = 0
    status: int = 304


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """Why there is no document, in words.  `permanent` says that asking again will not help;
    `retry_after` is the wait in seconds the server asked for.
    """

    url: str
    reason: str
    permanent: bool
    retry_after: float | None = None
    status: int | None = None
    moved_to: str | None = None
    seconds: float = 0.0
    bytes: int = 0

    @property
    def gone(self) -> bool:
        """Whether the server said that the address is gone for good (410)."""
        return self.status == 410


Outcome = Fetched | NotModified | FetchFailed
