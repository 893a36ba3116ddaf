"""A hand on the switch: pause, resume, cancel, freeze, thaw.  Each with a line in the audit.

What is stored is what a person decided; the workers read it before every step, so it acts within
one step everywhere.  Does not touch what already left.
"""

from __future__ import annotations

from digest.flow.dispatch import unfrozen
from digest.flow.ports import Clock, Queue
from digest.model.errors import GuardRefused
from digest.model.issue import IssueState, IssueStep
from digest.store import balance, batches, canaries, guarding, house, issues, resending


def pause(issue: int, *, actor: str, clock: Clock) -> None:
    """Nothing more of this issue leaves until it is resumed."""
    _step(issue, IssueStep.PAUSE, actor, clock)


def resume(issue: int, *, actor: str, clock: Clock, queue: Queue) -> None:
    """Go on where it stopped; where that was for its first readers, the rest goes too.

    Refused while it is frozen: nothing would move, and who thaws later may not know of it.
    """
    unfrozen(issue)
    _step(issue, IssueStep.RESUME, actor, clock)
    if guarding.was_paused_by("canary", issue):
        canaries.go_on(issue, actor=actor, because="resumed", now=clock())
    queue.submit(batches.open_batches(issue))


def cancel(issue: int, *, actor: str, clock: Clock) -> None:
    """Nothing more of this issue leaves, ever; who has it keeps it and is listed."""
    _step(issue, IssueStep.CANCEL, actor, clock, finished=True)
    batches.cancel_waiting(issue, clock())


def resend_failed(issue: int, *, actor: str, clock: Clock, queue: Queue) -> int:
    """Offer the letter once more to those who failed, and to nobody else; how many they are."""
    found = unfrozen(issue)
    if found.state is IssueState.FINISHED or not balance.balance(issue).failed:
        raise GuardRefused(f"nobody failed in issue {issue} ({found.state.value})", guard="state")
    many = None
    if found.state is IssueState.FINISHED_IN_PART:
        many = resending.resend_failed(issue, actor, clock())
    if many is None:
        raise GuardRefused(
            f"issue {issue} is {found.state.value}: who failed can be sent to again once it is "
            "finished",
            guard="state",
        )
    queue.submit(batches.open_batches(issue))
    return many


def _step(issue: int, what: IssueStep, actor: str, clock: Clock, *, finished: bool = False) -> None:
    before = issues.state(issue)
    if before is None:
        raise GuardRefused(f"there is no issue {issue}", guard="issue")
    now = clock()
    fields = {"finished_at": now} if finished else {}
    if not issues.step(issue, what, **fields):
        raise GuardRefused(
            f"issue {issue} is {before.value}: it cannot {what.value}", guard="state"
        )
    house.audit(actor, what.value, f"issue {issue}", now, before=before.value)
