"""Readers into lists, a chunk at a time: who is new, who changed, and who is left in peace.

    chunk | known addresses, suppressions, standings: three queries | what each row means
    | one transaction writes what is new

Nobody who left a list or is suppressed comes back by an import.  Run again after a crash it finds
the chunks that were kept unchanged, and goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from django.db import transaction

from digest.model.audience import ConsentAct, SubscriptionState, address_hash
from digest.rules.roster import Reader
from digest.store import models
from digest.store.subscribers import make_list

CHUNK = 2000


class Found(StrEnum):
    """What an import makes of a row."""

    NEW = "new"
    JOINED = "joined"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT = "left"
    SUPPRESSED = "suppressed"


FOUND_WORDS: dict[Found, str] = {
    Found.NEW: "new readers",
    Found.JOINED: "known readers, new on this list",
    Found.CHANGED: "on the list, name or language brought up to date",
    Found.UNCHANGED: "on the list already",
    Found.LEFT: "left this list before: not subscribed again",
    Found.SUPPRESSED: "suppressed: never mailed, not subscribed",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Into which list, from which source, and under whose key."""

    slug: str
    source: str
    key: bytes
    now: datetime
    actor: str = "command line"


@dataclass(slots=True)
class _Chunk:
    """A chunk with what the database knows of it."""

    people: dict[str, Reader]
    hashes: dict[str, str]
    known: dict[str, models.Subscriber] = field(default_factory=dict)
    standing: dict[int, str] = field(default_factory=dict)
    suppressed: set[str] = field(default_factory=set)

    def found(self, normal: str) -> Found:
        if self.hashes[normal] in self.suppressed:
            return Found.SUPPRESSED
        row = self.known.get(normal)
        if row is None:
            return Found.NEW
        state = self.standing.get(row.pk)
        if state is None:
            return Found.JOINED
        if state == SubscriptionState.UNSUBSCRIBED:
            return Found.LEFT
        return Found.CHANGED if _news(row, self.people[normal]) else Found.UNCHANGED


def bring_in(
    people: Iterable[Reader], terms: Terms, *, write: bool = True
) -> Iterator[Counter[Found]]:
    """Counts of each chunk, once it is kept; without `write` what would be.

    Of an address that comes twice in a chunk the later row counts, as it would chunk by chunk.
    """
    walk = iter(people)
    while chunk := list(islice(walk, CHUNK)):
        yield _kept(chunk, terms) if write else _seen(_looked_up(chunk, terms))


def _seen(chunk: _Chunk) -> Counter[Found]:
    return Counter(chunk.found(normal) for normal in chunk.people)


@transaction.atomic
def _kept(rows: Sequence[Reader], terms: Terms) -> Counter[Found]:
    number = make_list(terms.slug, terms.now)
    chunk = _looked_up(rows, terms)
    found = {normal: chunk.found(normal) for normal in chunk.people}
    fresh = [normal for normal, what in found.items() if what is Found.NEW]
    _make(chunk, fresh, terms)
    joining = [*fresh, *(n for n, what in found.items() if what is Found.JOINED)]
    _subscribe(chunk, joining, number, terms)
    changed = (Found.JOINED, Found.CHANGED)
    _update(chunk, [n for n, what in found.items() if what in changed])
    return Counter(found.values())


def _looked_up(rows: Sequence[Reader], terms: Terms) -> _Chunk:
    people: dict[str, Reader] = {}
    for row in rows:
        people[row.normal] = _over(people.get(row.normal), row)
    chunk = _Chunk(people, {normal: address_hash(normal, terms.key) for normal in people})
    _look_up_known(chunk)
    subscriptions = models.Subscription.objects.filter(
        list__slug=terms.slug, subscriber__in=[row.pk for row in chunk.known.values()]
    )
    chunk.standing = dict(subscriptions.values_list("subscriber_id", "state"))
    suppressions = models.Suppression.objects.filter(pk__in=list(chunk.hashes.values()))
    chunk.suppressed = set(suppressions.values_list("pk", flat=True))
    return chunk


def _look_up_known(chunk: _Chunk) -> None:
    rows = models.Subscriber.objects.filter(address_norm__in=list(chunk.people), erased=False)
    for row in rows:
        chunk.known[row.address_norm] = row


def _over(earlier: Reader | None, row: Reader) -> Reader:
    """The later row, with what only the earlier one says."""
    if earlier is None:
        return row
    return replace(
        row,
        name=row.name or earlier.name,
        language=row.language or earlier.language,
        zone=row.zone or earlier.zone,
    )


def _news(row: models.Subscriber, said: Reader) -> bool:
    return bool(
        (said.name and said.name != row.name)
        or (said.language and said.language != row.language)
        or (said.zone and said.zone != row.zone)
    )


def _make(chunk: _Chunk, fresh: Sequence[str], terms: Terms) -> None:
    models.Subscriber.objects.bulk_create(
        [
            models.Subscriber(
                address=said.address,
                address_norm=normal,
                address_hash=chunk.hashes[normal],
                name=said.name,
                language=said.language,
                zone=said.zone,
                created_at=terms.now,
            )
            for normal in fresh
            for said in [chunk.people[normal]]
        ],
        ignore_conflicts=True,
    )
    if fresh:
        _look_up_known(chunk)


def _subscribe(chunk: _Chunk, joining: Sequence[str], number: int, terms: Terms) -> None:
    joining = [normal for normal in joining if normal in chunk.known]
    models.Subscription.objects.bulk_create(
        [
            models.Subscription(
                list_id=number,
                subscriber_id=chunk.known[normal].pk,
                state=SubscriptionState.CONFIRMED,
                source=terms.source,
                changed_at=terms.now,
            )
            for normal in joining
        ],
        ignore_conflicts=True,
    )
    models.Consent.objects.bulk_create(
        models.Consent(
            at=terms.now,
            address_hash=chunk.hashes[normal],
            list_slug=terms.slug,
            act=ConsentAct.IMPORTED,
            source=terms.source,
            actor=terms.actor,
        )
        for normal in joining
    )


def _update(chunk: _Chunk, changed: Sequence[str]) -> None:
    rows = []
    for normal in changed:
        row, said = chunk.known[normal], chunk.people[normal]
        if _news(row, said):
            row.name = said.name or row.name
            row.language = said.language or row.language
            row.zone = said.zone or row.zone
            rows.append(row)
    models.Subscriber.objects.bulk_update(rows, ["name", "language", "zone"], batch_size=500)
