"""When the post itself says wait, or stop: for every worker at once, by way of the rows.

    hold_off   the batch goes back, no waiting batch is claimed before that instant
    stop       the batch goes back, the issue is paused, the audit says why

Both are for what was surely not accepted.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from digest.model.claim import Claim
from digest.model.delivery import BatchState
from digest.model.errors import ConfigurationError
from digest.model.issue import IssueState, IssueStep
from digest.store import house, issues, ledger, models

_POST = "the post"


def hold_off(claim: Claim, start: int, until: datetime, now: datetime, said: str) -> None:
    """Give the batch back without counting the attempt; all waiting batches wait as long."""
    if ledger.undo(claim, start, until, now, said):
        models.Batch.objects.filter(pk=claim.batch, attempts__gt=0, fence=claim.fence).update(
            attempts=F("attempts") - 1
        )
    # A statement of its own: the batch is back even where this one loses against another.
    models.Batch.objects.filter(
        state=BatchState.PENDING, not_before__lt=until, issue__state=IssueState.SENDING
    ).update(not_before=until, said=said)


@transaction.atomic
def stop(claim: Claim, start: int, reason: str, now: datetime) -> None:
    """Give the batch back and pause its issue, so that no other worker goes on with it."""
    ledger.undo(claim, start, now, now)
    if issues.step(claim.issue, IssueStep.PAUSE):
        house.audit(_POST, "pause", f"issue {claim.issue}", now, after={"reason": reason})


def stopped(issue: int, reason: str) -> ConfigurationError:
    """What a person reads of it, wherever the post was asked: here, in a helper, by a worker."""
    return ConfigurationError(
        f"{reason}; issue {issue} is paused: when that is mended, digest issue resume {issue} "
        "goes on with it"
    )


def stopped_by_post(issue: int) -> str:
    """Why the post paused an issue that is paused; "" where a person or a guard did."""
    rows = models.Audit.objects.filter(subject=f"issue {issue}", act="pause")
    last = rows.order_by("-pk").values_list("actor", "after").first()
    return str((last[1] or {}).get("reason", "")) if last and last[0] == _POST else ""
