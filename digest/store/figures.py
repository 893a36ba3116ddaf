"""Figures of the house for people and for monitoring, counted from rows at the moment of asking.

    of_day, unsettled, one    issues with state and balance; what a person must settle
    oddities                  the copies of an issue that need a look
    outcomes, latest          what monitoring counts
    beats, switches, sources  heartbeats, frozen switches, health of the sources

Keeps no figure of its own: all is counted from the ledger's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet, Sum

from digest.model.delivery import Balance, DeliveryState
from digest.model.issue import IssueState
from digest.store import models
from digest.store.balance import balances

COLUMNS = ("submitted", "excluded", "failed", "uncertain", "cancelled")


@dataclass(frozen=True, slots=True)
class Line:
    """An issue as an operator looks at it."""

    issue: int
    digest: str
    day: date
    number: int
    kind: str
    state: IssueState
    subject: str
    skipped_because: str
    due_at: datetime
    finished_at: datetime | None
    balance: Balance


@dataclass(frozen=True, slots=True)
class Oddity:
    """A reader's copy that something is to be said about.  The reason is the other side's text."""

    subscriber: int
    state: DeliveryState
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Beat:
    """When a part of the house was last alive, and how many seconds ago."""

    name: str
    at: datetime
    age: float
    detail: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A frozen switch; `digest` is empty where everything is frozen."""

    digest: str
    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Health:
    """A source's last checks."""

    slug: str
    checked_at: datetime | None
    succeeded_at: datetime | None
    failures: int
    error: str
    gone: bool


def lines(issues: QuerySet[models.Issue]) -> tuple[Line, ...]:
    """Those issues, in their order, each with its balance."""
    rows = list(issues.select_related("occurrence").defer("left_out"))
    told = balances([row.pk for row in rows])
    return tuple(
        Line(
            issue=row.pk,
            digest=row.digest,
            day=row.day,
            number=row.number,
            kind=row.kind,
            state=IssueState(row.state),
            subject=row.subject,
            skipped_because=row.skipped_because,
            due_at=row.occurrence.due_at,
            finished_at=row.finished_at,
            balance=told[row.pk],
        )
        for row in rows
        if row.pk in told
    )


def of_day(digest: str, day: date) -> tuple[Line, ...]:
    """The issues of a digest's day; the last one before where the day has none."""
    today = models.Issue.objects.filter(digest=digest, day__gte=day).order_by("day", "number")[:20]
    last = models.Issue.objects.filter(digest=digest).order_by("-day", "-number")[:1]
    return lines(today) or lines(last)


def one(issue_id: int) -> Line | None:
    """One issue."""
    return next(iter(some([issue_id])), None)


def some(issues: Sequence[int]) -> tuple[Line, ...]:
    """These issues, in the order they are named in."""
    place = {issue: at for at, issue in enumerate(issues)}
    found = lines(models.Issue.objects.filter(pk__in=issues))
    return tuple(sorted(found, key=lambda line: place[line.issue]))


def unsettled(limit: int = 50) -> tuple[Line, ...]:
    """Issues with somebody uncertain or failed, or paused by hand: only a person can go on."""
    stuck = models.Batch.objects.filter(Q(uncertain__gt=0) | Q(failed__gt=0)).values("issue")
    open_ones = models.Issue.objects.exclude(state__in=[IssueState.FINISHED, IssueState.CANCELLED])
    waiting = open_ones.filter(Q(pk__in=stuck) | Q(state=IssueState.PAUSED))
    return lines(waiting.order_by("-day", "-number")[:limit])


def outcomes(issues: Iterable[int]) -> dict[int, dict[str, int]]:
    """Readers of each issue by column of the balance; two queries, however many issues.

    Who is excluded at the last look of a step in flight is counted at once here, and as pending
    in `digest.store.balance` until the step has its verdict: the sum is the same.
    """
    ids = list(issues)
    columns = {column: Sum(column) for column in COLUMNS}
    found = {
        row["issue_id"]: {column: row[column] for column in COLUMNS}
        | {"pending": row["people"] - sum(row[column] for column in COLUMNS)}
        for row in models.Batch.objects.filter(issue_id__in=ids)
        .values("issue_id")
        .annotate(people=Sum(F("n") - F("moved")), **columns)
    }
    frozen = models.Excluded.objects.filter(issue_id__in=ids).values_list("issue_id")
    for issue, people in frozen.annotate(people=Sum("n")):
        people_of = found.setdefault(issue, dict.fromkeys((*COLUMNS, "pending"), 0))
        people_of["excluded"] += people
    return found


_settled: dict[tuple[int, datetime], dict[str, int]] = {}


def outcomes_by_digest() -> dict[str, dict[str, int]]:
    """Readers of all issues by digest and column.

    What a finished issue tells never changes: it is counted once a process, so that a scrape does
    not walk through years of batches.
    """
    frozen = models.Issue.objects.filter(frozen_at__isnull=False)
    rows = list(frozen.values_list("pk", "digest", "state", "finished_at"))
    done = {pk: (pk, at) for pk, _, state, at in rows if state == IssueState.FINISHED and at}
    counted = {pk: _settled[key] for pk, key in done.items() if key in _settled}
    counted |= outcomes(pk for pk, *_ in rows if pk not in counted)
    _settled.update({key: counted[pk] for pk, key in done.items() if pk in counted})
    found: dict[str, dict[str, int]] = {}
    for pk, digest, *_ in rows:
        people = found.setdefault(digest, dict.fromkeys((*COLUMNS, "pending"), 0))
        for column, n in counted.get(pk, {}).items():
            people[column] += n
    return found


def oddities(issue_id: int, limit: int = 200) -> tuple[Oddity, ...]:
    """Copies that need a look: uncertain and failed first, then what came back."""
    order = (
        DeliveryState.UNCERTAIN,
        DeliveryState.FAILED,
        DeliveryState.COMPLAINED,
        DeliveryState.BOUNCED,
    )
    found: list[Oddity] = []
    for state in order:
        rows = models.Delivery.objects.filter(issue=issue_id, state=state).order_by("subscriber_id")
        told = rows.values("subscriber_id", "reason", "at")[: limit - len(found)]
        found += [Oddity(row["subscriber_id"], state, row["reason"], row["at"]) for row in told]
    return tuple(found)


def beats(now: datetime) -> tuple[Beat, ...]:
    """Every part of the house that ever said it was alive."""
    rows = models.Heartbeat.objects.order_by("name")
    return tuple(
        Beat(row.name, row.at, max(0.0, (now - row.at).total_seconds()), row.detail) for row in rows
    )


def switches() -> tuple[Switch, ...]:
    """What is frozen now."""
    rows = models.Freeze.objects.order_by("digest")
    return tuple(Switch(row.digest, row.at, row.actor, row.reason) for row in rows)


def sources() -> tuple[Health, ...]:
    """All sources with their last checks."""
    rows = models.Source.objects.order_by("slug")
    return tuple(
        Health(s.slug, s.checked_at, s.succeeded_at, s.failures, s.error, s.gone) for s in rows
    )


def latest() -> tuple[Line, ...]:
    """The last issue of every digest."""
    last = models.Issue.objects.values("digest").annotate(last=Max("pk")).values("last")
    return lines(models.Issue.objects.filter(pk__in=last).order_by("digest"))


def last_success() -> dict[str, datetime]:
    """When the last issue of each digest was finished, in full or in part."""
    done = models.Issue.objects.filter(finished_at__isnull=False).values_list("digest")
    return dict(done.annotate(at=Max("finished_at")))


def suppressions() -> dict[str, int]:
    """How many addresses are never mailed, by reason."""
    return dict(models.Suppression.objects.values_list("reason").annotate(n=Count("pk")))


def confirmed(lists: Sequence[str]) -> int:
    """How many readers are confirmed on one of these lists."""
    ids = models.MailingList.objects.filter(slug__in=lists).values_list("pk", flat=True)
    rows = models.Subscription.objects.filter(list__in=list(ids), state="confirmed")
    if len(lists) == 1:
        return rows.count()
    return rows.values("subscriber_id").distinct().count()


def answers() -> bool:
    """Whether the database answers; its own error otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())
