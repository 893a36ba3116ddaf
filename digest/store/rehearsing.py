"""What an import would do, row by row, and nothing kept: the first half of `store.importing`.

chunk | staged and weighed, as an import does | told row by row    Row
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from digest.model.audience import SubscriptionState
from digest.rules.roster import Reader
from digest.store import import_sql as sql
from digest.store import models
from digest.store.importing import Chunk, Found, Terms, counted, read, weigh

_S = SubscriptionState
_OWN = ("name", "language", "zone")


@dataclass(frozen=True, slots=True)
class Row:
    """What a rehearsal tells of a row of the file.

    `said` is the standing that the row asks for, `standing` the one that is there ('' without),
    `changes` what is told anew: by name, what was kept before and what would be.
    """

    line: int
    address: str
    found: Found
    said: SubscriptionState
    standing: str
    changes: Mapping[str, tuple[Any, Any]]

    @property
    def kept_away(self) -> bool:
        """Whether the row alone would have brought back somebody who said no, or must not be mailed."""
        return self.found in (Found.LEFT, Found.SUPPRESSED) and self.said is not _S.UNSUBSCRIBED


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A chunk of a rehearsal."""

    counts: Counter[Found]
    rows: tuple[Row, ...]


def rehearse(people: Iterable[Reader], terms: Terms) -> Iterator[Rehearsed]:
    """What would come of each chunk, row by row; nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute(sql.rehearsed(connection.vendor))
        cursor.execute("DELETE FROM rehearsed_readers")
    walk = iter(people)
    while chunk := read(walk, terms):
        yield _rehearsed(chunk, terms)


@transaction.atomic
def _rehearsed(chunk: Chunk, terms: Terms) -> Rehearsed:
    slugs = models.MailingList.objects.filter(slug=terms.slug)
    # No list has the number 0, where a rehearsal would have to make it.
    number = slugs.values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        weigh(cursor, chunk, number)
        for words in sql.REMEMBERED:
            cursor.execute(words)
        cursor.execute(sql.DIFFERING)
        rows = tuple(_row(cells) for cells in cursor.fetchall())
        return Rehearsed(counted(cursor), rows)


def _row(cells: Sequence[Any]) -> Row:
    line, address, found, said, standing, *told = cells
    new, old = told[:4], told[4:]
    changes = {
        name: (then, now)
        for name, now, then in zip(_OWN, new[:3], old[:3], strict=True)
        if now and then is not None and now != then
    }
    for name, now in _values(new[3]).items():
        then = _values(old[3]).get(name)
        if old[3] is not None and then != now:
            changes[name] = (then, now)
    return Row(line, address, Found(found), SubscriptionState(said), standing or "", changes)


def _values(attributes: object) -> dict[str, Any]:
    """JSON as the engine hands it out: text, or read already."""
    found = json.loads(attributes) if isinstance(attributes, str) else attributes
    return found if isinstance(found, dict) else {}
