"""A filter's tree -> a condition on the reader `s`, for the engine at hand.

    Every, Some, Not, tests  ->  ("(… AND NOT …)", [parameters])

Every word of a person is a parameter; what is put into the text is ours.  A test of something that
is not known is NULL or false, which is the same in AND and OR; NOT is written so that it is there
too (`IS NOT TRUE`).  What a filter means is said by `rules.fitting`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from digest.model.attribute import AttributeKind
from digest.model.segment import (
    JOINED,
    SUBSCRIBED,
    Ago,
    Every,
    Field,
    Filter,
    Happened,
    Not,
    On,
    Op,
    Some,
    Test,
)
from digest.rules.fitting import beginning, days_ago

Condition = tuple[str, list[Any]]
"""SQL with placeholders, and what goes into them."""

_K = AttributeKind
_COLUMNS = {
    Field.EMAIL: "s.address_norm",
    Field.NAME: "s.name",
    Field.LANGUAGE: "s.language",
    Field.ZONE: "s.zone",
}
_ON = """EXISTS (SELECT 1 FROM store_subscription x
                  WHERE x.subscriber_id = s.id AND x.state = %s{more})"""
# Asked once and not a row: a list's readers are then read straight from its own index.
_OF_LIST = " AND x.list_id = (SELECT l.id FROM store_mailinglist l WHERE l.slug = %s)"
_EVENT = "EXISTS (SELECT 1 FROM store_event x WHERE x.subscriber_id = s.id AND x.kind = %s{more})"


@dataclass(frozen=True, slots=True)
class _Engine:
    """What the engines say differently."""

    text: str
    place: str
    domain: str
    known: Callable[[Test], Condition]
    equal: Callable[[Test], Condition]
    held: Callable[[Test], Condition]


def condition(found: Filter, today: date) -> Condition:
    """The condition, asked on that day (UTC)."""
    if isinstance(found, Not):
        words, values = condition(found.of, today)
        return f"NOT {words}" if _is_certain(found.of) else f"({words}) IS NOT TRUE", values
    if isinstance(found, Test):
        return _test(found, today)
    if isinstance(found, On):
        return _ON.format(more=_OF_LIST), [found.state.value, found.list]
    if isinstance(found, Happened):
        return _happened(found, today)
    parts = [condition(part, today) for part in found.of]
    joined = " AND " if isinstance(found, Every) else " OR "
    return (
        f"({joined.join(words for words, _ in parts)})",
        [value for _, values in parts for value in values],
    )


def _is_certain(found: Filter) -> bool:
    """Whether its condition is never NULL: then a plain NOT lets the planner join the other way."""
    if isinstance(found, Test):
        contained = connection.vendor == "postgresql" and found.op is Op.EQUALS
        return found.built_in or contained
    if isinstance(found, Every | Some):
        return all(map(_is_certain, found.of))
    return True


def _happened(found: Happened, today: date) -> Condition:
    if found.what == JOINED:
        words, values = _between("s.created_at", found, today)
        return f"(TRUE{words})", values
    if found.what == SUBSCRIBED:
        words, values = _between("x.changed_at", found, today)
        named = [found.list] if found.list else []
        more = f"{_OF_LIST if named else ''}{words}"
        return _ON.format(more=more), ["confirmed", *named, *values]
    words, values = _between("x.at", found, today)
    return _EVENT.format(more=words), [found.what, *values]


def _between(column: str, found: Happened, today: date) -> Condition:
    words, values = "", []
    for sign, day in ((">=", found.since), ("<", found.before)):
        if day is not None:
            words += f" AND {column} {sign} %s"
            values.append(connection.ops.adapt_datetimefield_value(beginning(day, today)))
    return words, values


def _test(test: Test, today: date) -> Condition:
    if isinstance(test.value, Ago):
        test = Test(test.name, test.kind, test.op, days_ago(test.value, today).isoformat())
    engine = _ENGINES[connection.vendor]
    if test.built_in:
        return _of_column(test, engine)
    if test.op is Op.KNOWN:
        return engine.known(test)
    if test.op is Op.EQUALS:
        return engine.equal(test)
    column, names = engine.held(test)
    words, values = _compared(column, test, engine)
    # The column is written as often as it is compared: once.
    return words, [*names, *values]


def _of_column(test: Test, engine: _Engine) -> Condition:
    field = Field(test.name)
    column = engine.domain if field is Field.DOMAIN else _COLUMNS[field]
    if test.op is Op.KNOWN:
        return f"({column} <> '')", []
    return _compared(column, test, engine)


def _compared(column: str, test: Test, engine: _Engine) -> Condition:
    """Numbers by size; text and the ISO text of dates letter by letter."""
    text = engine.text
    if test.op is Op.CONTAINS:
        return f"({engine.place}({column}, {text}) > 0)", [test.value]
    if test.op is Op.STARTS:
        return f"(SUBSTR({column}, 1, LENGTH({text})) = {text})", [test.value, test.value]
    mark = "%s" if test.kind is _K.NUMBER else text
    return f"({column} {test.op.value} {mark})", [test.value]


# ---------------------------------------------------------------- PostgreSQL

# Readers without attributes are not in the index; said, so that the index may be used.
_SOME = "s.attributes <> '{}'::jsonb"
_JSON_KINDS = {_K.NUMBER: "number", _K.BOOLEAN: "boolean"}


def _pg_known(test: Test) -> Condition:
    kind = _JSON_KINDS.get(test.kind, "string")
    return "jsonb_typeof(s.attributes -> %s::text) = %s::text", [test.name, kind]


def _pg_equal(test: Test) -> Condition:
    # Containment is what the index answers.
    return f"({_SOME} AND s.attributes @> %s::jsonb)", [json.dumps({test.name: test.value})]


def _pg_held(test: Test) -> Condition:
    known, values = _pg_known(test)
    cast = "::numeric" if test.kind is _K.NUMBER else ' COLLATE "C"'
    words = f"(CASE WHEN {known} THEN (s.attributes ->> %s::text){cast} END)"
    return words, [*values, test.name]


# ---------------------------------------------------------------- SQLite

_LITE_KINDS = {_K.NUMBER: ("integer", "real"), _K.BOOLEAN: ("true", "false")}


def _lite_known(test: Test) -> Condition:
    kinds = _LITE_KINDS.get(test.kind, ("text",))
    marks = ", ".join("%s" for _ in kinds)
    return f"json_type(s.attributes, %s) IN ({marks})", [_path(test), *kinds]


def _lite_equal(test: Test) -> Condition:
    if test.kind is _K.BOOLEAN:
        word = "true" if test.value else "false"
        return "json_type(s.attributes, %s) = %s", [_path(test), word]
    known, values = _lite_known(test)
    return f"({known} AND json_extract(s.attributes, %s) = %s)", [*values, _path(test), test.value]


def _lite_held(test: Test) -> Condition:
    known, values = _lite_known(test)
    return f"(CASE WHEN {known} THEN json_extract(s.attributes, %s) END)", [*values, _path(test)]


def _path(test: Test) -> str:
    return f"$.{test.name}"


_ENGINES = {
    "postgresql": _Engine(
        text="%s::text",
        place="STRPOS",
        domain="SUBSTR(s.address_norm, STRPOS(s.address_norm, '@') + 1)",
        known=_pg_known,
        equal=_pg_equal,
        held=_pg_held,
    ),
    "sqlite": _Engine(
        text="%s",
        place="INSTR",
        domain="SUBSTR(s.address_norm, INSTR(s.address_norm, '@') + 1)",
        known=_lite_known,
        equal=_lite_equal,
        held=_lite_held,
    ),
}
