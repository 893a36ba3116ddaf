"""Plain text out of markup: words kept, markup gone, linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds import text


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("AT&T & co", "AT&T & co"),
        ("a&nbsp;b&rsquo;s", "a\xa0b’s"),
        ("it&#146;s &#8212; fine", "it’s — fine"),
        ("<b>Bold</b>ly <em>said</em>", "Boldly said"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("List<T> of vector<int>", "List<T> of vector<int>"),
        ("two\n  lines\tof it", "two lines of it"),
        ("soft\xadhyphen \u200band\ufeff more", "softhyphen and more"),
        ("line\u2028separator", "line separator"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("x &unknown; y", "x &unknown; y"),
    ],
)
def test_a_title_is_plain_text_on_one_line(markup: str, plain: str) -> None:
    assert text.title(markup) == plain


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("One<br/>Two", "One Two"),
        ("un<b>broken</b>", "unbroken"),
        ("<script>alert(1)</script>Text", "Text"),
        ("<SCRIPT src=x>alert(1)</SCRIPT >Text", "Text"),
        ("<style>p{}</style>Text<noscript>No</noscript>", "Text"),
        ("Text<script>never closed", "Text"),
        ("<img src=x onerror=alert(1)>Text", "Text"),
        ("<!-- <p>hidden</p> -->Text", "Text"),
        ('<a title="a > b" href="/x">Text</a>', "Text"),
        ("&lt;p&gt;Escaped &lt;b&gt;twice&lt;/b&gt;&lt;/p&gt;", "Escaped twice"),
        ("use the &lt;p&gt; tag", "use the <p> tag"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("5 < 6, 7 > 6", "5 < 6, 7 > 6"),
    ],
)
def test_a_description_is_plain_text_on_one_line(markup: str, plain: str) -> None:
    assert text.line(markup) == plain


def test_paragraphs_stay_apart_in_prose() -> None:
    assert text.prose("<p>One\n  and</p>\n\n<p>two<br>three</p>") == "One\nand\ntwo\nthree"


def test_a_whole_article_given_as_a_description_is_cut_between_words() -> None:
    found = text.teaser("<p>word <a href='https://example.org/'>link</a></p>" * 500)
    assert found.endswith("…")
    assert len(found) < 1_200
    assert set(found.rstrip("…").split()) == {"word", "link"}


def test_first_words_are_cut_between_words() -> None:
    assert text.first_words("short text") == "short text"
    found = text.first_words("many words " * 30)
    assert found.endswith(("words…", "many…"))
    assert len(found) <= 101
    assert text.first_words("x" * 300) == "x" * 100 + "…"


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 1_000_000,
        "<a " * 300_000,
        "<a '" * 250_000,
        '<a b="' * 150_000,
        "<script " * 120_000,
        "<script>" * 120_000,
        "<style>" * 120_000 + "</script>",
        "<!--" * 250_000,
        "&lt;" * 250_000,
        "&" * 1_000_000,
        "<p>" * 330_000,
        "<b></b>" * 140_000,
        " \n" * 500_000,
        "\xa0 " * 500_000,
    ],
    ids=lambda markup: markup[:12],
)
def test_a_megabyte_of_broken_markup_takes_linear_time(hostile: str) -> None:
    start = time.process_time()
    for read in (text.line, text.prose, text.title, text.teaser):
        read(hostile)
    assert time.process_time() - start < 2


@given(st.text(alphabet="<>/!-& ;\"'abpscriptly\n\x00\xa0", max_size=300))
def test_no_markup_makes_it_fail_or_leaves_a_control_character(markup: str) -> None:
    for read in (text.line, text.prose, text.title, text.teaser, text.first_words):
        assert "\x00" not in read(markup)
    assert "\n" not in text.line(markup)
