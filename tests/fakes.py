"""Leaves at the edge, written once.  The trunk stays real: database, rules, verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from digest.model.edition import Edition, gap
from digest.model.errors import TemporaryError
from digest.model.finding import Finding
from digest.model.layout import Layout, Words
from digest.model.plan import Digest
from digest.model.post import Answer, Evidence, Fate, Parcel, Sheet, Verdict
from digest.model.source import Gone, NotModified, PagesSeen, Reading, Source, SourceState
from digest.model.story import Story
from digest.press.words import words_for

MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """A clock that goes only when it is told to."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class FakeNewsstand:
    """Answers with what it was given; counts what it was asked."""

    readings: dict[str, Reading] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    missing: dict[str, Gone] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    looked: list[str] = field(default_factory=list)

    def read(self, visits: Sequence[tuple[Source, SourceState]]) -> Iterator[tuple[str, Reading]]:
        for source, _ in visits:
            self.asked.append(source.slug)
            yield source.slug, self.readings.get(source.slug, NotModified())

    def complete(self, source: Source, stories: Sequence[Story]) -> tuple[Story, ...]:
        self.completed += [story.guid for story in stories]
        return tuple(stories)

    def look(self, urls: Sequence[str]) -> PagesSeen:
        self.looked += urls
        gone = {url: self.missing[url] for url in urls if url in self.missing}
        return PagesSeen(frozenset(urls) - set(gone) - self.silent, gone)


class FakePress:
    """Sets a page of the subject and the names of its sections, with both gaps."""

    def words(self, language: str) -> Words:
        return words_for(language)

    def set_page(self, layout: Layout, digest: Digest, *, nonce: str) -> Edition:
        link = f"https://news.example.org/s/{gap(nonce, 'TOKEN')}/unsubscribe"
        blocks = " ".join(f"[{block.slug}]" for block in layout.blocks)
        text = f"Good morning{gap(nonce, 'NAME')}.\n{layout.subject}\n{blocks}\n{link}\n"
        return Edition(
            variant=layout.variant,
            subject=str(layout.subject),
            preheader="",
            html=f"<p>{text}</p>",
            text=text,
            nonce=nonce,
        )


@dataclass
class FakeProofreader:
    """Finds what it was told to find."""

    findings: tuple[Finding, ...] = ()

    def read(self, sheet: Sheet) -> tuple[Finding, ...]:
        return self.findings


@dataclass
class FakeMailer:
    """Keeps what it accepts, by (batch, position).  `fates` answers the next parcels otherwise.

    `can_tell` = it can be asked afterwards, like the outbox; without it nothing is known.
    `later` = how often an address is not taken for now.
    """

    step: int = 1000
    name: str = "fake"
    at_once: int = 1
    can_tell: bool = True
    fates: list[Verdict | Exception] = field(default_factory=list)
    accepted: dict[tuple[int, int], str] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    refuse: frozenset[str] = frozenset()
    later: dict[str, int] = field(default_factory=dict)

    def submit(self, parcel: Parcel) -> Answer:
        self.parcels.append(parcel)
        verdict = self.fates.pop(0) if self.fates else Verdict(Fate.ACCEPTED)
        if isinstance(verdict, Exception):
            raise verdict
        refused = {}
        for addressed in parcel.readers:
            reader = addressed.recipient
            if reader.address in self.refuse:
                refused[reader.position] = Verdict(Fate.REFUSED, "no such mailbox", "550")
            elif self.later.get(reader.address):
                self.later[reader.address] -= 1
                refused[reader.position] = Verdict(Fate.NOT_ACCEPTED, "greylisted", "450")
            elif verdict.fate is Fate.ACCEPTED:
                self.accepted[parcel.batch, reader.position] = reader.address
        if refused and {one.fate for one in refused.values()} == {Fate.NOT_ACCEPTED}:
            if len(refused) == len(parcel.readers):
                return Answer(Verdict(Fate.NOT_ACCEPTED, "greylisted", "450"), refused)
        return Answer(verdict, refused)

    def ready(self, parcel: Parcel) -> Parcel:
        return parcel

    def evidence(self, issue: int, batch: int, start: int) -> Evidence:
        if not self.can_tell:
            return Evidence(certain=False)
        return Evidence(True, frozenset(p for b, p in self.accepted if b == batch and p >= start))

    @property
    def addresses(self) -> list[str]:
        return sorted(self.accepted.values())


def away() -> TemporaryError:
    """The post cannot be reached."""
    return TemporaryError("the post is away")


@dataclass
class FakeQueue:
    """Remembers its hints."""

    issues: list[int] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    notices: list[int] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    reached = True

    def advance(self, issue: int) -> None:
        self.issues.append(issue)

    def submit(self, batches: Sequence[int]) -> None:
        self.batches += batches

    def serve(self, notices: Sequence[int]) -> None:
        self.notices += notices

    def follow(self, chores: Sequence[str]) -> None:
        self.followed += chores
