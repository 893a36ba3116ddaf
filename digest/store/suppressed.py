"""Addresses that are never mailed, in bulk: a page of them, a file of them, many put in or let go.

    page, rows     newest first; an address where its reader is known, else the hash alone
    weigh          what suppressing these addresses would change; nothing is kept
    suppress       all of them, one line of the audit
    lift           those whose reason is no reader's own word

One address by itself: `digest.store.person`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, Q

from digest.model.audience import SuppressionReason, address_hash
from digest.store import house, models, never
from digest.store.person import THEIR_OWN


@dataclass(frozen=True, slots=True)
class Line:
    """One of them.  `address` and `reader` are empty where nobody of that address is known here."""

    mark: str
    reason: str
    source: str
    at: datetime
    address: str = ""
    reader: int = 0

    @property
    def theirs(self) -> bool:
        """Whether it is the reader's own word, which nobody else takes back."""
        return self.reason in THEIR_OWN


@dataclass(frozen=True, slots=True)
class Weighed:
    """Of so many addresses: how many are readers here, how many are suppressed already."""

    addresses: int
    readers: int
    suppressed: int


def page(reason: str = "", behind: str = "", size: int = 50) -> tuple[Line, ...]:
    """The newest, those behind that one if given."""
    rows = models.Suppression.objects.order_by("-at", "address_hash")
    rows = rows.filter(reason=reason) if reason else rows
    last = models.Suppression.objects.filter(pk=behind).first() if behind else None
    if last:
        rows = rows.filter(
            Q(at__lt=last.at) | Q(at=last.at, address_hash__gt=last.pk), at__lte=last.at
        )
    return tuple(_lines(list(rows[:size])))


def one(mark: str) -> Line | None:
    """Of that address hash; None where it may be mailed."""
    found = models.Suppression.objects.filter(pk=mark)
    return next(_lines(list(found)), None)


def rows(reason: str = "") -> Iterator[Line]:
    """All of them, the oldest first; memory stays flat."""
    found = models.Suppression.objects.order_by("at", "address_hash")
    found = found.filter(reason=reason) if reason else found
    walk = found.iterator(chunk_size=2000)
    while chunk := list(islice(walk, 2000)):
        yield from _lines(chunk)


def _lines(found: Sequence[models.Suppression]) -> Iterator[Line]:
    marks = [row.pk for row in found]
    known = models.Subscriber.objects.filter(address_hash__in=marks)
    readers = {
        mark: (address, pk)
        for mark, address, pk in known.values_list("address_hash", "address", "pk")
    }
    for row in found:
        address, reader = readers.get(row.pk, ("", 0))
        yield Line(row.pk, row.reason, row.source, row.at, address, reader)


def counts() -> Mapping[str, int]:
    """How many there are by reason."""
    told = models.Suppression.objects.values_list("reason").annotate(n=Count("pk"))
    found = dict(told)
    return {reason.value: found[reason] for reason in SuppressionReason if reason in found}


def weigh(normals: Sequence[str], key: bytes) -> Weighed:
    """What there is to suppress among these addresses."""
    marks = [address_hash(normal, key) for normal in normals]
    readers = models.Subscriber.objects.filter(address_norm__in=normals).count()
    return Weighed(len(normals), readers, models.Suppression.objects.filter(pk__in=marks).count())


@transaction.atomic
def suppress(normals: Sequence[str], key: bytes, *, source: str, actor: str, now: datetime) -> int:
    """Never mail these addresses; of how many that was news."""
    why = (SuppressionReason.BY_HAND, source)
    made = never.keep({address_hash(normal, key): why for normal in normals}, now)
    if made:
        after = {"addresses": made, "source": source}
        house.audit(actor, "suppress", f"{made} addresses", now, after=after)
    return made


@transaction.atomic
def lift(marks: Sequence[str], *, actor: str, now: datetime) -> int:
    """Take these back but for readers' own words; how many that was."""
    rows = models.Suppression.objects.filter(pk__in=marks).exclude(reason__in=THEIR_OWN)
    gone = sorted(rows.select_for_update().values_list("pk", flat=True))
    models.Suppression.objects.filter(pk__in=gone).delete()
    if gone:
        before = {"addresses": [mark[:12] for mark in gone]}
        house.audit(actor, "lift-suppression", f"{len(gone)} addresses", now, before=before)
    return len(gone)
