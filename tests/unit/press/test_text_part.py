"""The plain-text part."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.press.text_part import WIDTH, disarm_html, disarm_text, tidy, wrap


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=20), min_size=1).map(" ".join))
def test_wrapping_changes_only_blanks_into_line_ends(text):
    lines = wrap(text).split("\n")
    assert " ".join(lines) == text
    assert all(len(line) <= WIDTH for line in lines)


def test_a_long_address_stays_whole():
    assert "x" * 200 in wrap("see " + "x" * 200 + " now").split("\n")


def test_a_link_s_number_stays_with_the_word_before_it():
    assert wrap("w " * 35 + "last [12]").endswith("\nlast [12]")


def test_openings_of_template_languages_are_disarmed_and_read_the_same():
    assert (
        disarm_text("{{7*7}} {% x %} *|N|* <%y%>").replace("\u2060", "")
        == "{{7*7}} {% x %} *|N|* <%y%>"
    )
    for opening in ("{{", "{%", "*|", "<%"):
        assert opening not in disarm_text("{{{7*7}}} {% x %} *|N|* <%y%>")
        assert opening not in disarm_html("{{{7*7}}} {% x %} *|N|* <%y%>")


def test_blank_lines_are_never_more_than_two():
    assert tidy("\n\na  \n\n\n\n\n\nb\n\n") == "a\n\n\nb\n"
