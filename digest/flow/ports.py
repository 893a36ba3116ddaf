"""What the verbs need from the walls: protocols of one to five methods, beside their user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from digest.model.audience import Recipient
from digest.model.edition import Edition
from digest.model.event import Event, NoticeEvent
from digest.model.finding import Finding
from digest.model.layout import Layout, Words
from digest.model.owncopy import Developed, Wanted
from digest.model.plan import Digest
from digest.model.post import Answer, Evidence, Parcel, Sheet
from digest.model.service import Notice, ServiceMail
from digest.model.source import PagesSeen, Reading, Source, SourceState
from digest.model.story import Story
from digest.model.suppressed import Listed
from digest.rules.pacing import Want

Clock = Callable[[], datetime]
"""The aware time of now."""

Checkpoint = Callable[[str], None]
"""Called with the name of a place where a process may die; does nothing outside crash tests."""


def passing(point: str) -> None:
    """The checkpoint of ordinary life."""


class Newsstand(Protocol):
    """News in: reads sources, and the article pages behind stories."""

    def read(self, visits: Sequence[tuple[Source, SourceState]]) -> Iterator[tuple[str, Reading]]:
        """Each source's answer with its slug, as it comes in; failures are values."""

    def complete(self, source: Source, stories: Sequence[Story]) -> tuple[Story, ...]:
        """The stories with what their article pages state; as they were where a page fails."""

    def look(self, urls: Sequence[str]) -> PagesSeen:
        """Which of these article pages are there, and which are no more."""


class Press(Protocol):
    """Printing: a layout becomes an edition."""

    def words(self, language: str) -> Words:
        """The page's own words in a language."""

    def set_page(self, layout: Layout, digest: Digest, *, nonce: str) -> Edition:
        """The edition of one variant, with gaps."""


class Darkroom(Protocol):
    """Own copies of pictures."""

    def copies(
        self, sources: Sequence[Source], wanted: Sequence[Wanted]
    ) -> Mapping[str, Developed]:
        """What became of each wanted address; `sources` are those of the digest that prints it."""


class NoticePress(Protocol):
    """Printing of service mails."""

    def set_notice(self, notice: Notice, digest: Digest) -> ServiceMail:
        """The finished mail."""


class NoticeReader(Protocol):
    """The last look at the bytes of a service mail."""

    def read_notice(self, sheet: Sheet, reader: Recipient) -> tuple[Finding, ...]:
        """What the lint finds in the one letter of this sheet."""


class Proofreader(Protocol):
    """The last look at the bytes that would leave."""

    def read(self, sheet: Sheet) -> tuple[Finding, ...]:
        """What the lint finds in a letter of this sheet, gaps filled with the longest values."""


class Mailer(Protocol):
    """The post: takes parcels, and may be asked about them afterwards."""

    @property
    def name(self) -> str:
        """`outbox`, `smtp` or `sendgrid`."""

    @property
    def step(self) -> int:
        """At most so many readers a parcel."""

    @property
    def at_once(self) -> int:
        """So many parcels may be offered at the same time, each in a thread of its own."""

    def ready(self, parcel: Parcel) -> Parcel:
        """The parcel with what can be made of it before its turn; asks nobody."""

    def submit(self, parcel: Parcel) -> Answer:
        """Offer a parcel; an answer that was lost is an UNCERTAIN verdict, not an exception."""

    def evidence(self, issue: int, batch: int, start: int) -> Evidence:
        """What can be said now about a parcel that was in flight at a crash."""


class Notepad(Protocol):
    """Counts of this process for monitoring, written now and then."""

    def write_soon(self) -> None:
        """Write what was noted, at most once a second."""

    def write(self) -> None:
        """Write what was noted."""


class BounceTold(Protocol):
    """What a mail of the bounce box says; `understood` = it is a report about a letter of ours."""

    @property
    def word(self) -> str:
        """What it was, in a word or two."""

    @property
    def understood(self) -> bool:
        """Whether nobody need look at it."""

    @property
    def event(self) -> Event | None:
        """What it reports of a letter."""

    @property
    def notice(self) -> NoticeEvent | None:
        """What it reports of a service mail."""


class BounceBox(Protocol):
    """The box that bounces come to, open."""

    def letters(self) -> Iterator[tuple[str, bytes]]:
        """Each mail that nobody has looked at yet: its name in the box, and how it begins."""

    def settle(self, names: Sequence[str], *, understood: bool) -> None:
        """Move these mails away, for good; who moved one meanwhile did the same."""

    def close(self) -> None:
        """Leave it."""


class Meter(Protocol):
    """Counts letters for all workers together, by one clock."""

    def ask(self, wants: Sequence[Want]) -> float:
        """Seconds to wait; 0 = all of them are granted, by all their keys at once."""

    def owe(self, wants: Sequence[Want]) -> None:
        """Count what left without being asked for."""


class SuppressionLists(Protocol):
    """A provider's lists of addresses that it does not mail."""

    def rows(self, name: str, since: datetime, until: datetime) -> Iterator[Listed]:
        """Whoever came onto a list in that span."""

    def group(self, number: str) -> Iterator[Listed]:
        """Everybody who left a group."""

    def tell(self, addresses: Sequence[str]) -> None:
        """These are not to be mailed."""

    def take_back(self, address: str) -> None:
        """This one may be mailed again."""


class Queue(Protocol):
    """Hints to workers.  A hint may be lost, doubled or late; the database stays the truth."""

    def advance(self, issue: int) -> None:
        """This issue has something to do."""

    def submit(self, batches: Sequence[int]) -> None:
        """These batches may be taken."""

    def serve(self, notices: Sequence[int]) -> None:
        """These service mails may go."""
