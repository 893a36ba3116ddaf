"""What is uncertain, with its evidence, and a person's decision about it.

    uncertain     batches whose post was asked and whose answer was lost
    settle        a person says: it was accepted, or it surely was not.  Never sends anything.

The sums of a batch change with its rows in one transaction, so the balance holds at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

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


AT_ONCE = 20
"""Batches whose evidence is asked for by one set of queries."""


def uncertain(now: datetime, *, before: int = 0, limit: int = AT_ONCE) -> tuple[Doubt, ...]:
    """The newest first, a page at a time; `before` = the last batch of the page before."""
    rows = models.Batch.objects.filter(uncertain__gt=0).order_by("-pk")
    rows = rows.filter(pk__lt=before) if before else rows
    return _doubts(rows.select_related("issue")[:limit], now)


def uncertain_of(issue: int, now: datetime) -> tuple[Doubt, ...]:
    """All of one issue, in the order of its batches."""
    rows = models.Batch.objects.filter(issue=issue, uncertain__gt=0).select_related("issue")
    return _doubts(rows.order_by("number", "pk"), now)


def _doubts(rows: Iterable[models.Batch], now: datetime) -> tuple[Doubt, ...]:
    whole, heard = list(rows), last_heard()
    parts = (whole[at : at + AT_ONCE] for at in range(0, len(whole), AT_ONCE))
    return tuple(doubt for part in parts for doubt in _some(part, heard, now))


def _some(rows: Sequence[models.Batch], heard: datetime | None, now: datetime) -> Iterator[Doubt]:
    said, reported, spoken = _said(rows), _reported(rows), _spoken(rows)
    for row in rows:
        told = sorted(said[row.pk], key=lambda one: one[1], reverse=True)
        at = max((at for *_, at in told), default=None)
        known = evidence.Known(at, spoken[row.pk], heard, row.post)
        yield Doubt(
            batch=row.pk,
            number=row.number,
            issue=row.issue_id,
            digest=row.issue.digest,
            day=row.issue.day,
            people=row.uncertain,
            reasons=tuple((words, n) for words, n, _ in told[:5]),
            at=at,
            reference=row.reference,
            heard=reported.get(row.pk, 0),
            spoken=spoken[row.pk],
            sign=evidence.sign(known, now),
            waits_until=evidence.waits_until(at),
        )


def _copies(rows: Sequence[models.Batch]) -> QuerySet[models.Delivery]:
    ids = [row.pk for row in rows]
    return models.Delivery.objects.filter(batch__in=ids, state=DeliveryState.UNCERTAIN)


def _said(rows: Sequence[models.Batch]) -> dict[int, list[tuple[str, int, datetime]]]:
    """Of each batch: what was said, of how many readers, and when last."""
    found: dict[int, list[tuple[str, int, datetime]]] = {row.pk: [] for row in rows}
    told = _copies(rows).values_list("batch_id", "reason")
    for batch, reason, n, at in told.annotate(n=Count("position"), last=Max("at")):
        found[batch].append((reason, n, at))
    return found


def _reported(rows: Sequence[models.Batch]) -> dict[int, int]:
    """Of each batch: how many of its uncertain readers the provider reported of."""
    events = models.Event.objects.filter(
        issue=OuterRef("issue"), subscriber_id=OuterRef("subscriber_id")
    )
    told = _copies(rows).filter(Exists(events)).values_list("batch_id")
    return dict(told.annotate(n=Count("subscriber_id", distinct=True)))


def _spoken(rows: Sequence[models.Batch]) -> dict[int, int]:
    """Of how many readers of each batch the provider reported, whatever became of them.

    What speaks of one letter alone is not counted: it says nothing of the others.
    """
    people = {row.pk: batching.unpack(bytes(row.recipients)) for row in rows}
    told = models.Event.objects.filter(
        issue__in={row.issue_id for row in rows},
        subscriber_id__in=sorted({one for ids in people.values() for one in ids}),
    ).exclude(Q(natural_key__startswith=BY_THE_POST) | Q(natural_key__startswith=BY_A_BOUNCE))
    known = set(told.values_list("issue_id", "subscriber_id").distinct())
    return {row.pk: sum((row.issue_id, one) in known for one in people[row.pk]) for row in rows}


def last_heard() -> datetime | None:
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
