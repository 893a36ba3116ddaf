"""Events into the ledger, a body at a time: each once, all of one delivery judged together.

    take     once by natural key, one statement     -> the ones that are new
    judge    the deliveries that a report makes worth a row, or that have one
             batches locked -> all their reports so far -> rules.reports.judged -> rows, counters
    suppress the addresses that must not be mailed again

Everything of a body is one transaction.  The lock comes after the insert, so of two bodies about
one delivery the later one sees the reports of both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from digest.model.audience import SuppressionReason
from digest.model.delivery import COLUMN_OF, Column, DeliveryEvent, DeliveryState
from digest.model.event import Event
from digest.rules.reports import HARMLESS, QUIET, judged
from digest.rules.soft_bounces import Limit
from digest.store import counters, former, models, never, softly
from digest.store.event_sql import insert_body, insert_new
from digest.store.placing import Place, places, recipients_among
from digest.store.settling import settled


@dataclass(frozen=True, slots=True)
class Effects:
    """What reports do to the list: kinds that end the mail to an address, each with its reason.

    `soft` = when soft bounces do, which no single one does.
    """

    reasons: Mapping[DeliveryEvent, SuppressionReason]
    soft: Limit = Limit()


_COUNTED = {Column.SUBMITTED, Column.FAILED, Column.UNCERTAIN}
_PAGE = 2000


def keep_raw(provider: str, body: bytes, now: datetime) -> int:
    """Keep a report as it came, before anything is made of it; its number."""
    return insert_body(now, provider, body)


@transaction.atomic
def take(
    reports: Sequence[Event],
    effects: Effects,
    now: datetime,
    raw: int | None = None,
) -> int:
    """Keep these reports and what follows from them; how many were new.

    A report of no issue of ours is left alone, and so is one that speaks ill of a reader to whom
    that issue never went.
    """
    fresh = insert_new(_of_our_readers(reports), raw)
    if raw is not None:
        _counted(reports, fresh)
    people: dict[int, set[int]] = defaultdict(set)
    loud: dict[int, set[int]] = defaultdict(set)
    for event in fresh:
        people[event.issue].add(event.subscriber)
        if event.kind not in QUIET:
            loud[event.issue].add(event.subscriber)
    for issue in sorted(people):
        _judge(issue, people[issue], loud[issue])
    reasons = effects.reasons
    _suppress([event for event in fresh if event.kind in reasons], reasons, now)
    softly.judge(fresh, effects.soft, now)
    return len(fresh)


def _counted(reports: Sequence[Event], fresh: Sequence[Event]) -> None:
    """For monitoring, once all of it is kept: the new ones, and those told before or not of ours."""
    came, new = (Counter(event.kind.value for event in told) for told in (reports, fresh))
    counts = {f"events {kind} new": n for kind, n in new.items()}
    counts |= {f"events {kind} ignored": n - new[kind] for kind, n in came.items()}
    transaction.on_commit(lambda: counters.add(counts), robust=True)


def _of_our_readers(reports: Sequence[Event]) -> Sequence[Event]:
    """Without what would harm a reader by an issue that was never theirs: that is a lie."""
    asked: dict[int, set[int]] = defaultdict(set)
    for event in reports:
        if event.kind not in HARMLESS:
            asked[event.issue].add(event.subscriber)
    theirs = {issue: recipients_among(issue, people) for issue, people in asked.items()}
    return [e for e in reports if e.kind in HARMLESS or e.subscriber in theirs[e.issue]]


@transaction.atomic
def reconsider(issue: int) -> int:
    """Settle the uncertain deliveries of an issue that a report speaks of; how many there were.

    A report may come before the answer that was then lost: it is kept, and found again here.
    """
    rows = models.Delivery.objects.filter(issue=issue, state=DeliveryState.UNCERTAIN)
    told = models.Event.objects.filter(issue=issue, subscriber_id__in=rows.values("subscriber_id"))
    people = sorted(set(told.values_list("subscriber_id", flat=True)))
    for start in range(0, len(people), _PAGE):
        _judge(issue, people[start : start + _PAGE], ())
    return len(people)


def uncertain_issues(since: datetime) -> list[int]:
    """Issues made since then that have somebody uncertain."""
    rows = models.Batch.objects.filter(uncertain__gt=0, issue__created_at__gt=since)
    return sorted(set(rows.values_list("issue_id", flat=True)))


def _judge(issue: int, people: Collection[int], loud: Collection[int]) -> None:
    """Bring the deliveries of these subscribers to what all their reports come to."""
    found = places(issue, people, loud)
    reports = _reports(issue, found) if found else {}
    rows: list[models.Delivery] = []
    moves: Counter[tuple[int, Column, Column]] = Counter()
    for who, place in found.items():
        after = judged(place.state, {kind for kind, *_ in reports[who]})
        if after is not place.state:
            rows.append(_row((issue, who), place, after, reports[who]))
            moves[place.batch, COLUMN_OF[place.state], COLUMN_OF[after]] += 1
    _write(rows)
    _recount(moves)
    if moves:
        settled(issue)


_Report = tuple[DeliveryEvent, str, datetime]


def _reports(issue: int, people: Iterable[int]) -> dict[int, list[_Report]]:
    """All that was ever told of these deliveries, the ones of this body included."""
    found: dict[int, list[_Report]] = defaultdict(list)
    told = models.Event.objects.filter(issue=issue, subscriber_id__in=list(people))
    for who, kind, reason, at in told.order_by("at", "natural_key").values_list(
        "subscriber_id", "kind", "reason", "at"
    ):
        found[who].append((DeliveryEvent(kind), reason, at))
    return found


def _row(
    copy: tuple[int, int], place: Place, after: DeliveryState, reports: Sequence[_Report]
) -> models.Delivery:
    """The row of a copy (issue, subscriber), with the words of the first report that decided."""
    kind, reason, at = next(r for r in reports if judged(DeliveryState.SUBMITTED, {r[0]}) is after)
    return models.Delivery(
        issue_id=copy[0],
        subscriber_id=copy[1],
        batch_id=place.batch,
        position=place.position,
        state=after,
        reason=reason or kind.value,
        at=at,
    )


def _write(rows: Sequence[models.Delivery]) -> None:
    models.Delivery.objects.bulk_create(
        rows,
        batch_size=_PAGE,
        update_conflicts=True,
        unique_fields=["issue", "subscriber_id"],
        update_fields=["state", "reason", "at"],
    )


def _recount(moves: Mapping[tuple[int, Column, Column], int]) -> None:
    """The counters of each batch follow its rows, in one write a batch."""
    changes: dict[int, Counter[Column]] = defaultdict(Counter)
    for (batch, before, after), n in moves.items():
        if before is not after and {before, after} <= _COUNTED:
            changes[batch][before] -= n
            changes[batch][after] += n
    for batch, by in changes.items():
        models.Batch.objects.filter(pk=batch).update(
            **{column.value: F(column.value) + n for column, n in by.items() if n}
        )


def _suppress(
    events: Sequence[Event], reasons: Mapping[DeliveryEvent, SuppressionReason], now: datetime
) -> None:
    """Never mail the addresses again that those letters went to.

    What was told of a time before the reader's own yes is overtaken by it, but for a complaint.
    """
    if not events:
        return
    known = former.histories({event.subscriber for event in events})
    # Of several reports of one address the first counts, but a complaint before any other.
    told = sorted(events, key=lambda e: e.kind is DeliveryEvent.COMPLAINED, reverse=True)
    first = {
        known[e.subscriber].of(e.address, e.at): e for e in reversed(told) if e.subscriber in known
    }
    yes = never.last_yes(first)
    never.keep(
        {
            mark: (reasons[e.kind], f"event {e.natural_key}"[:200])
            for mark, e in first.items()
            if mark not in yes or e.at >= yes[mark] or e.kind is DeliveryEvent.COMPLAINED
        },
        now,
    )
