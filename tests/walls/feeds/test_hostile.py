"""Documents made to hurt: bounded time and memory, nothing leaked, the good part kept."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from digest.feeds.feed import parse_feed
from digest.feeds.limits import MAX_BODY, MAX_ENTRIES
from digest.feeds.parsed import NotAFeed, NotATextDocument
from digest.feeds.sitemap import parse_sitemap
from digest.feeds.textdoc import read_text_document

URL = "https://example.org/feed.xml"
ITEMS = b"".join(
    b"<item><title>Item %d</title><link>https://example.org/%d</link></item>" % (n, n)
    for n in range(20)
)


def rss(inside: bytes, head: bytes = b"") -> bytes:
    return head + b'<rss version="2.0"><channel>' + inside + ITEMS + b"</channel></rss>"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def test_an_external_entity_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    for target in (secret.as_uri(), "http://127.0.0.1:6379/", "/etc/hostname"):
        head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}"><!ENTITY % p SYSTEM "{target}"> %p;]>'
        body = rss(b"<item><title>[&x;]</title></item>", head.encode())
        feed = parse_feed(body, url=URL)
        assert feed.entries[0].title == "[&x;]"
        assert "secret" not in repr(feed)


def test_an_external_doctype_is_not_opened() -> None:
    head = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:6379/rss.dtd">'
    assert len(parse_feed(rss(b"", head), url=URL).entries) == 20


def test_a_billion_laughs_cost_nothing() -> None:
    names = [b'<!ENTITY a0 "laugh">'] + [
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    ]
    head = b"<!DOCTYPE rss [" + b"".join(names) + b"]>"
    with within(1):
        feed = parse_feed(rss(b'<item><title x="&a11;">&a11;</title></item>', head), url=URL)
    assert len(feed.entries) == 21
    assert feed.entries[0].title == "&a11;"


def test_a_quadratic_blow_up_costs_nothing() -> None:
    head = b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 100_000 + b'">]>'
    with within(2):
        feed = parse_feed(
            rss(b"<item><title>" + b"&a;" * 100_000 + b"</title></item>", head), url=URL
        )
    assert len(feed.entries) == 21
    assert len(feed.entries[0].title) < 10_000


@pytest.mark.parametrize(
    "inside",
    [
        b"<description>" + b"<b>" * 20_000 + b"deep" + b"</b>" * 20_000 + b"</description>",
        b"<description>" + b"&lt;b&gt;" * 20_000 + b"deep" + b"</description>",
        b"<x>" * 20_000 + b"deep" + b"</x>" * 20_000,
        b"<x>" * 20_000 + b"deep",
    ],
    ids=["in a description", "escaped", "in an item", "never closed"],
)
def test_twenty_thousand_nested_tags_cost_no_item_but_their_own(inside: bytes) -> None:
    with within(1):
        feed = parse_feed(rss(b"<item><title>Deep</title>" + inside + b"</item>"), url=URL)
    assert len(feed.entries) == 21
    assert feed.entries[0].title == "Deep"


def test_a_description_of_fifty_megabytes_is_taken_in_part() -> None:
    body = rss(
        b"<item><title>Long</title><description>" + b"word " * 10_500_000 + b"</description></item>"
    )
    with within(3):
        feed = parse_feed(body, url=URL)
        assert len(feed.entries) == 21
        assert feed.entries[0].summary.startswith("word word")
        assert len(feed.entries[0].content) <= 1_000_000


def test_two_hundred_megabytes_are_refused_before_they_are_read() -> None:
    with within(1), pytest.raises(NotAFeed, match="200 MB, the limit is 64 MB"):
        parse_feed(b"<rss>" + b" " * (200 << 20), url=URL)


def test_a_hundred_thousand_entries_are_bounded_and_the_rest_counted() -> None:
    item = b"<item><title>x</title><guid>%d</guid></item>"
    body = rss(b"".join(item % n for n in range(100_000)))
    with within(10):
        feed = parse_feed(body, url=URL)
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.dropped == 100_020 - MAX_ENTRIES


def test_a_gzip_of_a_thousand_to_one_is_stopped_by_its_size() -> None:
    bomb = gzip.compress(b"<rss>" + b" " * (MAX_BODY + 10_000_000))
    tracemalloc.start()
    with pytest.raises(NotAFeed, match="more than 64 MB"):
        parse_feed(bomb, url=URL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.5 * MAX_BODY


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<![CDATA[" * 500_000,
        b"<rss><channel>" + b"<!--" * 1_000_000,
        b"<rss><channel>" + b"&" * 3_000_000,
        b"<rss><channel>" + b"<" * 3_000_000,
        b"<rss " + b'a="' * 1_000_000,
        b"<rss " + b"".join(b'a%d="x" ' % n for n in range(100_000)) + b"><channel/></rss>",
        b"<!DOCTYPE " * 300_000 + b"<rss/>",
        b"<!DOCTYPE rss [" + b"<!ENTITY " * 300_000 + b"<rss/>",
        b"<?xml " * 500_000 + b"<rss/>",
        b"<!-- " * 500_000 + b"<rss><channel/></rss>",
        b"<rss><channel>" + b"".join(b"<item%d>" % n for n in range(100_000)),
        b"<rss><channel>" + b'<item xmlns:a%d="b"/>' * 10_000,
        b"<rss><channel>"
        + b"".join(b'<x xmlns="u:%d"/>' % n for n in range(50_000))
        + b"</channel></rss>",
        b"x" * 10_000_000,
        b"{" + b'"a":' * 1_000_000,
        b'{"items":' + b"[" * 500_000,
    ],
    ids=lambda body: repr(body[:24] + b"..." + body[-8:]),
)
def test_megabytes_of_nonsense_take_linear_time(body: bytes) -> None:
    with within(6), suppress(NotAFeed):
        parse_feed(body, url=URL)


def test_a_sitemap_bomb_and_an_entity_bomb_cost_nothing() -> None:
    with within(2), pytest.raises(NotAFeed):
        parse_sitemap(gzip.compress(b" " * (MAX_BODY + 1_000_000)), url=URL)
    head = b'<!DOCTYPE urlset [<!ENTITY a "' + b"x" * 100_000 + b'">]>'
    body = (
        head
        + b"<urlset><url><loc>https://example.org/"
        + b"&a;" * 100_000
        + b"</loc></url></urlset>"
    )
    with within(2):
        assert parse_sitemap(body, url=URL).entries == ()


def test_a_text_document_of_nonsense_takes_linear_time() -> None:
    for body in (
        b"x\n" * 20_000,
        b"Opinion\n" * 20_000,
        b"3 Feb, 2026\n" * 20_000,
        b"A: " * 300_000,
    ):
        with within(2), suppress(NotATextDocument):
            read_text_document(body)
