"""A TOML table read key by key: typed, defaulted, and every key accounted for.

    table = Table(data, file="digests/morning.toml")
    zone = table.checked("zone", checks.zone, "a zone of the IANA database", "UTC")
    table.finish()          # a key nobody asked for is a mistake, with the nearest right one

Errors name file, key, value and what is allowed.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from digest.model.errors import ConfigurationError
from digest.settings.checks import as_found, single_line

E = TypeVar("E", bound=StrEnum)
Check = Callable[[str], str]
"""Returns the value to keep, or raises ValueError (with words, where there is more to say)."""

_MISSING = object()
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"[0-9]{1,7}[smhd]")


def read_toml(path: Path) -> Table:
    """The whole file as a table; unreadable or malformed files are named with the line."""
    try:
        # An editor's byte order mark is no mistake of the person.
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(f"the file is not there: {path}", file=path) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError("the file cannot be read as TOML", file=path) from error
    return Table(data, file=str(path))


class Table:
    """One table of a TOML file, remembering which keys were asked for."""

    def __init__(self, data: dict[str, object], *, file: str, path: str = "") -> None:
        self._data = data
        self._asked: set[str] = set()
        self.file = file
        self.path = path

    def key(self, name: str) -> str:
        """The full dotted key, as a person would look for it."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, value: object, allowed: str) -> ConfigurationError:
        """The one shape of complaint: file, key, value, what is allowed."""
        return ConfigurationError(
            f"{self.file}: {self.key(name)} = {as_found(value)} is not allowed; allowed: {allowed}"
        )

    def missing(self, name: str, needed: str) -> ConfigurationError:
        """A key that has no default is not there."""
        slip = difflib.get_close_matches(name, self._data.keys() - self._asked, n=1)
        more = f"; there is {slip[0]!r}: is {name!r} meant?" if slip else ""
        return ConfigurationError(
            f"{self.file}: {self.key(name)} is missing; needed: {needed}{more}"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that are given."""
        return tuple(self._data)

    def has(self, name: str) -> bool:
        """Whether the key is given."""
        return name in self._data

    def is_list(self, name: str) -> bool:
        """Whether a list is given under that key."""
        return isinstance(self._data.get(name), list)

    def is_table(self, name: str) -> bool:
        """Whether a table is given under that key."""
        return isinstance(self._data.get(name), dict)

    def _take(self, name: str, default: object, allowed: str) -> object:
        self._asked.add(name)
        value = self._data.get(name, default)
        if value is _MISSING:
            raise self.missing(name, allowed)
        return value

    def line(
        self, name: str, default: object = _MISSING, *, allowed: str = "one line of text"
    ) -> str:
        """A string of one line, outer blanks gone: what ends in a mail header must not break it.

        Without a default it must not be empty either.
        """
        value = self._take(name, default, allowed)
        if not isinstance(value, str) or (default is _MISSING and not value.strip()):
            raise self.wrong(name, value, allowed)
        return self.kept(name, value, single_line, allowed)

    def checked(self, name: str, check: Check, allowed: str, default: object = _MISSING) -> str:
        """A string that `check` accepts; an empty one stands where the default is empty."""
        value = self.line(name, default, allowed=allowed)
        if value == "" and default == "":
            return value
        return self.kept(name, value, check, allowed)

    def kept(self, name: str, value: str, check: Check, allowed: str) -> str:
        """What the check makes of a value found under that key."""
        try:
            return check(value)
        except ValueError as error:
            words = f"{allowed} ({error})" if str(error) else allowed
            raise self.wrong(name, value, words) from None

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        """A number within bounds, both included."""
        value = self._take(name, default, "a number")
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise self.wrong(name, value, f"a number from {low:g} to {high:g}")
        return float(value)

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number within bounds, both included."""
        value = self._take(name, default, "a whole number")
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(name, value, f"a whole number from {low} to {high}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """true or false."""
        value = self._take(name, default, "true or false")
        if not isinstance(value, bool):
            raise self.wrong(name, value, "true or false")
        return value

    def duration(
        self, name: str, default: timedelta, *, least: timedelta = timedelta()
    ) -> timedelta:
        """A span such as "90m", "36h" or "7d", up to ten years."""
        value = self._take(name, None, "a span of time")
        if value is None:
            return default
        if isinstance(value, str) and _SPAN.fullmatch(value.strip()):
            text = value.strip()
            span = timedelta(seconds=int(text[:-1]) * _UNITS[text[-1]])
            if least <= span <= timedelta(days=3660):
                return span
        more = f", at least {least.total_seconds():g}s" if least else ""
        raise self.wrong(name, value, f'a whole number and s, m, h or d, such as "36h"{more}')

    def keeping(
        self, name: str, default: timedelta | None, *, least: timedelta
    ) -> timedelta | None:
        """A span for which something is kept, or "always": None."""
        value = self._take(name, default or "always", "")
        if value == "always":
            return None
        if not isinstance(value, timedelta):
            try:
                return self.duration(name, timedelta(), least=least)
            except ConfigurationError:
                allowed = f'"always", or days such as "90d", at least "{least.days}d"'
                raise self.wrong(name, value, allowed) from None
        return value

    def choice(self, name: str, kind: type[E], default: object = _MISSING) -> E:
        """One of an enum's words."""
        allowed = " | ".join(kind)
        value = self.line(name, default, allowed=allowed)
        try:
            return kind(value)
        except ValueError:
            raise self.wrong(name, value, f"{allowed}{meant(value, kind)}") from None

    def texts(
        self,
        name: str,
        default: Sequence[str] = (),
        *,
        check: Check = single_line,
        allowed: str = "one line of text each",
    ) -> tuple[str, ...]:
        """A list of strings, each once and none of them empty."""
        value = self._take(name, list(default), "a list of text")
        if not isinstance(value, list):
            raise self.wrong(name, value, f'a list: ["…", "…"], {allowed}')
        found: list[str] = []
        for entry in value:
            if not isinstance(entry, str) or not entry.strip():
                raise self.wrong(name, entry, allowed)
            found.append(self.kept(name, entry.strip(), check, allowed))
            if found.count(found[-1]) > 1:
                raise self.wrong(name, entry, "every entry once")
        return tuple(found)

    def worded(self, name: str, language: str, tag: Check) -> dict[str, str]:
        """A text by language: `"World"` (then in `language`), or a table `{ en = "World" }`."""
        allowed = 'one line of text, or one a language: { en = "…", ur = "…" }'
        value = self._take(name, "", allowed)
        if isinstance(value, str):
            text = self.kept(name, value, single_line, allowed)
            return {language: text} if text else {}
        if not isinstance(value, dict):
            raise self.wrong(name, value, allowed)
        inner = self.table(name)
        for word in value:
            inner.kept(word, word, tag, "a language tag as the key, such as en, ur, pt-BR")
        return {word: inner.line(word, "", allowed=allowed) for word in value}

    def points(self, name: str, *, low: float, high: float) -> dict[str, float]:
        """A table of numbers by name, each within bounds."""
        inner = self.table(name)
        return {word: inner.number(word, 0, low=low, high=high) for word in inner.names}

    def table(self, name: str) -> Table:
        """A table inside; empty when it is not given."""
        value = self._take(name, {}, "a table")
        if not isinstance(value, dict):
            raise self.wrong(name, value, f"a table: [{self.key(name)}]")
        return Table(value, file=self.file, path=self.key(name))

    def tables(self, name: str) -> tuple[Table, ...]:
        """An array of tables (`[[name]]`), or a table of tables (`[name.slug]`) with its slugs."""
        value = self._take(name, [], "an array of tables")
        entries = list(_named(value) if isinstance(value, dict) else _numbered(value))
        if not isinstance(value, list | dict) or not all(isinstance(e, dict) for _, e in entries):
            raise self.wrong(name, value, f"an array of tables: [[{self.key(name)}]]")
        return tuple(
            Table(entry, file=self.file, path=f"{self.key(name)}{place}")
            for place, entry in entries
            if isinstance(entry, dict)
        )

    def finish(self) -> None:
        """Refuse keys that nobody asked for: a typing error must not pass in silence."""
        for name in self._data:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise ConfigurationError(
                    f"{self.file}: {self.key(name)} = {as_found(self._data[name])} is not a "
                    f"setting; allowed: {known}{meant(name, self._asked)}"
                )


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'title'?`, where something known is spelled much like it."""
    close = difflib.get_close_matches(word, sorted(map(str, known)), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _named(value: dict[str, object]) -> Iterable[tuple[str, object]]:
    for slug, entry in value.items():
        yield f".{slug}", {"slug": slug, **entry} if isinstance(entry, dict) else entry


def _numbered(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, list):
        for place, entry in enumerate(value, 1):
            yield f"[{place}]", entry
