"""A phrase by its id, in the language of the request, its gaps filled: safe to stand in HTML.

    say("today.readers", n=1234)   ->   1,234 readers | 1.234 Leser | 1 234 lecteurs | 1,234 قارئین

A whole number is written as the language does, and picks the form of `{n:reader|readers}`; `{n:id}`
leaves it as digits.  A text is escaped, and isolated where it runs the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from babel import Locale
from babel.numbers import format_decimal
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from digest.web import words as public
from digest.web.console.words.dates import day, language
from digest.web.console.words.table import PHRASES

_LOOSE = re.compile(r" (?=[:;!?»])|(?<=«) ")


def speech() -> public.Words:
    """The language of the request with its direction, and with the public pages' words."""
    return public.words(language())


def say(phrase: str, **values: object) -> SafeString:
    """The phrase.  KeyError where there is none of that id, or no value for one of its gaps."""
    tag = language()
    pattern = _pattern(phrase, tag)
    if not values:
        return mark_safe(pattern.format())  # noqa: S308 - ours; a test refuses markup in it
    filled = {name: _value(value, tag) for name, value in values.items()}
    return mark_safe(pattern.format_map(filled))  # noqa: S308 - every value is escaped


@cache
def _pattern(phrase: str, tag: str) -> str:
    """Its words in that language; in French no line begins with a sign that belongs to the word before."""
    words: str = getattr(PHRASES[phrase], tag)
    return _LOOSE.sub("\u00a0", words) if tag == "fr" else words


def knows(phrase: str) -> bool:
    """Whether there is a phrase of that id."""
    return phrase in PHRASES


def number(value: int) -> SafeString:
    """A whole number as the language writes it."""
    return mark_safe(f"{_Number.of(value, language())}")  # noqa: S308 - digits and their dividers


def listed(parts: Iterable[object]) -> SafeString:
    """The parts one after the other, as the language divides them."""
    told = (str(_value(part, language())) for part in parts)
    return mark_safe(say("list.comma").join(told))  # noqa: S308 - every part is escaped


def foreign(text: object) -> SafeString:
    """English words of elsewhere: as they are in English, marked as English in the others."""
    if isinstance(text, SafeString):
        return text
    if language() == "en":
        return conditional_escape(str(text))
    return format_html('<span lang="en" dir="ltr">{}</span>', text)


class _Number(int):
    """A whole number that a phrase can write or count by."""

    tag: str

    @classmethod
    def of(cls, value: int, tag: str) -> _Number:
        """The number as that language has it."""
        made = cls(value)
        made.tag = tag
        return made

    def __format__(self, form: str) -> str:
        if form == "id":
            return str(int(self))
        if not form:
            return format_decimal(int(self), locale=_locale(self.tag))
        one, other = form.split("|")
        return one if _locale(self.tag).plural_form(int(self)) == "one" else other

    def __str__(self) -> str:
        return format(self, "")


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag)


def _value(value: object, tag: str) -> object:
    if isinstance(value, SafeString):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return _Number.of(value, tag)
    if isinstance(value, date):
        return day(value)
    return conditional_escape(str(public.words(tag).apart(value)))
