"""What the guards ask the database: sizes and contents of earlier issues, and how copies fare."""

from __future__ import annotations

from collections import Counter

from django.db.models import F, Sum

from digest.model.audience import Audience
from digest.model.delivery import DeliveryEvent, DeliveryState
from digest.model.event import BY_THE_POST
from digest.model.issue import ISSUE_SENT, IssueState
from digest.rules.guards import Seen
from digest.store import models

_LOOKED_AT = 30
_USUAL = 7


def sizes(digest: str, lists: tuple[str, ...]) -> list[int]:
    """The audiences of the last seven issues to all of these lists, the newest first."""
    rows = models.Issue.objects.filter(digest=digest, finished_at__isnull=False, audience_n__gt=0)
    last = rows.order_by("-finished_at").values_list("audience", "audience_n")[:_LOOKED_AT]
    whole = [n for told, n in last if _is_whole(told) and set(told.get("lists", ())) == set(lists)]
    return whole[:_USUAL]


def _is_whole(told: dict[str, object]) -> bool:
    return not (told.get("only") or told.get("segment"))


def size(audience: Audience) -> int:
    """How many people stand on its lists, as an issue counts its audience."""
    rows = models.Subscription.objects.filter(list__slug__in=audience.lists)
    if len(audience.lists) == 1:
        return rows.count()
    return rows.values("subscriber").distinct().count()


def last_contents(digest: str, but: int) -> str:
    """The contents of the digest's issue that went out last; empty before the first."""
    rows = models.Issue.objects.filter(digest=digest, state__in=list(ISSUE_SENT)).exclude(pk=but)
    last = rows.exclude(state=IssueState.CANCELLED).order_by("-pk")
    return last.values_list("content_hash", flat=True).first() or ""


def seen(issue: int, batches: list[int] | None = None, *, reports: bool = False) -> Seen:
    """How the copies of an issue, or of these batches, fared; `reports` = somebody should tell."""
    rows = models.Batch.objects.filter(issue=issue)
    odd = models.Delivery.objects.filter(issue=issue, position__lt=F("batch__cursor"))
    if batches is not None:
        rows, odd = rows.filter(pk__in=batches), odd.filter(batch__in=batches)
    sums = rows.aggregate(
        **{f"sum_{name}": Sum(name, default=0) for name in ("submitted", "failed", "uncertain")}
    )
    states = Counter(odd.values_list("state", flat=True))
    return Seen(
        submitted=sums["sum_submitted"],
        bounced=states[DeliveryState.BOUNCED] + _without_mailbox(issue),
        complained=states[DeliveryState.COMPLAINED],
        failed=sums["sum_failed"],
        uncertain=sums["sum_uncertain"],
        heard=_heard(issue) if reports else None,
    )


def _without_mailbox(issue: int) -> int:
    """Whom the post itself said to have none."""
    told = models.Event.objects.filter(issue=issue, kind=DeliveryEvent.BOUNCED)
    return told.filter(natural_key__startswith=BY_THE_POST).count()


def _heard(issue: int) -> int:
    kinds = [DeliveryEvent.PROCESSED, DeliveryEvent.DELIVERED, DeliveryEvent.DEFERRED]
    return models.Event.objects.filter(issue=issue, kind__in=kinds).count()


def on_their_way() -> list[int]:
    """Issues that are being sent."""
    rows = models.Issue.objects.filter(state=IssueState.SENDING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def was_paused_by(guard: str, issue: int) -> bool:
    """Whether that guard was what paused the issue last."""
    rows = models.Audit.objects.filter(act="pause", subject=f"issue {issue}").order_by("-pk")
    told = rows.values_list("after", flat=True).first()
    return isinstance(told, dict) and told.get("guard") == guard
