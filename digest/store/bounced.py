"""Copies that came back, a page at a time, the newest issue first: with their readers, where known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from digest.store import models


@dataclass(frozen=True, slots=True)
class Line:
    """A copy.  `address` is empty where its reader was erased; the reason is the other side's text."""

    issue: int
    digest: str
    day: date
    reader: int
    address: str
    state: str
    reason: str
    at: datetime
    never: str = ""


def page(
    states: Sequence[str], behind: tuple[int, int] = (0, 0), size: int = 50
) -> tuple[Line, ...]:
    """Copies in these states, those behind (issue, reader) if given."""
    issue, reader = behind
    rows = models.Delivery.objects.filter(state__in=states).order_by("-issue_id", "subscriber_id")
    if issue:
        rows = rows.filter(
            Q(issue_id__lt=issue) | Q(issue_id=issue, subscriber_id__gt=reader), issue_id__lte=issue
        )
    found = list(rows.select_related("issue").defer("issue__left_out")[:size])
    people = {row.subscriber_id for row in found}
    known = {
        pk: (address, mark)
        for pk, address, mark in models.Subscriber.objects.filter(pk__in=people).values_list(
            "pk", "address", "address_hash"
        )
    }
    marks = [mark for _, mark in known.values()]
    never = models.Suppression.objects.filter(pk__in=marks)
    reasons = dict(never.values_list("pk", "reason"))
    return tuple(_line(row, *known.get(row.subscriber_id, ("", "")), reasons) for row in found)


def _line(row: models.Delivery, address: str, mark: str, reasons: dict[str, str]) -> Line:
    return Line(
        issue=row.issue_id,
        digest=row.issue.digest,
        day=row.issue.day,
        reader=row.subscriber_id,
        address=address,
        state=row.state,
        reason=row.reason,
        at=row.at,
        never=reasons.get(mark, ""),
    )


def addresses(readers: Collection[int]) -> tuple[str, ...]:
    """The addresses of these readers, as their identity; who is erased is missing."""
    rows = models.Subscriber.objects.filter(pk__in=readers, erased=False).order_by("pk")
    return tuple(rows.values_list("address_norm", flat=True))
