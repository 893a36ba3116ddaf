"""A row of a provider's list of addresses that it does not mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An address, since when (None: not said), and why in the provider's words."""

    address: str
    since: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a list: read, new here, overtaken by the reader's own yes.

    `unreadable` = what no address can be.
    """

    read: int = 0
    new: int = 0
    returned: int = 0
    unreadable: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.read + other.read,
            self.new + other.new,
            self.returned + other.returned,
            self.unreadable + other.unreadable,
        )
