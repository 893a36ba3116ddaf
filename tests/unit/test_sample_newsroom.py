"""The bundled newsroom: what its documents hold, at any hour it is asked for."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sample.content import DATA, outlets, picture_bytes
from digest.sample.metadata import HABITS
from digest.sample.morning import Morning, full_hour
from digest.sample.server import loopback_url
from digest.sample.site import RENDERERS, Site

BASE = "http://127.0.0.1:8123"
NOON = datetime(2026, 5, 12, 12, 34, 56, tzinfo=UTC)
NOWS = [
    NOON,
    datetime(2026, 1, 1, 0, 10, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 50, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # clocks go forward in London
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and back
    datetime(2024, 2, 29, 19, 0, 0, tzinfo=UTC),  # midnight in Karachi
]
FEEDS = [
    "/courier/feed.xml",
    "/courier/editorials/feed.xml",
    "/gazette/atom.xml",
    "/wire/rss",
    "/bandargah/feed.xml",
    "/bandargah/editorials/feed.xml",
]
XML_PATHS = [*FEEDS, "/courier/sitemap.xml", "/courier/sitemap-news.xml"]
ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
NAMESPACES = re.compile(
    r"https?://(www\.w3\.org|schema\.org|purl\.org|search\.yahoo\.com/mrss"
    r"|www\.sitemaps\.org|www\.google\.com/schemas)"
)
RESERVED = re.compile(r"(^|\.)(example\.(org|com|net)|example|test|invalid|localhost)$")


def site(now=NOON):
    return Site(full_hour(now))


def text(path, now=NOON):
    document = site(now).document(path)
    assert document is not None, path
    return document.body.decode("utf-8")


def xml(path, now=NOON):
    return ET.fromstring(text(path, now).encode())


def links(path):
    root = xml(path)
    if root.tag == f"{ATOM}feed":
        return [
            e.find(f"{ATOM}link[@rel='alternate']").get("href") for e in root.iter(f"{ATOM}entry")
        ]
    if root.tag == "rss":
        return [item.findtext("link") for item in root.iter("item")]
    return [loc.text for loc in root.iter(f"{MAP}loc")]


def article_paths():
    return [path for path in site().paths() if re.search(r"/(articles|editorials)/(?!feed)", path)]


def json_ld(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return [json.loads(block) for block in found]


def nodes(page):
    for block in json_ld(page):
        for node in block if isinstance(block, list) else block.get("@graph", [block]):
            if "NewsArticle" in str(node["@type"]):
                yield node


class Anchors(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src"):
                self.found.append(value)


@pytest.mark.parametrize("path", XML_PATHS)
def test_every_feed_and_sitemap_is_well_formed(path):
    assert len(xml(path))


@pytest.mark.parametrize("path", XML_PATHS)
def test_every_link_of_a_feed_leads_to_a_page_of_the_newsroom(path):
    assert links(path)
    for link in links(path):
        twin = loopback_url(link, BASE)
        assert twin is not None, link
        assert site().document(twin.removeprefix(BASE)) is not None, link


def test_every_link_and_picture_of_every_page_leads_somewhere():
    dead = set()
    for path in site().paths():
        document = site().document(path)
        assert document is not None, path
        if not document.content_type.startswith("text/html"):
            continue
        anchors = Anchors()
        anchors.feed(document.body.decode())
        for link in anchors.found:
            twin = loopback_url(link, BASE)
            if twin is None or site().document(twin.removeprefix(BASE)) is None:
                dead.add(link)
    assert not dead


def test_at_least_forty_article_pages_state_their_facts_in_json_ld():
    stated = [list(nodes(text(path))) for path in article_paths()]
    assert sum(bool(found) for found in stated) >= 40
    for node in (node for found in stated for node in found):
        assert node["headline"]
        assert node["author"]
        assert node["articleSection"]
        assert datetime.fromisoformat(node["datePublished"]) <= datetime.fromisoformat(
            node["dateModified"]
        )


def test_every_habit_of_stating_metadata_is_met():
    used = {story.habit for outlet in outlets().values() for story in outlet.stories}
    assert used == set(HABITS)


def test_every_kind_of_document_is_served_by_some_outlet():
    used = {kind for outlet in outlets().values() for kind in outlet.routes.values()}
    assert used == set(RENDERERS)


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_all_news_is_of_the_last_day_whatever_the_hour(now):
    for outlet in outlets().values():
        for dated in Morning(outlet, full_hour(now)).news:
            assert timedelta(0) <= now - dated.published <= timedelta(hours=24), dated.url
            changed = dated.modified or dated.published
            assert dated.published <= changed <= now, dated.url


@given(st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_all_news_is_of_the_last_day_at_any_moment(now):
    for outlet in outlets().values():
        ages = [now - dated.published for dated in Morning(outlet, full_hour(now)).news]
        assert timedelta(0) <= min(ages)
        assert max(ages) <= timedelta(hours=24)


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_feeds_say_the_same_times_as_the_pages(now):
    for item in xml("/courier/feed.xml", now).iter("item"):
        path = loopback_url(item.findtext("link"), BASE).removeprefix(BASE)
        for node in nodes(text(path, now)):
            stated = datetime.fromisoformat(node["datePublished"])
            if stated.tzinfo is None:
                stated = stated.replace(tzinfo=ZoneInfo("Europe/London"))
            feed_time = parsedate_to_datetime(item.findtext("pubDate"))
            assert feed_time == stated.replace(microsecond=0)


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_news_sitemap_is_newest_first_and_not_in_the_future(now):
    stamps = [
        datetime.fromisoformat(node.text)
        for node in xml("/courier/sitemap-news.xml", now).iter(f"{NEWS}publication_date")
    ]
    assert stamps == sorted(stamps, reverse=True)
    assert stamps[0] <= now


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_editorial_page_has_three_of_today_and_three_of_yesterday(now):
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    lines = re.findall(r'<span class="when">(.*?)</span>', text("/courier/editorials", now))
    assert [line.removeprefix("Updated ") for line in lines] == [
        words(today - timedelta(days=back)) for back in (0, 0, 0, 1, 1, 1)
    ]
    assert [line.startswith("Updated ") for line in lines] == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]


def words(day: date) -> str:
    return f"{day.day} {day:%b}, {day.year}"


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_no_editorial_is_published_or_changed_in_the_future(now):
    for outlet in outlets().values():
        for dated in Morning(outlet, full_hour(now)).editorials:
            assert dated.published <= (dated.modified or dated.published) <= now


def test_two_starts_within_an_hour_give_the_same_bytes():
    early, late = (
        datetime(2026, 5, 12, 7, 0, 0, tzinfo=UTC),
        datetime(2026, 5, 12, 7, 59, 59, 999999, UTC),
    )
    for path in site().paths():
        assert site(early).document(path) == site(late).document(path), path


def test_another_day_changes_dates_but_neither_links_nor_guids_nor_words():
    def without_dates(path, now):
        return [
            (
                item.findtext("guid"),
                item.findtext("link"),
                item.findtext("title"),
                item.findtext(CONTENT),
            )
            for item in xml(path, now).iter("item")
        ]

    later = NOON + timedelta(days=40, hours=5)
    for path in FEEDS:
        assert without_dates(path, NOON) == without_dates(path, later)
        assert text(path, NOON) != text(path, later)


def test_guids_differ():
    for path in FEEDS:
        root = xml(path)
        ids = [node.text for node in [*root.iter("guid"), *root.iter(f"{ATOM}id")]]
        assert len(ids) == len(set(ids)) >= 2


def test_several_outlets_tell_the_same_events_in_words_of_their_own():
    headlines = [s.headline for o in outlets().values() for s in o.stories]
    bodies = [part for o in outlets().values() for s in o.stories for part in s.body]
    assert len(headlines) == len(set(headlines))
    assert len(bodies) == len(set(bodies))
    for outlet in outlets().values():
        assert any("barrier" in story.slug for story in outlet.news), outlet.name


def test_every_story_is_whole():
    for outlet in outlets().values():
        for story in outlet.stories:
            assert (story.hours is None) != (story.day is None), story.slug
            assert story.standfirst.strip(), story.slug
            assert len(story.body) >= (2 if story.is_editorial else 4), story.slug
            assert story.is_editorial or story.section in outlet.sections.values(), story.slug
            if story.updated is not None and story.hours is not None:
                assert story.updated < story.hours, story.slug


def test_the_texts_use_typographic_quotes_and_dashes():
    for outlet in outlets().values():
        for story in outlet.stories:
            for part in (story.headline, story.standfirst, *story.body):
                assert not re.search(r"""['"]| - |--""", part), (story.slug, part)


def test_the_urdu_paper_uses_urdu_letters_not_arabic_look_alikes():
    told = "".join((DATA / name).read_text() for name in ("bandargah.toml", "newsroom.toml"))
    assert not re.findall("[\u064a\u0643\u0649\u0629]", told)  # yeh, kaf, alef maksura, teh marbuta
    assert re.search("[A-Za-z]", "".join(s.headline for s in outlets()["bandargah"].stories))


def test_the_urdu_pages_say_so():
    page = text("/bandargah/")
    assert '<html lang="ur" dir="rtl">' in page
    assert xml("/bandargah/feed.xml").findtext("channel/language") == "ur"


def test_every_picture_is_small_and_used():
    used = {s.picture.name for o in outlets().values() for s in o.stories if s.picture}
    there = {path.name for path in (DATA / "pictures").iterdir() if path.name.endswith(".jpg")}
    assert used == there
    for name in used:
        picture = picture_bytes(name)
        assert picture.startswith(b"\xff\xd8\xff")
        assert len(picture) <= 40 * 1024


def test_some_news_has_a_picture_and_some_has_none():
    for outlet in outlets().values():
        with_picture = [story for story in outlet.news if story.picture]
        assert 0 < len(with_picture) < len(outlet.news)
        assert all(s.picture.caption and s.picture.credit for s in with_picture)


def test_nothing_outside_reserved_domains_stands_in_what_is_served():
    hosts = set()
    for path in site().paths():
        plain = NAMESPACES.sub("", text(path))
        hosts.update(re.findall(r"(?:https?:)?//([\w.-]+)", plain))
        hosts.update(re.findall(r"[\w.+-]+@([\w-]+\.[\w.-]+)", plain))
    assert hosts
    assert not [host for host in hosts if not RESERVED.search(host)]


@pytest.mark.parametrize(
    ("public", "twin"),
    [
        ("https://www.harbourcourier.example.org/feed.xml", f"{BASE}/courier/feed.xml"),
        ("https://www.harbourcourier.example.org", f"{BASE}/courier/"),
        ("https://WWW.Northlight.example.org/rss?x=1", f"{BASE}/wire/rss?x=1"),
        ("http://www.bandargah.example.org/articles/x#y", f"{BASE}/bandargah/articles/x"),
        ("https://www.example.org/feed.xml", None),
        ("https://harbourcourier.example.org.evil.test/feed.xml", None),
        ("ftp://www.northlight.example.org/rss", None),
        ("/feed.xml", None),
        ("", None),
    ],
)
def test_a_public_address_has_a_twin_on_loopback_or_none(public, twin):
    assert loopback_url(public, BASE) == twin


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/courier/articles/", "/courier/pictures/../courier.toml"]
)
def test_other_paths_have_no_document(path):
    assert site().document(path) is None


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        full_hour(datetime(2026, 5, 12, 7, 0))


def test_every_headline_fits_a_subject_line_also_of_an_alert():
    comfort, breaking, look_back = 70, len("Breaking: "), 6.5
    long = [
        (story.headline, len(story.headline))
        for outlet in outlets().values()
        for story in outlet.news
        if len(story.headline)
        > comfort - (breaking if _ages(story) < look_back and outlet.language == "en" else 0)
    ]
    assert long == []


def _ages(story):
    return min(story.hours, story.updated or story.hours)
