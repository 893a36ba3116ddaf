"""Invented news for the tests of choosing: papers, events, reports, whole digests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from digest.model.issue import Printed
from digest.model.plan import Choosing, Digest, SectionKind, SectionPlan, Sender
from digest.model.source import Source, SourceKind
from digest.model.story import Form, Image, KnownStory, Provenance, Role, Story

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
EVENTS = (
    "Harbour bridge closes after a cable parts",
    "Parliament votes on the school reform",
    "Storm warning for the northern islands",
    "Orchestra appoints a conductor of nineteen",
    "Miners find a seam of copper under the lake",
    "Ferry fares rise for the third time this year",
    "Vaccine trial ends early with good results",
    "Chess champion resigns in the last round",
    "Wolves return to the eastern forest",
    "Tram drivers call a strike for Friday",
)
PAPERS = ("courier", "gazette", "wire", "herald")


def source(slug: str, **also: object) -> Source:
    url = f"https://{slug}.example.org/feed.xml"
    return Source(slug, SourceKind.FEED, url, name=slug.title(), **also)  # type: ignore[arg-type]


def plan(*sections: SectionPlan, **choosing: object) -> Digest:
    """A digest of four papers; without sections: lead, top, business, editorials, opinion, also."""
    usual: dict[str, object] = {"minimum": 1, "minimum_new": 0}
    return Digest(
        slug="morning",
        title="The Morning",
        zone="UTC",
        languages=("en",),
        sender=Sender("The Morning", "brief@example.org"),
        lists=("morning",),
        sources=(
            source("courier", weight=1.2),
            *(source(slug) for slug in PAPERS[1:]),
            source("leaders", role=Role.EDITORIAL, owner="courier"),
            source("columns", role=Role.OPINION, owner="gazette"),
        ),
        sections=sections
        or (
            SectionPlan("lead", SectionKind.LEAD, limit=1),
            SectionPlan("top", SectionKind.TOP, limit=3, per_source=2),
            SectionPlan("business", SectionKind.NEWS, limit=2, categories=("Business",)),
            SectionPlan("leaders", SectionKind.EDITORIALS, limit=3),
            SectionPlan("columns", SectionKind.OPINION, limit=2),
            SectionPlan("also", SectionKind.ALSO, limit=2),
        ),
        list_id="morning.example.org",
        choosing=Choosing(**(usual | choosing)),  # type: ignore[arg-type]
    )


def report(number: int, event: int = 0, paper: str = "courier", **also: object) -> KnownStory:
    """A report of one of EVENTS, two hours old unless `age` in hours says otherwise."""
    age = timedelta(hours=float(also.pop("age", 2.0)))  # type: ignore[arg-type]
    seen = NOW - age
    story = Story(
        source=paper,
        guid=f"g{number}",
        title=EVENTS[event % len(EVENTS)],
        url=f"https://{paper}.example.org/{number}",
        teaser="What happened and where.",
        words=300,
        published=seen,
        position=number % 7,
        provenance={"published": Provenance.FEED},
    )
    return KnownStory(number, replace(story, **also), seen, seen)  # type: ignore[arg-type]


def undated(known: KnownStory) -> KnownStory:
    return replace(known, story=replace(known.story, published=None, provenance={}))


@st.composite
def reports(draw: st.DrawFn, number: int) -> KnownStory:
    """Any report that a feed may bring, of any role, old or new, dated or not."""
    paper = draw(st.sampled_from((*PAPERS, "leaders", "columns", "stranger")))
    known = report(
        number,
        draw(st.integers(0, len(EVENTS) - 1)),
        paper,
        age=draw(st.floats(-3, 60, allow_nan=False)),
        words=draw(st.sampled_from((0, 40, 300, 900))),
        position=draw(st.none() | st.integers(0, 30)),
        form=draw(st.sampled_from(Form)),
        categories=draw(st.sampled_from(((), ("Business",), ("City",)))),
        image=draw(st.none() | st.just(Image("https://img.example.org/a.jpg"))),
    )
    known = undated(known) if draw(st.integers(0, 4)) == 0 else known
    return replace(known, withdrawn=draw(st.sampled_from(("",) * 9 + ("its page is gone",))))


@st.composite
def mornings(draw: st.DrawFn, most: int = 25) -> list[KnownStory]:
    """All that is known on a morning."""
    count = draw(st.integers(0, most))
    return [draw(reports(number)) for number in range(1, count + 1)]


def printed(known: KnownStory, *, days: float = 1, led: bool = False) -> Printed:
    """An earlier issue brought it as it is."""
    story = known.story
    return Printed(known.id, story, story.content_hash, NOW - timedelta(days=days), led)
