"""Invented readers for the sample newsroom, the same ones at every call.

    data/subscribers.toml | subscribers(n) -> SampleSubscriber … | write_csv(path)

Two languages in the proportion 380 to 120, several scripts, some without a name; every address is
on a reserved domain and occurs once.  Does not subscribe anybody to anything.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import Any

from digest.sample.content import DATA

# One in so many is a guest, one in so many keeps the name to themselves.
GUEST_EVERY = 50
NAMELESS_EVERY = 37


@dataclass(frozen=True, slots=True)
class SampleSubscriber:
    """A reader.  `name` may be empty; `language` is `en` or `ur`; `zone` is an IANA name."""

    email: str
    name: str
    language: str
    zone: str


def subscribers(n: int = 500) -> Iterator[SampleSubscriber]:
    """The first `n` readers; any `n`, none held in memory."""
    return islice(map(_reader, count()), n)


def write_csv(path: Path, n: int = 500) -> int:
    """Write the first `n` readers with a header of the field names, UTF-8; answer how many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(field.name for field in fields(SampleSubscriber))
        rows.writerows(map(astuple, subscribers(n)))
    return n


def _reader(number: int) -> SampleSubscriber:
    lap, place = divmod(number, GUEST_EVERY)
    guests = _pool()["guests"]["people"]
    if place == GUEST_EVERY // 2 and lap < len(guests):
        name, local, language, zone = guests[lap]
        return SampleSubscriber(f"{local}@{_domain(number)}", name, language, zone)
    return _urdu(number) if _reads_urdu(number) else _english(number)


def _reads_urdu(number: int) -> bool:
    """Six in 25, evenly spread: 120 of 500; the guests' places are none of them."""
    return number * 6 % 25 in range(1, 7)


def _english(number: int) -> SampleSubscriber:
    given, family, round_ = _pair(number, "en")
    local = f"{given}.{family}".lower()
    return _made(number, "en", f"{given} {family}", f"{local}{round_}")


def _urdu(number: int) -> SampleSubscriber:
    given, family, round_ = _pair(number, "ur")
    return _made(number, "ur", f"{given[0]} {family[0]}", f"{given[1]}.{family[1]}{round_}")


def _made(number: int, language: str, name: str, local: str) -> SampleSubscriber:
    zones = _pool()[language]["zones"]
    shown = "" if number % NAMELESS_EVERY == NAMELESS_EVERY - 1 else name
    address = f"{local}@{_domain(number)}"
    return SampleSubscriber(address, shown, language, zones[number // 3 % len(zones)])


def _pair(number: int, language: str) -> tuple[Any, Any, str]:
    """A pair of names that no other number has until all pairs are used; then with the round.

    The lists' lengths have no common divisor, so that stepping through both at once meets every
    pair once.
    """
    given, family = _pool()[language]["given"], _pool()[language]["family"]
    round_ = number // (len(given) * len(family))
    mark = str(round_ + 1) if round_ else ""
    return given[number % len(given)], family[number % len(family)], mark


def _domain(number: int) -> str:
    domains: list[str] = _pool()["domains"]
    return domains[number % len(domains)]


@cache
def _pool() -> dict[str, Any]:
    return tomllib.loads((DATA / "subscribers.toml").read_text(encoding="utf-8"))
