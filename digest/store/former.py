"""The addresses of a reader, one after another: which of them a letter went to.

A late bounce or complaint is of the address of then, and whoever is erased leaves none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from digest.model.audience import normal_address
from digest.store import models


@dataclass(frozen=True, slots=True)
class Former:
    """An address that a reader had, and the moment they moved."""

    address: str
    normal: str
    hash: str
    until: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Where a reader is mailed now, and where before, the oldest first."""

    normal: str
    hash: str
    before: tuple[Former, ...] = ()

    def of(self, told: str, at: datetime) -> str:
        """The hash of the address that a provider names; without a name of theirs, by the time.

        A name that the reader never had is no reason to touch somebody else.
        """
        named = {one.normal: one.hash for one in self.before} | {self.normal: self.hash}
        if told and (mark := named.get(_normal(told))):
            return mark
        return next((one.hash for one in self.before if at < one.until), self.hash)


def histories(readers: Collection[int]) -> dict[int, History]:
    """The addresses of these readers; who is erased is missing."""
    before: dict[int, list[Former]] = defaultdict(list)
    rows = models.FormerAddress.objects.filter(subscriber__in=readers).order_by("until", "pk")
    for row in rows:
        before[row.subscriber_id].append(_former(row))
    now = models.Subscriber.objects.filter(pk__in=readers)
    return {
        who: History(normal, mark, tuple(before.get(who, ())))
        for who, normal, mark in now.values_list("pk", "address_norm", "address_hash")
    }


def left(subscriber: int) -> tuple[Former, ...]:
    """The addresses a reader moved away from and nobody else has by now, the oldest first."""
    others = models.Subscriber.objects.exclude(pk=subscriber)
    taken = Exists(others.filter(address_hash=OuterRef("address_hash")))
    rows = models.FormerAddress.objects.filter(~taken, subscriber=subscriber)
    return tuple(map(_former, rows.order_by("until", "pk")))


def moved_to(normal: str) -> tuple[str, datetime] | None:
    """Where the reader who had this address went, and when; None where somebody has it now."""
    if models.Subscriber.objects.filter(address_norm=normal).exists():
        return None
    rows = models.FormerAddress.objects.filter(address_norm=normal).order_by("-until", "-pk")
    last = rows.select_related("subscriber").first()
    return (last.subscriber.address_norm, last.until) if last else None


def _former(row: models.FormerAddress) -> Former:
    return Former(row.address, row.address_norm, row.address_hash, row.until)


def _normal(told: str) -> str:
    try:
        return normal_address(told)
    except ValueError:
        return ""
