"""Article pages: what is stated is read with its provenance; what is not stated stays empty."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.feeds.article import read_article
from digest.feeds.page import ArticlePage, NotAPage
from digest.model.story import Form, Provenance

URL = "https://www.example.org/news/1234/the-gate"
TEXT = "".join(
    f"<p>The council of the harbour met on day {n} and spoke about the gate for a long time. "
    "Nobody had asked for it, and yet the room was full until the evening came.</p>"
    for n in range(6)
)
ASIDE = (
    '<aside class="sidebar"><h3>Editorial</h3><time datetime="2024-04-23">Updated 23 Apr, 2024</time>'
    "<p>A headline of another story stands here, and it is not part of the text of this one.</p></aside>"
)


def read(head: str = "", *, body: str = TEXT, zone: str = "") -> ArticlePage:
    page = (
        f'<html lang="en"><head><title>The gate - Harbour Courier</title>{head}</head><body>'
        f"<article><h1>The gate</h1>{body}</article>{ASIDE}</body></html>"
    )
    return read_article(
        page.encode(), url=URL, charset="utf-8", zone=ZoneInfo(zone) if zone else None
    )


def test_a_page_that_states_no_date_has_none_whatever_its_sidebar_says() -> None:
    page = read()
    assert (page.published, page.published_source, page.updated) == (None, None, None)


def test_the_text_is_the_storys_own_without_what_stands_beside_it() -> None:
    page = read()
    assert page.body.count("The council of the harbour met") == 6
    assert "another story" not in page.body
    assert (page.title, page.language) == ("The gate", "en")


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The gate",'
            ' "datePublished": "2026-02-03T09:10:00+05:00"}</script>',
            Provenance.JSON_LD,
        ),
        (
            '<meta property="article:published_time" content="2026-02-03T09:10:00+05:00">',
            Provenance.META,
        ),
        (
            '<script type="application/ld+json">/* from the shop */ {"@graph": [{"@type": "newsarticle",'
            ' "headline": "The gate", "datePublished": "2026-02-03T09:10:00+05:00",}]}</script>',
            Provenance.JSON_LD,
        ),
    ],
)
def test_a_stated_date_keeps_minute_and_zone_and_says_where_it_stood(
    head: str, source: Provenance
) -> None:
    page = read(head)
    assert page.published == datetime(2026, 2, 3, 4, 10, tzinfo=UTC)
    assert page.published_source is source


def test_a_change_is_no_publication() -> None:
    page = read('<meta property="article:modified_time" content="2026-02-03T09:10:00Z">')
    assert page.published is None
    assert page.updated == datetime(2026, 2, 3, 9, 10, tzinfo=UTC)


def test_a_time_without_a_zone_is_read_in_that_of_the_paper() -> None:
    head = '<meta property="article:published_time" content="2026-02-03T09:10:00">'
    assert read(head, zone="Asia/Karachi").published == datetime(2026, 2, 3, 4, 10, tzinfo=UTC)
    assert read(head).published == datetime(2026, 2, 3, 9, 10, tzinfo=UTC)


def test_the_day_in_an_address_is_a_day() -> None:
    url = "https://www.example.org/2026/02/03/the-gate"
    page = read_article(f"<html><body><h1>Gate</h1>{TEXT}</body></html>".encode(), url=url)
    assert (page.published, page.published_source) == (date(2026, 2, 3), Provenance.URL)


def test_a_person_comes_before_the_papers_own_name() -> None:
    page = read(
        '<meta property="og:site_name" content="Harbour Courier"><meta name="author" content="Ann Miller">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The gate",'
        ' "author": {"@type": "Organization", "name": "Harbour Courier"}}</script>'
    )
    assert (page.authors, page.authors_source) == (("Ann Miller",), Provenance.META)


def test_several_authors_are_several_names() -> None:
    page = read('<meta name="author" content="By Ann Miller, Bo Chen and Cem Aydin">')
    assert page.authors == ("Ann Miller", "Bo Chen", "Cem Aydin")


def test_a_picture_brings_its_caption_and_credit() -> None:
    page = read(
        '<meta property="og:image" content="/img/gate.jpg">',
        body='<figure><img src="/img/gate.jpg"><figcaption>The gate at dawn. – Photo by Ann '
        f"Miller</figcaption></figure>{TEXT}",
    )
    assert page.image is not None
    assert page.image.url == "https://www.example.org/img/gate.jpg"
    assert (page.image.caption, page.image.credit) == ("The gate at dawn.", "Ann Miller")


def test_signs_that_join_and_part_letters_stay_in_the_text() -> None:
    body = TEXT.replace("council", "می\u200cخواهم")
    assert "می\u200cخواهم" in read(body=body).body


def test_a_dateline_is_told() -> None:
    assert read(body=TEXT.replace("<p>The", "<p>SALTMERE: The", 1)).dateline == "SALTMERE"


def test_an_opinion_is_told_by_its_address() -> None:
    page = read_article(
        f"<html><body><h1>Gate</h1>{TEXT}</body></html>".encode(),
        url="https://www.example.org/opinion/the-gate",
    )
    assert page.form is Form.OPINION


@pytest.mark.parametrize("body", [b"", b"   ", b"%PDF-1.7 \x00\x01", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_what_is_no_page_is_said(body: bytes) -> None:
    with pytest.raises(NotAPage):
        read_article(body, url=URL)


_PIECES = st.sampled_from(
    [
        b"<p>", b"</p>", b"<div class='article-body'>", b"</div>", b"<article>", b"<h1>The gate</h1>",
        b"<script type='application/ld+json'>", b"</script>", b'{"@type": "NewsArticle", "author": ',
        b"[[[", b"}}", b"<time datetime='2026-99-99'>", b"<meta name='author' content='", b"'>",
        b"\x00", b"\xff\xfe", b"&#x110000;", b"<!--", b"-->", b"<a href='http://[::1'>", b"Ann Miller. ",
        b"<figure><img src='data:,'>", b"<base href='//:0'>", b"2026-02-03 ",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.binary(max_size=20), max_size=60).map(b"".join))
def test_any_bytes_are_a_page_or_none(body: bytes) -> None:
    try:
        page = read_article(body, url=URL)
    except NotAPage:
        return
    assert "\x00" not in page.body + page.title
