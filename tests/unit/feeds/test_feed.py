"""What an entry is when a feed says it in its own way: the written policy, rule by rule."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.feeds.feed import parse_feed
from digest.feeds.parsed import NotAFeed, ParsedEntry, ParsedFeed

URL = "https://example.org/news/feed.xml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "atom": "http://www.w3.org/2005/Atom",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    }.items()
)


def rss(
    item: str, channel: str = "<link>https://example.org/</link>", url: str = URL
) -> ParsedFeed:
    body = f'<rss version="2.0" {NAMESPACES}><channel>{channel}<item>{item}</item></channel></rss>'
    return parse_feed(body.encode(), url=url)


def atom(
    entry: str, head: str = '<link href="https://example.org/"/>', url: str = URL
) -> ParsedFeed:
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}>{head}<entry>{entry}</entry></feed>'
    return parse_feed(body.encode(), url=url)


def only(feed: ParsedFeed) -> ParsedEntry:
    (entry,) = feed.entries
    return entry


# ---------------------------------------------------------------- titles


def test_a_missing_title_is_the_first_words_of_the_text_then_the_link() -> None:
    words = "<description>&lt;p&gt;First words.&lt;/p&gt;</description><link>/a</link>"
    assert only(rss(words)).title == "First words."
    assert only(rss("<link>/a</link>")).title == "https://example.org/a"
    assert (
        only(atom('<content type="html">&lt;i&gt;Long&lt;/i&gt; text</content>')).title
        == "Long text"
    )


def test_markup_in_a_title_becomes_text() -> None:
    assert only(rss("<title>&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>")).title == "A & B"
    assert only(rss("<title><![CDATA[<i>A</i> & B]]></title>")).title == "A & B"
    assert only(atom('<title type="html">&lt;b&gt;A&lt;/b&gt;</title>')).title == "A"
    xhtml = '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>B</b></div></title>'
    assert only(atom(xhtml)).title == "A B"


def test_a_feed_without_a_title_is_named_by_its_site() -> None:
    assert rss("<title>x</title>").title == "https://example.org/"
    assert rss("<title>x</title>", channel="").title == URL


# ---------------------------------------------------------------- links


def test_a_relative_link_is_read_against_the_site_and_xml_base_before_it() -> None:
    assert only(rss("<link>a.html</link>")).link == "https://example.org/a.html"
    assert only(rss("<link>a.html</link>", channel="")).link == "https://example.org/news/a.html"
    based = '<link href="a.html"/>'
    assert only(atom(based, head='<link href="/blog/"/>')).link == "https://example.org/blog/a.html"
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.net/x/">'
        '<entry xml:base="y/"><link href="a.html"/></entry></feed>'
    )
    assert only(parse_feed(body.encode(), url=URL)).link == "https://example.net/x/y/a.html"


def test_without_a_link_an_id_that_is_an_address_stands_in_then_the_enclosure_then_the_site() -> (
    None
):
    enclosure = '<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>'
    assert only(rss("<guid>https://example.org/a</guid>")).link == "https://example.org/a"
    assert (
        only(rss(f'<guid isPermaLink="false">7</guid>{enclosure}')).link
        == "https://example.org/a.mp3"
    )
    assert only(rss('<guid isPermaLink="false">7</guid>')).link == "https://example.org/"
    assert only(rss('<guid isPermaLink="true">a/b</guid>')).link == "https://example.org/a/b"
    assert only(atom("<id>https://example.org/a</id>")).link == "https://example.org/a"
    assert only(atom("<id>urn:x:1</id>")).link == "https://example.org/"


def test_the_original_link_comes_before_a_proxys() -> None:
    links = (
        "<link>https://proxy.example.net/~r/1</link>"
        "<feedburner:origLink>https://example.org/a</feedburner:origLink>"
    )
    assert only(rss(links)).link == "https://example.org/a"


def test_the_page_is_chosen_among_an_atom_entrys_links() -> None:
    links = (
        '<link rel="self" href="/self"/><link rel="edit" href="/edit"/>'
        '<link rel="alternate" type="text/html" href="/page"/>'
    )
    assert only(atom(links)).link == "https://example.org/page"


def test_a_link_that_runs_code_is_no_link() -> None:
    assert (
        only(rss("<title>x</title><link>javascript:alert(1)</link>")).link == "https://example.org/"
    )


def test_campaign_parameters_of_a_link_stay_as_the_publisher_set_them() -> None:
    link = "https://example.org/a?utm_source=rss&amp;id=7"
    assert only(rss(f"<link>{link}</link>")).link == "https://example.org/a?utm_source=rss&id=7"


# ---------------------------------------------------------------- authors


def test_authors_come_from_every_way_to_name_them() -> None:
    assert only(
        rss("<dc:creator>Ann Miller</dc:creator><dc:creator>Bo Chen</dc:creator>")
    ).authors == (
        "Ann Miller",
        "Bo Chen",
    )
    assert only(rss("<author>desk@example.org (Ann Miller)</author>")).authors == ("Ann Miller",)
    assert only(rss("<atom:author><atom:name>Ann</atom:name></atom:author>")).authors == ("Ann",)
    assert only(rss("<author>by <a href='/x'>Ann Miller</a></author>")).authors == ("Ann Miller",)
    assert only(
        atom("<author><name>Ann</name></author><author><name>Bo</name></author>")
    ).authors == (
        "Ann",
        "Bo",
    )


def test_an_entry_without_author_inherits_the_feeds() -> None:
    assert only(
        rss("<title>x</title>", channel="<managingEditor>Ann</managingEditor>")
    ).authors == ("Ann",)
    head = "<author><name>Ann</name></author>"
    assert only(atom("<title>x</title>", head=head)).authors == ("Ann",)
    assert only(atom("<author><name>Bo</name></author>", head=head)).authors == ("Bo",)


# ---------------------------------------------------------------- dates, ids, texts, pictures


def test_published_and_updated_are_told_apart() -> None:
    entry = only(
        atom("<updated>2026-02-03T06:00:00Z</updated><published>2026-02-02T06:00:00Z</published>")
    )
    assert entry.published == datetime(2026, 2, 2, 6, tzinfo=UTC)
    assert entry.updated == datetime(2026, 2, 3, 6, tzinfo=UTC)


def test_a_day_stays_a_day_and_an_unreadable_date_is_none() -> None:
    assert only(rss("<pubDate>2026-02-03</pubDate>")).published == date(2026, 2, 3)
    assert only(rss("<pubDate>soon</pubDate><dc:date>2026-02-03</dc:date>")).published == date(
        2026, 2, 3
    )
    assert only(rss("<pubDate>soon</pubDate>")).published is None


def test_a_date_in_the_far_future_is_passed_on_as_it_stands() -> None:
    entry = only(rss("<pubDate>Fri, 31 Dec 9998 23:59:59 GMT</pubDate>"))
    assert entry.published == datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_time_without_a_zone_is_read_in_the_sources_zone() -> None:
    body = b"<rss><channel><item><pubDate>2026-02-03 06:00:00</pubDate></item></channel></rss>"
    feed = parse_feed(body, url=URL, zone=ZoneInfo("Asia/Karachi"))
    assert only(feed).published == datetime(2026, 2, 3, 1, tzinfo=UTC)


def test_ids_given_twice_are_told_apart_and_missing_ones_are_stable() -> None:
    items = (
        "<guid>7</guid><title>A</title><link>/a</link></item><item><guid>7</guid><title>B</title>"
        "<link>/b</link></item><item><guid>7</guid><title>C</title></item><item><title>D</title>"
    )
    ids = [entry.id for entry in rss(items).entries]
    assert len(set(ids)) == 4
    assert ids == [entry.id for entry in rss(items).entries]


def test_the_publishers_short_text_and_the_whole_text_are_told_apart() -> None:
    entry = only(
        rss(
            "<description>Short &amp;amp; sweet</description>"
            "<content:encoded><![CDATA[<p>One</p><p>Two</p>]]></content:encoded>"
        )
    )
    assert entry.summary == "Short & sweet"
    assert entry.content == "One\nTwo"
    assert only(atom("<content>All of it</content>")).summary == ""


def test_the_widest_picture_is_taken_with_its_words() -> None:
    entry = only(
        rss(
            '<media:group><media:content url="/s.jpg" medium="image" width="100"/>'
            '<media:content url="/l.jpg" medium="image" width="900" height="600">'
            "<media:credit>AP</media:credit><media:title>A caption</media:title></media:content>"
            '<media:content url="/film.mp4" medium="video" width="1900"/></media:group>'
        )
    )
    assert entry.image is not None
    assert (entry.image.url, entry.image.width) == ("https://example.org/l.jpg", 900)
    assert (entry.image.credit, entry.image.caption) == ("AP", "A caption")


def test_a_counting_pixel_is_no_picture() -> None:
    pixel = '<img src="/p.gif" width="1" height="1"/><img src="/photo.jpg"/>'
    entry = only(rss(f"<description><![CDATA[{pixel}]]></description>"))
    assert entry.image is not None
    assert entry.image.url == "https://example.org/photo.jpg"


# ---------------------------------------------------------------- formats


def test_rdf_is_read_with_its_items_beside_the_channel() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel><title>T</title><link>https://example.org/</link></channel>
      <item><title>A</title><link>/a</link><dc:date>2026-02-03T06:00:00Z</dc:date></item></rdf:RDF>"""
    feed = parse_feed(body, url=URL)
    assert feed.kind == "rdf"
    assert only(feed).link == "https://example.org/a"
    assert only(feed).published == datetime(2026, 2, 3, 6, tzinfo=UTC)


def test_atom_of_the_year_2003_is_read() -> None:
    body = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title>
      <entry><title>A</title><link rel="alternate" type="text/html" href="https://example.org/a"/>
      <issued>2026-02-03T06:00:00Z</issued><modified>2026-02-04T06:00:00Z</modified>
      <content type="text/html" mode="base64">PHA+SGVsbG88L3A+</content></entry></feed>"""
    entry = only(parse_feed(body, url=URL))
    assert entry.published == datetime(2026, 2, 3, 6, tzinfo=UTC)
    assert entry.content == "Hello"


def test_names_in_odd_case_and_undeclared_prefixes_are_read() -> None:
    body = (
        b"<RSS><Channel><Item><TITLE>A</TITLE><dc:creator>Ann</dc:creator></Item></Channel></RSS>"
    )
    entry = only(parse_feed(body, url=URL))
    assert (entry.title, entry.authors) == ("A", ("Ann",))


def test_a_json_feed_is_read() -> None:
    body = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": "en",
      "home_page_url": "https://example.org/", "authors": [{"name": "Ann"}],
      "items": [{"id": 7, "url": "/a", "content_html": "<p>One</p><p>Two</p>", "tags": ["x"],
                 "date_published": "2026-02-03T06:00:00Z", "image": "/a.jpg"},
                {"id": "8", "external_url": "/b", "title": "B", "author": {"name": "Bo"}}, "odd", null]}"""
    feed = parse_feed(body, url=URL)
    first, second = feed.entries
    assert (feed.kind, feed.title, feed.language) == ("json", "T", "en")
    assert (first.id, first.link, first.title) == ("7", "https://example.org/a", "One Two")
    assert (first.authors, first.categories, first.content) == (("Ann",), ("x",), "One\nTwo")
    assert (second.link, second.authors) == ("https://example.org/b", ("Bo",))


def test_a_json_feed_with_nothing_in_it_yet_is_one() -> None:
    assert parse_feed(b'{"version": "https://jsonfeed.org/version/1.1"}', url=URL).entries == ()


# ---------------------------------------------------------------- what is no feed


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", "web page"),
        (b"<html><body>404</body></html>", "web page"),
        (b"just words", "neither"),
        (b"/etc/hostname", "neither"),
        (b"http://127.0.0.1:6379/", "neither"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"<urlset><url><loc>https://example.org/</loc></url></urlset>", "sitemap"),
        (b"<opml/>", "neither"),
        (b"{", "JSON"),
        (b'{"items": 7}', "JSON"),
        (b"[1, 2]", "neither"),
        (b"{" * 100_000, "JSON"),
        (b'{"a":' * 100_000, "JSON"),
        (b"<rss/>", "no channel"),
        (b"\x1f\x8b\x08garbage", "damaged"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_feed_is_said_in_words(body: bytes, words: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        parse_feed(body, url=URL)
    assert words in str(caught.value)
    assert URL in str(caught.value)
    assert caught.value.permanent


def test_the_same_entry_given_often_keeps_one_id_each() -> None:
    again = "</item><item>".join(["<guid>7</guid><title>A</title>"] * 5)
    assert len({entry.id for entry in rss(again).entries}) == 5
