"""Issues that wait for a person: asked for, approved with a moment to take it back, then due.

    ask | approve (goes at an instant) | undo until then | due

Does not send: the sweeper drives what is due, and `refuse` keeps everybody else from it.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from digest.model.errors import GuardRefused
from digest.model.issue import IssueKind, IssueState, TooThin
from digest.store import house, models

_BEFORE_THE_POST = (IssueState.CLOSED, IssueState.RENDERED, IssueState.FROZEN)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issue's approval as it stands; `goes_at` None = nobody approved it yet.

    `because` = why it needs a person, such as that there are too few stories; empty for a look.
    `first_by` = who agreed already where two have to, to the choice of `first_seen`.
    """

    asked_by: str
    approved_by: str
    readers: int | None
    goes_at: datetime | None
    because: str = ""
    first_by: str = ""
    first_seen: datetime | None = None
    guards: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Why it waits, and for whom, in words; '' where it is for a look."""
        agreed = f"{self.first_by} agreed to it, and somebody else has to agree too"
        return "; ".join(
            word
            for word in (self.because, agreed if self.first_by and not self.goes_at else "")
            if word
        )


def ask(issue: int, *, actor: str, because: str = "") -> bool:
    """The issue waits for a person from now on; False when it did already."""
    told = {"asked_by": actor, "because": because}
    _, made = models.Approval.objects.get_or_create(issue_id=issue, defaults=told)
    return made


def of(issue: int) -> Waiting | None:
    """What the issue waits for, or None."""
    return all_of([issue]).get(issue)


def all_of(issues: Sequence[int]) -> dict[int, Waiting]:
    """The same of several issues; who waits for nothing is not in it."""
    return {
        row.pk: Waiting(
            row.asked_by,
            row.approved_by,
            row.readers,
            row.goes_at,
            row.because,
            row.first_by,
            row.first_seen,
            tuple(row.guards.split()),
        )
        for row in models.Approval.objects.filter(pk__in=issues)
    }


@transaction.atomic
def agree(
    issue: int, *, readers: int, reason: str, actor: str, seen: datetime | None, now: datetime
) -> bool:
    """The first of two people agrees; False where it changed, left, or somebody agreed already."""
    if not _stands(issue, seen):
        return False
    ask(issue, actor=actor)
    # Who agreed to an older choice did not agree to this one.
    free = models.Approval.objects.filter(pk=issue, goes_at=None)
    free = free.exclude(~Q(first_by=""), first_seen=seen)
    if not free.update(first_by=actor, first_seen=seen, reason=reason):
        return False
    house.audit(actor, "agree", f"issue {issue}", now, after={"readers": readers, "reason": reason})
    return True


@transaction.atomic
def approve(
    issue: int,
    *,
    readers: int,
    reason: str,
    actor: str,
    goes_at: datetime,
    seen: datetime | None,
    now: datetime,
    guards: Sequence[str] = (),
) -> bool:
    """Let it leave at that instant; False where it changed since it was seen, or left already.

    An issue that was not asked to wait is made to wait by the same line.  `guards` = what the person
    passes beside those that it waits for.
    """
    if not _stands(issue, seen):
        return False
    ask(issue, actor=actor)
    fresh = models.Approval.objects.filter(pk=issue, goes_at=None)
    first = fresh.filter(first_seen=seen).values_list("first_by", flat=True).first() or ""
    told = {"approved_by": actor, "readers": readers, "reason": reason, "goes_at": goes_at}
    let_pass = sorted({*_guards(issue), *guards})
    told["guards"] = " ".join(let_pass)
    if not fresh.update(**told):
        return False
    after = {"readers": readers, "reason": reason, "goes_at": goes_at.isoformat()}
    after |= {"first": first} if first else {}
    after |= {"guards": let_pass} if let_pass else {}
    house.audit(actor, "approve", f"issue {issue}", now, after=after)
    return True


def _stands(issue: int, seen: datetime | None) -> bool:
    """Whether it is as it was seen, and no letter left; nobody changes it until we are through."""
    rows = models.Issue.objects.select_for_update()
    return rows.filter(pk=issue, closed_at=seen, state__in=_BEFORE_THE_POST).exists()


@transaction.atomic
def undo(issue: int, *, actor: str, now: datetime) -> bool:
    """Take an approval back; False when its instant has come."""
    rows = models.Approval.objects.filter(pk=issue, goes_at__gt=now)
    if not rows.update(goes_at=None, approved_by="", readers=None, first_by=""):
        return False
    house.audit(actor, "undo-approval", f"issue {issue}", now)
    return True


@transaction.atomic
def hold(
    issue: int, *, actor: str, now: datetime, because: str = "", guards: Sequence[str] = ()
) -> bool:
    """Let it wait for a person from now on, approved or not; False once it is being sent.

    `guards` = what that person will have passed, beside what one has passed before.
    """
    stands = models.Issue.objects.select_for_update().filter(
        pk=issue, state__in=(IssueState.CLOSED, IssueState.RENDERED)
    )
    if not stands.exists():
        return False
    told = {"asked_by": actor, "goes_at": None, "approved_by": "", "readers": None, "first_by": ""}
    told |= {"because": because} if because else {}
    if guards:
        told["guards"] = " ".join(sorted({*_guards(issue), *guards}))
    models.Approval.objects.update_or_create(pk=issue, defaults=told)
    house.audit(actor, "hold", f"issue {issue}", now, after=_why(because))
    return True


def _guards(issue: int) -> list[str]:
    row = models.Approval.objects.filter(pk=issue).values_list("guards", flat=True).first()
    return (row or "").split()


def passed(issue: int) -> frozenset[str]:
    """The guards that a person let the issue pass."""
    row = models.Approval.objects.filter(pk=issue).exclude(goes_at=None).first()
    return frozenset(row.guards.split()) if row else frozenset()


def _why(because: str) -> dict[str, str] | None:
    return {"because": because} if because else None


def refuse(issue: int, now: datetime) -> None:
    """The guard before the press: nothing that waits for a person leaves without one."""
    found = of(issue)
    if found is None or (found.goes_at is not None and found.goes_at <= now):
        return
    if found.goes_at is None:
        why = f": {found.because}" if found.because else ""
        raise GuardRefused(
            f"issue {issue} waits for somebody to approve it{why}; digest issue approve {issue} "
            "lets it go",
            guard="approval",
        )
    raise GuardRefused(
        f"issue {issue} is approved and leaves at {found.goes_at:%H:%M:%S} UTC", guard="approval"
    )


def due(now: datetime) -> list[int]:
    """Approved issues whose instant has come and that did not reach the post yet."""
    rows = models.Approval.objects.filter(goes_at__lte=now, issue__state__in=_BEFORE_THE_POST)
    return list(rows.order_by("goes_at").values_list("pk", flat=True))


def next_at(now: datetime) -> datetime | None:
    """When the next approved issue may leave; None where none waits for its instant."""
    rows = models.Approval.objects.filter(goes_at__gt=now, issue__state__in=_BEFORE_THE_POST)
    return rows.order_by("goes_at").values_list("goes_at", flat=True).first()


def asked(limit: int = 50) -> list[int]:
    """Issues that wait for a person, the newest first."""
    rows = models.Approval.objects.filter(issue__state__in=_BEFORE_THE_POST)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])


def unanswered(limit: int = 50) -> list[tuple[int, Waiting]]:
    """Issues that nobody approved yet, with why they wait, the newest first."""
    issues = asked(limit)
    told = all_of(issues)
    return [(one, told[one]) for one in issues if one in told and told[one].goes_at is None]


def usual(digest: str) -> int | None:
    """The median audience of the last seven issues that went out, or None before the first."""
    rows = models.Issue.objects.filter(digest=digest, finished_at__isnull=False, audience_n__gt=0)
    last = list(rows.order_by("-finished_at").values_list("audience_n", flat=True)[:7])
    return int(statistics.median(last)) if last else None


def by_hand_since(digest: str, since: datetime, but: int) -> int:
    """How many other digests made by hand went to lists since then."""
    rows = models.Issue.objects.filter(digest=digest, kind=IssueKind.ADHOC, frozen_at__gte=since)
    return rows.exclude(pk=but).exclude(state=IssueState.CANCELLED).count()


@transaction.atomic
def made_to_wait(
    make: Callable[[], int | TooThin], *, actor: str, now: datetime, because: str = ""
) -> int | TooThin:
    """What `make` makes, waiting for a person from its first moment; what was joined stays as it is.

    One transaction, so that no sweeper sees the issue before its approval is asked for.
    """
    made = make()
    if isinstance(made, TooThin):
        return made
    row = models.Issue.objects.get(pk=made)
    if (
        row.created_at == now
        and row.state == IssueState.CLOSED
        and ask(made, actor=actor, because=because)
    ):
        house.audit(actor, "prepare", f"issue {made}", now, after=_why(because))
    return made
