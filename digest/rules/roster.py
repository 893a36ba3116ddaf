"""A table of readers -> readers: which column means what, and what a row says.

    header | columns by name or by hand | a row's cells | address, name, language, zone, attributes

Opens no file and knows no list: `digest.roster` reads, `store.importing` decides who is new.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model.attribute import NO_VALUES, Attribute, Declared, Value, Values
from digest.model.audience import SubscriptionState, normal_address
from digest.rules.attributes import value_of


class Role(StrEnum):
    """What a column may mean."""

    EMAIL = "email"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    LANGUAGE = "language"
    ZONE = "zone"
    STATE = "state"


NAMES: Mapping[Role, frozenset[str]] = {
    Role.EMAIL: frozenset(
        "email emailaddress mail address emailadresse adresse courriel correo subscriber".split()
    ),
    Role.NAME: frozenset("name fullname displayname vollername nom".split()),
    Role.FIRST: frozenset("first firstname givenname vorname prenom forename".split()),
    Role.LAST: frozenset("last lastname surname familyname nachname".split()),
    Role.LANGUAGE: frozenset("language lang locale sprache langue".split()),
    Role.ZONE: frozenset("zone timezone tz zeitzone".split()),
    Role.STATE: frozenset("state status standing subscriptionstatus memberstatus".split()),
}
"""Headers that are understood, small letters and digits only."""

_ROLES = frozenset(role.value for role in Role)

STANDINGS: Mapping[str, SubscriptionState] = {
    **{state.value: state for state in SubscriptionState},
    "subscribed": SubscriptionState.CONFIRMED,
    "active": SubscriptionState.CONFIRMED,
    "enabled": SubscriptionState.CONFIRMED,
    "unconfirmed": SubscriptionState.PENDING,
    "cleaned": SubscriptionState.UNSUBSCRIBED,
    "bounced": SubscriptionState.UNSUBSCRIBED,
    "blocklisted": SubscriptionState.UNSUBSCRIBED,
    "suppressed": SubscriptionState.UNSUBSCRIBED,
    "inactive": SubscriptionState.UNSUBSCRIBED,
    "disabled": SubscriptionState.UNSUBSCRIBED,
}
"""What a column of standings may say, our own words and those of other mailers."""

LONGEST_NAME = 200
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")
_DEFUSED = re.compile(r"\A'(?='*[=+\-@\t\r\0])")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each meaning stands in a row, from 0; `header` = the first row is one."""

    places: Mapping[Role, int]
    header: bool
    unused: tuple[str, ...] = ()
    attributes: tuple[tuple[Attribute, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader as a row tells it.  Empty or None = the row says nothing."""

    line: int
    address: str
    normal: str
    name: str = ""
    language: str = ""
    zone: str = ""
    standing: SubscriptionState | None = None
    attributes: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: its line in the file, what stands there, and why."""

    line: int
    found: str
    reason: str


def columns(first: Sequence[str], asked: Mapping[str, str], declared: Declared = {}) -> Columns:  # noqa: B006 - never written to
    """The meaning of each column, from the first row and what was said by hand.

    `asked` is the header by meaning: a role, or the name of a declared attribute.  Raises
    ValueError with words when no column holds addresses.
    """
    meant = _by_hand(first, asked)
    for at, cell in enumerate(first):
        meaning = _role(cell) or _attribute(cell, declared)
        if meaning and meaning not in meant and at not in meant.values():
            meant[meaning] = at
    if Role.EMAIL not in meant:
        return _headless(first)
    unused = [cell for at, cell in enumerate(first) if cell and at not in meant.values()]
    places = {Role(name): at for name, at in meant.items() if name in _ROLES}
    kept = tuple((declared[name], at) for name, at in meant.items() if name not in _ROLES)
    return Columns(places, header=True, unused=tuple(unused), attributes=kept)


def _by_hand(first: Sequence[str], asked: Mapping[str, str]) -> dict[str, int]:
    for header in asked.values():
        if header not in first:
            raise ValueError(f"no column is called {header!r}; there are: {_listed(first)}")
    return {str(name): list(first).index(header) for name, header in asked.items()}


def _headless(first: Sequence[str]) -> Columns:
    addresses = [at for at, cell in enumerate(first) if _is_address(cell)]
    if not addresses:
        raise ValueError(
            f"no column holds addresses; there are: {_listed(first)}; name it: --column email=HEADER"
        )
    return Columns({Role.EMAIL: addresses[0]}, header=False)


def _listed(first: Sequence[str]) -> str:
    return ", ".join(repr(cell) for cell in first[:12]) or "none"


def _role(cell: str) -> Role | None:
    plain = _plain(cell)
    return next((role for role, names in NAMES.items() if plain in names), None)


def _attribute(cell: str, declared: Declared) -> str | None:
    plain = _plain(cell)
    return next((name for name in declared if plain and _plain(name) == plain), None)


def _plain(cell: str) -> str:
    return "".join(sign for sign in cell.casefold() if sign.isalnum())


def _is_address(cell: str) -> bool:
    try:
        normal_address(cell)
    except ValueError:
        return False
    return True


def reader(line: int, cells: Sequence[str], found: Columns) -> Reader | Refused:
    """What a row says, or why it is not taken."""

    def cell(role: Role) -> str:
        at = found.places.get(role)
        return "" if at is None else _cell(cells, at)

    address = cell(Role.EMAIL)
    if not address:
        return Refused(line, _shown(cells), "the row has no address")
    name = cell(Role.NAME) or f"{cell(Role.FIRST)} {cell(Role.LAST)}".strip()
    try:
        return Reader(
            line,
            address,
            normal_address(address),
            _name(name),
            _language(cell(Role.LANGUAGE)),
            _zone(cell(Role.ZONE)),
            _standing(cell(Role.STATE)),
            _values(cells, found) if found.attributes else NO_VALUES,
        )
    except ValueError as error:
        return Refused(line, address, str(error))


def _cell(cells: Sequence[str], at: int) -> str:
    text = cells[at] if at < len(cells) else ""
    return _DEFUSED.sub("", " ".join(text.split())) if text else ""


def _name(name: str) -> str:
    if "\ufffd" in name:
        raise ValueError("the name has a letter that cannot be read; say --encoding")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"the name is longer than {LONGEST_NAME} characters")
    return name


def _language(tag: str) -> str:
    language = tag.replace("_", "-")
    if language and not _LANGUAGE.fullmatch(language):
        raise ValueError(f"{language!r} is no language tag, such as en or ur")
    return language


def _zone(zone: str) -> str:
    if zone and not _is_zone(zone):
        raise ValueError(f"{zone!r} is no zone, such as Europe/London")
    return zone


def _standing(cell: str) -> SubscriptionState | None:
    said = cell.casefold()
    if said and said not in STANDINGS:
        raise ValueError(f"{said!r} is no standing; known: {', '.join(STANDINGS)}")
    return STANDINGS.get(said)


def _values(cells: Sequence[str], found: Columns) -> Values:
    told: dict[str, Value] = {}
    for attribute, at in found.attributes:
        text = _cell(cells, at)
        if text:
            told[attribute.name] = value_of(text, attribute)
    return told


def defused(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `reader` takes the apostrophe off again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


@cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _shown(cells: Sequence[str]) -> str:
    text = ",".join(cells)
    return text if len(text) <= 80 else f"{text[:80]}…"
