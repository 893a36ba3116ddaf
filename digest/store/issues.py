"""Occurrences and issues: made once, joined by whoever comes second, moved by conditional UPDATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from digest.model.delivery import BatchState
from digest.model.errors import GuardRefused
from digest.model.issue import (
    ISSUE_TRANSITIONS,
    UNFINISHED,
    Choice,
    Issue,
    IssueKind,
    IssueState,
    IssueStep,
    LeftOut,
    Occurrence,
    Placement,
)
from digest.model.schedule import SlotState
from digest.store import counters, models, occurrences, values


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything an ad-hoc issue is made of, ready to be written at once."""

    digest: str
    day: date
    kind: IssueKind
    subject: str
    preheader: str
    choice: Choice
    audience: dict[str, object]
    due_at: datetime
    slot: str = ""
    cool_down: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest issue of a digest's day: unfinished, or finished at `finished_at`."""

    issue: int
    state: IssueState
    slot: str
    frozen_at: datetime | None
    finished_at: datetime | None


def unfinished(digest: str, day: date, kind: IssueKind) -> int | None:
    """The issue of that day that a further trigger joins."""
    rows = _issues_of(digest, day, kind).filter(state__in=list(UNFINISHED))
    return rows.order_by("number").values_list("pk", flat=True).first()


def last_finished(digest: str, kind: IssueKind) -> Standing | None:
    """The issue of the digest that went out last."""
    row = (
        models.Issue.objects.filter(digest=digest, kind=kind, finished_at__isnull=False)
        .select_related("occurrence")
        .order_by("-finished_at")
        .first()
    )
    return _standing(row) if row else None


def _standing(row: models.Issue) -> Standing:
    return Standing(
        row.pk, IssueState(row.state), row.occurrence.slot, row.frozen_at, row.finished_at
    )


def _issues_of(digest: str, day: date, kind: IssueKind) -> QuerySet[models.Issue]:
    return models.Issue.objects.filter(digest=digest, day=day, kind=kind)


def refuse_too_soon(digest: str, kind: IssueKind, cool_down: timedelta, now: datetime) -> None:
    """A second ad-hoc issue soon after the first is a mistake more often than a wish.

    Asked before the work begins, and again where the issue is made: many may begin at once.
    """
    last = last_finished(digest, kind) if cool_down else None
    until = last.finished_at + cool_down if last and last.finished_at else now
    if last and now < until:
        counters.trip("cooldown")
        raise GuardRefused(
            f"issue {last.issue} of {digest} finished at {until - cool_down:%H:%M} UTC; the "
            f"cool-down ends at {until:%H:%M} UTC; --again sends another one now",
            guard="cooldown",
        )


@transaction.atomic
def make_or_join(draft: Draft, now: datetime) -> tuple[int, bool]:
    """The issue's id, and whether this call made it.  One of fifty triggers makes, all others join.

    An ad-hoc occurrence is (local date, sequence): the unfinished one is joined, else the next
    sequence is taken.  A scheduled one is its slot.
    """
    _one_at_a_time(draft.digest)
    joined = (
        occurrences.of_slot(draft.digest, draft.slot)
        if draft.slot
        else unfinished(draft.digest, draft.day, draft.kind)
    )
    if joined is not None:
        return joined, False
    refuse_too_soon(draft.digest, draft.kind, draft.cool_down, now)
    number = _next_number(draft.digest, draft.day)
    slot = draft.slot or f"{draft.day.isoformat()}#{number}"
    occurrence, _ = models.Occurrence.objects.get_or_create(
        digest=draft.digest,
        slot=slot,
        defaults={"kind": draft.kind, "day": draft.day, "due_at": draft.due_at, "created_at": now},
    )
    return _write(draft, occurrence, number, now), True


def _write(draft: Draft, occurrence: models.Occurrence, number: int, now: datetime) -> int:
    issue = models.Issue.objects.create(
        digest=draft.digest,
        occurrence=occurrence,
        kind=draft.kind,
        day=draft.day,
        number=number,
        state=IssueState.CLOSED,
        subject=draft.subject,
        preheader=draft.preheader,
        content_hash=draft.choice.content_hash,
        left_out=[asdict(entry) for entry in draft.choice.left_out],
        note=draft.choice.note,
        audience=draft.audience,
        created_at=now,
        closed_at=now,
    )
    _place(issue.pk, draft.choice)
    return issue.pk


def rewrite(
    issue: int, choice: Choice, *, subject: str, read_at: datetime | None, now: datetime
) -> bool:
    """Another choice for an issue whose audience is not frozen; False where it moved on.

    `read_at` is its `closed_at` as the caller read it.  Pages that were set are thrown away, so it
    stands closed again.  To be called inside a transaction.
    """
    before = [IssueState.OPEN, IssueState.CLOSED, IssueState.RENDERED]
    rows = models.Issue.objects.filter(pk=issue, state__in=before, closed_at=read_at)
    changed = rows.update(
        state=IssueState.CLOSED,
        subject=subject,
        content_hash=choice.content_hash,
        left_out=[asdict(entry) for entry in choice.left_out],
        note=choice.note,
        closed_at=now,
    )
    if changed:
        models.Edition.objects.filter(issue=issue).delete()
        models.IssueStory.objects.filter(issue=issue).delete()
        _place(issue, choice)
    return bool(changed)


def _place(issue: int, choice: Choice) -> None:
    models.IssueStory.objects.bulk_create(
        [_placement_row(issue, placement) for placement in choice.placements]
    )


def _placement_row(issue: int, placement: Placement) -> models.IssueStory:
    return models.IssueStory(
        issue_id=issue,
        story_id=placement.story_id if placement.story_id > 0 else None,
        section=placement.section,
        kind=placement.kind,
        place=placement.place,
        content_hash=placement.printed_hash,
        printed=values.printed_json(placement),
        why=[values.reason_json(reason) for reason in placement.why],
        score=placement.score,
        also=list(placement.also),
        fits=list(placement.fits) or None,
        note=placement.note,
    )


def _one_at_a_time(digest: str) -> None:
    """Serialise makers of one digest.  SQLite's IMMEDIATE transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"issue:{digest}"])


def _next_number(digest: str, day: date) -> int:
    highest = models.Issue.objects.filter(digest=digest, day=day).aggregate(n=Max("number"))["n"]
    return (highest or 0) + 1


def load(issue: int) -> Issue | None:
    """An issue with its choice in printed order."""
    row = models.Issue.objects.select_related("occurrence").filter(pk=issue).first()
    return _value(row) if row else None


def _value(row: models.Issue) -> Issue:
    occurrence = row.occurrence
    return Issue(
        id=row.pk,
        digest=row.digest,
        occurrence=Occurrence(
            row.digest, occurrence.slot, IssueKind(row.kind), row.day, occurrence.due_at
        ),
        state=IssueState(row.state),
        number=row.number,
        subject=row.subject,
        preheader=row.preheader,
        choice=Choice(_placements(row), _left_out(row.left_out), row.note),
        closed_at=row.closed_at,
    )


def _placements(row: models.Issue) -> tuple[Placement, ...]:
    rows = models.IssueStory.objects.filter(issue=row).order_by("pk")
    return tuple(values.placement(entry) for entry in rows)


def _left_out(data: Sequence[dict[str, object]]) -> tuple[LeftOut, ...]:
    return tuple(values.left_out(entry) for entry in data)


def state(issue: int) -> IssueState | None:
    """Where the issue stands now."""
    value = models.Issue.objects.filter(pk=issue).values_list("state", flat=True).first()
    return IssueState(value) if value else None


def audience_of(issue: int) -> dict[str, object]:
    """Whom the issue is for, as written when it was made."""
    return models.Issue.objects.values_list("audience", flat=True).get(pk=issue)


def step(issue: int, what: IssueStep, *, read_at: datetime | None = None, **fields: object) -> bool:
    """One conditional UPDATE; False when the issue is not where that step begins.

    The state of before is part of the WHERE, so of two callers exactly one gets True.  With
    `read_at`, its `closed_at` as read, the choice must not have been made again since.
    """
    same = {} if read_at is None else {"closed_at": read_at}
    for (before, event), after in ISSUE_TRANSITIONS.items():
        if event is what:
            rows = models.Issue.objects.filter(pk=issue, state=before, **same)
            if rows.update(state=after, **fields):
                return True
    return False


def recent(digest: str | None = None, limit: int = 20) -> tuple[Issue, ...]:
    """The newest issues first."""
    rows = models.Issue.objects.select_related("occurrence").order_by("-pk")
    rows = rows.filter(digest=digest) if digest else rows
    return tuple(_value(row) for row in rows[:limit])


def waiting(since: datetime) -> list[int]:
    """Issues that were on their way to the post and have stood still since then.

    An issue of yesterday that never came so far is not sent today: it is shown instead.
    """
    between = [IssueState.CLOSED, IssueState.RENDERED, IssueState.FROZEN]
    rows = models.Issue.objects.filter(
        state__in=between,
        created_at__lte=since,
        created_at__gte=since - timedelta(hours=3),
        # A scheduled one is not on its way before its time.
        occurrence__state=SlotState.RELEASED,
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def worked_off() -> list[int]:
    """Issues that are being sent and have no open batch left: somebody only has to say so."""
    still_open = models.Batch.objects.filter(state__in=[BatchState.PENDING, BatchState.CLAIMED])
    rows = models.Issue.objects.filter(state=IssueState.SENDING)
    done = rows.exclude(pk__in=still_open.values("issue_id"))
    return list(done.order_by("pk").values_list("pk", flat=True))


def unfinished_ones() -> list[int]:
    """Every issue that is on its way, the newest first."""
    rows = models.Issue.objects.filter(state__in=list(UNFINISHED))
    return list(rows.order_by("-pk").values_list("pk", flat=True))
