"""The newsstand where sources are odd: moved, undated zones, sitemaps in parts, own selectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

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
from tests.walls.feeds.loopback import Asked, Page, Site, site

FEED = b"""<rss><channel><title>T</title><link>https://www.example.org/</link>
<item><title>One</title><link>https://www.example.org/one</link>
<pubDate>Tue, 03 Feb 2026 09:00:00</pubDate></item></channel></rss>"""


@contextmanager
def stand_of(served: Site) -> Iterator[Newsstand]:
    with Fetcher(contact="desk@example.org", allow_private=frozenset({served.place})) as fetcher:
        yield Newsstand(fetcher)


def read(served: Site, source: Source, state: SourceState | None = None) -> Any:
    with stand_of(served) as stand:
        ((_, reading),) = stand.read([(source, state or SourceState(source.slug))])
    return reading


def serving(body: bytes) -> Page:
    return lambda asked: asked.reply(body, ETag='"1"')


def test_a_time_without_a_zone_is_read_in_the_zone_of_its_source() -> None:
    with site(feed=serving(FEED)) as served:
        source = Source("paper", SourceKind.FEED, served.url("/feed"), zone="Asia/Karachi")
        (story,) = read(served, source).stories
    assert story.published == datetime(2026, 2, 3, 4, 0, tzinfo=UTC)


def test_an_article_pages_time_without_a_zone_is_read_in_the_zone_of_its_source() -> None:
    page = b"""<html><head><meta property="article:published_time" content="2026-02-03T09:00:00">
    <title>The gate</title></head><body><h1>The gate</h1><p>Text.</p></body></html>"""
    with site(page=serving(page), **{"robots.txt": serving(b"")}) as served:
        source = Source("paper", SourceKind.ARTICLE, served.url("/page"), zone="Asia/Karachi")
        (story,) = read(served, source).stories
    assert story.published == datetime(2026, 2, 3, 4, 0, tzinfo=UTC)


def test_a_new_address_stays_remembered_while_it_answers() -> None:
    def old(asked: Asked) -> None:
        asked.reply(b"", 301, Location="/new")

    def new(asked: Asked) -> None:
        known = asked.headers.get("If-None-Match") == '"1"'
        asked.reply(b"" if known else FEED, 304 if known else 200, ETag='"1"')

    with site(old=old, new=new) as served:
        source = Source("paper", SourceKind.FEED, served.url("/old"))
        first = read(served, source)
        assert isinstance(first, Read)
        assert first.moved_to == served.url("/new")
        state = SourceState("paper", first.marks, first.moved_to)
        again = read(served, source, state)
        fresh = read(served, source, SourceState("paper", Marks(), first.moved_to))
        asked = [path for path, _ in served.seen]
    assert isinstance(again, NotModified)
    assert again.moved_to == fresh.moved_to == first.moved_to
    assert asked == ["/old", "/new", "/new", "/new"]


def test_a_source_that_is_gone_is_told_apart_from_one_that_fails() -> None:
    with site(gone=lambda asked: asked.reply(b"", 410)) as served:
        gone = read(served, Source("paper", SourceKind.FEED, served.url("/gone")))
        missing = read(served, Source("paper", SourceKind.FEED, served.url("/missing")))
    assert isinstance(gone, ReadFailed)
    assert (gone.gone, missing.gone) == (True, False)


def _news(*names: str) -> bytes:
    urls = "".join(
        f"<url><loc>https://www.example.org/{name}</loc><n:news><n:title>{name}</n:title>"
        f"<n:publication_date>2026-02-0{at}</n:publication_date></n:news></url>"
        for at, name in enumerate(names, 1)
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    ).encode()


def _index(served: Site, *parts: tuple[str, str]) -> bytes:
    lines = "".join(
        f"<sitemap><loc>{served.url(path)}</loc><lastmod>{day}</lastmod></sitemap>"
        for path, day in parts
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</sitemapindex>'.encode()


def test_the_parts_of_an_index_are_read_the_likeliest_first_and_a_bad_one_costs_only_itself() -> (
    None
):
    with site(
        inner=lambda asked: asked.reply(_index(served, ("/deep", "2026-02-03"))),
        deep=serving(_news("deep")),
        news=serving(_news("first", "second")),
        old=serving(b"<html></html>"),
    ) as served:
        served.pages["/index"] = lambda asked: asked.reply(
            _index(
                served,
                ("/old", "2026-01-01"),
                ("/inner", "2026-02-03"),
                ("/news", "2026-02-01"),
                ("/missing", "2026-01-02"),
            ),
            ETag='"1"',
        )
        found = read(served, Source("paper", SourceKind.SITEMAP, served.url("/index")))
    assert [story.title for story in found.stories] == ["first", "second", "deep"]
    assert len(found.notes) == 2
    assert any("/missing: there is nothing" in note for note in found.notes)
    assert any("/old: " in note for note in found.notes)
    # Its parts change without it: a 304 of the index alone would hide their news.
    assert found.marks == Marks()


def test_an_index_of_hundreds_of_parts_is_read_in_part_and_says_so() -> None:
    with site(any=serving(_news("one"))) as served:
        parts = [(f"/part{n}", f"20{n:02}-01-01") for n in range(10, 50)]
        served.pages["/index"] = lambda asked: asked.reply(_index(served, *parts))
        found = read(served, Source("paper", SourceKind.SITEMAP, served.url("/index")))
        asked = {path for path, _ in served.seen}
    assert asked == {"/index", *(f"/part{n}" for n in range(30, 50))}
    assert found.notes == ("20 parts of the index were not read",)


def test_of_more_stories_than_the_limit_the_newest_are_kept_in_their_order() -> None:
    with site(news=serving(_news("a", "b", "c", "d"))) as served:
        source = Source("paper", SourceKind.SITEMAP, served.url("/news"), limit=2)
        found = read(served, source)
    assert [(story.title, story.position) for story in found.stories] == [("c", 0), ("d", 1)]


def test_the_configured_selectors_decide_which_links_of_a_front_page_are_stories() -> None:
    page = b"""<html><body><div class="top"><a href="/x">Ferry</a></div>
    <h2><a href="/2026/02/03/a-very-long-headline-about-the-harbour">A very long headline about
    the harbour</a></h2></body></html>"""
    with site(home=serving(page), **{"robots.txt": serving(b"")}) as served:
        source = Source("paper", SourceKind.FRONTPAGE, served.url("/home"), selectors=(".top",))
        found = read(served, source)
    assert [story.title for story in found.stories] == ["Ferry"]
