"""Whether a filter holds for one reader: the meaning of the language, plainly.

The database is asked in SQL (`store.filtering`); a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from digest.model.attribute import AttributeKind, Value, Values
from digest.model.audience import SubscriptionState
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
    Test,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one reader.

    `standings` and the instants of their last change are by list, `events` by what was reported.
    """

    address: str
    joined: datetime
    name: str = ""
    language: str = ""
    zone: str = ""
    attributes: Values = field(default_factory=dict)
    standings: Mapping[str, tuple[SubscriptionState, datetime]] = field(default_factory=dict)
    events: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)


def fits(found: Filter, facts: Facts, today: date) -> bool:
    """Whether the filter holds for the reader, asked on that day (UTC)."""
    if isinstance(found, Not):
        return not fits(found.of, facts, today)
    if isinstance(found, Test):
        return _compared(found, facts, today)
    if isinstance(found, On):
        return facts.standings.get(found.list, (None,))[0] is found.state
    if isinstance(found, Happened):
        return any(_inside(at, found, today) for at in _instants(found, facts))
    parts = (fits(part, facts, today) for part in found.of)
    return all(parts) if isinstance(found, Every) else any(parts)


def beginning(day: date | Ago, today: date) -> datetime:
    """The first instant of a day, by UTC."""
    if isinstance(day, Ago):
        day = days_ago(day, today)
    return datetime.combine(day, time(), UTC)


def days_ago(ago: Ago, today: date) -> date:
    """The day so many days before today."""
    return today - timedelta(days=ago.days)


def _instants(found: Happened, facts: Facts) -> tuple[datetime, ...]:
    if found.what == JOINED:
        return (facts.joined,)
    if found.what == SUBSCRIBED:
        return tuple(
            at
            for slug, (state, at) in facts.standings.items()
            if state is SubscriptionState.CONFIRMED and found.list in ("", slug)
        )
    return facts.events.get(found.what, ())


def _inside(at: datetime, found: Happened, today: date) -> bool:
    if found.since is not None and at < beginning(found.since, today):
        return False
    return found.before is None or at < beginning(found.before, today)


def _compared(test: Test, facts: Facts, today: date) -> bool:
    held = _held(test.name, facts) if test.built_in else facts.attributes.get(test.name)
    if held is None or held == "" or not _is(held, test.kind):
        return False
    wanted = test.value
    if isinstance(wanted, Ago):
        wanted = days_ago(wanted, today).isoformat()
    return test.op is Op.KNOWN or _holds(held, test.op, wanted)


def _held(name: str, facts: Facts) -> Value | None:
    if name == Field.EMAIL:
        return facts.address
    if name == Field.DOMAIN:
        return facts.address.partition("@")[2]
    return {Field.NAME: facts.name, Field.LANGUAGE: facts.language, Field.ZONE: facts.zone}[
        Field(name)
    ]


def _is(held: Value, kind: AttributeKind) -> bool:
    """A value of another kind, kept before the attribute was declared anew, is not known."""
    if kind is AttributeKind.BOOLEAN:
        return isinstance(held, bool)
    if kind is AttributeKind.NUMBER:
        return isinstance(held, int | float) and not isinstance(held, bool)
    return isinstance(held, str)


def _holds(held: Value, op: Op, wanted: Value) -> bool:
    if op is Op.EQUALS:
        return held == wanted
    if op is Op.CONTAINS:
        return str(wanted) in str(held)
    if op is Op.STARTS:
        return str(held).startswith(str(wanted))
    return _ordered(held, op, wanted)


def _ordered(held: Value, op: Op, wanted: Value) -> bool:
    """Numbers by size, dates by their ISO text; never one with the other."""
    if isinstance(held, str) or isinstance(wanted, str):
        less, same = str(held) < str(wanted), str(held) == str(wanted)
    else:
        less, same = held < wanted, held == wanted
    return {
        Op.LESS: less,
        Op.AT_MOST: less or same,
        Op.MORE: not (less or same),
        Op.AT_LEAST: not less,
    }[op]
