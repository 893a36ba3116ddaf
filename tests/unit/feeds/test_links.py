"""Addresses in documents: absolute, http or https, otherwise nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.links import absolute, without_tracking

BASE = "https://example.org/news/feed.xml"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("/a", "https://example.org/a"),
        ("a.html", "https://example.org/news/a.html"),
        ("?id=1", "https://example.org/news/feed.xml?id=1"),
        ("//cdn.example.org/a", "https://cdn.example.org/a"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
        ("https://exam\nple.org/a", "https://example.org/a"),
        ("HTTPS://example.org/A", "HTTPS://example.org/A"),
        ("", None),
        (None, None),
        ("javascript:alert(1)", None),
        ("JaVa\tScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("mailto:desk@example.org", None),
        ("urn:uuid:1225c695", None),
        ("http://", None),
        ("https://[broken", None),
        ("https://example.org@example.net/", None),
        ("https://example.org/" + "a" * 9000, None),
    ],
)
def test_a_link_is_absolute_or_nothing(link: str | None, found: str | None) -> None:
    assert absolute(link, BASE) == found


def test_campaign_parameters_are_left_out_for_comparing_only() -> None:
    assert without_tracking("https://example.org/a?utm_source=x&id=7&fbclid=y") == (
        "https://example.org/a?id=7"
    )
    untouched = "https://example.org/a?q=a%20b&ref=home"
    assert without_tracking(untouched) == untouched


@given(st.text(max_size=120))
def test_whatever_the_link_the_answer_is_http_or_nothing(link: str) -> None:
    found = absolute(link, BASE)
    assert found is None or found.lower().startswith(("http://", "https://"))
