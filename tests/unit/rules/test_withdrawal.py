"""What servers say of pages, and when it is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.fetched import Ask, Fetched, FetchFailed, Marks, NotModified
from digest.feeds.nomore import no_more
from digest.model.source import Gone
from digest.rules.withdrawal import ILL, believed

PAGE = "https://paper.example.org/news/bridge"
URLS = [f"https://{host}.example.org/{n}" for host in ("courier", "gazette") for n in range(5)]
GONES = st.builds(Gone, st.sampled_from(("404", "410")), st.booleans())


def failed(status: int | None) -> FetchFailed:
    return FetchFailed(PAGE, "in words", permanent=False, status=status)


def fetched(url: str) -> Fetched:
    return Fetched(url, 200, b"", "text/html", None, Marks(), None, 0.1, 0)


@pytest.mark.parametrize("status", [None, 301, 400, 401, 403, 406, 408, 429, 500, 502, 503, 504])
def test_a_refusal_or_a_server_in_trouble_is_no_sign(status):
    assert no_more(Ask(PAGE), failed(status)) is None


@pytest.mark.parametrize(("status", "sure"), [(404, False), (410, True), (451, True)])
def test_a_page_that_is_not_there_is_gone_and_says_why(status, sure):
    gone = no_more(Ask(PAGE), failed(status))
    assert gone is not None
    assert gone.sure is sure
    assert gone.words


@pytest.mark.parametrize(
    ("asked", "answered", "gone"),
    [
        (PAGE, PAGE, False),
        (PAGE, "https://paper.example.org/", True),
        (PAGE, "https://www.paper.example.org", True),
        (PAGE, "https://paper.example.org/news/bridge-reopens", False),
        (PAGE, "https://paper.example.org/?story=7", False),
        ("https://paper.example.org/", "https://paper.example.org/", False),
        ("https://paper.example.org/?p=7", "https://paper.example.org/", True),
    ],
)
def test_an_article_that_leads_to_the_front_page_is_gone(asked, answered, gone):
    assert (no_more(Ask(asked), fetched(answered)) is not None) is gone


def test_an_unchanged_page_is_there():
    assert no_more(Ask(PAGE), NotModified(PAGE, Marks(), None, 0.1)) is None


@given(st.dictionaries(st.sampled_from(URLS), GONES))
def test_only_what_is_gone_is_withdrawn_and_what_was_taken_away_always_is(gone):
    told = believed(URLS, gone)
    assert set(told) <= set(gone)
    assert {url for url, one in gone.items() if one.sure} <= set(told)


@given(st.integers(1, 5), st.integers(0, 5))
def test_a_server_that_knows_none_of_several_pages_is_not_believed(asked, missing):
    urls = URLS[:asked]
    gone = {url: Gone("404", sure=False) for url in urls[: min(missing, asked)]}
    ill = len(gone) == asked >= ILL
    assert len(believed(urls, gone)) == (0 if ill else len(gone))


def test_the_illness_of_one_server_says_nothing_about_another():
    gone = {url: Gone("404", sure=False) for url in [*URLS[:5], URLS[5]]}
    assert list(believed(URLS, gone)) == [URLS[5]]
