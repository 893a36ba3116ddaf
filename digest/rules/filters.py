"""A filter's text -> its frozen tree, checked against what a newsroom keeps of its readers.

    filter = every {"or" every}             every = one {"and" one}
    one    = "not" one | "(" filter ")" | test
    test   = NAME (= | != | < | <= | > | >=) VALUE     NAME [not] in (VALUE, …)
           | NAME contains VALUE | NAME starts VALUE   NAME is [un]known
           | DATE-NAME (since DATE | before DATE | within N days)
           | on(LIST [, STATE])
           | (joined | subscribed [(LIST)] | EVENT) [since DATE | before DATE | within N days]

Nothing of a filter ever becomes SQL: `store.filtering` makes that of the tree, with parameters.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from digest.model.attribute import Attribute, AttributeKind, Declared, Value
from digest.model.audience import Segment, SubscriptionState
from digest.model.segment import (
    BUILT_IN,
    FIELDS,
    JOINED,
    ON,
    REPORTED,
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
from digest.rules.attributes import value_of
from digest.rules.filter_tokens import BadFilter, Token, tokens

MOST_TESTS = 100
DEEPEST = 40
_K = AttributeKind
_ORDERED = frozenset({Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST})
_OPS: Mapping[AttributeKind, frozenset[Op]] = {
    _K.TEXT: frozenset({Op.EQUALS, Op.CONTAINS, Op.STARTS}),
    _K.CHOICE: frozenset({Op.EQUALS}),
    _K.BOOLEAN: frozenset({Op.EQUALS}),
    _K.NUMBER: frozenset({Op.EQUALS}) | _ORDERED,
    _K.DATE: frozenset({Op.EQUALS}) | _ORDERED,
}
_STATES = tuple(state.value for state in SubscriptionState)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = Attribute("day", _K.DATE)
_SPANS = ("since", "before", "within")


def parse(text: str, declared: Declared) -> Filter:
    """The tree of a filter.  Raises BadFilter with the place and what would be right."""
    reading = _Reading(text, declared)
    found = reading.filter(0)
    if reading.next.text or reading.next.quoted:
        raise reading.wrong(f"{reading.next.shown} comes after the end; join tests with: and, or")
    return found


def tree_of(segment: Segment) -> Filter:
    """The tree of a kept segment, by the kinds that its attributes had when it was kept."""
    kinds = {name: Attribute(name, _K(kind)) for name, kind in segment.kinds.items()}
    # Which words a choice allowed was asked when it was kept.
    open_kinds = {
        name: Attribute(name, _K.TEXT) if one.kind is _K.CHOICE else one
        for name, one in kinds.items()
    }
    return parse(segment.text, open_kinds)


def kinds_of(found: Filter) -> dict[str, str]:
    """The attributes that a tree asks for, with their kinds."""
    return {
        test.name: test.kind.value
        for test in _leaves(found)
        if isinstance(test, Test) and not test.built_in
    }


def lists_of(found: Filter) -> tuple[str, ...]:
    """The lists that a tree names, each once."""
    named = (leaf.list for leaf in _leaves(found) if isinstance(leaf, On | Happened) and leaf.list)
    return tuple(dict.fromkeys(named))


def _leaves(found: Filter) -> Iterable[Filter]:
    if isinstance(found, Not):
        yield from _leaves(found.of)
    elif isinstance(found, Every | Some):
        for part in found.of:
            yield from _leaves(part)
    else:
        yield found


class _Reading:
    """A walk over the tokens, one ahead."""

    def __init__(self, text: str, declared: Declared) -> None:
        self._walk, self._declared, self._tests = tokens(text), declared, 0
        self.next = next(self._walk)

    def wrong(self, words: str, at: Token | None = None) -> BadFilter:
        return BadFilter(words, (at or self.next).at)

    def take(self) -> Token:
        token = self.next
        if token.text or token.quoted:
            self.next = next(self._walk)
        return token

    def took(self, *words: str) -> bool:
        if self.next.word in words and self.next.word:
            self.take()
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.took(sign):
            raise self.wrong(f"{sign} is needed here, not {self.next.shown}")

    # ------------------------------------------------------------ sentences

    def filter(self, depth: int) -> Filter:
        parts = [self._every(depth)]
        while self.took("or"):
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _every(self, depth: int) -> Filter:
        parts = [self._one(depth)]
        while self.took("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Filter:
        if depth > DEEPEST:
            raise self.wrong(f"more than {DEEPEST} brackets and nots within each other")
        if self.took("not"):
            return Not(self._one(depth + 1))
        if self.took("("):
            found = self.filter(depth + 1)
            self.need(")")
            return found
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise self.wrong(f"more than {MOST_TESTS} tests")
        return self._test()

    def _test(self) -> Filter:
        token = self.take()
        name = token.word
        if name == ON:
            return self._on()
        if name in (JOINED, SUBSCRIBED, *REPORTED):
            return self._happened(name)
        kind = self._attribute(token)
        if kind.kind is _K.DATE and self.next.word in _SPANS:
            return self._dated(kind)
        return self._compared(kind)

    def _attribute(self, token: Token) -> Attribute:
        name = token.word
        if name in FIELDS:
            return Attribute(name, _K.TEXT)
        if name in self._declared:
            return self._declared[name]
        known = sorted({*self._declared, *BUILT_IN})
        close = difflib.get_close_matches(name, known, n=1)
        more = f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"
        raise self.wrong(f"{token.shown} is no field and no attribute{more}", token)

    # ------------------------------------------------------------ tests

    def _on(self) -> On:
        self.need("(")
        slug = self._list()
        state = SubscriptionState.CONFIRMED
        if self.took(","):
            token = self.take()
            if token.word not in _STATES:
                raise self.wrong(f"{token.shown} is none of: {', '.join(_STATES)}", token)
            state = SubscriptionState(token.word)
        self.need(")")
        return On(slug, state)

    def _happened(self, what: str) -> Happened:
        slug = ""
        if what == SUBSCRIBED and self.took("("):
            slug = self._list()
            self.need(")")
        if self.took("since"):
            return Happened(what, since=self._day(), list=slug)
        if self.took("before"):
            return Happened(what, before=self._day(), list=slug)
        if self.took("within"):
            return Happened(what, since=self._ago(), list=slug)
        return Happened(what, list=slug)

    def _dated(self, kind: Attribute) -> Test:
        if self.took("since"):
            return Test(kind.name, kind.kind, Op.AT_LEAST, self._day().isoformat())
        if self.took("before"):
            return Test(kind.name, kind.kind, Op.LESS, self._day().isoformat())
        self.need("within")
        return Test(kind.name, kind.kind, Op.AT_LEAST, self._ago())

    def _compared(self, kind: Attribute) -> Filter:
        token = self.take()
        if token.word == "is":
            return self._known(kind)
        denied = token.word == "not"
        if denied or token.word == "in":
            if denied:
                self.need("in")
            found = self._among(kind)
            return Not(found) if denied else found
        if token.word == "!=":
            return Not(Test(kind.name, kind.kind, Op.EQUALS, self._value(kind)))
        allowed = _OPS[kind.kind]
        if token.word not in allowed:
            words = ", ".join([*sorted(allowed), "!=", "in", "is known"])
            raise self.wrong(
                f"{kind.name} ({kind.kind}) is compared by {words}; not {token.shown}", token
            )
        return Test(kind.name, kind.kind, Op(token.word), self._value(kind))

    def _known(self, kind: Attribute) -> Filter:
        known = Test(kind.name, kind.kind, Op.KNOWN)
        if self.took("unknown"):
            return Not(known)
        self.need("known")
        return known

    def _among(self, kind: Attribute) -> Filter:
        self.need("(")
        found = [self._value(kind)]
        while self.took(","):
            found.append(self._value(kind))
        self.need(")")
        self._tests += len(found) - 1
        return Some(tuple(Test(kind.name, kind.kind, Op.EQUALS, value) for value in found))

    # ------------------------------------------------------------ values

    def _value(self, kind: Attribute) -> Value:
        token = self.take()
        if not token.quoted and (not token.text or token.text in "()=<>=,!="):
            raise self.wrong(f"a value is needed here, not {token.shown}", token)
        if not token.quoted and token.word in ("and", "or", "not"):
            raise self.wrong(f"{token.shown} as a value needs quotation marks", token)
        if not token.text:
            raise self.wrong("an empty text is asked for by: is unknown", token)
        try:
            value = value_of(token.text, kind)
        except ValueError as error:
            raise self.wrong(str(error), token) from None
        return str(value).lower() if kind.name in (Field.EMAIL, Field.DOMAIN) else value

    def _list(self) -> str:
        token = self.take()
        if not _SLUG.fullmatch(token.text):
            raise self.wrong(f"{token.shown} is no list's name", token)
        return token.text

    def _day(self) -> date:
        token = self.take()
        try:
            return date.fromisoformat(str(value_of(token.text, _DAY)))
        except ValueError:
            raise self.wrong(f"{token.shown} is no date such as 2026-11-25", token) from None

    def _ago(self) -> Ago:
        token = self.take()
        if not (token.text.isascii() and token.text.isdigit() and int(token.text) <= 36600):
            raise self.wrong(f"{token.shown} is no number of days, such as: within 30 days", token)
        if not self.took("days", "day"):
            raise self.wrong(f"days are needed here, not {self.next.shown}")
        return Ago(int(token.text))
