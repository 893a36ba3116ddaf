"""Sitemaps: addresses with what the news namespace says of them, indexes, lists."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from digest.feeds import sitemap
from digest.feeds.parsed import NotAFeed
from digest.feeds.sitemap import parse_sitemap

URL = "https://example.org/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = """<url><loc>https://example.org/a</loc><n:news><n:publication><n:name>P &amp; Q</n:name>
<n:language>en</n:language></n:publication><n:publication_date>2026-02-03T06:00:00Z</n:publication_date>
<n:title>A &amp;amp; B</n:title></n:news><image:image><image:loc>/a.jpg</image:loc></image:image></url>"""


def urlset(inside: str) -> bytes:
    return f"<urlset {SPACES}>{inside}</urlset>".encode()


def test_the_news_namespace_is_read() -> None:
    (entry,) = parse_sitemap(urlset(NEWS), url=URL).entries
    assert (entry.url, entry.title) == ("https://example.org/a", "A & B")
    assert entry.published == datetime(2026, 2, 3, 6, tzinfo=UTC)
    assert (entry.language, entry.publication) == ("en", "P & Q")
    assert entry.image == "https://example.org/a.jpg"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset(NEWS)),
        b"junk\n" + urlset(NEWS),
        urlset(NEWS).removesuffix(b"</urlset>"),
        urlset(NEWS).replace(b"P &amp; Q", b"P & Q"),
        urlset(NEWS).decode().encode("utf-16"),
        b'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x "y">]>' + urlset(NEWS),
    ],
    ids=["gzip", "junk before", "cut off", "bare ampersand", "UTF-16", "DOCTYPE"],
)
def test_broken_and_packed_sitemaps_are_read_alike(body: bytes) -> None:
    (entry,) = parse_sitemap(body, url=URL).entries
    assert (entry.url, entry.publication, entry.title) == (
        "https://example.org/a",
        "P & Q",
        "A & B",
    )


def test_an_index_names_its_children_once_and_in_order() -> None:
    rows = "".join(
        f"<sitemap><loc>{one}</loc></sitemap>"
        for one in ("/a.xml", "/b.xml.gz", "/a.xml", "file:///x")
    )
    found = parse_sitemap(f"<sitemapindex {SPACES}>{rows}</sitemapindex>".encode(), url=URL)
    assert found.children == ("https://example.org/a.xml", "https://example.org/b.xml.gz")
    assert found.entries == ()


def test_a_list_of_addresses_is_a_sitemap() -> None:
    found = parse_sitemap(b"https://example.org/a\r\nhttps://example.org/b\n\nnonsense\n", url=URL)
    assert [entry.url for entry in found.entries] == [
        "https://example.org/a",
        "https://example.org/b",
    ]


def test_addresses_beyond_the_protocols_limit_are_left_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemap, "MAX_SITEMAP_ENTRIES", 100)
    rows = "".join(f"<url><loc>https://example.org/{n}</loc></url>" for n in range(150))
    found = parse_sitemap(urlset(rows), url=URL)
    assert (len(found.entries), found.truncated) == (100, True)
    assert not parse_sitemap(urlset(NEWS), url=URL).truncated


def test_an_empty_sitemap_is_one() -> None:
    assert parse_sitemap(urlset(""), url=URL).entries == ()


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"<rss><channel/></rss>", b"<html></html>", b"\x00\x01"]
)
def test_what_is_no_sitemap_is_said_in_words(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_sitemap(body, url=URL)
