"""robots.txt as RFC 9309 reads it: the group of our name, else of "*"; the longest rule wins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

MAX_BYTES = 500 * 1024
"""What RFC 9309 asks a reader to read at least; nothing beyond is read."""

_MAX_RULES = 5_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: may (`allow`) or may not; `path` with `*` and `$` as signs."""

    allow: bool
    path: str


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for us."""

    rules: tuple[Rule, ...] = ()

    def allows(self, target: str) -> bool:
        """Whether a path with its query may be fetched; robots.txt itself always."""
        if target == "/robots.txt":
            return True
        target = _normal(target)
        best: Rule | None = None
        for rule in self.rules:
            if _matches(rule.path, target) and (best is None or _weight(rule) > _weight(best)):
                best = rule
        return best is None or best.allow


EVERYTHING = Robots()
NOTHING = Robots((Rule(False, "/"),))


def read_robots(text: str, product: str) -> Robots:
    """The rules for a product token ("digest") in the text of a robots.txt."""
    mine: list[Rule] = []
    others: list[Rule] = []
    named, agents, in_rules = False, set[str](), False
    for name, value in _lines(text):
        if name == "user-agent":
            if in_rules:
                agents, in_rules = set(), False
            agents.add(_token(value))
            named = named or product.lower() in agents
        elif name in ("allow", "disallow"):
            in_rules = True
            if value and len(mine) + len(others) < _MAX_RULES:
                rule = Rule(name == "allow", _normal(value))
                if product.lower() in agents:
                    mine.append(rule)
                if "*" in agents:
                    others.append(rule)
    return Robots(tuple(mine if named else others))


def _lines(text: str) -> list[tuple[str, str]]:
    found = []
    for raw in text.lstrip("\ufeff")[:MAX_BYTES].splitlines():
        name, colon, value = raw.partition("#")[0].partition(":")
        if colon:
            found.append((name.strip().lower(), value.strip()))
    return found


def _token(value: str) -> str:
    found = re.match(r"[A-Za-z_-]+|\*", value)
    return found[0].lower() if found else ""


def _normal(path: str) -> str:
    return quote(unquote(path), safe="/?&=*$:;,@!~+'()[]%-._")


def _weight(rule: Rule) -> tuple[int, bool]:
    return len(rule.path), rule.allow


@lru_cache(maxsize=4096)
def _pieces(path: str) -> tuple[tuple[str, ...], bool]:
    ends = path.endswith("$")
    return tuple((path[:-1] if ends else path).split("*")), ends


def _matches(path: str, target: str) -> bool:
    """Piece by piece, so that many stars cost no more than one."""
    pieces, ends = _pieces(path)
    if not target.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        at = target.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if not ends or at == len(target):
        return True
    return len(pieces) > 1 and target.endswith(pieces[-1])
