"""Cohorts of an issue whose readers get it at their own hour.

    due            issues with an hour that has come and is not frozen yet
    freeze_next    its readers into batches: whoever is not in the issue yet and has their hour by now
    waiting        hours to come, with their readers
    call_off_late  hours that passed while nobody was awake

One transaction a cohort, one cohort of an issue at a time.  The last one takes everybody who is
left, whatever they changed meanwhile: nobody is forgotten; and whoever is in the issue is passed by:
nobody gets it twice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Sum

from digest.model.audience import Audience, SubscriptionState
from digest.model.delivery import BatchState
from digest.model.edition import Variant
from digest.model.issue import IssueState
from digest.rules import batching
from digest.rules.allowing import Allowed
from digest.rules.cohorts import Cohorts
from digest.rules.wanting import Going
from digest.store import balance, models
from digest.store.packing import Timed, Writer, numbers
from digest.store.sharing import Sharing
from digest.store.standing import Group, pages


@dataclass(frozen=True, slots=True)
class Waiting:
    """An hour that is still to come; `readers` is None where they are frozen only then."""

    at: datetime
    readers: int | None


def due(now: datetime, issue: int | None = None) -> list[int]:
    """Issues on their way (or that one) with a cohort whose hour has come."""
    rows = models.Cohort.objects.filter(
        frozen_at=None, at__lte=now, issue__state=IssueState.SENDING
    )
    rows = rows if issue is None else rows.filter(issue=issue)
    return list(rows.order_by("issue").values_list("issue", flat=True).distinct())


def on_their_way(digest: str) -> list[int]:
    """Issues of a digest on their way that have cohorts."""
    rows = models.Issue.objects.filter(digest=digest, state=IssueState.SENDING)
    of_hours = models.Batch.objects.filter(state=BatchState.PENDING, release_at__isnull=False)
    return list(rows.filter(pk__in=of_hours.values("issue")).values_list("pk", flat=True))


@transaction.atomic
def freeze_next(
    issue: int,
    audience: Audience,
    cohorts: Cohorts,
    *,
    editions: Mapping[Variant, int],
    going: Going,
    batch_size: int,
    now: datetime,
    allowed: Allowed | None = None,
) -> bool:
    """The earliest cohort whose hour has come, frozen; False when there is none."""
    models.Issue.objects.select_for_update().get(pk=issue)  # one cohort of an issue at a time
    waiting = models.Cohort.objects.filter(issue=issue, frozen_at=None).order_by("at")
    cohort = waiting.filter(at__lte=now).first()
    if cohort is None:
        return False
    is_last = not waiting.exclude(pk=cohort.pk).exists()
    known = _Known(issue)

    def ready(page: Sequence[Group]) -> list[Timed]:
        new = known.without(page)
        return [(cohort.at, g) for g in new if is_last or cohorts.of(g.zone, g.hour) <= cohort.at]

    writer = Writer(issue, editions, batch_size, now, numbers(issue))
    total = writer.write(map(ready, pages(audience, allowed, now, Sharing(going), placed=True)))
    models.Cohort.objects.filter(pk=cohort.pk).update(frozen_at=now)
    models.Issue.objects.filter(pk=issue).update(
        audience_n=F("audience_n") + total, audience_hash=balance.fingerprint(issue)
    )
    return True


class _Known:
    """Who is in the issue already, asked for page by page in ascending order of id."""

    def __init__(self, issue: int) -> None:
        self._lists = batching.merged(balance.streams(issue))
        self._held: list[int] = next(self._lists, [])

    def without(self, page: Sequence[Group]) -> list[Group]:
        """The page's groups, those who are in it taken out."""
        last = max((group.ids[-1] for group in page), default=0)
        there = self._upto(last)
        left = (replace(g, ids=[n for n in g.ids if n not in there]) for g in page)
        return [group for group in left if group.ids]

    def _upto(self, last: int) -> set[int]:
        there: set[int] = set()
        while self._held and self._held[0] <= last:
            cut = bisect_right(self._held, last)
            there |= set(self._held[:cut])
            self._held = self._held[cut:] or next(self._lists, [])
        return there


def places(lists: Sequence[str]) -> Counter[tuple[str, int | None]]:
    """How many confirmed readers of these lists live in which zone and want which hour."""
    subscribed = models.Subscription.objects.filter(
        list__slug__in=lists, state=SubscriptionState.CONFIRMED
    )
    rows = models.Subscriber.objects.filter(pk__in=subscribed.values("subscriber"), erased=False)
    return Counter(
        {
            (zone, hour): n
            for zone, hour, n in rows.values_list("zone", "hour").annotate(Count("pk"))
        }
    )


def to_come(issue: int, now: datetime) -> int:
    """Frozen readers of an issue whose hour is still to come."""
    rows = models.Batch.objects.filter(issue=issue, state=BatchState.PENDING, release_at__gt=now)
    readers: int = rows.aggregate(n=Sum(F("n") - F("cursor"), default=0))["n"]
    return readers


def waiting(issue: int, now: datetime) -> tuple[Waiting, ...]:
    """The hours of an issue that are still to come, in order."""
    frozen = (
        models.Batch.objects.filter(issue=issue, state=BatchState.PENDING, release_at__gt=now)
        .values_list("release_at")
        .annotate(readers=Sum(F("n") - F("cursor")))
    )
    open_ones = models.Cohort.objects.filter(issue=issue, frozen_at=None)
    found = [Waiting(at, readers) for at, readers in frozen]
    found += [Waiting(at, None) for at in open_ones.values_list("at", flat=True)]
    return tuple(sorted(found, key=lambda one: one.at))


def due_now(pending: int, hours: Iterable[Waiting]) -> int:
    """How many of those that are pending do not wait for an hour of their own."""
    return pending - sum(one.readers or 0 for one in hours)


@transaction.atomic
def call_off_late(issue: int, before: datetime, now: datetime) -> int:
    """Readers whose hour was before that instant and of whose cohort nothing was begun: cancelled.

    A cohort that was begun goes on, however slow the post is.
    """
    begun = models.Batch.objects.filter(issue=issue, fence__gt=0).values("release_at")
    late = models.Batch.objects.filter(
        issue=issue, state=BatchState.PENDING, fence=0, release_at__lt=before
    ).exclude(release_at__in=list(begun.values_list("release_at", flat=True).distinct()))
    readers: int = late.aggregate(n=Sum("n"))["n"] or 0
    late.update(state=BatchState.CANCELLED, cancelled=F("n") - F("cursor"), done_at=now)
    return readers
