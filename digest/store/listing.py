"""Pages of rows for machines that walk them: by key, never by offset, so that a page costs what it shows."""

from __future__ import annotations

from digest.model.issue import UNFINISHED, IssueState
from digest.store import models
from digest.store.figures import Line, lines


def issues_page(
    digest: str, state: IssueState | None, *, after: int | None, size: int
) -> tuple[Line, ...]:
    """Issues with their balance, the newest first; those older than the id `after`."""
    rows = models.Issue.objects.order_by("-pk")
    rows = rows.filter(digest=digest) if digest else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=after) if after else rows
    return lines(rows[:size])


def gone_out(digest: str, *, after: int | None, size: int) -> list[int]:
    """A digest's issues whose letters left, the newest first."""
    rows = models.Issue.objects.filter(digest=digest, frozen_at__isnull=False).order_by("-pk")
    rows = rows.filter(pk__lt=after) if after else rows
    return list(rows.values_list("pk", flat=True)[:size])


def on_their_way(limit: int = 50) -> tuple[Line, ...]:
    """Unfinished issues, the newest first."""
    rows = models.Issue.objects.filter(state__in=list(UNFINISHED)).order_by("-pk")
    return lines(rows[:limit])
