"""A filter over readers, as a frozen tree; kept under a name it is a segment (`model.audience`).

    city = Riverton and (plan in (paid, trial) or subscribed within 30 days) and not on(alert)

A filter is either true or false of a reader: what is not known of them makes a test false.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from digest.model.attribute import AttributeKind, Value
from digest.model.audience import SubscriptionState
from digest.model.delivery import DeliveryEvent


class Op(StrEnum):
    """How a value is compared.  Text is compared letter by letter, capitals and all."""

    EQUALS = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    STARTS = "starts"
    KNOWN = "known"


class Field(StrEnum):
    """What every reader has, besides the declared attributes."""

    EMAIL = "email"
    DOMAIN = "domain"
    NAME = "name"
    LANGUAGE = "language"
    ZONE = "zone"


FIELDS = frozenset(one.value for one in Field)

_OURS = frozenset(
    {
        DeliveryEvent.SUBMIT,
        DeliveryEvent.REFUSE,
        DeliveryEvent.LOSE,
        DeliveryEvent.EXCLUDE,
        DeliveryEvent.CANCEL,
        DeliveryEvent.RETRY,
    }
)
REPORTED: tuple[str, ...] = tuple(event.value for event in DeliveryEvent if event not in _OURS)
"""What a provider may report of a reader's letters: each is a word of the language."""
JOINED, SUBSCRIBED, ON = "joined", "subscribed", "on"
BUILT_IN: frozenset[str] = FIELDS | {JOINED, SUBSCRIBED, ON, *REPORTED}
RESERVED = frozenset(
    "and or not in is known unknown since before within days day contains starts true false "
    "yes no first last state address list source".split()
)
"""Words that no attribute may be called: the language's own, and those of the columns of a file."""


@dataclass(frozen=True, slots=True)
class Ago:
    """So many days before the day the filter is asked on."""

    days: int


@dataclass(frozen=True, slots=True)
class Test:
    """A field or attribute against a value; `value` is nothing for KNOWN."""

    __test__ = False

    name: str
    kind: AttributeKind
    op: Op
    value: Value | Ago = ""

    @property
    def built_in(self) -> bool:
        """Whether it asks for a field that every reader has."""
        return self.name in FIELDS


@dataclass(frozen=True, slots=True)
class On:
    """How the reader stands on a list."""

    list: str
    state: SubscriptionState = SubscriptionState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Happened:
    """Something with an instant, in [since, before) by UTC days: `joined`, `subscribed`, an event.

    `list` narrows `subscribed`, which is when a confirmed reader last said yes.
    """

    what: str
    since: date | Ago | None = None
    before: date | None = None
    list: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: Filter


@dataclass(frozen=True, slots=True)
class Every:
    """All of them hold."""

    of: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of them holds, or more."""

    of: tuple[Filter, ...]


Filter = Test | On | Happened | Not | Every | Some
