"""One person's yes to an issue that waits: whom it would reach, whether that is unusual, and the yes.

    reach     counted now | beside the usual | held or unusual, in words
    let_go    the lint | the first of two people, or the yes that lets it leave

The same for the desk and for the API: who says yes names the number of readers they saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import jobs
from digest.bootstrap import House
from digest.flow.dispatch import audience_of, preflight
from digest.flow.render import refuse_errors
from digest.model.errors import GuardRefused, UsageError
from digest.model.issue import Issue, IssueKind
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.rules.two_people import SOON, Unusual, odd, unusual
from digest.store import approval, operators
from digest.store.audience import Count

UNDO = timedelta(seconds=90)
"""How long an approval may be taken back."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom it would reach now, beside whom it reaches usually.

    `unusual`: why somebody should say why, and somebody else agree; '' where it is a send as always.
    The same by ids: the `guards` that held it, or what is `odd`.
    """

    count: Count
    usual: int | None
    unusual: str
    guards: tuple[str, ...] = ()
    odd: Unusual = Unusual(many=False, soon=False)


@dataclass(frozen=True, slots=True)
class Yes:
    """Who says yes, to how many readers, to the choice of which moment, and why.

    `at_once`: a scheduled issue does not wait for its time.
    """

    actor: str
    readers: int
    seen: datetime | None
    reason: str = ""
    at_once: bool = False


def reach(house: House, issue: Issue, plan: Digest) -> Reach:
    """Counted now; guards asked."""
    return judged(house, issue, plan, counted(house, issue, plan))


def counted(house: House, issue: Issue, plan: Digest) -> Count:
    """Whom it would reach; GuardRefused where a guard says no."""
    return preflight(audience_of(issue.id), plan, house.works().terms, issue)


def judged(house: House, issue: Issue, plan: Digest, count: Count) -> Reach:
    """That number beside the usual one."""
    usual = approval.usual(plan.slug)
    lately = approval.by_hand_since(plan.slug, house.clock() - SOON, but=issue.id)
    adhoc = issue.occurrence.kind is IssueKind.ADHOC
    waits = approval.of(issue.id)
    beside = (count.readers, usual, lately if adhoc else 0)
    if waits and waits.guards and waits.because:
        return Reach(count, usual, waits.because, guards=waits.guards, odd=odd(*beside))
    return Reach(count, usual, unusual(*beside), odd=odd(*beside))


def let_go(house: House, issue: Issue, found: Reach, yes: Yes) -> datetime | None:
    """When it leaves; None where somebody else has to agree first.  GuardRefused, UsageError."""
    if yes.readers != found.count.readers:
        raise GuardRefused(
            f"it would reach {found.count.readers} readers, not {yes.readers}", guard="expect"
        )
    if found.unusual and not yes.reason:
        raise UsageError(f"a send that is unusual needs a reason: {found.unusual}")
    refuse_errors(jobs.proofs_of(house, issue.id)[1], frozenset())
    if yes.seen != issue.closed_at:
        raise GuardRefused("somebody changed it after you looked at it; look again", guard="seen")
    alone = not (found.unusual and _needs_another(issue, yes.actor))
    goes_at = leaves(issue, house.clock(), at_once=yes.at_once) if alone else None
    if not _said(house, issue, found, yes, goes_at):
        raise GuardRefused("it was approved already, or changed meanwhile", guard="seen")
    return goes_at


def leaves(issue: Issue, now: datetime, *, at_once: bool) -> datetime:
    """When it leaves after a yes of now: at its time, and never before one could take it back."""
    soon = now + UNDO
    return soon if at_once else max(soon, issue.occurrence.due_at)


def _said(house: House, issue: Issue, found: Reach, yes: Yes, goes_at: datetime | None) -> bool:
    now = house.clock()
    if goes_at is None:
        return approval.agree(
            issue.id,
            readers=yes.readers,
            reason=yes.reason,
            actor=yes.actor,
            seen=yes.seen,
            now=now,
        )
    guards = ("unusual",) if found.unusual else ()
    return approval.approve(
        issue.id,
        readers=yes.readers,
        reason=yes.reason,
        actor=yes.actor,
        goes_at=goes_at,
        seen=yes.seen,
        now=now,
        guards=guards,
    )


def first(issue: Issue) -> str:
    """Who agreed to this very choice already; '' where nobody did."""
    waits = approval.of(issue.id)
    return waits.first_by if waits and waits.first_seen == issue.closed_at else ""


def _needs_another(issue: Issue, name: str) -> bool:
    """Whether somebody else has to agree; who is the only one who may send needs nobody."""
    agreed = first(issue)
    if agreed == name:
        raise GuardRefused("you agreed to it already; somebody else has to, too", guard="approval")
    return not agreed and bool(operators.others_who_may(Power.SEND, but=name))
