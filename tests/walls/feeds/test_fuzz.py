"""Whatever the bytes are: a feed or `NotAFeed`, text without control characters, links that are http.

`DIGEST_TEST_PROFILE=soak` runs many more examples.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.feed import parse_feed
from digest.feeds.parsed import NotAFeed, NotATextDocument, ParsedFeed
from digest.feeds.sitemap import parse_sitemap
from digest.feeds.textdoc import read_text_document
from digest.feeds.unpack import Broken, TooMuch, Unpacker

URL = "https://example.org/feed.xml"
SEEDS = [path.read_bytes() for path in sorted(Path(__file__).with_name("golden").iterdir())
         if not path.name.endswith(".json") or path.name == "feed.json"]  # fmt: skip
PIECES = [
    b"<rss>", b"</rss>", b"<channel>", b"<item>", b"</item>", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"<entry>", b"<title>", b"</title>", b"<link href='a'/>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&amp;",
    b"&#0;", b"&#x110000;", b"&nbsp;", b"&", b"<", b">", b"\"", b"'", b"<?xml version='1.0' encoding='utf-7'?>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"{", b"}",
    b'"items":', b"[", b"]", b"<pubDate>", b"2026-02-03", b"xml:base='http://['", b"xmlns:a='b'", b"a:b",
    b"<rdf:RDF>", b"<urlset>", b"<url>", b"<loc>", b"http://", b"<guid isPermaLink='true'>", b"\x1f\x8b\x08",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=60).map(b"".join)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    body = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(body)))
        cut = draw(st.integers(0, 40))
        body[at : at + cut] = draw(st.sampled_from(PIECES) | st.binary(max_size=8))
    return bytes(body)


def check(feed: ParsedFeed) -> None:
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.link.lower().startswith(("http://", "https://"))
        assert entry.title.strip()
        for text in (entry.title, entry.summary, entry.content, *entry.authors, *entry.categories):
            assert not any(ord(letter) < 32 and letter != "\n" for letter in text)
            text.encode("utf-8")
        for moment in (entry.published, entry.updated):
            assert moment is None or isinstance(moment, date)


@given(soup | mutants() | st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_no_feed(body: bytes) -> None:
    start = time.process_time()
    with suppress(NotAFeed):
        check(parse_feed(body, url=URL, charset="utf-8", content_type="text/xml"))
    assert time.process_time() - start < 1


@given(soup | mutants())
def test_any_bytes_are_a_sitemap_or_none(body: bytes) -> None:
    try:
        found = parse_sitemap(body, url=URL)
    except NotAFeed:
        return
    assert all(entry.url.lower().startswith("http") for entry in found.entries)


@given(mutants() | st.binary(max_size=300))
def test_any_bytes_are_a_text_document_or_none(body: bytes) -> None:
    with suppress(NotATextDocument):
        read_text_document(body)


@given(st.sampled_from(["gzip", "deflate", "br", "zstd", "identity"]), st.binary(max_size=400))
def test_any_bytes_are_unpacked_or_broken_and_never_too_many(encoding: str, body: bytes) -> None:
    unpacker = Unpacker(encoding, 1000)
    size = 0
    try:
        for piece in unpacker.feed(body):
            size += len(piece)
    except (Broken, TooMuch):
        pass
    assert size <= 1000
