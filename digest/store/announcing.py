"""Events of issues for listeners: found in the rows, written once each, told until taken.

    note    what happened since a listener is known -> a row for it        unique (listener, key)
    due | claim (the next try is set before this one) | told, failed, given up

What happened is read from the issues themselves, so nothing is lost by who is killed when.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from digest.model.delivery import Balance
from digest.model.issue import IssueState
from digest.model.webhook import Happening, Telling, Webhook
from digest.rules.webhooks import event_id, wait
from digest.store import balance, house, models

LOOK_BACK = timedelta(days=2)
"""So long an event is found after it happened: longer than anybody leaves a ticker dead."""
KEPT = timedelta(days=30)
REMINDED = timedelta(days=7)
"""So long a person is reminded of what was given up."""
_ENDS = {
    IssueState.FINISHED: Happening.SENT,
    IssueState.FINISHED_IN_PART: Happening.FAILED,
    IssueState.CANCELLED: Happening.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class ToTell:
    """An event that is due to a listener; `attempts` counts this one."""

    id: int
    hook: str
    event: str
    kind: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class _Event:
    kind: Happening
    key: str
    at: datetime
    issue: models.Issue | None = None
    data: Mapping[str, object] = field(default_factory=dict)


def note(hooks: Sequence[Webhook], site: str, now: datetime) -> int:
    """Write down what happened, for each listener once; how many rows are new."""
    if not hooks:
        return 0
    fresh = _fresh(hooks, now)
    figures = balance.balances([one.issue.pk for _, one in fresh if one.issue])
    rows = [
        models.Announcement(
            hook=hook,
            key=event.key,
            event=event_id(event.key),
            kind=event.kind,
            body=_body(event, figures, site),
            at=event.at,
            not_before=now,
        )
        for hook, event in fresh
    ]
    models.Announcement.objects.bulk_create(rows, ignore_conflicts=True)
    settled = models.Announcement.objects.exclude(state=Telling.PENDING)
    settled.filter(at__lt=now - KEPT).delete()
    return len(fresh)


def _fresh(hooks: Sequence[Webhook], now: datetime) -> list[tuple[str, _Event]]:
    """What happened and stands in no row yet, with the listener it is for."""
    since = {hook.name: _since(hook.name, now) for hook in hooks}
    rows = models.Announcement.objects.filter(at__gte=now - LOOK_BACK)
    known = set(rows.values_list("hook", "key"))
    return [
        (hook.name, event)
        for event in _events(now - LOOK_BACK)
        for hook in hooks
        if event.kind in hook.events
        and event.at >= since[hook.name]
        and (hook.name, event.key) not in known
    ]


def _since(hook: str, now: datetime) -> datetime:
    """Since when a listener is known: of what was before nobody tells it."""
    row, _ = models.SyncMark.objects.get_or_create(name=f"webhook:{hook}", defaults={"until": now})
    return row.until


def _events(since: datetime) -> Iterator[_Event]:
    ended = models.Issue.objects.filter(finished_at__gte=since, state__in=list(_ENDS))
    for issue in ended.defer("left_out").order_by("pk"):
        kind = _ENDS[IssueState(issue.state)]
        assert issue.finished_at is not None
        yield _Event(kind, f"{kind}:{issue.pk}", issue.finished_at, issue)
    yield from _doubtful(since)
    late = models.Alarm.objects.filter(kind="late", raised_at__gte=since).order_by("pk")
    for alarm in late:
        digest, _, slot = alarm.key.removeprefix("late ").partition(" ")
        told: dict[str, object] = {"digest": digest, "occurrence": slot, "words": alarm.words}
        yield _Event(Happening.LATE, f"{Happening.LATE}:{alarm.pk}", alarm.raised_at, data=told)


def _doubtful(since: datetime) -> Iterator[_Event]:
    doubts = models.Batch.objects.filter(uncertain__gt=0, issue__frozen_at__gte=since)
    found = models.Issue.objects.filter(pk__in=doubts.values("issue")).defer("left_out")
    for issue in found.order_by("pk"):
        at = issue.finished_at or issue.frozen_at
        assert at is not None
        kind = Happening.UNCERTAIN
        yield _Event(kind, f"{kind}:{issue.pk}", at, issue)


def _data(issue: models.Issue, told: Balance) -> dict[str, object]:
    return {
        "issue": issue.pk,
        "digest": issue.digest,
        "day": issue.day.isoformat(),
        "number": issue.number,
        "kind": issue.kind,
        "state": issue.state,
        "subject": issue.subject,
        "audience": told.audience,
        "submitted": told.submitted,
        "excluded": sum(told.excluded.values()),
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
        "cancelled": told.cancelled,
    }


def _body(event: _Event, figures: Mapping[int, Balance], site: str) -> str:
    data, issue = dict(event.data), event.issue
    if issue is not None:
        data |= _data(issue, figures[issue.pk]) | {"url": f"{site}/api/v1/issues/{issue.pk}"}
    told = {"type": event.kind, "timestamp": event.at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False)


def due(now: datetime, limit: int = 50) -> list[int]:
    """Events that somebody is to be told of, the oldest first."""
    rows = models.Announcement.objects.filter(state=Telling.PENDING, not_before__lte=now)
    return list(rows.order_by("not_before", "pk").values_list("pk", flat=True)[:limit])


def claim(number: int, now: datetime) -> ToTell | None:
    """The event for this caller alone; when it is tried next stands there before it is told."""
    row = models.Announcement.objects.filter(pk=number, state=Telling.PENDING).first()
    if row is None or row.not_before > now:
        return None
    attempts = row.attempts + 1
    mine = models.Announcement.objects.filter(pk=number, attempts=row.attempts)
    later = now + (wait(attempts) or timedelta(minutes=10))
    if not mine.update(attempts=F("attempts") + 1, not_before=later):
        return None
    return ToTell(row.pk, row.hook, row.event, row.kind, row.body, attempts)


def told(number: int, words: str) -> None:
    """The listener took it."""
    models.Announcement.objects.filter(pk=number).update(state=Telling.TOLD, words=words[:300])


def failed(one: ToTell, words: str, *, for_good: bool, now: datetime) -> None:
    """It did not; after the last try it is given up, which stands in the audit."""
    rows = models.Announcement.objects.filter(pk=one.id, state=Telling.PENDING)
    if not for_good and wait(one.attempts) is not None:
        rows.update(words=words[:300])
    elif rows.update(state=Telling.GIVEN_UP, words=words[:300]):
        after = {"event": one.event, "kind": one.kind, "why": words[:300]}
        house.audit("the house", "give-up-webhook", f"webhook {one.hook}", now, after=after)


def again(hook: str, now: datetime) -> int:
    """Tell that listener once more what was given up; how many events."""
    rows = models.Announcement.objects.filter(hook=hook, state=Telling.GIVEN_UP)
    return rows.update(state=Telling.PENDING, attempts=0, not_before=now)


def call_off(words: str) -> int:
    """Nobody is told what was not told yet; how many events there were."""
    rows = models.Announcement.objects.filter(state=Telling.PENDING)
    return rows.update(state=Telling.GIVEN_UP, words=words)


def given_up(hooks: Collection[str], now: datetime) -> dict[str, int]:
    """By listener, how many events of the last days it was never told; no query without one."""
    if not hooks:
        return {}
    rows = models.Announcement.objects.filter(state=Telling.GIVEN_UP, at__gte=now - REMINDED)
    found = rows.filter(hook__in=list(hooks)).values_list("hook").order_by("hook")
    return dict(found.annotate(n=Count("pk")))


def counts() -> dict[str, dict[str, int]]:
    """By listener, how many events stand how."""
    found: dict[str, dict[str, int]] = {}
    rows = models.Announcement.objects.values_list("hook", "state").annotate(n=Count("pk"))
    for hook, state, n in rows.filter(~Q(hook="")):
        found.setdefault(hook, dict.fromkeys((one.value for one in Telling), 0))[state] = n
    return found
