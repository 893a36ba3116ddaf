"""Readers for tests, brought in as a file's would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from digest.model.audience import normal_address
from digest.rules.roster import Reader
from digest.store.importing import Terms, bring_in


def reader(address: str, name: str = "", language: str = "", zone: str = "") -> Reader:
    """One row of a file."""
    return Reader(1, address, normal_address(address), name, language, zone)


def enlist(people: Iterable[Reader], lists: Sequence[str], *, key: bytes, now: datetime) -> None:
    """Confirmed readers of each of the lists."""
    rows = list(people)
    for slug in lists:
        for _ in bring_in(rows, Terms(slug, "test", key, now)):
            pass
