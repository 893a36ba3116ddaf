"""Editions as printed: written once with the issue's step, read back whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum

from digest.model.edition import Edition, Variant
from digest.model.issue import IssueState, IssueStep
from digest.model.plan import Sender
from digest.model.post import Letterhead, Sheet
from digest.store import issues, models


@transaction.atomic
def save(
    issue: int,
    printed: Sequence[tuple[Edition, Letterhead]],
    now: datetime,
    *,
    read_at: datetime | None = None,
) -> bool:
    """All editions of an issue and its step to `rendered`, or nothing: the second one loses.

    So does a page of a choice that was made again: `read_at` is the issue's `closed_at` as read.
    """
    if not issues.step(issue, IssueStep.RENDER, read_at=read_at):
        return False
    models.Edition.objects.bulk_create(
        [_row(issue, edition, head, now) for edition, head in printed]
    )
    return True


@transaction.atomic
def add(
    issue: int,
    printed: Sequence[Edition],
    head: Letterhead,
    now: datetime,
    *,
    read_at: datetime | None,
) -> int:
    """More editions of an issue that is printed and not frozen yet; how many there are of them.

    None where it was frozen or chosen anew meanwhile; who prints the same ones at once loses.
    """
    waiting = models.Issue.objects.select_for_update().filter(
        pk=issue, state=IssueState.RENDERED, closed_at=read_at
    )
    if waiting.first() is None:
        return 0
    rows = [_row(issue, edition, head, now) for edition in printed]
    models.Edition.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(issue: int, edition: Edition, head: Letterhead, now: datetime) -> models.Edition:
    return models.Edition(
        issue_id=issue,
        variant=edition.variant.key,
        language=edition.variant.language,
        direction=edition.direction,
        subject=edition.subject,
        preheader=edition.preheader,
        html=edition.html,
        text=edition.text,
        nonce=edition.nonce,
        steps=list(edition.steps),
        content_hash=edition.content_hash,
        head=_head_json(head),
        created_at=now,
    )


def pages() -> Iterator[str]:
    """The HTML of every edition there is, a few at a time."""
    rows = models.Edition.objects.order_by("pk").values_list("html", flat=True)
    yield from rows.iterator(chunk_size=50)


def shortened() -> list[int]:
    """Issues of which a mail had to be shortened for its size."""
    rows = models.Edition.objects.exclude(steps=[]).order_by("issue")
    return list(rows.values_list("issue", flat=True).distinct())


def sheets(issue: int) -> tuple[Sheet, ...]:
    """The editions of an issue, each with its letterhead, in a fixed order."""
    return tuple(_sheet(row) for row in models.Edition.objects.filter(issue=issue).order_by("pk"))


def readers(issue: int) -> dict[str, int]:
    """How many readers of a frozen issue get each edition, by the variant's key."""
    first = Sum("batches__n", filter=Q(batches__origin=None), default=0)
    rows = models.Edition.objects.filter(issue=issue).annotate(n=first).order_by("pk")
    return dict(rows.values_list("variant", "n"))


def sheet(edition: int) -> Sheet:
    """One edition with its letterhead."""
    return _sheet(models.Edition.objects.get(pk=edition))


def _sheet(row: models.Edition) -> Sheet:
    edition = Edition(
        variant=Variant.read(row.variant),
        subject=row.subject,
        preheader=row.preheader,
        html=row.html,
        text=row.text,
        nonce=row.nonce,
        direction=row.direction,
        steps=tuple(row.steps),
    )
    return Sheet(row.pk, edition, _head(row.head))


def _head_json(head: Letterhead) -> dict[str, object]:
    return asdict(head) | {"date": head.date.isoformat()}


def _head(data: dict[str, object]) -> Letterhead:
    sender = data["sender"]
    date = data["date"]
    assert isinstance(sender, dict)
    assert isinstance(date, str)
    return Letterhead(
        **{**data, "sender": Sender(**sender), "date": datetime.fromisoformat(date)}  # type: ignore[arg-type]
    )
