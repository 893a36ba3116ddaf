"""How a command ends that brought an issue on its way: its exit code, and why the rest stays.

0 done, or the workers are at it | 3 paused or frozen | 6 failed or uncertain | 75 its time will come
"""

from __future__ import annotations

from digest.model.delivery import Balance
from digest.model.issue import Issue, IssueState


def exit_code(issue: Issue, told: Balance, waits: str) -> int:
    """The code of the contract; `waits` = what the rest waits for, in words, "" for nothing.

    What a person stopped goes before what waits for its hours, a day with letters left, or its
    first readers.
    """
    from digest.store import house

    if issue.state is IssueState.PAUSED or (told.pending and house.frozen(issue.digest)):
        return 3
    if waits:
        return 75
    return 6 if told.failed or told.uncertain else 0


def standing(number: int) -> tuple[Issue, Balance, str]:
    """An issue as it is now, its numbers, and what its rest waits for."""
    from digest import restraint
    from digest.bootstrap import open_house
    from digest.store import balance, issues

    issue, told = issues.load(number), balance.balance(number)
    assert issue is not None
    return issue, told, restraint.waits(open_house(), issue, told)


def say_outcome(number: int, before: str = "") -> int:
    """Say how far an issue got and what its rest waits for; the exit code."""
    from digest.cli.answer import say

    issue, told, waits = standing(number)
    say(
        f"issue {number}: {before}{told.submitted:,} accepted, {told.failed:,} failed, "
        f"{told.pending:,} pending"
    )
    if waits:
        say(f"  the rest waits for {waits}")
    return exit_code(issue, told, waits)
