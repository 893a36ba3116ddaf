"""Where stories come from: a source as configured, and what we remember of our last visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from digest.model.story import Role, Story


class SourceKind(StrEnum):
    """What a source's address answers with; a PUSH source has none: its stories come by the API."""

    FEED = "feed"
    SITEMAP = "sitemap"
    FRONTPAGE = "frontpage"
    ARTICLE = "article"
    TEXT = "text"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Source:
    """A source as configured.  `url` is an address, or for kind `text` also a file's path.

    `owner` groups sources of one publisher (default: its slug).  `weight` multiplies prominence.
    `leads` = the configuration places this source's first story as the lead, dated or not.
    `sample` = served on loopback by the bundled newsroom.  `articles` = fetch the pages behind
    the links for body, picture and dates.  `zone` is assumed for times without one.  `selectors`
    (CSS, kind `frontpage` only) name the links that are stories, in place of the rules.
    """

    slug: str
    kind: SourceKind
    url: str
    name: str = ""
    owner: str = ""
    role: Role = Role.NEWS
    language: str = ""
    zone: str = "UTC"
    weight: float = 1.0
    leads: bool = False
    sample: bool = False
    articles: bool = False
    limit: int = 60
    selectors: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What a reader sees as the publisher."""
        return self.name or self.slug


@dataclass(frozen=True, slots=True)
class Marks:
    """Caching marks of the last good answer, byte for byte as received."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What we remember of a source: marks, health and when it may be asked again.

    `address` is the configured one that all of this belongs to; empty where that is not known.
    """

    slug: str
    marks: Marks = Marks()
    moved_to: str = ""
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str = ""
    not_before: datetime | None = None
    gone: bool = False
    address: str = ""

    def at(self, address: str) -> SourceState:
        """What of this holds for an address: of another one than remembered, nothing does."""
        return self if self.address in ("", address) else SourceState(self.slug)


@dataclass(frozen=True, slots=True)
class Read:
    """A source answered with something readable: its stories in page order.

    `deleted` are the guids of stories that it says it took back.
    """

    stories: tuple[Story, ...]
    marks: Marks = Marks()
    moved_to: str = ""
    bytes: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    @property
    def taken_back(self) -> frozenset[str]:
        """Those deleted and not told again in the same answer."""
        return frozenset(self.deleted) - {story.guid for story in self.stories}


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: nothing changed since our marks."""

    seconds: float = 0.0
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """A source could not be read; `reason` is for people.  Costs its own stories only.

    `gone`: the server said so for good (410).
    """

    reason: str
    permanent: bool = False
    retry_after: float | None = None
    seconds: float = 0.0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """An article page that is no more; `words` go into a sentence that begins "its page".

    `sure`: the server says that it was taken away, and not only that there is nothing.
    """

    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class PagesSeen:
    """What became of article pages that were asked for; one that said nothing is in neither."""

    there: frozenset[str] = frozenset()
    gone: Mapping[str, Gone] = field(default_factory=dict)


Reading = Read | NotModified | ReadFailed
