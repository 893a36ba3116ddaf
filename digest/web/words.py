"""The words of the public pages and of the readers' own: Django's catalogues, ready to be filled.

    language tag -> locale/<language>/LC_MESSAGES/django.mo -> Words

A language without a catalogue gets the English words.  Adding one: a catalogue with all phrases, and
its tag in `LANGUAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from django.utils import translation

from digest.press.words import words_for
from digest.rules.layout_text import direction_of, direction_of_language, enclose
from digest.web.phrases import ENGLISH, VERSION

__all__ = ["LANGUAGES", "VERSION", "Words", "accepted", "name_of", "words"]

FALLBACK = "en"
LANGUAGES = (FALLBACK, "ur", "de", "fr")
"""Languages there is a catalogue for."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, with its direction."""

    language: str
    direction: str
    phrases: Mapping[str, str]

    def say(self, phrase: str, **values: object) -> str:
        """The phrase with its gaps filled: plain text, to be escaped where HTML is meant."""
        return self.phrases[phrase].format(**values)

    def filled(self, values: Mapping[str, object]) -> dict[str, str]:
        """All phrases that these values fill, by id with `_` for `.`, as templates ask for them.

        What runs the other way is isolated, so that an address in Urdu stays in one piece.
        """
        apart = {name: self.apart(value) for name, value in values.items()}
        return {
            _name(phrase): pattern.format(**apart)
            for phrase, pattern in self.phrases.items()
            if _gaps(pattern) <= values.keys()
        }

    def apart(self, value: object) -> object:
        """A text that runs the other way, isolated; everything else as it is."""
        if not isinstance(value, str) or not value:
            return value
        same = direction_of(value, self.direction) == self.direction
        return value if same else enclose(value)

    def day(self, day: date) -> str:
        """`Wednesday, 25 November 2026` in this language."""
        return words_for(self.language).day(day)


def _name(phrase: str) -> str:
    return phrase.replace(".", "_").replace("-", "_")


def _gaps(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def words(language: str) -> Words:
    """The words for a language tag: `ur-PK` takes `ur`, an unknown one English."""
    known = table_of(language)
    return Words(known, direction_of_language(known), _phrases(known))


@cache
def _phrases(language: str) -> Mapping[str, str]:
    with translation.override(language):
        return MappingProxyType(
            {phrase: translation.pgettext(phrase, text) for phrase, text in ENGLISH.items()}
        )


def table_of(language: str) -> str:
    """The catalogue that a language tag is read from."""
    primary = language.split("-")[0].lower()
    return primary if primary in LANGUAGES else FALLBACK


def accepted(header: str, otherwise: str = FALLBACK) -> str:
    """The first language of an `Accept-Language` header that there is a catalogue for."""
    asked: list[tuple[float, int, str]] = []
    for place, entry in enumerate(header[:200].split(",")):
        tag, _, weight = entry.strip().partition(";q=")
        try:
            asked.append((-float(weight or 1), place, tag.split("-")[0].strip().lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(asked) if tag in LANGUAGES), otherwise)


def name_of(language: str) -> str:
    """A language's name in itself: `Deutsch`, `اردو`."""
    try:
        name = Locale.parse(language, sep="-").get_display_name(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:] if name else language
