"""One table of words, complete in every language."""

from __future__ import annotations

import string
from datetime import date

import pytest

from digest.press.words import DATES, PHRASES, words_for


def gaps(pattern):
    """The named gaps of a phrase."""
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_every_language_has_every_phrase_with_the_same_gaps(language):
    assert PHRASES[language].keys() == PHRASES["en"].keys()
    for phrase, pattern in PHRASES["en"].items():
        assert gaps(PHRASES[language][phrase]) == gaps(pattern), phrase
    assert language in DATES


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("en", "Wednesday, 25 November 2026", "25 November"),
        ("ur", "بدھ، 25 نومبر، 2026", "25 نومبر"),
        ("de", "Mittwoch, 25. November 2026", "25. November"),
        ("fr", "mercredi 25 novembre 2026", "25 novembre"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language, full, short):
    words = words_for(language)
    assert words.day(date(2026, 11, 25)) == full
    assert words.short_day(date(2026, 11, 25)) == short


def test_a_regional_tag_takes_its_language_and_an_unknown_one_english():
    assert words_for("ur-PK").language == "ur"
    assert words_for("ur-PK").direction == "rtl"
    assert words_for("tlh").language == "en"
