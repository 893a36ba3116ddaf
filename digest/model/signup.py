"""Somebody filled in the form: what it said, and how it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SignUp:
    """A wish to get a digest, from anybody: nothing about the address is known or told yet.

    `source` is the page it came from, `wording` the version of the words that stood there.
    """

    digest: str
    list: str
    address: str
    language: str = ""
    source: str = ""
    wording: str = ""


class Filled(StrEnum):
    """How a form was filled in.

    BY_A_TRAP: a field that people do not see was filled.  UNTIMED: it does not come from a page of
    ours, or came back faster than anybody reads, or too late.
    """

    WELL = "well"
    BY_A_TRAP = "by_a_trap"
    UNTIMED = "untimed"


class Entry(StrEnum):
    """What becomes of a well-filled form: DROPPED looks like TAKEN from outside."""

    TAKEN = "taken"
    DROPPED = "dropped"
    BUSY = "busy"
