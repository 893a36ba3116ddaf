"""A story: one article as we know it, with a provenance for every field that somebody may doubt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

Moment = datetime | date
"""An aware datetime, or a bare date where only the day is known.  Never a guess."""


class Provenance(StrEnum):
    """Where a field was read.  `TEXT` is running text: never enough to date a lead."""

    JSON_LD = "json-ld"
    META = "meta"
    MICRODATA = "microdata"
    FEED = "feed"
    SITEMAP = "sitemap"
    URL = "url"
    TEXT = "text"


class Role(StrEnum):
    """What a source prints.  Editorials are never ranked against news."""

    NEWS = "news"
    EDITORIAL = "editorial"
    OPINION = "opinion"


class Form(StrEnum):
    """What kind of piece a page says it is; only an article of news may lead by ranking."""

    ARTICLE = "article"
    OPINION = "opinion"
    LIVE = "live"
    GALLERY = "gallery"
    SPONSORED = "sponsored"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a story.  `width` and `height` in pixels where known."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One article of one source.  All text is plain: tags stripped, entities resolved once.

    `url` may be empty (a text document has none).  `teaser` is the publisher's own, its ellipsis
    kept.  `body` is paragraphs joined by a blank line.  `position` counts from 0 in its feed or
    page.  `marked_updated` says that the paper itself printed "Updated".
    """

    source: str
    guid: str
    title: str
    url: str = ""
    teaser: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    marked_updated: bool = False
    section: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    dateline: str = ""
    image: Image | None = None
    role: Role = Role.NEWS
    form: Form = Form.ARTICLE
    position: int | None = None
    words: int = 0
    provenance: dict[str, Provenance] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """64 hex digits over what a reader would notice: headline, teaser, body, authors.

        Not over dates, pictures or the place in the feed: those move without news.
        """
        parts = (self.title, self.teaser, self.body, *self.authors)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    @property
    def dated_by(self) -> Provenance | None:
        """Where the publication date was read; None when there is no date."""
        return self.provenance.get("published") if self.published is not None else None


NOT_STORED = 2**60
"""From here on the ids of stories that were read and not stored: no row will ever have such a one."""


def number_of(story_id: int) -> int | None:
    """The number that a story may be asked for by; None of an own link, and where it is not stored."""
    return story_id if 0 < story_id < NOT_STORED else None


@dataclass(frozen=True, slots=True)
class KnownStory:
    """A story as the database knows it: its row id and when we saw it first and changed last.

    `withdrawn` says how we know that its publisher took it back; it is kept, and chosen no more.
    """

    id: int
    story: Story
    first_seen: datetime
    changed_at: datetime
    withdrawn: str = ""


def day_of(moment: Moment, zone: ZoneInfo) -> date:
    """The calendar day of a moment in a zone; a bare date is itself."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def instant_of(moment: Moment, zone: ZoneInfo) -> datetime:
    """The UTC instant of a moment; a bare date counts as the noon of that day in the zone.

    Noon, because a story known to the day only is as likely to be older as younger than that.
    """
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(12), tzinfo=zone).astimezone(UTC)
