"""How commands answer: JSON on request, else words; messages always on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TextIO

from digest.rules.speaking import clean, counted, number

__all__ = [
    "Stdout",
    "as_json",
    "as_lines",
    "cell",
    "clean",
    "counted",
    "note",
    "number",
    "plain",
    "say",
    "write",
]


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates in ISO 8601, enums by word, dataclasses as objects."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value


def as_json(value: Any, *, indent: int | None = 2) -> None:
    """One object on stdout."""
    write(json.dumps(plain(value), ensure_ascii=False, indent=indent))


def as_lines(values: Iterable[Any]) -> None:
    """JSON lines on stdout, each written out at once, for as long as somebody reads them."""
    for value in values:
        if not write(json.dumps(plain(value), ensure_ascii=False), flush=True):
            return


def say(words: str = "") -> None:
    """A line for people, on stdout."""
    write(words)


class Stdout:
    """What a writer of rows writes to."""

    def write(self, words: str) -> None:
        """Write as it is."""
        write(words, end="")


def note(words: str) -> None:
    """A message: on stderr, so that data stays data."""
    write(words, stream=sys.stderr)


def write(
    words: str, *, stream: TextIO | None = None, end: str = "\n", flush: bool = False
) -> bool:
    """Whether anybody reads it still: `digest send … | head` must not stop a send half way."""
    stream = stream or sys.stdout
    try:
        print(words, file=stream, end=end, flush=flush)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


def cell(value: object) -> object:
    """A cell of CSV that a spreadsheet does not take for a formula."""
    from digest.rules.roster import defused

    return defused(value) if isinstance(value, str) else value
