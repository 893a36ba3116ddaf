"""The house's own copy of a picture: what is wanted, what was made, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that will be printed: its address, and the CSS pixels it has room in."""

    url: str
    room: tuple[int, int]


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """A kept copy: its file's name, and the true size of the picture it was made from."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NoCopy:
    """Why there is none, in words that follow the picture's address."""

    reason: str


Developed = OwnCopy | NoCopy
"""What became of a wanted picture."""
