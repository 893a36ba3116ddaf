"""What is uncertain, with its evidence, and a person's decision about it.

    uncertain     batches whose post was asked and whose answer was lost
    settle        a person says: it was accepted, or it surely was not.  Never sends anything.

The sums of a batch change with its rows in one transaction, so the balance holds at any moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum

from digest.model.delivery import DeliveryState
from digest.model.event import BY_A_BOUNCE, BY_THE_POST
from digest.model.issue import IssueState, IssueStep
from digest.rules import batching, evidence
from digest.store import house, issues, models

_RECENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A batch with uncertain readers.  `heard` = those of them the provider reported of.

    `spoken` = readers of the whole batch in its reports; `sign` = what that comes to.
    """

    batch: int
    number: int
    issue: int
    digest: str
    day: object
    people: int
    reasons: tuple[tuple[str, int], ...]
    at: datetime | None
    reference: str
    heard: int
    spoken: int
    sign: evidence.Sign
    waits_until: datetime | None

    @property
    def advice(self) -> str:
        """The sign in words."""
        return evidence.WORDS[self.sign]


def uncertain(now: datetime, limit: int = 50) -> tuple[Doubt, ...]:
    """The newest first."""
    rows = models.Batch.objects.filter(uncertain__gt=0).select_related("issue")
    return tuple(_doubt(row, now) for row in rows.order_by("-pk")[:limit])


def uncertain_of(issue: int, now: datetime) -> tuple[Doubt, ...]:
    """All of one issue, in the order of its batches."""
    rows = models.Batch.objects.filter(issue=issue, uncertain__gt=0).select_related("issue")
    return tuple(_doubt(row, now) for row in rows.order_by("number", "pk"))


def _doubt(row: models.Batch, now: datetime) -> Doubt:
    copies = models.Delivery.objects.filter(batch=row.pk, state=DeliveryState.UNCERTAIN)
    reasons = copies.values_list("reason").annotate(n=Count("position")).order_by("-n")[:5]
    heard = models.Event.objects.filter(
        issue=row.issue_id, subscriber_id__in=copies.values("subscriber_id")
    )
    at = copies.aggregate(at=Max("at"))["at"]
    spoken = _spoken_of(row)
    return Doubt(
        batch=row.pk,
        number=row.number,
        issue=row.issue_id,
        digest=row.issue.digest,
        day=row.issue.day,
        people=row.uncertain,
        reasons=tuple(reasons),
        at=at,
        reference=row.reference,
        heard=heard.values("subscriber_id").distinct().count(),
        spoken=spoken,
        sign=evidence.sign(evidence.Known(at, spoken, _last_heard(), row.post), now),
        waits_until=evidence.waits_until(at),
    )


def _spoken_of(row: models.Batch) -> int:
    """Of how many readers of a batch the provider reported, whatever became of them.

    What speaks of one letter alone is not counted: it says nothing of the others.
    """
    told = models.Event.objects.filter(
        issue=row.issue_id, subscriber_id__gte=row.first_id, subscriber_id__lte=row.last_id
    ).exclude(Q(natural_key__startswith=BY_THE_POST) | Q(natural_key__startswith=BY_A_BOUNCE))
    known = set(told.values_list("subscriber_id", flat=True))
    return len(known.intersection(batching.unpack(bytes(row.recipients))))


def _last_heard() -> datetime | None:
    """When the provider last reported anything."""
    newest = models.RawEvent.objects.order_by("-pk").values_list("received_at", flat=True)
    return newest.first()


def issue_of(batch: int) -> int:
    """The issue of a batch; 0 where there is none."""
    found = models.Batch.objects.filter(pk=batch).values_list("issue_id", flat=True).first()
    return found or 0


@transaction.atomic
def settle(batch: int, *, accepted: bool, actor: str, reason: str, now: datetime) -> int:
    """Everybody uncertain of that batch gets the verdict of a person; how many there were."""
    row = models.Batch.objects.select_for_update().filter(pk=batch).first()
    if row is None:
        return 0
    state = DeliveryState.SUBMITTED if accepted else DeliveryState.FAILED
    copies = models.Delivery.objects.filter(batch=batch, state=DeliveryState.UNCERTAIN)
    n = copies.update(state=state, reason=f"{actor}: {reason}" if reason else f"by {actor}", at=now)
    if not n:
        return 0
    column = "submitted" if accepted else "failed"
    changed = {"uncertain": F("uncertain") - n, column: F(column) + n}
    models.Batch.objects.filter(pk=batch).update(**changed)
    settled(row.issue_id)
    house.audit(
        actor,
        "settle-accepted" if accepted else "settle-not-accepted",
        f"issue {row.issue_id}",
        now,
        before={"uncertain": n},
        after={"batch": row.number, "people": n, "reason": reason},
    )
    return n


def settled(issue: int) -> None:
    """An issue is finished once nobody is failed or uncertain, and in part while somebody is."""
    sums = models.Batch.objects.filter(issue=issue).aggregate(
        open=Sum(F("failed") + F("uncertain"), default=0)
    )
    state = issues.state(issue)
    if not sums["open"] and state is IssueState.FINISHED_IN_PART:
        issues.step(issue, IssueStep.SETTLE)
    elif sums["open"] and state is IssueState.FINISHED:
        issues.step(issue, IssueStep.FINISH_IN_PART)


def pace(issue: int, now: datetime) -> float:
    """Readers a second over the last minute, or since the freeze where that was later."""
    frozen = models.Issue.objects.values_list("frozen_at", flat=True).get(pk=issue)
    begin = max(now - _RECENT, frozen or now)
    done = models.Batch.objects.filter(issue=issue, done_at__gt=begin)
    people = done.aggregate(people=Sum("n", default=0))["people"]
    return float(people) / max(1.0, (now - begin).total_seconds())
