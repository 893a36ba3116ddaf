"""Service mails that only a person can settle, and how many there are of each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from digest.model.notice import NoticeState
from digest.store import house, models


@dataclass(frozen=True, slots=True)
class Line:
    """A service mail as an operator sees it; `address` is empty after an erasure."""

    id: int
    kind: str
    digest: str
    address: str
    state: str
    reason: str
    attempts: int
    made_at: datetime
    done_at: datetime | None


def counts() -> dict[str, int]:
    """How many service mails stand how."""
    rows = models.Notice.objects.values_list("state").annotate(n=Count("pk"))
    return {state.value: 0 for state in NoticeState} | dict(rows)


def lines(state: NoticeState | None = None, limit: int = 100) -> Iterator[Line]:
    """The newest first."""
    rows = models.Notice.objects.order_by("-pk")
    rows = rows.filter(state=state) if state else rows
    columns = ("id", "kind", "digest", "address", "state", "reason", "attempts", "made_at")
    for row in rows.values_list(*columns, "done_at")[:limit]:
        yield Line(*row)


@transaction.atomic
def settle(number: int, *, accepted: bool, actor: str, now: datetime) -> bool:
    """A person says what became of an uncertain one; False where it is none.  Never sends."""
    rows = models.Notice.objects.filter(pk=number, state=NoticeState.UNCERTAIN)
    state = NoticeState.SUBMITTED if accepted else NoticeState.FAILED
    if not rows.update(state=state, reason=f"by {actor}", done_at=now):
        return False
    house.audit(actor, "settle-notice", f"notice {number}", now, after={"state": state.value})
    return True
