"""A hand on the switch: pause, resume, cancel, freeze, thaw.  Each with a line in the audit.

What is stored is what a person decided; the workers read it before every step, so it acts within
one step everywhere.  Does not touch what already left.
"""

from __future__ import annotations

from digest.flow.ports import Clock, Queue
from digest.model.errors import GuardRefused
from digest.model.issue import IssueStep
from digest.store import batches, house, issues


def pause(issue: int, *, actor: str, clock: Clock) -> None:
    """Nothing more of this issue leaves until it is resumed."""
    _step(issue, IssueStep.PAUSE, actor, clock)


def resume(issue: int, *, actor: str, clock: Clock, queue: Queue) -> None:
    """Go on where it stopped."""
    _step(issue, IssueStep.RESUME, actor, clock)
    queue.submit(batches.open_batches(issue))


def cancel(issue: int, *, actor: str, clock: Clock) -> None:
    """Nothing more of this issue leaves, ever; who has it keeps it and is listed."""
    _step(issue, IssueStep.CANCEL, actor, clock, finished=True)
    batches.cancel_waiting(issue, clock())


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
