"""A table of readers -> readers: which column means what, and what a row says.

    header | columns by name or by hand | a row's cells | address, name, language, zone

Opens no file and knows no list: `digest.roster` reads, `store.importing` decides who is new.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model.audience import SubscriptionState, normal_address


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


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: its line in the file, what stands there, and why."""

    line: int
    found: str
    reason: str


def columns(first: Sequence[str], asked: Mapping[Role, str]) -> Columns:
    """The meaning of each column, from the first row and what was said by hand.

    Raises ValueError with words when no column holds addresses.
    """
    places: dict[Role, int] = {}
    for role, header in asked.items():
        if header not in first:
            raise ValueError(f"no column is called {header!r}; there are: {_listed(first)}")
        places[role] = list(first).index(header)
    for at, cell in enumerate(first):
        meaning = _role(cell)
        if meaning and meaning not in places and at not in places.values():
            places[meaning] = at
    if Role.EMAIL in places:
        unused = [cell for at, cell in enumerate(first) if cell and at not in places.values()]
        return Columns(places, header=True, unused=tuple(unused))
    addresses = [at for at, cell in enumerate(first) if _is_address(cell)]
    if not addresses:
        raise ValueError(
            f"no column holds addresses; there are: {_listed(first)}; name it: --column email=HEADER"
        )
    return Columns({Role.EMAIL: addresses[0]}, header=False)


def _listed(first: Sequence[str]) -> str:
    return ", ".join(repr(cell) for cell in first[:12]) or "none"


def _role(cell: str) -> Role | None:
    plain = "".join(sign for sign in cell.casefold() if sign.isalnum())
    return next((role for role, names in NAMES.items() if plain in names), None)


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
        text = cells[at] if at is not None and at < len(cells) else ""
        return _DEFUSED.sub("", " ".join(text.split()))

    address = cell(Role.EMAIL)
    if not address:
        return Refused(line, _shown(cells), "the row has no address")
    try:
        normal = normal_address(address)
    except ValueError as error:
        return Refused(line, address, str(error))
    name = cell(Role.NAME) or f"{cell(Role.FIRST)} {cell(Role.LAST)}".strip()
    language = cell(Role.LANGUAGE).replace("_", "-")
    if len(name) > LONGEST_NAME:
        return Refused(line, address, f"the name is longer than {LONGEST_NAME} characters")
    if language and not _LANGUAGE.fullmatch(language):
        return Refused(line, address, f"{language!r} is no language tag, such as en or ur")
    zone = cell(Role.ZONE)
    if zone and not _is_zone(zone):
        return Refused(line, address, f"{zone!r} is no zone, such as Europe/London")
    said = cell(Role.STATE).casefold()
    if said and said not in STANDINGS:
        return Refused(line, address, f"{said!r} is no standing; known: {', '.join(STANDINGS)}")
    return Reader(line, address, normal, name, language, zone, STANDINGS.get(said))


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
