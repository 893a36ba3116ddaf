"""A paper of our own for the tests of the press: English, Urdu and mixed issues of any length."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from digest.model.edition import Edition, Variant
from digest.model.issue import Choice, Issue, IssueKind, IssueState, Occurrence, Placement, Reason
from digest.model.layout import Layout
from digest.model.plan import Digest, Look, SectionKind, SectionPlan, Sender
from digest.model.source import Source, SourceKind
from digest.model.story import Image, Role, Story
from digest.press.words import words_for
from digest.rules.layout import lay_out

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SITE = "https://news.example.org"
DAY = date(2026, 11, 25)
NONCE = "5f3a9c07"

SOURCES = (
    Source("herald", SourceKind.FEED, "https://herald.example.org/feed.xml", "The Harbour Herald"),
    Source("wire", SourceKind.FEED, "https://wire.example.org/rss", "Northern Wire"),
    Source("subah", SourceKind.FEED, "https://subah.example.org/feed.xml", "روزنامہ صبح"),
    Source(
        "leader",
        SourceKind.FRONTPAGE,
        "https://leader.example.org/",
        "The Leader",
        role=Role.EDITORIAL,
    ),
)
SECTIONS = (
    SectionPlan("lead", SectionKind.LEAD, {"en": "Lead story", "ur": "اہم ترین خبر"}, 1),
    SectionPlan("top", SectionKind.TOP, {"en": "Top stories", "ur": "اہم خبریں"}, 5),
    SectionPlan("world", SectionKind.NEWS, {"en": "World", "ur": "دنیا"}, 40),
    SectionPlan("urdu", SectionKind.NEWS, {"ur": "اردو خبریں"}, 40, languages=("ur",)),
    SectionPlan("views", SectionKind.EDITORIALS, {"en": "Editorials", "ur": "اداریے"}, 6),
    SectionPlan("also", SectionKind.ALSO, {"en": "Also worth reading", "ur": "مزید پڑھیے"}, 6),
)
ENGLISH: tuple[tuple[str, str, str, str], ...] = (
    (
        "Harbour council votes to reopen the old ferry line after nineteen years",
        "The first boat is to leave on the first of March. Fares stay below the bus, the quay is "
        "rebuilt in timber, and the ferrymen’s widows get the last word on the names.",
        "City",
        "Ada Lindqvist",
    ),
    (
        "Teachers and ministry agree on smaller classes from autumn",
        "After eleven nights of talks both sides signed at dawn: no class above 24 pupils, and "
        "four hundred new posts paid from the road fund.",
        "Education",
        "Tomas Oyelaran",
    ),
    (
        "A glacier lake is being drained by hand, one siphon at a time",
        "Sixty volunteers carry pipes up the valley before the thaw. “We are not heroes, we are "
        "plumbers,” says the woman who leads them.",
        "Climate",
        "Mirjam Sato",
    ),
    (
        "Rice prices fall for the third week as the northern harvest comes in",
        "Millers blame storage, farmers blame millers, and the kitchen tables of the coast do not "
        "mind either way.",
        "Markets",
        "Northern Wire staff",
    ),
    (
        "Night trains return to the coast, with bunks, soup and a waiting list",
        "Bookings for the first month went in forty minutes. The railway calls it a trial and has "
        "already ordered nine more cars.",
        "Transport",
        "Ada Lindqvist",
    ),
    (
        "Court clears the lighthouse keeper of all charges",
        "The judge took six minutes. The light, she said, had been lit, and the log proved it.",
        "Courts",
        "Per Adeyemi",
    ),
    (
        "The violin that was lost in a taxi is back after a chain of eleven strangers",
        "It crossed four districts in a rice sack, a school bag and finally a bread van.",
        "Culture",
        "Mirjam Sato",
    ),
    (
        "Second dose of the river vaccine reaches the last three villages",
        "Health workers went by mule for the final stretch; the cold chain held.",
        "Health",
        "Tomas Oyelaran",
    ),
)
URDU: tuple[tuple[str, str, str, str], ...] = (
    (
        "بندرگاہ کی پرانی فیری سروس انیس برس بعد دوبارہ چلانے کا فیصلہ",
        "پہلی کشتی یکم مارچ کو روانہ ہوگی۔ کرایہ بس سے کم رکھا گیا ہے اور گھاٹ لکڑی سے ازسرِنو "
        "تعمیر ہوگا، کونسل نے رات گئے منظوری دی۔",
        "شہر",
        "عائشہ بلوچ",
    ),
    (
        "اساتذہ اور وزارت میں چھوٹی جماعتوں پر اتفاق",
        "گیارہ راتوں کی بات چیت کے بعد فجر کے وقت دستخط ہوئے: کوئی جماعت 24 طلبہ سے بڑی نہیں ہوگی۔",
        "تعلیم",
        "حارث میمن",
    ),
    (
        "Northern Wire کے مطابق چاول کی قیمت 3.5% کم ہو گئی",
        "مِل مالکان ذخیرے کو، کسان مِل مالکان کو ذمہ دار ٹھہراتے ہیں؛ ساحل کے باورچی خانوں کو فرق نہیں پڑتا۔",
        "منڈی",
        "نمائندہ خصوصی",
    ),
    (
        "رات کی ریل گاڑیاں ساحل پر واپس، بستر، یخنی اور انتظار کی فہرست کے ساتھ",
        "پہلے مہینے کی نشستیں چالیس منٹ میں بک ہو گئیں۔",
        "سفر",
        "عائشہ بلوچ",
    ),
)
VIEWS = (
    ("A ferry is a promise", "A town that forgets its water forgets why it was built. The vote…"),
    ("Twenty-four is a good number", "Small classes cost money. So do large ones, only later…"),
    ("Let the mules have a holiday", "The last mile is not a metaphor to the people who walk it…"),
    ("Soup on rails", "Some luxuries are just kindness with a timetable. We should have more…"),
    ("What the log proved", "Six minutes of justice after fourteen months of rumour…"),
    ("Prices have two ends", "Cheaper rice is good news, until one asks who is paying for it…"),
)


def picture(number: int = 0, width: int = 1200, height: int = 675) -> Image:
    """A picture of a story on a reserved domain."""
    return Image(
        f"https://herald.example.org/media/{number}.jpg",
        alt="A white ferry at a wooden quay in the morning fog",
        caption="The Saint Brannock at her old berth on Tuesday.",
        credit="Lena Fofana",
        width=width,
        height=height,
    )


def story(number: int = 0, *, language: str = "en", **changes: Any) -> Story:
    """A story by its number; beyond the written ones they repeat under another headline number."""
    shelf = URDU if language == "ur" else ENGLISH
    title, teaser, section, author = shelf[number % len(shelf)]
    turn = number // len(shelf)
    made = Story(
        source="subah" if language == "ur" else ("herald", "wire")[number % 2],
        guid=f"{language}-{number}",
        title=f"{title} ({turn + 1})" if turn else title,
        url=f"https://herald.example.org/2026/11/25/{language}/{number}-story.html",
        teaser=teaser,
        body="\n\n".join([teaser] * 3),
        authors=(author,),
        published=datetime(2026, 11, 25, 4, 10, tzinfo=UTC) - timedelta(minutes=17 * number),
        section=section,
        language=language,
        image=picture(number) if number % 3 == 0 else None,
        words=420 + 90 * (number % 7),
    )
    return replace(made, **changes)


def editorial(number: int = 0, **changes: Any) -> Story:
    """An editorial; the second is marked updated, the third is of the day before."""
    title, teaser = VIEWS[number % len(VIEWS)]
    made = Story(
        source="leader",
        guid=f"view-{number}",
        title=title,
        url=f"https://leader.example.org/editorial/{number}",
        teaser=teaser,
        published=DAY - timedelta(days=1) if number == 2 else DAY,
        marked_updated=number == 1,
        language="en",
        role=Role.EDITORIAL,
    )
    return replace(made, **changes)


def placed(
    what: Story, section: str = "top", kind: SectionKind = SectionKind.TOP, **changes: Any
) -> Placement:
    """A story at a place."""
    why = (Reason("coverage", "three papers have it", 30.0),)
    made = Placement(hash(what.guid) % 10_000, what, section, kind, 1, why, 70.0)
    return replace(made, **changes)


def placements(stories: int = 8, language: str = "en", views: int = 3) -> tuple[Placement, ...]:
    """A lead, five top stories, the rest of the news, editorials, two bare links."""
    news = [story(number, language=language) for number in range(stories)]
    lead, top, rest = news[:1], news[1:6], news[6:]
    mixed = "en" if language == "ur" else "ur"
    return (
        *(placed(s, "lead", SectionKind.LEAD, also=("Northern Wire", "روزنامہ صبح")) for s in lead),
        *(placed(s, "top", SectionKind.TOP) for s in top),
        *(placed(s, "world", SectionKind.NEWS) for s in rest),
        *(placed(editorial(n), "views", SectionKind.EDITORIALS) for n in range(views)),
        *(placed(story(n, language=mixed), "also", SectionKind.ALSO) for n in (2, 3)),
    )


def digest(**changes: Any) -> Digest:
    """The digest of the tests: two languages, six sections."""
    made = Digest(
        slug="morning",
        title="The Morning Ledger",
        zone="Europe/Oslo",
        languages=("en", "ur"),
        sender=Sender(
            "The Morning Ledger",
            "ledger@news.example.org",
            postal_address="The Morning Ledger, 4 Quay Street, Saint Brannock",
        ),
        lists=("readers",),
        sources=SOURCES,
        sections=SECTIONS,
        list_id="morning.news.example.org",
        look=Look(
            tagline={
                "en": "What happened, in the time of one coffee",
                "ur": "ایک پیالی چائے میں آج کی خبریں",
            }
        ),
    )
    return replace(made, **changes)


def issue(chosen: tuple[Placement, ...] | None = None, **changes: Any) -> Issue:
    """A closed issue of the morning of 25 November 2026."""
    occurrence = Occurrence(
        "morning",
        "2026-11-25T06:00",
        IssueKind.SCHEDULED,
        DAY,
        datetime(2026, 11, 25, 5, 0, tzinfo=UTC),
    )
    made = Issue(
        id=7,
        digest="morning",
        occurrence=occurrence,
        state=IssueState.CLOSED,
        number=1,
        subject="The ferry is back, and so are the night trains",
        preheader="Smaller classes from autumn, a lake drained by hand, and a violin in a rice sack",
        choice=Choice(placements() if chosen is None else chosen),
    )
    return replace(made, **changes)


def layout(
    chosen: tuple[Placement, ...] | None = None,
    language: str = "en",
    of: Digest | None = None,
    note: str = "",
) -> Layout:
    """The laid-out page of such an issue."""
    made = issue(chosen)
    return lay_out(
        replace(made, choice=replace(made.choice, note=note)),
        of or digest(),
        Variant(language),
        words=words_for(language),
        voices=words_for,
    )


def filled(edition: Edition, token: str = "t" * 43, name: str = ", Ada") -> tuple[str, str]:
    """HTML and text with the gaps filled, as the post does it."""
    from markupsafe import escape

    gaps = {edition.gap("TOKEN"): token, edition.gap("NAME"): name}
    html, text = edition.html, edition.text
    for placeholder, value in gaps.items():
        html, text = html.replace(placeholder, str(escape(value))), text.replace(placeholder, value)
    return html, text
