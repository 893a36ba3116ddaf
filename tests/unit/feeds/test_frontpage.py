"""Front pages: headline links in their order, and the editorials with title, date, mark, teaser."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.feeds.frontpage import read_frontpage, read_links
from digest.feeds.page import NotAPage
from digest.model.errors import ConfigurationError

URL = "https://www.example.org/"
PAGE = """<html><body><nav class="menu"><a href="/politics">Politics</a><a href="/login">Log in</a></nav>
<main><h2><a href="/2026/02/03/ferry-leaves-the-quay-for-the-last-time">Ferry leaves the quay for the
last time</a></h2><h3><a href="/2026/02/03/council-votes-for-a-new-gate-at-the-harbour">Council votes for a
new gate at the harbour</a></h3><a href="/2026/02/03/ferry-leaves-the-quay-for-the-last-time">Read more</a></main>
<footer><a href="/privacy">Privacy policy of the house</a></footer></body></html>"""


def stories(page: str = PAGE, **how: object) -> list[str]:
    found = read_frontpage(page.encode(), url=URL, **how)  # type: ignore[arg-type]
    return [link.title for link in found.links if link.is_story]


def test_headlines_are_stories_in_page_order_and_menus_are_not() -> None:
    assert stories() == [
        "Ferry leaves the quay for the last time",
        "Council votes for a new gate at the harbour",
    ]


def test_links_are_absolute_once_each_and_keep_their_place() -> None:
    found = read_frontpage(PAGE.encode(), url=URL)
    assert len({link.url for link in found.links}) == len(found.links)
    assert all(link.url.startswith(URL) for link in found.links)
    assert [link.position for link in found.links] == list(range(len(found.links)))


def test_selectors_decide_where_they_are_given() -> None:
    assert stories(selectors=["nav"]) == ["Politics", "Log in"]
    with pytest.raises(ConfigurationError, match="CSS"):
        stories(selectors=["h2 ["])


def test_a_list_of_links_is_judged_alike() -> None:
    slug = "/2026/02/03/ferry-leaves-the-quay-for-the-last-time"
    pairs = [("Ferry leaves the quay for the last time", slug), ("Log in", "/login")]
    assert [link.is_story for link in read_links(pairs, url=URL).links] == [True, False]


def _editorials(*blocks: tuple[str, str, str]) -> str:
    cards = "".join(
        f'<article><h3><a href="/news/{n}">{title}</a></h3><span class="date">{day}</span><p>{teaser}</p></article>'
        for n, (title, day, teaser) in enumerate(blocks)
    )
    return (
        f'<html><body><section class="editorial"><h2>Editorial</h2>{cards}</section></body></html>'
    )


@pytest.mark.parametrize(
    ("day", "when", "updated"),
    [
        ("23 Apr, 2024", date(2024, 4, 23), False),
        ("Updated 23 Apr, 2024", date(2024, 4, 23), True),
        ("Aktualisiert am 23. April 2024", date(2024, 4, 23), True),
        ("Mis à jour le 23 avril 2024", date(2024, 4, 23), True),
        ("تازہ کاری: 23 اپریل 2024", date(2024, 4, 23), True),
        ("آخری تازہ کاری 23 اپریل 2024", date(2024, 4, 23), True),
    ],
)
def test_an_editorials_date_and_mark_are_read_in_the_languages_of_papers(
    day: str, when: date, updated: bool
) -> None:
    page = _editorials(("A gate and a promise", day, "THE barrier is the right decision..."))
    (found,) = read_frontpage(page.encode(), url=URL, charset="utf-8").editorials
    assert (found.title, found.date, found.updated) == ("A gate and a promise", when, updated)
    assert found.teaser == "THE barrier is the right decision..."
    assert found.url == "https://www.example.org/news/0"


def test_no_page_is_said() -> None:
    with pytest.raises(NotAPage):
        read_frontpage(b"", url=URL)


_PIECES = st.sampled_from(
    [
        b"<a href='", b"'>", b"</a>", b"<h2>", b"<section class='editorial'>", b"</section>", b"http://[::1",
        b"javascript:alert(1)", b"//evil.test", b"Editorial", b"Updated 99 Apr, 2024", b"\x00", b"\xff",
        b"<base href='x:'>", b"A very long headline about the harbour ", b"<ul>", b"<time>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.binary(max_size=16), max_size=60).map(b"".join))
def test_any_bytes_are_a_front_page_or_none(body: bytes) -> None:
    try:
        page = read_frontpage(body, url=URL)
    except NotAPage:
        return
    assert all(link.url.startswith(("http://", "https://")) for link in page.links)
