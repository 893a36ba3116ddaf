"""Occurrences as rows: planned once, claimed by one, moved by conditional UPDATE.

    plan (unique key) | due | claim | move … until released, held or skipped with a reason

Makes no issue and knows no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from digest.model.errors import GuardRefused
from digest.model.issue import IssueKind, IssueState
from digest.model.schedule import SlotState
from digest.store import house, models, owners

LEASE = timedelta(minutes=6)
"""Longer than a task may take; it also ends when its owner, on this machine, is gone."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A slot about to become a row; SKIPPED and HELD ones with their reason."""

    slot: str
    day: date
    due_at: datetime
    state: SlotState
    act_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An occurrence as it stands; `issue` is None before it is composed."""

    id: int
    digest: str
    slot: str
    day: date
    due_at: datetime
    state: SlotState
    reason: str
    approved_by: str
    owner: str
    issue: int | None = None


@transaction.atomic
def plan(digest: str, slots: Iterable[Planned], now: datetime) -> None:
    """Rows for the slots that have none yet, whoever else is planning; all or nothing."""
    rows = [
        models.Occurrence(
            digest=digest,
            slot=planned.slot,
            kind=IssueKind.SCHEDULED,
            day=planned.day,
            due_at=planned.due_at,
            created_at=now,
            state=planned.state,
            act_at=planned.act_at,
            reason=planned.reason,
        )
        for planned in slots
    ]
    models.Occurrence.objects.bulk_create(rows, ignore_conflicts=True)
    models.Timetable.objects.update_or_create(digest=digest, defaults={"looked_at": now})


def looked_at(digest: str) -> datetime | None:
    """When its slots became rows last; None before the first look."""
    row = models.Timetable.objects.filter(pk=digest).first()
    return row.looked_at if row else None


def due(now: datetime, limit: int = 200) -> list[int]:
    """Occurrences whose next stage is due and that nobody works on."""
    rows = _free(now).filter(act_at__lte=now)
    return list(rows.order_by("act_at").values_list("pk", flat=True)[:limit])


def _free(now: datetime) -> QuerySet[models.Occurrence]:
    held = models.Occurrence.objects.filter(claimed_until__gte=now).values_list("owner", flat=True)
    gone = [owner for owner in held.distinct() if owners.is_gone(owner)]
    return models.Occurrence.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(owner__in=gone)
    )


def claim(occurrence: int, now: datetime) -> Standing | None:
    """Take a due occurrence for a while; None when somebody else has it or nothing is due."""
    rows = _free(now).filter(pk=occurrence, act_at__lte=now)
    if not rows.update(owner=owners.me(), claimed_until=now + LEASE):
        return None
    return standing(occurrence)


def standing(occurrence: int) -> Standing | None:
    """How it stands now."""
    row = models.Occurrence.objects.filter(pk=occurrence).first()
    return _standing(row) if row else None


def _standing(row: models.Occurrence) -> Standing:
    issue = models.Issue.objects.filter(occurrence=row).values_list("pk", flat=True).first()
    return Standing(
        row.pk,
        row.digest,
        row.slot,
        row.day,
        row.due_at,
        SlotState(row.state),
        row.reason,
        row.approved_by,
        row.owner,
        issue,
    )


def of_slot(digest: str, slot: str) -> int | None:
    """The issue of a slot of the schedule, whatever became of it."""
    rows = models.Issue.objects.filter(occurrence__digest=digest, occurrence__slot=slot)
    return rows.values_list("pk", flat=True).first()


def move(
    found: Standing, state: SlotState, *, act_at: datetime | None = None, reason: str = ""
) -> bool:
    """From where it was read to `state`; False when somebody else moved it or took it."""
    rows = models.Occurrence.objects.filter(pk=found.id, state=found.state, owner=found.owner)
    return bool(rows.update(state=state, act_at=act_at, reason=reason))


def call_off(issue: int, now: datetime) -> bool:
    """Cancel an issue that did not begin to leave; False where it did."""
    before = [IssueState.CLOSED, IssueState.RENDERED]
    rows = models.Issue.objects.filter(pk=issue, state__in=before)
    return bool(rows.update(state=IssueState.CANCELLED, finished_at=now))


def let_go(found: Standing, reason: str | None = None) -> None:
    """Nobody works on it any more; with a reason where it did not come further."""
    rows = models.Occurrence.objects.filter(pk=found.id, owner=found.owner)
    rows.update(claimed_until=None, owner="", **({} if reason is None else {"reason": reason}))


def newer(found: Standing, now: datetime) -> str:
    """The label of a later slot of the digest whose time has come too; '' where there is none."""
    rows = models.Occurrence.objects.filter(
        digest=found.digest, kind=IssueKind.SCHEDULED, due_at__gt=found.due_at, due_at__lte=now
    )
    label = rows.order_by("-due_at").values_list("slot", flat=True).first()
    return label or ""


def latest(digest: str, limit: int = 20) -> tuple[Standing, ...]:
    """The newest scheduled occurrences of a digest first."""
    rows = models.Occurrence.objects.filter(digest=digest, kind=IssueKind.SCHEDULED)
    return tuple(_standing(row) for row in rows.order_by("-due_at")[:limit])


def held(digest: str) -> tuple[Standing, ...]:
    """Occurrences that wait for a person before anything is gathered."""
    rows = models.Occurrence.objects.filter(digest=digest, state=SlotState.HELD)
    return tuple(_standing(row) for row in rows.order_by("-due_at")[:5])


@transaction.atomic
def release(digest: str, slot: str, *, actor: str, now: datetime) -> bool:
    """A person lets a held occurrence go on; False when none of that label is held."""
    rows = models.Occurrence.objects.filter(digest=digest, slot=slot, state=SlotState.HELD)
    if not rows.update(state=SlotState.PLANNED, act_at=now, approved_by=actor, reason=""):
        return False
    house.audit(actor, "release-occurrence", f"{digest} {slot}", now)
    return True


@transaction.atomic
def skip_day(digest: str, day: date, *, actor: str, now: datetime) -> bool:
    """Take a day out of the schedule; False when it was out.  What left already is refused."""
    of_day = models.Occurrence.objects.filter(digest=digest, day=day, kind=IssueKind.SCHEDULED)
    gone = of_day.filter(state=SlotState.RELEASED).values_list("slot", flat=True).first()
    if gone:
        raise GuardRefused(f"{digest} {gone} is on its way already", guard="released")
    _, made = models.DayOff.objects.get_or_create(
        digest=digest, day=day, defaults={"actor": actor, "at": now}
    )
    if made:
        house.audit(actor, "skip-day", f"{digest} {day}", now)
    return made


@transaction.atomic
def unskip_day(digest: str, day: date, *, actor: str, now: datetime) -> bool:
    """Put a day back into the schedule; False when it was in."""
    gone, _ = models.DayOff.objects.filter(digest=digest, day=day).delete()
    if gone:
        house.audit(actor, "unskip-day", f"{digest} {day}", now)
    return bool(gone)


def days_off(digest: str) -> frozenset[date]:
    """Days that operators took out of the schedule."""
    rows = models.DayOff.objects.filter(digest=digest)
    return frozenset(rows.values_list("day", flat=True))
