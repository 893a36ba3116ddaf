"""The signs of the house, counted from rows: what `digest.rules.alarms` judges.

A handful of queries over the last day, whatever the number of readers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from digest.model.alarm import Doubtful, Due, Moving, Queued, Restraint, Signs, Size
from digest.model.delivery import DeliveryState
from digest.model.issue import IssueKind, IssueState
from digest.model.notice import NoticeState
from digest.model.schedule import SlotState
from digest.store import canaries, cohorts, house, ledger, models
from digest.store.balance import balance

_DAY = timedelta(days=1)
_LONG_AGO = timedelta(days=14)
_BEFORE = 7
_HOUR_GRACE = timedelta(minutes=15)
"""So long after a reader's own hour their copy is not called late."""
_ON_ITS_WAY = (IssueState.FROZEN, IssueState.SENDING, IssueState.PAUSED)
_OVER = (
    IssueState.FINISHED,
    IssueState.FINISHED_IN_PART,
    IssueState.CANCELLED,
    IssueState.SKIPPED,
)


_FREE = Restraint()


def signs(
    now: datetime, *, reports: bool, workers_expected: bool, restraint: Restraint = _FREE
) -> Signs:
    """What can be seen now.  `reports`: the provider tells what becomes of mail."""
    post, heard = _post() if reports else (None, None)
    return Signs(
        now=now,
        beats=dict(models.Heartbeat.objects.values_list("name", "at")),
        due=tuple(_due(row, now, restraint) for row in _slots(now)),
        moving=tuple(
            _moving(row, now, restraint)
            for row in models.Issue.objects.filter(state__in=_ON_ITS_WAY)
        ),
        sizes=_sizes(now),
        doubtful=_doubtful(now),
        queued=_queued(now),
        post=post,
        heard=heard,
        workers_expected=workers_expected,
    )


def _slots(now: datetime) -> list[models.Occurrence]:
    rows = models.Occurrence.objects.filter(
        kind=IssueKind.SCHEDULED, due_at__gt=now - _DAY, due_at__lte=now
    )
    return list(rows.exclude(state=SlotState.SKIPPED).order_by("due_at", "pk"))


def _due(slot: models.Occurrence, now: datetime, restraint: Restraint) -> Due:
    issue = models.Issue.objects.filter(occurrence=slot).order_by("-pk").first()
    told = balance(issue.pk) if issue else None
    late = told.pending - cohorts.to_come(issue.pk, now - _HOUR_GRACE) if told and issue else 0
    asked = models.Approval.objects.filter(issue=issue, goes_at=None).first() if issue else None
    waits = slot.reason or "to be released" if slot.state == SlotState.HELD else ""
    waits = waits or (asked.reason or "to be approved" if asked else "")
    if issue and issue.pk in restraint.asks and _few_are_out(issue):
        waits = waits or f"its first readers; digest issue approve {issue.pk} lets the rest go"
    let_go = canaries.let_go_at(issue.pk) if issue else None
    return Due(
        digest=slot.digest,
        slot=slot.slot,
        due_at=max(slot.due_at, let_go or slot.due_at),
        issue=issue.pk if issue else None,
        done=bool(issue and _is_done(issue, late, restraint)),
        audience=told.audience if told else 0,
        open=late,
        waits=waits,
    )


def _is_done(issue: models.Issue, late: int, restraint: Restraint) -> bool:
    """Whether nothing more is to be expected of it at this hour."""
    if issue.state in _OVER or _waits_for_hours(issue, late):
        return True
    for_a_person = issue.pk in restraint.asks and _few_are_out(issue)
    return _is_held_back(issue, restraint) and not for_a_person


def _is_held_back(issue: models.Issue, restraint: Restraint) -> bool:
    """Whether it waits as it was told to."""
    return issue.state == IssueState.SENDING and (
        issue.digest in restraint.closed or _few_are_out(issue)
    )


def _few_are_out(issue: models.Issue) -> bool:
    """Whether its first readers have it and the rest waits for what they say."""
    return any(few.out_at is not None for few in canaries.watched(issue.pk))


def _waits_for_hours(issue: models.Issue, late: int) -> bool:
    """Everybody has it but those whose own hour is still to come."""
    return issue.state == IssueState.SENDING and not late


def _moving(issue: models.Issue, now: datetime, restraint: Restraint) -> Moving:
    told = balance(issue.pk)
    return Moving(
        issue=issue.pk,
        digest=issue.digest,
        open=told.pending - cohorts.to_come(issue.pk, now),
        moved_at=_moved_at(issue, now),
        paused=issue.state == IssueState.PAUSED,
        frozen=house.frozen(issue.digest) or "",
        balances=told.holds,
        waits=_is_held_back(issue, restraint),
    )


def _moved_at(issue: models.Issue, now: datetime) -> datetime:
    """Every write of progress renews a lease, and a batch that is done says when.

    Where readers have their own hours, it may move from the last one that came.
    """
    last = models.Batch.objects.filter(issue=issue).aggregate(
        done=Max("done_at"), lease=Max("lease_until")
    )
    leased = last["lease"] - ledger.LEASE if last["lease"] else None
    hours = models.Batch.objects.filter(issue=issue, release_at__lte=now)
    hour = hours.aggregate(at=Max("release_at"))["at"]
    let_go = canaries.let_go_at(issue.pk)
    known = (issue.frozen_at or issue.created_at, last["done"], leased, hour, let_go)
    return max(moment for moment in known if moment is not None)


def _sizes(now: datetime) -> tuple[Size, ...]:
    """Issues frozen in the last day beside those of the same kind before them."""
    found = []
    growing = models.Cohort.objects.filter(frozen_at=None).values("issue")
    whole = models.Issue.objects.exclude(pk__in=growing).filter(freezing=None)
    for row in whole.filter(frozen_at__gt=now - _DAY, audience__only=[]):
        before = models.Issue.objects.filter(
            digest=row.digest, kind=row.kind, frozen_at__lt=row.frozen_at, audience__only=[]
        ).order_by("-frozen_at")
        sizes = before.values_list("audience_n", flat=True)[:_BEFORE]
        found.append(Size(row.pk, row.digest, row.audience_n, tuple(sizes)))
    return tuple(found)


def _doubtful(now: datetime) -> tuple[Doubtful, ...]:
    rows = (
        models.Delivery.objects.filter(
            state=DeliveryState.UNCERTAIN, issue__created_at__gt=now - _LONG_AGO
        )
        .values("issue", "issue__digest")
        .annotate(people=Count("position"), since=Min("at"))
        .order_by("issue")
    )
    return tuple(
        Doubtful(row["issue"], row["issue__digest"], row["people"], row["since"]) for row in rows
    )


def _post() -> tuple[datetime | None, datetime | None]:
    went = models.Batch.objects.filter(submitted__gt=0).aggregate(at=Max("done_at"))["at"]
    heard = models.RawEvent.objects.aggregate(at=Max("received_at"))["at"]
    return went, heard


def _queued(now: datetime) -> tuple[Queued, ...]:
    """Work that may be taken up now, by the moment from which it might have been."""
    mails = models.Notice.objects.filter(state=NoticeState.PENDING, not_before__lte=now)
    stages = models.Occurrence.objects.filter(act_at__lte=now)
    told = (
        (
            "service mails",
            mails.filter(in_bulk=False).aggregate(n=Count("pk"), since=Min("not_before")),
        ),
        ("service mails in bulk", _in_bulk(mails)),
        ("stages", stages.aggregate(n=Count("pk"), since=Min("act_at"))),
    )
    return tuple(Queued(what, row["n"], row["since"]) for what, row in told if row["n"])


def _in_bulk(mails: QuerySet[models.Notice]) -> dict[str, Any]:
    """Thousands take their time: they wait only since the last one went."""
    row = mails.filter(in_bulk=True).aggregate(n=Count("pk"), since=Min("not_before"))
    if row["n"]:
        went = models.Notice.objects.filter(in_bulk=True).aggregate(at=Max("done_at"))["at"]
        row["since"] = max(row["since"], went or row["since"])
    return row
