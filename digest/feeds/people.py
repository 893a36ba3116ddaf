"""Names of authors out of the ways feeds write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.feeds.text import line

_MAIL_NAME = re.compile(r"\S+@\S+\s*\(([^()]+)\)\Z")
_NAME_MAIL = re.compile(r"(.*\S)\s*[<(]\S+@[^\s<>()]+[>)]\Z")
_BY = re.compile(r"(?:by|von|par|por|di|door|av)\s+(?=\S)", re.IGNORECASE)
_STRONG = re.compile(r"\s*[;|]\s*|\s+(?:and|und|et|y|e)\s+(?=[^\W\d_]+\s)|\s+&\s+")
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?")
_DEGREES = frozenset("jr sr ii iii iv md phd mba esq m.d. ph.d. jr. sr.".split())
_DUMMY = re.compile(r"(?:no-?reply|none|nobody|unknown|anonymous|donotreply)@\S+\Z", re.IGNORECASE)
_MAX_AUTHORS = 50


def people(values: Iterable[str]) -> tuple[str, ...]:
    """Distinct names in order; "a@b.test (Name)" is Name, "A B, C D and E F" are three."""
    found: dict[str, None] = {}
    for value in values:
        for name in _split(line(value)):
            if len(found) < _MAX_AUTHORS and (one := _person(name)):
                found[one] = None
    return tuple(found)


def _person(text: str) -> str:
    text = _BY.sub("", text, count=1) if _BY.match(text) else text
    if match := _MAIL_NAME.match(text):
        return match[1].strip()
    if match := _NAME_MAIL.match(text):
        return match[1].strip(" \"'")
    return "" if _DUMMY.match(text) else text


def _split(text: str) -> list[str]:
    names: list[str] = []
    for part in _STRONG.split(text[:1000]):
        pieces = _COMMA.split(part)
        names += pieces if _are_names(pieces) else [part]
    return [name for name in (one.strip(" ,") for one in names) if name]


def _are_names(pieces: list[str]) -> bool:
    """Whether a comma separates people: "Miller, Ann" and "Ann Miller, PhD" are one."""
    if len(pieces) < 2 or any(piece.lower() in _DEGREES for piece in pieces):
        return False
    return len(pieces) > 2 or all(" " in piece for piece in pieces)
