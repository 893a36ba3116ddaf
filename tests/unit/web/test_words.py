"""The words of the pages in four languages."""

from gettext import GNUTranslations
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from digest.web import phrases
from digest.web.phrases import ENGLISH
from digest.web.words import LANGUAGES, accepted, name_of, words

LOCALE = Path(phrases.__file__).parent / "locale"
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def gaps(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def source(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> list[Message]:
    with source(language).open("rb") as file:
        read = read_po(file, locale=language, domain="django")
    return [one for one in read if one.id]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_says_the_same_with_the_same_gaps(language):
    told = {one.context: (one.id, one.string) for one in catalogue(language)}
    assert {phrase: text for phrase, (text, _) in told.items()} == ENGLISH
    for phrase, (english, text) in told.items():
        assert gaps(text) == gaps(english), phrase
        assert text.strip() == text != ""


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language):
    assert {p for p, text in words(language).phrases.items() if text == ENGLISH[p]} == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_its_source(language):
    with source(language).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    told = {one.context: compiled.pgettext(one.context, one.id) for one in catalogue(language)}
    assert told == {one.context: one.string for one in catalogue(language)}, "make words"


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
