"""A digest's issues one after the other, each with its measures as last counted: its report over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from digest.model.issue import IssueState
from digest.rules.bands import SPAN, Shares
from digest.rules.clicklinks import OPENED
from digest.store import models, reports

_DONE = (IssueState.FINISHED, IssueState.FINISHED_IN_PART)


@dataclass(frozen=True, slots=True)
class Line:
    """An issue that went out to its lists; `opens` = readers whose mail loaded the picture, if counted."""

    issue: int
    day: date
    number: int
    subject: str
    frozen_at: datetime
    shares: Shares
    opens: int | None


def lines(digest: str, size: int, below: int = 0) -> tuple[Line, ...]:
    """The newest first, those below that issue if given; issues to single addresses are left out."""
    rows = models.Issue.objects.filter(
        digest=digest, state__in=_DONE, frozen_at__isnull=False, audience__only__0__isnull=True
    ).order_by("-pk")
    rows = rows.filter(pk__lt=below) if below else rows
    fields = ("pk", "day", "number", "subject", "frozen_at", "audience_n")
    found: list[tuple[Any, ...]] = list(rows.values_list(*fields)[:size])
    told = reports.measures({pk: audience or 0 for pk, *_, audience in found})
    opened = models.LinkCount.objects.filter(issue__in=told, link=OPENED)
    opens = dict(opened.values_list("issue", "readers"))
    return tuple(
        Line(pk, day, nth, subject, frozen_at, told[pk], opens.get(pk))
        for pk, day, nth, subject, frozen_at, _ in found
    )


def near(line: Line, others: tuple[Line, ...]) -> tuple[Line, ...]:
    """Those of the 30 days before it."""
    return tuple(one for one in others if line.frozen_at - SPAN <= one.frozen_at < line.frozen_at)
