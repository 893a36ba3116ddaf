"""A moment in which an ad-hoc digest can be taken back, at the command line as at the desk.

approved for an instant | Ctrl-C, or `digest issue hold` from anywhere -> waits for a person
| the instant comes -> it goes
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from digest.bootstrap import House
from digest.model.errors import GuardRefused

_LOOK = 0.3
"""Seconds between two looks whether somebody took it back."""


def leave_after(
    house: House, number: int, span: timedelta, tell: Callable[[str], object], *, actor: str
) -> None:
    """Return when the issue may leave; GuardRefused where somebody took it back meanwhile."""
    from digest.store import approval, issues

    issue, now = issues.load(number), house.clock()
    if issue is None or not approval.approve(
        number,
        readers=0,
        reason="",
        actor=actor,
        goes_at=now + span,
        seen=issue.closed_at,
        now=now,
    ):
        return  # it is held already, or on its way: the guards before the press say which
    tell(f"leaves in {span.total_seconds():.0f} s; Ctrl-C takes it back")
    try:
        while (left := now + span - house.clock()) > timedelta(0):
            _refuse_taken_back(number)
            time.sleep(min(_LOOK, left.total_seconds()))
    except KeyboardInterrupt:
        approval.undo(number, actor=actor, now=house.clock())
        raise


def _refuse_taken_back(number: int) -> None:
    from digest.store import approval

    waits = approval.of(number)
    if waits is None or waits.goes_at is None:
        raise GuardRefused(
            f"issue {number} was taken back; digest issue approve {number} lets it go",
            guard="approval",
        )
