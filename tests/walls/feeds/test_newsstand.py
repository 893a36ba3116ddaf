"""The newsstand over real sockets: every kind of source, and every way one can be broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from digest.feeds.fetch import Fetcher
from digest.feeds.newsstand import Newsstand
from digest.model.source import (
    Marks,
    NotModified,
    Read,
    ReadFailed,
    Source,
    SourceKind,
    SourceState,
)
from digest.model.story import Provenance, Role
from digest.sample.server import loopback_url, serve
from tests.faults import faults

NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
HOME = "https://www.harbourcourier.example.org"
FEED = Source("courier", SourceKind.FEED, f"{HOME}/feed.xml", sample=True)


@pytest.fixture(scope="module")
def stand():
    with serve(NOW) as newsroom:
        host, port = newsroom.address
        with Fetcher(
            contact="desk@example.org", allow_private=frozenset({f"{host}:{port}"})
        ) as fetcher:
            yield Newsstand(fetcher, lambda url: loopback_url(url, newsroom.base_url) or url)


def read(stand: Newsstand, source: Source, state: SourceState | None = None) -> Any:
    ((slug, reading),) = stand.read([(source, state or SourceState(source.slug))])
    assert slug == source.slug
    return reading


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (SourceKind.FEED, f"{HOME}/feed.xml"),
        (SourceKind.FEED, "https://www.tarnholmgazette.example.org/atom.xml"),
        (SourceKind.FEED, "https://www.northlight.example.org/rss"),
        (SourceKind.SITEMAP, f"{HOME}/sitemap-news.xml"),
        (SourceKind.SITEMAP, f"{HOME}/sitemap.xml"),
        (SourceKind.FRONTPAGE, f"{HOME}/"),
    ],
)
def test_every_kind_of_source_brings_stories_in_page_order_with_public_links(stand, kind, url):
    told = read(stand, replace(FEED, kind=kind, url=url))
    assert isinstance(told, Read), told
    assert len(told.stories) >= 8
    assert [story.position for story in told.stories] == list(range(len(told.stories)))
    for story in told.stories:
        assert story.title
        assert ".example.org/" in story.url
        assert story.url.startswith("https://")
        assert story.role is Role.NEWS


def test_a_page_that_is_there_is_told_from_one_that_is_not(stand):
    first, second = (story.url for story in read(stand, FEED).stories[:2])
    nowhere = f"{HOME}/articles/never-written"
    seen = stand.look([first, second, nowhere, first])
    assert seen.there == {first, second}
    assert {url: gone.words for url, gone in seen.gone.items()} == {
        nowhere: "is no longer there (404)"
    }


def test_what_has_no_turn_in_time_is_not_asked(stand, monkeypatch):
    url = read(stand, FEED).stories[0].url
    monkeypatch.setattr("digest.feeds.newsstand._LOOK", 0.0)
    seen = stand.look([url, f"{HOME}/articles/never-written"])
    assert (seen.there, seen.gone) == (frozenset(), {})


def test_what_a_server_in_trouble_says_of_a_page_is_no_sign():
    with faults() as bad:
        host, port = bad.address
        opened = frozenset({f"{host}:{port}"})
        with Fetcher(contact="desk@example.org", allow_private=opened) as fetcher:
            words = ("missing", "gone", "error", "busy", "loop", "inward")
            seen = Newsstand(fetcher).look([bad.url(word) for word in words])
    assert set(seen.gone) == {bad.url("missing"), bad.url("gone")}
    assert seen.gone[bad.url("gone")].sure
    assert not seen.gone[bad.url("missing")].sure
    assert seen.there == set()


def test_dates_say_where_they_were_read(stand):
    feed = read(stand, FEED)
    sitemap = read(stand, replace(FEED, kind=SourceKind.SITEMAP, url=f"{HOME}/sitemap-news.xml"))
    front = read(stand, replace(FEED, kind=SourceKind.FRONTPAGE, url=f"{HOME}/"))
    assert {story.dated_by for story in feed.stories} == {Provenance.FEED}
    assert {story.dated_by for story in sitemap.stories} == {Provenance.SITEMAP}
    assert {story.published for story in front.stories} == {None}


def test_an_editorial_page_brings_its_editorials_in_order(stand):
    told = read(
        stand,
        replace(FEED, kind=SourceKind.FRONTPAGE, url=f"{HOME}/editorials", role=Role.EDITORIAL),
    )
    assert len(told.stories) == 6
    assert {story.role for story in told.stories} == {Role.EDITORIAL}
    assert any(story.marked_updated for story in told.stories)
    assert all(story.published and story.teaser for story in told.stories)


def test_a_second_visit_with_the_marks_is_not_modified(stand):
    first = read(stand, FEED)
    assert first.marks != Marks()
    assert isinstance(read(stand, FEED, SourceState("courier", first.marks)), NotModified)


def test_article_pages_complete_their_stories_and_keep_the_feeds_own_words(stand):
    told = read(stand, FEED).stories[:5]
    bare = tuple(replace(story, body="", words=0, image=None, authors=()) for story in told)
    whole = stand.complete(FEED, bare)
    for before, after in zip(bare, whole, strict=True):
        assert (after.title, after.teaser, after.published) == (
            before.title,
            before.teaser,
            before.published,
        )
        assert after.words > 80
        assert after.authors or after.section


def test_a_link_of_a_front_page_gets_its_date_from_the_article_page(stand):
    source = replace(FEED, kind=SourceKind.FRONTPAGE, url=f"{HOME}/")
    whole = stand.complete(source, read(stand, source).stories[:3])
    assert {story.dated_by for story in whole} <= {Provenance.JSON_LD, Provenance.META}
    assert all(story.published for story in whole)


def test_a_single_article_is_a_source_too(stand):
    link = read(stand, FEED).stories[0].url
    (story,) = read(stand, replace(FEED, kind=SourceKind.ARTICLE, url=link)).stories
    assert story.title
    assert story.published
    assert story.body


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("missing", "404"),
        ("gone", "410"),
        ("error", "500"),
        ("html", "web page"),
        ("empty", "empty"),
        ("huge", "larger than"),
        ("bomb", "larger than"),
        ("loop", "redirect"),
        ("inward", "private"),
    ],
)
def test_a_broken_source_is_named_and_costs_only_its_own_stories(stand, fault, words):
    with faults() as broken:
        host, port = broken.address
        opened = frozenset({f"{host}:{port}"})
        with Fetcher(contact="desk@example.org", allow_private=opened) as fetcher:
            newsstand = Newsstand(fetcher)
            bad = replace(FEED, slug="bad", url=broken.url(fault))
            good = Source("page", SourceKind.TEXT, __file__)
            told = dict(newsstand.read([(bad, SourceState("bad")), (good, SourceState("page"))]))
    assert isinstance(told["bad"], ReadFailed)
    assert words in told["bad"].reason.lower()
    assert isinstance(told["page"], Read)


TEXT = """A ferry leaves the quay. – Photo by Harbour Press

SALTMERE: The ferry service began again on Monday.

Passengers cheered.

Opinion

Editorial

A gate and a promise
Updated 25 Nov, 2026

A gate and a promise

The barrier is the right decision...
Eight hours of night
24 Nov, 2026

Eight hours of night

NOBODY should board a ferry alone...
"""


def test_a_text_document_brings_its_undated_story_and_its_dated_editorials(stand, tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(TEXT)
    (lead, *editorials) = read(stand, Source("page", SourceKind.TEXT, str(path))).stories
    assert lead.title == "The ferry service began again on Monday"
    assert (lead.dateline, lead.published, lead.role) == ("SALTMERE", None, Role.NEWS)
    assert lead.body == "The ferry service began again on Monday.\n\nPassengers cheered."
    assert [(e.title, e.published, e.marked_updated) for e in editorials] == [
        ("A gate and a promise", date(2026, 11, 25), True),
        ("Eight hours of night", date(2026, 11, 24), False),
    ]
    assert {e.role for e in editorials} == {Role.EDITORIAL}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read"), (b"", "empty"), (b"\x00\x01\x02" * 50, "binary")],
)
def test_a_text_document_that_is_none_is_named(stand, tmp_path, content, words):
    path = tmp_path / "page.txt"
    if content is not None:
        path.write_bytes(content)
    told = read(stand, Source("page", SourceKind.TEXT, str(path)))
    assert isinstance(told, ReadFailed)
    assert words in told.reason
    assert str(path) in told.reason
