"""Service mails: one letter to one person about a subscription, set at once and never in a batch.

Notice (what happened, for whom, where the button leads)
    -> rules.layout_notice.lay_out_notice -> NoticeLayout -> press -> ServiceMail
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from digest.model.layout import Footer, Masthead, Text, Words


class NoticeKind(StrEnum):
    """What a service mail is about; the name of its template below `service/`.

    CONFIRM asks for the first yes; WELCOME follows it.  CHANGED tells of new preferences.
    ADDRESS_NEW asks the new address, ADDRESS_OLD tells the old one.  EXPORT and ERASE bring the
    freshly mailed link for what an old letter's link must not open.
    """

    CONFIRM = "confirm"
    WELCOME = "welcome"
    CHANGED = "changed"
    ADDRESS_NEW = "address-new"
    ADDRESS_OLD = "address-old"
    EXPORT = "export"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a service mail has to say.

    `address` is the one the mail speaks of, as it may be shown; `name` how the person wants to be
    called, or ''.  `action` is where the button leads: what the kind asks for, or for WELCOME and
    CHANGED the preferences.  Empty addresses are not printed: `refuse` ("It was not me"),
    `archive`, `unsubscribe`.  `hours` = how long the button's link works.  `facts` are pairs of
    label and value in the reader's language.
    """

    kind: NoticeKind
    language: str
    address: str
    action: str
    name: str = ""
    refuse: str = ""
    archive: str = ""
    unsubscribe: str = ""
    hours: int = 48
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A link with its words."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a table: what, and how it stands."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class NoticeLayout:
    """A service mail ready to be set.  `salutation` brings its own comma, or is ''."""

    language: str
    direction: str
    subject: Text
    preheader: Text
    masthead: Masthead
    heading: Text
    greeting: Text
    greeting_end: str
    salutation: str
    paragraphs: tuple[Text, ...]
    facts: tuple[Fact, ...]
    button: Way
    after: tuple[Text, ...]
    ways: tuple[Way, ...]
    footer: Footer
    words: Words


@dataclass(frozen=True, slots=True)
class ServiceMail:
    """A finished service mail: no gap is left in it."""

    subject: str
    html: str
    text: str
    language: str
    direction: str
