"""The last look before closing: when it was, and what it changes or ends, each with an audit line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from digest.model.issue import Choice, IssueState
from digest.store import house, issues, models

ACTOR = "the last look"


@transaction.atomic
def keep(
    issue: int,
    choice: Choice,
    *,
    subject: str,
    read_at: datetime | None,
    now: datetime,
    lines: Sequence[str],
) -> bool:
    """Another choice, with a line for each story that is why; False where the issue moved on."""
    if not issues.rewrite(issue, choice, subject=subject, read_at=read_at, now=now):
        return False
    house.audit(ACTOR, "issue-corrected", f"issue {issue}", now, after={"changes": list(lines)})
    return True


@transaction.atomic
def end(issue: int, because: str, now: datetime) -> bool:
    """No issue after all, with the reason; False once it began to leave."""
    before = [IssueState.OPEN, IssueState.CLOSED, IssueState.RENDERED]
    rows = models.Issue.objects.filter(pk=issue, state__in=before)
    if not rows.update(state=IssueState.CANCELLED, finished_at=now, skipped_because=because):
        return False
    house.audit(ACTOR, "cancel", f"issue {issue}", now, after={"because": because})
    return True


def looked_at(issue: int) -> datetime | None:
    """When the pages of its stories were asked for last."""
    return models.Issue.objects.values_list("looked_at", flat=True).get(pk=issue)


def look(issue: int, now: datetime) -> None:
    """The pages of its stories were asked for."""
    models.Issue.objects.filter(pk=issue).update(looked_at=now)
