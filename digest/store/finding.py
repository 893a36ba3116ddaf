"""Readers looked for, a page at a time: by an address, a name, a list, a filter.

    Asked -> the readers of one page, read in the order of an index -> each with their standings

Every way goes on behind the last reader of the page before (`after`, an id), so that the tenth page
costs what the first one does.  Nothing that a person typed becomes SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import connection

from digest.model.audience import SubscriptionState
from digest.model.segment import Filter
from digest.store import models
from digest.store.filtering import Condition, condition

SUPPRESSED = "suppressed"
"""Asked for as a state: whoever is never mailed, however they stand on a list."""
LAST = "\U0010ffff"
"""Behind everything that begins with what stands before it."""


class By(StrEnum):
    """What the words are held against.

    ADDRESS: how an address begins.  PART: what stands anywhere in it.  NAME: how a name begins,
    whatever its capitals.
    """

    ADDRESS = "address"
    PART = "part"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty = everybody.  `state` is a standing on `list`, or on any list."""

    words: str = ""
    by: By = By.ADDRESS
    list: str = ""
    state: str = ""
    filter: Filter | None = None
    after: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A reader as a line of the page; `standings` is the state by list, by name."""

    id: int
    address: str
    name: str
    language: str
    since: datetime
    standings: Mapping[str, str] = field(default_factory=dict)
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of readers, and the reader behind whom the next one begins; 0 = there is none."""

    readers: tuple[Found, ...]
    after: int = 0


@dataclass(frozen=True, slots=True)
class _Engine:
    """How the engine compares text byte by byte, which is the order of the indexes read here."""

    least: str
    below: str
    above: str
    order: str
    holds: str
    part: Callable[[str], str]


def _like(words: str) -> str:
    """The words anywhere, its own signs being no pattern."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", words) + "%"


_ENGINES = {
    "postgresql": _Engine("~>=~", "~<~", "~>~", "{} USING ~<~", "{} LIKE %s", _like),
    "sqlite": _Engine(">=", "<", ">", "{}", "INSTR({}, %s) > 0", str),
}
_ADDRESS, _NAME = "s.address_norm", "LOWER(s.name)"
_STANDS = "EXISTS (SELECT 1 FROM store_subscription x WHERE x.subscriber_id = s.id{more})"
_OF_LIST = " AND x.list_id = (SELECT l.id FROM store_mailinglist l WHERE l.slug = %s)"
_NEVER = "EXISTS (SELECT 1 FROM store_suppression u WHERE u.address_hash = s.address_hash)"
_READERS = "store_subscriber s"
_STANDING = "store_subscription x JOIN store_subscriber s ON s.id = x.subscriber_id"
# Asked for nothing but the address, the engine walks the index alone, which is far smaller.
_BY_PART = """SELECT r.id FROM store_subscriber r
    JOIN (SELECT s.address_norm FROM store_subscriber s WHERE {where} ORDER BY {order} LIMIT %s) found
      ON found.address_norm = r.address_norm
   WHERE NOT r.erased ORDER BY {outer}"""


def find(asked: Asked, today: date) -> Page:
    """The page that was asked for; a few questions to the database, however many readers."""
    ids = _ids(asked, today)
    shown = ids[: asked.size]
    return Page(_lines(shown), shown[-1] if len(ids) > asked.size else 0)


def _ids(asked: Asked, today: date) -> list[int]:
    of_list = bool(asked.list) and not asked.words and asked.filter is None
    tests = [_words(asked), _standing(asked, joined=of_list), _behind(asked)]
    if asked.filter is not None:
        tests.append(condition(asked.filter, today))
    tests = [test for test in tests if test[0]]
    values = [value for _, some in tests for value in some]
    order = _order(asked, "x.subscriber_id" if of_list else "s.id")
    bare = asked.by is By.PART and bool(asked.words) and asked.filter is None
    if bare and not asked.list and not asked.state:
        where = " AND ".join(words for words, _ in tests)
        outer = order.replace("s.address_norm", "r.address_norm")
        sql = _BY_PART.format(where=where, order=order, outer=outer)
    else:
        where = " AND ".join(("NOT s.erased", *(words for words, _ in tests)))
        rows = _STANDING if of_list else _READERS
        sql = f"SELECT s.id FROM {rows} WHERE {where} ORDER BY {order} LIMIT %s"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, asked.size + 1])
        return [number for (number,) in cursor.fetchall()]


def _words(asked: Asked) -> Condition:
    engine, words = _ENGINES[connection.vendor], asked.words
    if not words:
        return "", []
    if asked.by is By.PART:
        return engine.holds.format(_ADDRESS), [engine.part(words.lower())]
    if asked.by is By.ADDRESS:
        between = f"{_ADDRESS} {engine.least} %s AND {_ADDRESS} {engine.below} %s"
        return between, [words.lower(), words.lower() + LAST]
    # Made small by the database, as the names are: engines differ about capitals.
    between = f"{_NAME} {engine.least} LOWER(%s) AND {_NAME} {engine.below} LOWER(%s)"
    return f"s.name <> '' AND {between}", [words, words + LAST]


def _standing(asked: Asked, *, joined: bool) -> Condition:
    """`joined`: the list's own rows are read, and said to be x."""
    if asked.state == SUPPRESSED and not asked.list:
        return _NEVER, []
    state = "" if asked.state == SUPPRESSED else asked.state
    more = _OF_LIST if asked.list else ""
    if state:
        # Said as the index of those few says it, which not every engine concludes by itself.
        few = state != SubscriptionState.CONFIRMED
        more += " AND x.state = %s" + (" AND NOT (x.state = 'confirmed')" if few else "")
    values = [word for word in (asked.list, state) if word]
    if not more:
        return "", []
    words = more.removeprefix(" AND ") if joined else _STANDS.format(more=more)
    return (f"{words} AND {_NEVER}" if asked.state == SUPPRESSED else words), values


def _behind(asked: Asked) -> Condition:
    """Behind the last reader of the page before, in the order of this one."""
    if not asked.after:
        return "", []
    above = _ENGINES[connection.vendor].above
    if not asked.words:
        return "s.id < %s", [asked.after]
    if asked.by is By.NAME:
        key = "(SELECT LOWER(b.name) FROM store_subscriber b WHERE b.id = %s)"
        # The first test is what the index answers; the second one orders namesakes.
        least = _ENGINES[connection.vendor].least
        words = f"{_NAME} {least} {key} AND ({_NAME} {above} {key} OR s.id > %s)"
        return words, [asked.after] * 3
    key = "(SELECT b.address_norm FROM store_subscriber b WHERE b.id = %s)"
    return f"{_ADDRESS} {above} {key}", [asked.after]


def _order(asked: Asked, number: str) -> str:
    """The newest first; what is looked for by its words, in their order."""
    engine = _ENGINES[connection.vendor]
    if not asked.words:
        return f"{number} DESC"
    if asked.by is By.NAME:
        return f"{engine.order.format(_NAME)}, s.id"
    return engine.order.format(_ADDRESS)


def _lines(ids: Sequence[int]) -> tuple[Found, ...]:
    """These readers with what there is to say of each, in that order."""
    rows = {row.pk: row for row in models.Subscriber.objects.filter(pk__in=ids)}
    standings: dict[int, dict[str, str]] = {number: {} for number in ids}
    on = models.Subscription.objects.filter(subscriber__in=ids).order_by("list__slug")
    for number, slug, state in on.values_list("subscriber_id", "list__slug", "state"):
        standings[number][slug] = state
    marks = [row.address_hash for row in rows.values()]
    never = models.Suppression.objects.filter(pk__in=marks).values_list("pk", "reason")
    reasons = dict(never)
    return tuple(
        _line(rows[number], standings[number], reasons) for number in ids if number in rows
    )


def _line(
    row: models.Subscriber, standings: Mapping[str, str], reasons: Mapping[str, str]
) -> Found:
    return Found(
        id=row.pk,
        address=row.address,
        name=row.name,
        language=row.language,
        since=row.created_at,
        standings=standings,
        suppressed=reasons.get(row.address_hash, ""),
    )
