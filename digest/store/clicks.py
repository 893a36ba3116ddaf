"""Touches of counted links: kept one by one for a while, judged, and rolled up to numbers.

    keep      the request, once a second and link        nothing of an erased reader
    roll_up   judge what has settled -> numbers by link, and of the whole issue
              forget single touches after their time     the numbers stay

Knows no HTTP: what a request says of itself comes in as signs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Min

from digest.model.delivery import DeliveryEvent
from digest.rules.clicklinks import OPENED, targets_of
from digest.rules.scanners import SETTLED, Sign, Touch, judged
from digest.store import models

PERSON, MACHINE = "person", "machine"
MOST = 300
"""Touches that are kept of one reader and issue: more are nobody's reading."""
_PAGE = 1000
_Copy = tuple[int, int]
_Shelf = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Counting:
    """What a counted link needs of its issue: whose it is, since when it is out, where links lead."""

    digest: str
    frozen_at: datetime | None
    targets: tuple[str, ...]


def counting(issue: int) -> Counting | None:
    """The issue behind a counted link."""
    row = models.Issue.objects.filter(pk=issue).values_list("digest", "frozen_at").first()
    return Counting(*row, targets(issue)) if row else None


def targets(issue: int) -> tuple[str, ...]:
    """Where the links of an issue lead, by number from 1."""
    rows = models.IssueStory.objects.filter(issue=issue).order_by("pk")
    return targets_of(url or "" for url in rows.values_list("printed__url", flat=True))


def keep(issue: int, subscriber: int, touch: Touch) -> bool:
    """Keep a touch; False where there is no such reader (any more), or of them there is enough.

    Raises OperationalError where somebody else writes for longer than a reader waits.
    """
    with _briefly(), transaction.atomic():
        return _kept(issue, subscriber, touch)


@contextmanager
def _briefly() -> Iterator[None]:
    """SQLite has one writer at a time: who is on the way to a story waits half a second for it."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute("PRAGMA busy_timeout = 500")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {int(usual)}")


def _kept(issue: int, subscriber: int, touch: Touch) -> bool:
    if not models.Subscriber.objects.filter(pk=subscriber).exists():
        return False
    if models.Click.objects.filter(subscriber_id=subscriber, issue=issue).count() >= MOST:
        return False
    row = models.Click(
        issue_id=issue,
        subscriber_id=subscriber,
        link=touch.link,
        at=touch.at.replace(microsecond=0),
        signs=",".join(sorted(touch.signs)),
    )
    models.Click.objects.bulk_create([row], ignore_conflicts=True)
    return True


def roll_up(now: datetime, kept: timedelta) -> int:
    """Judge and count what has settled, and forget what was kept long enough; how many touches."""
    judged_now = 0
    while many := _judge_some(now):
        judged_now += many
    models.Click.objects.filter(at__lt=now - kept).exclude(verdict="").delete()
    return judged_now


@transaction.atomic
def _judge_some(now: datetime) -> int:
    _one_at_a_time()
    settled = models.Click.objects.filter(verdict="", at__lte=now - SETTLED).order_by("at", "pk")
    due = list(settled[:_PAGE])
    if not due:
        return 0
    copies = {(row.issue_id, row.subscriber_id) for row in due}
    all_of = _all_of(copies)
    verdicts = _verdicts(all_of, _delivered(copies), _links(copies))
    _count(due, all_of, verdicts)
    for verdict in (PERSON, MACHINE):
        models.Click.objects.filter(
            pk__in=[row.pk for row in due if verdicts[row.pk] == verdict]
        ).update(verdict=verdict)
    return len(due)


def _one_at_a_time() -> None:
    """SQLite's IMMEDIATE transactions serialise by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('clicks'))")


def _all_of(copies: set[_Copy]) -> dict[_Copy, list[models.Click]]:
    """Every touch of these copies, the judged ones too: a burst is seen as a whole."""
    found: dict[_Copy, list[models.Click]] = defaultdict(list)
    rows = models.Click.objects.filter(
        issue__in={issue for issue, _ in copies}, subscriber_id__in={who for _, who in copies}
    )
    for row in rows.order_by("at", "pk"):
        if (row.issue_id, row.subscriber_id) in copies:
            found[row.issue_id, row.subscriber_id].append(row)
    return found


def _delivered(copies: set[_Copy]) -> dict[_Copy, datetime]:
    rows = models.Event.objects.filter(
        kind=DeliveryEvent.DELIVERED,
        issue__in={issue for issue, _ in copies},
        subscriber_id__in={who for _, who in copies},
    )
    first = rows.values_list("issue_id", "subscriber_id").annotate(first=Min("at"))
    return {(issue, who): at for issue, who, at in first}


def _links(copies: set[_Copy]) -> dict[int, int]:
    """How many different links each of these issues has."""
    return {issue: len(set(targets(issue)) - {""}) for issue in {issue for issue, _ in copies}}


def _verdicts(
    all_of: dict[_Copy, list[models.Click]],
    delivered: dict[_Copy, datetime],
    links: dict[int, int],
) -> dict[int, str]:
    """The verdict on each touch; one that was given stays."""
    found = {}
    for copy, rows in all_of.items():
        touches = [Touch(row.link, row.at, _signs(row.signs)) for row in rows]
        told = judged(touches, delivered.get(copy), links=links[copy[0]])
        for row, signs in zip(rows, told, strict=True):
            found[row.pk] = row.verdict or (MACHINE if signs else PERSON)
    return found


def _signs(kept: str) -> frozenset[Sign]:
    return frozenset(Sign(word) for word in kept.split(",") if word)


def _count(
    due: Sequence[models.Click],
    all_of: dict[_Copy, list[models.Click]],
    verdicts: dict[int, str],
) -> None:
    """Add these touches to the numbers of their links; a reader counts at a link once for ever."""
    sums: dict[_Shelf, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in due:
        for link in _shelves(row.link):
            sums[row.issue_id, link][1 if verdicts[row.pk] == PERSON else 2] += 1
    known = _readers(row for rows in all_of.values() for row in rows if row.verdict == PERSON)
    fresh = _readers(row for row in due if verdicts[row.pk] == PERSON) - known
    for issue, _, link in fresh:
        sums[issue, link][0] += 1
    for (issue, link), numbers in sums.items():
        _add(issue, link, *numbers)


def _readers(rows: Iterable[models.Click]) -> set[tuple[int, int, int | None]]:
    """(issue, reader, shelf) of these touches."""
    return {(r.issue_id, r.subscriber_id, link) for r in rows for link in _shelves(r.link)}


def _shelves(link: int) -> tuple[int | None, ...]:
    """Where a touch is counted: at its link, and for the issue where it is a story's."""
    return (link,) if link == OPENED else (link, None)


def _add(issue: int, link: int | None, readers: int, clicks: int, machines: int) -> None:
    row, _ = models.LinkCount.objects.get_or_create(issue_id=issue, link=link)
    models.LinkCount.objects.filter(pk=row.pk).update(
        readers=F("readers") + readers,
        clicks=F("clicks") + clicks,
        machines=F("machines") + machines,
    )


def forget(subscriber: int) -> None:
    """An erased reader's touches go, judged or not; numbers without a name stay."""
    models.Click.objects.filter(subscriber_id=subscriber).delete()
