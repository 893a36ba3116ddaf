"""An attribute's value out of a cell, and back into one."""

from __future__ import annotations

import re
from datetime import date

from digest.model.attribute import KIND_WORDS, Attribute, AttributeKind, Value

LONGEST_TEXT = 200
# Fifteen digits are what every engine's floating point keeps exactly.
_NUMBER = re.compile(r"[+-]?[0-9]{1,11}(\.[0-9]{1,4})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TRUE = frozenset("true yes 1 y ja oui".split())
_FALSE = frozenset("false no 0 n nein non".split())


def value_of(text: str, attribute: Attribute) -> Value:
    """The typed value of a text that is not empty.

    Raises ValueError, naming attribute, value and what is allowed.
    """
    try:
        return _READ[attribute.kind](text, attribute)
    except ValueError:
        raise ValueError(f"{attribute.name} {_short(text)!r} is not {allowed(attribute)}") from None


def allowed(attribute: Attribute) -> str:
    """What values an attribute takes, in words."""
    if attribute.choices:
        return f"one of: {', '.join(attribute.choices)}"
    return KIND_WORDS[attribute.kind]


def written(value: Value) -> str:
    """A value as a cell of a table holds it; `value_of` reads it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _text(text: str, _: Attribute) -> Value:
    if len(text) > LONGEST_TEXT:
        raise ValueError
    return text


def _number(text: str, _: Attribute) -> Value:
    if not _NUMBER.fullmatch(text):
        raise ValueError
    number = float(text)
    return int(number) if number.is_integer() else number


def _date(text: str, _: Attribute) -> Value:
    if not _DATE.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _boolean(text: str, _: Attribute) -> Value:
    said = text.casefold()
    if said not in _TRUE | _FALSE:
        raise ValueError
    return said in _TRUE


def _chosen(text: str, attribute: Attribute) -> Value:
    for word in attribute.choices:
        if word.casefold() == text.casefold():
            return word
    raise ValueError


_READ = {
    AttributeKind.TEXT: _text,
    AttributeKind.NUMBER: _number,
    AttributeKind.DATE: _date,
    AttributeKind.BOOLEAN: _boolean,
    AttributeKind.CHOICE: _chosen,
}
