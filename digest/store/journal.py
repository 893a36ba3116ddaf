"""The audit, read: who did what, when, before and after; newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.store import models


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    before: object
    after: object


def page(*, before: int = 0, actor: str = "", act: str = "", size: int = 50) -> tuple[Entry, ...]:
    """The entries older than the id `before` (0 = the newest), of that actor and act if given."""
    rows = models.Audit.objects.order_by("-pk")
    rows = rows.filter(pk__lt=before) if before else rows
    rows = rows.filter(actor=actor) if actor else rows
    rows = rows.filter(act=act) if act else rows
    return tuple(
        Entry(r.pk, r.at, r.actor, r.act, r.subject, r.before, r.after) for r in rows[:size]
    )


def of_issue(issue: int, size: int = 20) -> tuple[Entry, ...]:
    """What was done to an issue, newest first."""
    rows = models.Audit.objects.filter(subject=f"issue {issue}").order_by("-pk")[:size]
    return tuple(Entry(r.pk, r.at, r.actor, r.act, r.subject, r.before, r.after) for r in rows)
