"""A TOML table read key by key: typed, defaulted, and every key accounted for.

    table = Table(data, file="digests/morning.toml")
    zone = table.text("zone", default="UTC")
    table.finish()          # a key nobody asked for is a mistake, with the nearest right one

Errors name file, key, value and what is allowed.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from digest.model.errors import ConfigurationError

E = TypeVar("E", bound=StrEnum)
_MISSING = object()
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def read_toml(path: Path) -> Table:
    """The whole file as a table; unreadable or malformed files are named with the line."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"the file is not there: {path}", file=path) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            "the file cannot be read as TOML", file=path
        ) from error
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
            f"{self.file}: {self.key(name)} = {value!r} is not allowed; allowed: {allowed}"
        )

    def has(self, name: str) -> bool:
        """Whether the key is given."""
        return name in self._data

    def _take(self, name: str, default: object, allowed: str) -> object:
        self._asked.add(name)
        value = self._data.get(name, default)
        if value is _MISSING:
            raise ConfigurationError(
                f"{self.file}: {self.key(name)} is missing; needed: {allowed}"
            )
        return value

    def text(
        self, name: str, default: object = _MISSING, *, allowed: str = "text"
    ) -> str:
        """A string, outer blanks gone."""
        value = self._take(name, default, allowed)
        if not isinstance(value, str):
            raise self.wrong(name, value, allowed)
        return value.strip()

    def line(self, name: str, default: object = _MISSING) -> str:
        """A string of one line: what ends in a mail header must not break it."""
        value = self.text(name, default, allowed="one line of text")
        if any(ord(sign) < 32 or sign in "\x7f\u2028\u2029" for sign in value):
            raise self.wrong(name, value, "one line of text without control characters")
        return value

    def checked(
        self,
        name: str,
        check: Callable[[str], str],
        allowed: str,
        default: object = _MISSING,
    ) -> str:
        """A string that `check` accepts (it returns the value to keep, or raises ValueError)."""
        value = self.line(name, default)
        if value == "" and default == "":
            return value
        try:
            return check(value)
        except ValueError as error:
            raise self.wrong(
                name, value, f"{allowed} ({error})" if str(error) else allowed
            ) from None

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
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not low <= value <= high
        ):
            raise self.wrong(name, value, f"a whole number from {low} to {high}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """true or false."""
        value = self._take(name, default, "true or false")
        if not isinstance(value, bool):
            raise self.wrong(name, value, "true or false")
        return value

    def duration(self, name: str, default: timedelta) -> timedelta:
        """A span such as "90m", "36h" or "7d"."""
        value = self._take(name, "", 'a span such as "36h"')
        if value == "":
            return default
        if isinstance(value, str) and value[-1:] in _UNITS and value[:-1].isdigit():
            return timedelta(seconds=int(value[:-1]) * _UNITS[value[-1]])
        raise self.wrong(
            name, value, 'a span: a whole number and s, m, h or d, such as "36h"'
        )

    def choice(self, name: str, kind: type[E], default: object = _MISSING) -> E:
        """One of an enum's words."""
        allowed = " | ".join(kind)
        value = self.text(name, default, allowed=allowed)
        try:
            return kind(value)
        except ValueError:
            raise self.wrong(name, value, allowed) from None

    def texts(self, name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of strings."""
        value = self._take(name, list(default), "a list of text")
        if not isinstance(value, list) or not all(
            isinstance(entry, str) for entry in value
        ):
            raise self.wrong(name, value, "a list of text")
        return tuple(entry.strip() for entry in value)

    def worded(self, name: str, default: str = "") -> dict[str, str]:
        """A text for every language: `"World"`, or a table by language `{ en = "World" }`."""
        value = self._take(name, default, "text, or a table of texts by language")
        if isinstance(value, str):
            return {"": value} if value else {}
        if isinstance(value, dict) and all(
            isinstance(entry, str) for entry in value.values()
        ):
            return dict(value)
        raise self.wrong(name, value, "text, or a table of texts by language")

    def points(self, name: str) -> dict[str, float]:
        """A table of numbers by name."""
        value = self._take(name, {}, "a table of numbers")
        if isinstance(value, dict) and all(
            _is_number(entry) for entry in value.values()
        ):
            return {key: float(entry) for key, entry in value.items()}
        raise self.wrong(name, value, "a table of numbers, such as { city = 0.5 }")

    def table(self, name: str) -> Table:
        """A table inside; empty when it is not given."""
        value = self._take(name, {}, "a table")
        if not isinstance(value, dict):
            raise self.wrong(name, value, "a table")
        return Table(value, file=self.file, path=self.key(name))

    def tables(self, name: str) -> tuple[Table, ...]:
        """An array of tables (`[[name]]`), or a table of tables (`[name.slug]`) with its slugs."""
        value = self._take(name, [], "an array of tables")
        if isinstance(value, dict):
            value = [
                {"slug": slug, **entry} for slug, entry in _named(self, name, value)
            ]
        if not isinstance(value, list) or not all(
            isinstance(entry, dict) for entry in value
        ):
            raise self.wrong(name, value, f"an array of tables: [[{self.key(name)}]]")
        return tuple(
            Table(entry, file=self.file, path=f"{self.key(name)}[{place}]")
            for place, entry in enumerate(value, 1)
        )

    def finish(self) -> None:
        """Refuse keys that nobody asked for: a typing error must not pass in silence."""
        for name in self._data:
            if name not in self._asked:
                raise ConfigurationError(
                    f"{self.file}: {self.key(name)} is not a setting; {_nearest(name, self._asked)}"
                )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _named(
    table: Table, name: str, value: dict[str, object]
) -> Iterable[tuple[str, dict[str, object]]]:
    for slug, entry in value.items():
        if not isinstance(entry, dict):
            raise table.wrong(f"{name}.{slug}", entry, "a table")
        yield slug, entry


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    meant = f"did you mean {close[0]!r}? " if close else ""
    return f"{meant}allowed: {', '.join(sorted(known))}"
