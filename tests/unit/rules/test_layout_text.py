"""Text fit for print."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rules.layout_text import (
    LRI,
    PDI,
    RLI,
    clean,
    cut,
    direction_of,
    isolate,
    language_of,
    printed,
)


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "مَرحبا", "👩‍💻", "हिन्दी", "C:\\x", "naïve “quotes”", "क्‍ष"]
)
def test_joiners_marks_and_backslashes_survive(text):
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_controls_overrides_and_line_breaks_do_not():
    assert clean(" a\u202eb\x00c\r\n\td\u2028e\ufeff\u2066f\u2069 ") == "abc d ef"


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_a_cut_text_is_never_longer_than_asked(text, limit):
    assert len(cut(clean(text), limit)) <= limit


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


def test_a_text_is_cut_at_a_word_and_keeps_no_comma():
    assert cut("Rice, wheat, and maize", 13) == "Rice, wheat…"


def test_most_letters_decide_the_direction():
    assert direction_of("iPhone کی قیمت میں بڑی کمی", "ltr") == "rtl"
    assert direction_of("The word سلام in a headline", "rtl") == "ltr"
    assert direction_of("2026", "rtl") == "rtl"


def test_runs_of_the_other_direction_are_isolated():
    assert isolate("Northern Wire کے مطابق", "rtl") == f"{LRI}Northern Wire{PDI} کے مطابق"
    assert isolate("کم 3.5% ہو", "rtl") == f"کم {LRI}3.5%{PDI} ہو"
    assert isolate("He said سلام دنیا to all", "ltr") == f"He said {RLI}سلام دنیا{PDI} to all"
    assert isolate("24 طلبہ", "rtl") == "24 طلبہ"


@pytest.mark.parametrize(
    ("text", "direction", "runs"),
    [
        ("Saltmere Albion (SAFC) نے", "rtl", ["Saltmere Albion (SAFC)"]),
        ("ترجمہ C++ & C# (v2.0)!", "rtl", ["C++ & C# (v2.0)"]),
        ("فلم Gale [director’s cut] آج", "rtl", ["Gale [director’s cut]"]),
        ("(Saltmere Albion) نے", "rtl", ["Saltmere Albion"]),
        ("Saltmere (جنوبی Lisk) میں", "rtl", ["Saltmere", "Lisk"]),
        ("(ترجمہ Saltmere) Albion", "rtl", ["Saltmere", "Albion"]),
        ("عمر 18+ اور Lisk 18+ میں", "rtl", ["Lisk 18+"]),
        ("Daily اخبار (صبح) is out", "ltr", ["اخبار (صبح)"]),
    ],
)
def test_a_pair_of_brackets_is_never_cut_by_an_isolate(text, direction, runs):
    found = re.findall(f"[{LRI}{RLI}](.*?){PDI}", isolate(text, direction))
    assert found == runs


@given(st.text(alphabet="ab 1.%-سلام‌ ,()[]+"))
def test_isolates_are_balanced_and_change_no_letter(text):
    for direction in ("ltr", "rtl"):
        out = isolate(text, direction)
        assert out.count(PDI) == out.count(LRI) + out.count(RLI)
        assert out.translate({ord(c): None for c in LRI + RLI + PDI}) == text


@pytest.mark.parametrize(
    ("text", "stated", "page", "tag"),
    [
        ("The ferry", "", "ur", "en"),
        ("بندرگاہ کے لیے", "en", "en", "ur"),
        ("مرحبا بالعالم", "", "en", "ar"),
        ("گفتگو", "", "en", "fa"),
        ("שלום", "", "en", "he"),
        ("Fähre", "de", "en", "de"),
    ],
)
def test_a_language_that_cannot_be_is_replaced_by_one_that_fits(text, stated, page, tag):
    assert language_of(text, stated, page) == tag


def test_nothing_printable_is_none():
    assert printed("\x00 \u202e", "en", "en") is None
