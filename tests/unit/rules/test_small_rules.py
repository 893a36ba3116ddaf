"""Subjects, given addresses, and who may be mailed outside production."""

from datetime import date

import pytest

from digest.model.issue import Choice, Placement
from digest.model.plan import Digest, SectionKind, Sender
from digest.model.source import Source, SourceKind
from digest.model.story import Story
from digest.rules.allowing import allowed_by
from digest.rules.given import given, with_given
from digest.rules.subject import subject_of

DAY = date(2026, 11, 25)
SOURCE = Source("paper", SourceKind.FEED, "https://paper.example.org/feed.xml", name="The Paper")


def a_digest(subject=""):
    return Digest(
        slug="morning",
        title="The Morning",
        zone="UTC",
        languages=("en",),
        sender=Sender("The Paper", "brief@example.org"),
        lists=("morning",),
        sources=(SOURCE,),
        sections=(),
        list_id="morning.example.org",
        subject=subject,
    )


def a_choice(*titles):
    kinds = [SectionKind.TOP, SectionKind.LEAD, SectionKind.TOP]
    placements = [
        Placement(n, Story("paper", f"g{n}", title), kind.value, kind, n, ())
        for n, (title, kind) in enumerate(zip(titles, kinds, strict=False))
    ]
    return Choice(tuple(placements))


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        ("", "Bridge closed"),
        ("{title}: {lead}", "The Morning: Bridge closed"),
        ("News of {date}", "News of 2026-11-25"),
        ("{lead} {{7*7}} {x}", "Bridge closed {{7*7}} {x}"),
    ],
)
def test_the_subject_is_the_pattern_filled_in_or_the_lead(pattern, subject):
    assert subject_of(a_digest(pattern), a_choice("Rain", "Bridge closed"), DAY) == subject


def test_a_long_headline_is_cut_at_a_word():
    subject = subject_of(a_digest(), a_choice("Rain", "word " * 60), DAY)
    assert len(subject) <= 150
    assert subject.endswith("word…")


def test_a_headline_with_line_breaks_becomes_one_line():
    assert subject_of(a_digest(), a_choice("x", "One\r\nBcc: two"), DAY) == "One Bcc: two"


def test_a_given_address_is_a_source_named_like_its_paper():
    (known, strange) = given(
        a_digest(), ["https://paper.example.org/bridge", "https://www.other.test/x"]
    )
    assert (known.label, known.kind) == ("The Paper", SourceKind.ARTICLE)
    assert strange.label == "other.test"
    assert with_given(a_digest(), [known.url]).source(known.slug) == known
    assert with_given(a_digest(), []) == a_digest()


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("ada@example.org", True),
        ("ada@mail.example.com", True),
        ("ada@anything.test", True),
        ("ada@x.invalid", True),
        ("ada@notexample.org", False),
        ("ada@example.org.evil.net", False),
        ("desk@paper.net", True),
        ("ada@inside.net", True),
        ("ada@sub.inside.net", False),
    ],
)
def test_outside_production_only_reserved_domains_and_named_readers_are_mailed(address, may):
    assert allowed_by(["desk@paper.net", "@inside.net"])(address) is may
