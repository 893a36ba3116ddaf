"""Bare texts: headlines that tell of one event, and dates as people and programs write them.

The lines of a manifest in, an answer each in their order; a line without what it needs is a
`Mistake` and leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from digest.seeing.targets import Line, Mistake

if TYPE_CHECKING:
    from digest.rules.clustering import Headline

Answer = dict[str, Any] | Mistake


def dates(lines: Iterable[tuple[str, Line | Mistake]]) -> Iterator[Answer]:
    """`{"text"}` -> `{"text", "date"}`: ISO 8601 with an offset, a bare day, or null."""
    from digest.feeds.dates import read_date

    for where, line in lines:
        text = _text(line, "text", where)
        if isinstance(text, Mistake):
            yield text
        else:
            moment = read_date(text)
            yield {"text": text, "date": None if moment is None else moment.isoformat()}


def clusters(lines: Iterable[tuple[str, Line | Mistake]]) -> list[Answer]:
    """`{"id", "title", "published", "source"}` -> `{"id", "cluster"}`; one cluster, one event.

    An id is text or a whole number, and comes back as it was given.
    """
    from digest.rules.clustering import Headline, cluster_headlines

    known = list(lines)
    read = [_headline(line, where) for where, line in known]
    told = cluster_headlines([entry for entry in read if isinstance(entry, Headline)])
    given = {
        str(line.get("id")): line.get("id") for _, line in known if not isinstance(line, Mistake)
    }
    named = ({"id": given[name], "cluster": given[of]} for name, of in told)
    return [next(named) if isinstance(entry, Headline) else entry for entry in read]


def _headline(line: Line | Mistake, where: str) -> Headline | Mistake:
    from digest.feeds.dates import read_date
    from digest.rules.clustering import Headline

    name, title = _text(line, "id", where), _text(line, "title", where)
    if isinstance(name, Mistake):
        return name
    if isinstance(title, Mistake):
        return title
    assert not isinstance(line, Mistake)
    published, source = line.get("published"), line.get("source")
    return Headline(
        name,
        title,
        read_date(published) if isinstance(published, str) else None,
        source if isinstance(source, str) else "",
    )


def _text(line: Line | Mistake, name: str, where: str) -> str | Mistake:
    if isinstance(line, Mistake):
        return line
    value = line.get(name)
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else Mistake(where, f'this line has no "{name}"')
