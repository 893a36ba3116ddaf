"""Readers as JSON lines -> rows of cells, so that what `export --json` writes is read like a table.

    {"email": …, "name": …, "attributes": {"city": …}}   a line   ->   a cell a column

The first line names the columns: its keys, those under `attributes`, and the declared attributes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from digest.rules.attributes import written
from digest.rules.roster import Refused, defused

Row = tuple[int, list[str] | Refused]
"""The line a row begins on, and its cells, or why it has none."""
ATTRIBUTES = "attributes"


def is_object(line: str) -> bool:
    """Whether a file that begins with this line holds JSON lines."""
    return line.lstrip().startswith("{")


def rows(lines: Iterable[str], declared: Iterable[str]) -> Iterator[Row]:
    """The columns, then each line's cells under them; a line that is no object is refused."""
    columns: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        told = _told(line)
        if told is None:
            yield (
                number,
                Refused(number, line.strip()[:80], "the line is no JSON object of a reader"),
            )
            continue
        if not columns:
            columns = list(dict.fromkeys([*told, *declared]))
            yield number, columns
        yield number, [told.get(name, "") for name in columns]


def _told(line: str) -> dict[str, str] | None:
    """What the object says by column; None where it is none, or holds what no cell can."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, Mapping):
        return None
    kept = found.get(ATTRIBUTES) or {}
    if not isinstance(kept, Mapping):
        return None
    flat = {name: value for name, value in found.items() if name != ATTRIBUTES} | dict(kept)
    if any(isinstance(value, list | dict) for value in flat.values()):
        return None
    return {name: _cell(value) for name, value in flat.items()}


def _cell(value: str | float | bool | None) -> str:
    # As a table would have it: reading takes an apostrophe off that made a formula harmless.
    return "" if value is None else defused(written(value).replace("\0", "").strip())
