"""What a newsroom keeps of its readers beyond name and language: declared, typed, one value each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

Value = str | int | float | bool
"""As JSON keeps it; a date is its ISO 8601 text."""
Values = Mapping[str, Value]
NO_VALUES: Values = MappingProxyType({})


class AttributeKind(StrEnum):
    """What the values of an attribute are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One declared attribute; `choices` are the allowed texts of a choice and empty otherwise."""

    name: str
    kind: AttributeKind
    choices: tuple[str, ...] = ()


Declared = Mapping[str, Attribute]
"""The attributes of a newsroom by name."""

KIND_WORDS: dict[AttributeKind, str] = {
    AttributeKind.TEXT: "text of up to 200 characters",
    AttributeKind.NUMBER: "a number such as 3 or 2.5",
    AttributeKind.DATE: "a date such as 2026-11-25",
    AttributeKind.BOOLEAN: "true or false",
    AttributeKind.CHOICE: "one of the declared words",
}
