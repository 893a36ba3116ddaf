"""The words of a filter with their places: what `rules.filters` makes sentences of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4000
"""So many characters a filter may have."""

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<sign><=|>=|!=|=|<|>|\(|\)|,)
      | (?P<word>[+-]?[^\s"'<>=!(),\\]+)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class BadFilter(ValueError):
    """What is wrong with a filter, and where: `at` counts characters from 1."""

    def __init__(self, words: str, at: int) -> None:
        super().__init__(words, at)
        self.words, self.at = words, at

    def __str__(self) -> str:
        return f"at character {self.at}: {self.words}"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted text or a sign.  The end of the filter is an empty sign."""

    text: str
    at: int
    quoted: bool = False

    @property
    def word(self) -> str:
        """The word as the language reads it: small letters; '' for a quoted text."""
        return "" if self.quoted else self.text.lower()

    @property
    def shown(self) -> str:
        """For an error."""
        if not self.text and not self.quoted:
            return "the end"
        return repr(self.text if len(self.text) <= 40 else f"{self.text[:40]}…")


def tokens(text: str) -> Iterator[Token]:
    """Every token in order, an empty one at last.  Raises BadFilter."""
    if len(text) > LONGEST:
        raise BadFilter(f"a filter has at most {LONGEST} characters", LONGEST + 1)
    broken = next((at for at, sign in enumerate(text) if _unprintable(sign)), None)
    if broken is not None:
        raise BadFilter("this character cannot be printed", broken + 1)
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadFilter(_broken(text[at]), at + 1)
        if found.lastgroup == "quoted":
            yield Token(_ESCAPED.sub(r"\1", found[0][1:-1]), at + 1, quoted=True)
        elif found.lastgroup != "blank":
            yield Token(found[0], at + 1)
        at = found.end()
    yield Token("", len(text) + 1)


def _unprintable(sign: str) -> bool:
    return not (sign.isprintable() or sign.isspace())


def _broken(sign: str) -> str:
    if sign in "\"'":
        return "this quotation mark is never closed"
    return f"{sign!r} means nothing here; put a text into quotation marks"
