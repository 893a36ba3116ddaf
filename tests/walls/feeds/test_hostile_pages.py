"""Hostile pages: an article or front page costs a bounded time whatever it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from digest.feeds.article import read_article
from digest.feeds.feed import parse_feed
from digest.feeds.frontpage import read_frontpage
from digest.feeds.page import NotAPage
from digest.feeds.parsed import NotAFeed

URL = "https://www.example.org/news/1"
MOST = 5.0
"""Seconds of CPU; the slowest takes less than one on a quiet machine."""

PAGES = {
    "twenty thousand nested elements": b"<html><body>" + b"<div>" * 20_000 + b"<p>Text.</p>",
    "links without end": b"<html><body>" + b'<a href="/x">A headline of a story</a>' * 50_000,
    "unclosed quotes": b"<html><body>" + b'<a href="' * 100_000,
    "a comment that does not end": b"<html><body><p>Text.</p><!--" + b"-" * 2_000_000,
    "attributes": b"<html><body><p " + b"a=b " * 200_000 + b">Text.</p>",
    "one line of three megabytes": b"<html><body><p>" + b"word " * 600_000 + b"</p>",
    "brackets in JSON-LD": b'<html><head><script type="application/ld+json">' + b"[" * 500_000,
    "dates": b"<html><body><h1>A gate and a promise</h1>"
    + b"<time datetime='2026-02-03'>3 Feb 2026</time>" * 20_000,
    "numbers": b"<html><head><title>" + b"1 - " * 100_000 + b"</title></head><body><p>Text.</p>",
    "an entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b"<html><body><p>&b;&b;&b;</p>",
    "NUL bytes": b"<html>\x00<body>\x00<p>Te\x00xt of a story that goes on.</p>" * 1000,
    "editorial after editorial": b"<html><body><section class='editorial'><h2>Editorial</h2>"
    + b"<h3><a href='/a'>A gate and a promise</a></h3><p>Updated 1 Feb, 2026</p>" * 3000,
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("read", [read_article, read_frontpage])
def test_a_hostile_page_takes_a_bounded_time(name: str, read: Callable[..., object]) -> None:
    started = time.process_time()
    with suppress(NotAPage):
        read(PAGES[name], url=URL)
    assert time.process_time() - started < MOST


@pytest.mark.parametrize(
    "body", [b"/etc/hostname", b"http://127.0.0.1:6379/", b"file:///etc/hostname"]
)
def test_a_body_that_is_a_path_or_an_address_is_never_opened(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_feed(body, url=URL)
    with suppress(NotAPage):
        assert "root" not in read_article(body, url=URL).body


def test_script_hidden_in_utf_7_stays_text() -> None:
    body = b"<html><head><meta charset='utf-7'><title>+ADw-script+AD4-</title></head><body>"
    page = read_article(body + b"<p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>", url=URL)
    assert "<script" not in page.title + page.body
    feed = b"<?xml version='1.0' encoding='utf-7'?><rss><channel><title>+ADw-b+AD4-</title></channel></rss>"
    assert "<" not in parse_feed(feed, url=URL).title


@pytest.mark.parametrize(("declared", "sent"), [("utf-8", "cp1252"), ("iso-8859-1", "utf-8")])
def test_a_wrong_charset_costs_no_letter(declared: str, sent: str) -> None:
    text = "<p>Müller’s gate – the café by the harbour was open all night and it stays so.</p>" * 4
    page = f"<html><head><meta charset='{declared}'></head><body><h1>Müller’s gate</h1>{text}"
    assert "Müller’s gate – the café" in read_article(page.encode(sent), url=URL).body
