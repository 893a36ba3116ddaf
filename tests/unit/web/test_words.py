"""The words of the pages in four languages."""

from string import Formatter

import pytest

from digest.web.words import PHRASES, accepted, name_of, words


def gaps(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_every_language_says_the_same_with_the_same_gaps(language):
    english = PHRASES["en"]
    assert PHRASES[language].keys() == english.keys()
    for phrase, pattern in PHRASES[language].items():
        assert gaps(pattern) == gaps(english[phrase]), phrase
        assert pattern.strip() == pattern
        assert pattern


@pytest.mark.parametrize("language", ["ur", "de", "fr"])
def test_nothing_is_left_in_english(language):
    english = PHRASES["en"]
    assert {p for p, text in PHRASES[language].items() if text == english[p]} == set()


def test_a_region_reads_its_languages_table_and_a_stranger_english():
    assert words("ur-PK").language == "ur"
    assert words("ur-PK").direction == "rtl"
    assert words("sw").language == "en"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("sw, fr;q=0.5, ur;q=0.7", "ur"),
        ("*", "en"),
        ("en;q=oops, fr", "fr"),
        (",".join(["x"] * 500), "en"),
    ],
)
def test_the_visitors_language_is_the_first_we_speak(header, language):
    assert accepted(header) == language


def test_languages_are_named_in_themselves():
    assert [name_of(tag) for tag in ("en", "ur", "de", "fr", "pt-BR", "x-none")] == [
        "English",
        "اردو",
        "Deutsch",
        "Français",
        "Português (Brasil)",
        "x-none",
    ]
