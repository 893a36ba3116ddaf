"""One reader's copies, issue by issue: what became of each, why there was none, what came back.

    issues, newest first | batches that span the reader, lists of who was left out | reports, clicks

Asks for a few issues at a time: a packed list is opened only where the reader may stand in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count

from digest.model.delivery import BatchState, DeliveryState
from digest.rules import batching
from digest.store import models

AT_ONCE = 20
"""Issues that one page looks through."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider said of a copy; the reason is the other side's text."""

    kind: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A reader's copy of an issue.

    `reason` is what was said of it; of somebody `left_out` when the audience was frozen the word of
    why (`model.audience.Exclusion`).  `clicks` leaves out likely machines.
    """

    issue: int
    digest: str
    day: date
    subject: str
    state: str
    reason: str = ""
    left_out: bool = False
    reports: tuple[Report, ...] = ()
    clicks: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """The copies among the issues looked through, and the issue below which to go on; 0 = all seen."""

    copies: tuple[Copy, ...]
    below: int = 0


def page(subscriber: int, below: int = 0, at_once: int = AT_ONCE) -> Looked:
    """The reader's copies of the newest issues with an audience, those below that number if given."""
    rows = models.Issue.objects.filter(frozen_at__isnull=False).order_by("-pk")
    rows = rows.filter(pk__lt=below) if below else rows
    issues = list(rows.only("pk", "digest", "day", "subject")[: at_once + 1])
    shown = issues[:at_once]
    copies = of(subscriber, shown)
    return Looked(_with_reports(subscriber, copies), shown[-1].pk if len(issues) > at_once else 0)


def of(subscriber: int, issues: Iterable[models.Issue]) -> tuple[Copy, ...]:
    """The reader's copies of these issues, in their order; an issue without one is left out."""
    known = {issue.pk: issue for issue in issues}
    found = _frozen(subscriber, known)
    left = _left_out(subscriber, known.keys() - found.keys())
    told = left | found
    return tuple(
        Copy(one.pk, one.digest, one.day, one.subject, *told[one.pk], one.pk in left)
        for one in known.values()
        if one.pk in told
    )


def _frozen(subscriber: int, issues: Collection[int]) -> dict[int, tuple[str, str]]:
    """State and reason by issue, where a batch names the reader; the newest one counts."""
    near = models.Batch.objects.filter(
        issue__in=issues, first_id__lte=subscriber, last_id__gte=subscriber
    )
    own = models.Delivery.objects.filter(subscriber_id=subscriber, issue__in=issues)
    told = {row.issue_id: (row.state, row.reason) for row in own}
    found: dict[int, tuple[str, str]] = {}
    for batch in near.order_by("pk").only("issue_id", "recipients", "cursor", "state"):
        ids = batching.unpack(bytes(batch.recipients))
        if subscriber in ids:
            plain = (_implied(batch, ids.index(subscriber)), "")
            found[batch.issue_id] = told.get(batch.issue_id, plain)
    return found


def _implied(batch: models.Batch, position: int) -> str:
    """What the batch says of a reader without a row of their own."""
    if position < batch.cursor:
        return DeliveryState.SUBMITTED.value
    cancelled = batch.state == BatchState.CANCELLED
    return (DeliveryState.CANCELLED if cancelled else DeliveryState.PENDING).value


def _left_out(subscriber: int, issues: Collection[int]) -> dict[int, tuple[str, str]]:
    """Why the reader was not in these audiences, where they stood on their lists."""
    rows = models.Excluded.objects.filter(issue__in=issues).order_by("pk")
    return {
        row.issue_id: (DeliveryState.EXCLUDED.value, row.reason)
        for row in rows.iterator(chunk_size=5)
        if subscriber in batching.unpack(bytes(row.recipients))
    }


def _with_reports(subscriber: int, copies: tuple[Copy, ...]) -> tuple[Copy, ...]:
    issues = [copy.issue for copy in copies]
    reports, clicks = _reports(subscriber, issues), _clicks(subscriber, issues)
    return tuple(
        replace(copy, reports=tuple(reports[copy.issue]), clicks=clicks.get(copy.issue, 0))
        for copy in copies
    )


def _reports(subscriber: int, issues: Collection[int]) -> Mapping[int, list[Report]]:
    found: dict[int, list[Report]] = defaultdict(list)
    rows = models.Event.objects.filter(issue__in=issues, subscriber_id=subscriber)
    for issue, kind, at, reason in rows.order_by("at", "pk").values_list(
        "issue_id", "kind", "at", "reason"
    ):
        found[issue].append(Report(kind, at, reason))
    return found


def _clicks(subscriber: int, issues: Collection[int]) -> Mapping[int, int]:
    rows = models.Click.objects.filter(issue__in=issues, subscriber_id=subscriber, link__gt=0)
    people = rows.exclude(verdict="machine")
    return dict(people.values_list("issue_id").annotate(n=Count("pk")))
