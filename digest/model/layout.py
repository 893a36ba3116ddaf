"""A page as it will be printed: blocks in order, every text with its own language and direction.

Knows no HTML and no template: the same value is set as HTML, as plain text and as a web page.
Built by `digest.rules.layout.lay_out`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from digest.model.edition import Variant
from digest.model.plan import SectionKind


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text with its language (BCP 47) and base direction (`ltr` or `rtl`)."""

    words: str
    language: str = "en"
    direction: str = "ltr"

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as printed: `width` and `height` are the shown size in whole CSS pixels."""

    url: str
    alt: Text
    width: int
    height: int
    caption: Text | None = None
    credit: Text | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One story at its place.  `number` counts the printed stories from 1 and numbers its link.

    `url` is empty where the story has no page; then `paragraphs` may hold its text.
    `meta` is byline, paper, date and reading time; `note` a mark such as "Updated"; `also` names
    the other papers that have it.
    """

    number: int
    title: Text
    url: str = ""
    kicker: Text | None = None
    summary: Text | None = None
    paragraphs: tuple[Text, ...] = ()
    meta: Text | None = None
    note: Text | None = None
    also: Text | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A section with its stories in printed order."""

    slug: str
    kind: SectionKind
    heading: Text
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of the page: name, tagline, date line; `logo` replaces the name where there is one."""

    title: Text
    date: Text
    tagline: Text | None = None
    logo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Footer:
    """Why the reader gets this, a newsroom's own line, and the sender's postal address."""

    why: Text
    own: Text | None = None
    postal: Text | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The printed page's own words in one language: a value, handed in.

    `phrases` maps an id to a pattern with `{named}` gaps; `id.one` and `id.many` are its counted
    forms.  `weekdays` begins with Monday, `months` with January.
    """

    language: str
    direction: str
    phrases: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    full_date: str = "{weekday}, {day} {month} {year}"
    short_date: str = "{day} {month}"
    long_date: str = "{day} {month} {year}"

    def say(self, phrase: str, **values: object) -> str:
        """The phrase with its gaps filled; KeyError for an id that the table does not have."""
        return self.phrases[phrase].format(**values)

    def count(self, phrase: str, number: int, **values: object) -> str:
        """The counted form of a phrase: one, or many."""
        form = "one" if number == 1 else "many"
        return self.say(f"{phrase}.{form}", number=number, **values)

    def text(self, words: str) -> Text:
        """Those words as a text of this language."""
        return Text(words, self.language, self.direction)

    def day(self, day: date) -> str:
        """`Wednesday, 25 November 2026` in this language."""
        return self._dated(self.full_date, day)

    def short_day(self, day: date) -> str:
        """`25 November` in this language."""
        return self._dated(self.short_date, day)

    def long_day(self, day: date) -> str:
        """`25 November 2026` in this language."""
        return self._dated(self.long_date, day)

    def _dated(self, pattern: str, day: date) -> str:
        return pattern.format(
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
            year=day.year,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole page of one issue for one variant, ready to be set.

    `greeting` is a pattern of two halves: the reader's salutation stands between `greeting` and
    `greeting_end` ("Good morning" + ", Ada" + ".").  `note` is the editor's own word, a text for each paragraph.
    `steps` names what was left out for size.
    """

    digest: str
    day: date
    number: int
    variant: Variant
    language: str
    direction: str
    subject: Text
    preheader: Text
    masthead: Masthead
    greeting: Text
    greeting_end: str
    summary: Text
    lead: Card | None
    blocks: tuple[Block, ...]
    footer: Footer
    words: Words
    note: tuple[Text, ...] = ()
    steps: tuple[str, ...] = field(default=())

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every printed story, the lead first, in printed order."""
        lead = (self.lead,) if self.lead else ()
        return (*lead, *(card for block in self.blocks for card in block.cards))
