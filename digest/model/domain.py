"""What the name service told of a sending domain, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from digest.model.finding import Severity


class Told(StrEnum):
    """FOUND; NOTHING: there is no such record; SILENT: nobody answered in time, or with a fault."""

    FOUND = "found"
    NOTHING = "nothing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Texts:
    """The TXT records of one name, each in one piece.

    `canonical` = where a CNAME led to, else the name itself; lower case, no dot at the end.
    """

    name: str
    told: Told
    texts: tuple[str, ...] = ()
    canonical: str = ""

    @property
    def led_on(self) -> bool:
        """Whether the name is a CNAME of another."""
        return self.canonical not in ("", self.name)


Zone = Mapping[str, Texts]
"""Answers by the name that was asked for."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing said of a domain: of which `record` (SPF, DKIM, DMARC), how grave, what to do."""

    record: str
    severity: Severity
    words: str
    advice: str = ""


def silent(record: str, name: str) -> Remark:
    """Nobody answered: that says nothing about the domain."""
    words = f"{name}: the name service gave no answer, so its {record} was not judged"
    return Remark(record, Severity.WARNING, words, "look again; then at this machine's resolver")


def tags(text: str) -> dict[str, str]:
    """`v=DKIM1; p=AB CD` -> {"v": "DKIM1", "p": "ABCD"}: DKIM's and DMARC's way of writing.

    The first of two tags of one name counts; blanks mean nothing.
    """
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, mark, value = part.partition("=")
        if mark:
            found.setdefault(name.strip(), "".join(value.split()))
    return found
