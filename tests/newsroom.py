"""A small newsroom in the database: a digest, readers on its list, an issue at any stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from digest.flow.advance import Works, work_off
from digest.flow.compose import Order, compose
from digest.flow.dispatch import Terms
from digest.flow.gather import gather
from digest.flow.submit import PostRoom
from digest.model.audience import Audience
from digest.model.delivery import Balance
from digest.model.issue import IssueKind
from digest.model.plan import Choosing, Digest, SectionKind, SectionPlan, Sender
from digest.model.source import Read, Source, SourceKind
from digest.model.story import Provenance, Story
from digest.store import balance
from tests.fakes import (
    MORNING,
    FakeMailer,
    FakeNewsstand,
    FakePress,
    FakeProofreader,
    FakeQueue,
    FixedClock,
)
from tests.readers import enlist, reader

KEY = b"k" * 48
DAY = date(2026, 11, 25)
SOURCE = Source("paper", SourceKind.FEED, "https://paper.example.org/feed.xml", name="The Paper")
DIGEST = Digest(
    slug="morning",
    title="The Morning",
    zone="UTC",
    languages=("en", "ur"),
    sender=Sender("The Paper", "brief@example.org"),
    lists=("morning",),
    sources=(SOURCE,),
    sections=(
        SectionPlan("lead", SectionKind.LEAD, limit=1),
        SectionPlan("top", SectionKind.TOP, limit=5),
    ),
    list_id="morning.example.org",
    choosing=Choosing(minimum=1, owner_share=1.0),
)
_SUBJECTS = (
    "Harbour bridge closes after a cable parts",
    "Parliament votes on the school reform",
    "Storm warning for the northern islands",
    "Orchestra appoints a conductor of nineteen",
    "Miners find a seam of copper under the lake",
    "Ferry fares rise for the third time this year",
)


def stories(count: int = 4, start: int = 0) -> tuple[Story, ...]:
    """Different stories of this morning."""
    return tuple(
        Story(
            source="paper",
            guid=f"g{number}",
            title=f"{_SUBJECTS[number % len(_SUBJECTS)]} {number if number >= 6 else ''}".strip(),
            url=f"https://paper.example.org/{number}",
            teaser="What happened, where it happened, and what it means for the people there.",
            body=f"word{number} " * 200,
            words=200,
            published=MORNING.replace(hour=5, minute=number % 60),
            position=number - start,
            language="en",
            provenance={"published": Provenance.FEED},
        )
        for number in range(start, start + count)
    )


@dataclass
class Newsroom:
    """Everything that the verbs need, with fakes only at the edge."""

    digest: Digest = DIGEST
    clock: FixedClock = field(default_factory=FixedClock)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    newsstand: FakeNewsstand = field(default_factory=FakeNewsstand)
    queue: FakeQueue = field(default_factory=FakeQueue)
    proofreader: FakeProofreader = field(default_factory=FakeProofreader)
    batch_size: int = 1000

    def readers(self, count: int, *, languages: Sequence[str] = ("en",), start: int = 0) -> None:
        """Confirmed readers `reader0@example.org` … on the digest's list."""
        people = [
            reader(f"reader{n}@example.org", f"Reader {n}", languages[n % len(languages)], "UTC")
            for n in range(start, start + count)
        ]
        enlist(people, self.digest.lists, key=KEY, now=self.clock())

    def gathered(self, *found: Story) -> None:
        """The paper brought these stories."""
        self.newsstand.readings["paper"] = Read(found or stories())
        list(gather(self.digest.sources, newsstand=self.newsstand, clock=self.clock))

    def order(self, **asked: object) -> Order:
        return Order(DAY, IssueKind.ADHOC, Audience(self.digest.lists), **asked)  # type: ignore[arg-type]

    def issue(self, **asked: object) -> int:
        """An issue of what is known, closed."""
        made = compose(self.digest, self.order(**asked), now=self.clock())
        assert isinstance(made, int), made
        return made

    @property
    def works(self) -> Works:
        return Works(
            site="https://news.example.org",
            press=FakePress(),
            proofreader=self.proofreader,
            clock=self.clock,
            queue=self.queue,
            terms=Terms(self.batch_size),
        )

    def room(self, **also: object) -> PostRoom:
        return PostRoom(mailer=self.mailer, key=KEY, clock=self.clock, **also)  # type: ignore[arg-type]


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


def finish(newsroom: Newsroom, number: int, seconds: float = 900) -> None:
    """Work the issue off; whenever there is something to wait for, the clock leaps."""
    work_off(number, newsroom.room(), wait=lambda moment: newsroom.clock.advance(seconds=seconds))


def verified(number: int) -> Balance:
    """The balance, recomputed from every row and found to be as it is counted."""
    told = balance.verify(number)
    assert told.holds, told.findings
    assert told.balance == balance.balance(number)
    return told.balance
