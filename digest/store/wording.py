"""Subject and preheader of an issue, as an editor wants them, until its audience is frozen."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from digest.model.issue import IssueState
from digest.store import house, models
from digest.store.hand import OPEN_TO_THE_HAND


@transaction.atomic
def set_words(
    issue: int, subject: str, preheader: str, *, seen: datetime, actor: str, now: datetime
) -> bool:
    """Keep both; False where the issue is not as it was seen (`closed_at`) or is frozen.

    Pages that were set before are thrown away, and the next `advance` sets them anew.
    """
    rows = models.Issue.objects.filter(pk=issue, state__in=OPEN_TO_THE_HAND, closed_at=seen)
    before = rows.values("subject", "preheader").first()
    later = max(now, seen + timedelta(microseconds=1))
    changed = rows.update(
        state=IssueState.CLOSED, subject=subject, preheader=preheader, closed_at=later
    )
    if not changed:
        return False
    models.Edition.objects.filter(issue=issue).delete()
    after = {"subject": subject, "preheader": preheader}
    house.audit(actor, "set-words", f"issue {issue}", now, before=before, after=after)
    return True
