"""A digest as configured: what it reads, how it chooses, what it prints, to whom and when.

Built by `digest.settings` from `config/digests/<slug>.toml`; frozen and validated there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.model.canary import CanaryPlan
from digest.model.pace import FREE, Pace
from digest.model.schedule import Schedule
from digest.model.source import Source


class SectionKind(StrEnum):
    """How a section is filled.

    LEAD takes one story; TOP the next by score; NEWS by its own filter, by score; EDITORIALS and
    OPINION in the paper's order; ALSO bare links of what is left.
    """

    LEAD = "lead"
    TOP = "top"
    NEWS = "news"
    EDITORIALS = "editorials"
    OPINION = "opinion"
    ALSO = "also"


EVERYBODYS = (SectionKind.LEAD, SectionKind.TOP)
"""Kinds that no reader can leave out: a story of any other section may stand there."""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section in printed order.  Empty filters let everything of the kind through.

    `languages`: printed only in editions of these languages (empty = in all).
    `stories_in`: only stories written in these languages.
    `optional`: a reader may leave it out.
    """

    slug: str
    kind: SectionKind
    title: dict[str, str] = field(default_factory=dict)
    limit: int = 5
    sources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    url_pattern: str = ""
    languages: tuple[str, ...] = ()
    stories_in: tuple[str, ...] = ()
    per_source: int | None = None
    optional: bool = True

    @property
    def choosable(self) -> bool:
        """Whether a reader may leave it out."""
        return self.optional and self.kind not in EVERYBODYS


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the score's terms; they add up to 100 (design: gathering reference, section 6)."""

    coverage: float = 40.0
    prominence: float = 20.0
    freshness: float = 20.0
    depth: float = 10.0
    desk: float = 10.0


class Thin(StrEnum):
    """What becomes of an issue below its minimum: none that day, or it waits for a person."""

    SKIP = "skip"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Choosing:
    """How stories are chosen.

    `half_life` of freshness; `look_back` = nothing older; `minimum` stories or no issue;
    `minimum_new` of them never printed before; `thin` = what becomes of fewer; `after` = digests that
    this one follows: what they printed is not printed again, and only what came since is;
    `lead_words` = a lead needs that many words, or a picture and a teaser; `links` and `words` = at
    most so many in the issue (None = as many as its sections take); `owner_share` = at most this
    share of the ranked places to one owner (with two owners, half).
    """

    look_back: timedelta = timedelta(hours=36)
    half_life: timedelta = timedelta(hours=12)
    minimum: int = 3
    minimum_new: int = 1
    thin: Thin = Thin.SKIP
    after: tuple[str, ...] = ()
    lead_words: int = 80
    links: int | None = None
    words: int | None = None
    owner_share: float = 0.4
    weights: Weights = Weights()
    boosts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the mail is from.  `address` and `reply_to` are bare addresses."""

    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""


class Pictures(StrEnum):
    """Which of its papers' pictures a page shows."""

    ALL = "all"
    LEAD = "lead"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Look:
    """What a newsroom changes of the printed page without touching a template.

    `logo_width`, `logo_height`: pixels of the logo's file.  `serif` and `sans` are lists of faces
    as CSS writes them.  `footer` and `tagline` are a line per language.  `copies`: pictures are
    printed from copies of our own instead of their papers' addresses.
    """

    template: str = "brief"
    accent: str = "#8c1d18"
    accent_dark: str = "#ff9d8f"
    logo: str = ""
    tagline: dict[str, str] = field(default_factory=dict)
    logo_width: int | None = None
    logo_height: int | None = None
    serif: str = ""
    sans: str = ""
    footer: dict[str, str] = field(default_factory=dict)
    pictures: Pictures = Pictures.ALL
    copies: bool = False


@dataclass(frozen=True, slots=True)
class Tracking:
    """What of a reader is counted: links that they follow, openings; neither unless asked for."""

    clicks: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """One newsletter as configured; unique by `slug`.  The first language is the default.

    `schedule` is its rule as written, `timing` everything that follows from it.
    `titles`: its name in further languages, where it has one there.  `ping`: the outside watcher
    that is told when an issue starts and ends.  `chosen_editions`: at most so many editions of an
    issue hold chosen sections only.  `pace`: how fast, in which hours, its letters leave.  `canary`: who gets it first.
    `undo`: so long a send by hand can be taken back before anything leaves.
    `testers`: who gets a test copy where nobody is named; `seeds`: addresses of the house that get
    a copy of every issue, beside its readers.  `urgent`: its issues go before all others.
    """

    slug: str
    title: str
    zone: str
    languages: tuple[str, ...]
    sender: Sender
    lists: tuple[str, ...]
    sources: tuple[Source, ...]
    sections: tuple[SectionPlan, ...]
    list_id: str
    schedule: str = ""
    timing: Schedule = Schedule()
    lateness: timedelta = timedelta(hours=3)
    cool_down: timedelta = timedelta(hours=1)
    undo: timedelta = timedelta(0)
    choosing: Choosing = Choosing()
    look: Look = Look()
    subject: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    ping: str = field(default="", repr=False)
    chosen_editions: int = 24
    tracking: Tracking = Tracking()
    pace: Pace = FREE
    canary: CanaryPlan = CanaryPlan()
    testers: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    urgent: bool = False

    def title_in(self, language: str) -> str:
        """What readers of that language know it as."""
        return self.titles.get(language) or self.title

    @property
    def language(self) -> str:
        """The language a reader gets who has not chosen one."""
        return self.languages[0]

    @property
    def tz(self) -> ZoneInfo:
        """The digest's own zone, in which its day begins and ends."""
        return ZoneInfo(self.zone)

    def source(self, slug: str) -> Source | None:
        """The configured source of that slug, if it still is one of this digest's."""
        return next((source for source in self.sources if source.slug == slug), None)
