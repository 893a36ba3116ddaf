"""What reading a foreign document gives: frozen values, plain text, absolute links.

A time is an aware `datetime`; a bare `date` means "known to the day only"; `None` means the
document does not say.  Nothing here is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from digest.feeds.text import prose
from digest.model.errors import DigestError

Moment = datetime | date | None


class NotAFeed(DigestError):
    """The bytes are not what the source was said to be; asking again will not help.

    Raised for feeds and sitemaps alike; `message` is a sentence for people.
    """

    permanent = True


class NotATextDocument(DigestError):
    """The text holds nothing that could be a story: empty, or not text at all."""

    permanent = True


@dataclass(frozen=True, slots=True)
class ParsedImage:
    """A picture named by the feed; sizes in pixels when the feed states them."""

    url: str
    caption: str | None = None
    credit: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry of a feed.

    `id` is unique inside its feed.  `link` is absolute http(s); it falls back to an id that is an
    address, an enclosure, and last the site itself.  `summary` is the publisher's own short text
    on one line, empty when there is none.  `markup` is the longest text as it came: hostile HTML,
    for `content` only.
    """

    id: str
    title: str
    link: str
    published: Moment = None
    updated: Moment = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    markup: str = field(default="", repr=False)
    image: ParsedImage | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    comments: str | None = None

    @property
    def content(self) -> str:
        """Plain text, one paragraph a line; made when asked for: most entries are known already."""
        return prose(self.markup)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as it came; `kind` is rss, rdf, atom or json.

    `dropped` counts entries beyond the limit of one feed (`limits.MAX_ENTRIES`); `deleted` are the
    ids of entries that it says were deleted.
    """

    kind: str
    title: str
    link: str
    language: str | None
    entries: tuple[ParsedEntry, ...]
    dropped: int = 0
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address of a sitemap; `title` and `publication` come from the news namespace."""

    url: str
    title: str | None = None
    published: Moment = None
    language: str | None = None
    publication: str | None = None
    updated: Moment = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """A sitemap, or an index of sitemaps: then `children` are their addresses, and `changed` says
    when each of them did.

    `truncated` says that the document went on beyond what one sitemap may hold.
    """

    entries: tuple[SitemapEntry, ...]
    children: tuple[str, ...] = ()
    truncated: bool = False
    changed: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedEditorial:
    """One block of the opinion part; `updated` says that the date is that of a later version."""

    title: str
    date: date | None
    updated: bool
    teaser: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A text document: one story and, after a section word, editorials.

    `title` is there only where the text begins with a headline of its own.  `paragraphs[0]` begins
    after the dateline ("ISLAMABAD: " is not part of it).  `published` is `None` unless the story itself is
    dated: the dates of the editorials are never the story's.
    """

    caption: str | None
    credit: str | None
    dateline: str | None
    paragraphs: tuple[str, ...]
    published: Moment = None
    editorials: tuple[ParsedEditorial, ...] = ()
    title: str | None = None
