"""A filter put together from rows of a form, as text of the language: what somebody would have typed.

    Row(field, how, value)…, joined by and | or   ->   city = Riverton and not on(evening)

Values of people stand in quotation marks where they are no plain word, so that no value can be read
as more than a value.  Whether the filter makes sense is for `rules.filters` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from digest.model.segment import JOINED, ON, REPORTED, RESERVED, SUBSCRIBED

HAPPENED = frozenset({JOINED, SUBSCRIBED, *REPORTED})
"""What a day belongs to, and no value."""
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@-]*[A-Za-z0-9])?")


class How(StrEnum):
    """How a field is held against a value."""

    IS = "is"
    IS_NOT = "is_not"
    HOLDS = "holds"
    BEGINS = "begins"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    KNOWN = "known"
    UNKNOWN = "unknown"
    SINCE = "since"
    BEFORE = "before"
    WITHIN = "within"


WITHOUT_VALUE = frozenset({How.KNOWN, How.UNKNOWN})
_SIGNS = {
    How.IS: "=",
    How.IS_NOT: "!=",
    How.HOLDS: "contains",
    How.BEGINS: "starts",
    How.LESS: "<",
    How.AT_MOST: "<=",
    How.MORE: ">",
    How.AT_LEAST: ">=",
    How.SINCE: "since",
    How.BEFORE: "before",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form; a row without a field says nothing."""

    field: str = ""
    how: How = How.IS
    value: str = ""


def written(rows: Iterable[Row], joined: str = "and") -> str:
    """The filter; empty where no row says anything."""
    word = " or " if joined == "or" else " and "
    return word.join(_row(row) for row in rows if row.field)


def _row(row: Row) -> str:
    if row.field == ON:
        return f"{'not ' if row.how is How.IS_NOT else ''}on({_value(row.value)})"
    if row.how in WITHOUT_VALUE:
        if row.field in HAPPENED:
            return row.field if row.how is How.KNOWN else f"not {row.field}"
        return f"{row.field} is {row.how}"
    if row.how is How.WITHIN:
        return f"{row.field} within {_value(row.value)} days"
    return f"{row.field} {_SIGNS[row.how]} {_value(row.value)}"


def _value(text: str) -> str:
    text = text.strip()
    if _PLAIN.fullmatch(text) and text.lower() not in RESERVED:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
