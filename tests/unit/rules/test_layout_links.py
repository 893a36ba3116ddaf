"""Addresses and picture sizes fit for print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.layout import Text
from digest.model.story import Image
from digest.rules.layout_links import lead_picture, shown_size, thumbnail, web_address


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("https://herald.example.org/a?b=1&c=2#d", "https://herald.example.org/a?b=1&c=2#d"),
        ("http://herald.example.org/a", "https://herald.example.org/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/a"),
        ("http://127.0.0.1/a", "http://127.0.0.1/a"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://herald.example.org/a b\n%zz", "https://herald.example.org/a%20b%25zz"),
        ("https://e.example.org/%%UNSUB%%", "https://e.example.org/%25%25UNSUB%25%25"),
        ("https://e.example.org/{{7*7}}", "https://e.example.org/%7B%7B7*7%7D%7D"),
        ('https://e.example.org/"><script>', "https://e.example.org/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example.org/x", ""),
        ("/relative", ""),
        ("https://paper.example.org@evil.example.org/", ""),
        ("https://[::1/", ""),
        ("https://x:99999/", ""),
        ("", ""),
    ],
)
def test_an_address_is_printed_in_ascii_or_not_at_all(address, printed):
    assert web_address(address) == printed


@given(st.text())
def test_no_text_makes_an_address_that_could_leave_an_attribute(text):
    out = web_address("https://a.example.org/" + text)
    assert out == "" or (out.isascii() and not set(out) & set(" \"'<>{}\\\n") - {"'"})


@pytest.mark.parametrize(
    ("size", "room", "shown"),
    [
        ((1200, 675), (600, 420), (600, 338)),
        ((600, 1200), (600, 420), (210, 420)),
        ((None, None), (120, 120), (120, 68)),
        ((0, 10), (600, 420), (600, 338)),
        ((10_000, 1), (600, 420), (600, 1)),
    ],
)
def test_a_picture_keeps_its_proportions_inside_the_room(size, room, shown):
    assert shown_size(*size, room) == shown


def test_a_picture_too_small_for_its_place_is_left_out():
    small, alt = Image("https://a.example.org/1.gif", width=1, height=1), Text("dot")
    assert lead_picture(small, alt) is None
    assert thumbnail(small, alt) is None
