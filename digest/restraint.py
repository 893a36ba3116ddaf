"""What holds letters back while an issue is on its way, for whoever drives: hours, limits, signs.

    closed     digests of which nothing may leave at this hour
    waits      what the rest of an issue waits for, in words
    watch      bad signs stop a send; the first few readers' time is over

Decides nothing: rules and verbs do.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from digest.bootstrap import House
from digest.model.alarm import Restraint
from digest.model.errors import GuardRefused
from digest.model.issue import Issue, IssueState, TooThin

if TYPE_CHECKING:
    from digest.flow.gather import SourceReport
    from digest.model.delivery import Balance
    from digest.store.figures import Line


def closed(house: House, at: datetime | None = None) -> list[str]:
    """Digests of which nothing may leave at this hour, or at that moment."""
    if at is not None:
        house = replace(house, clock=lambda: at)
    pacer = house.pacer(house.settings.delivery.scheme)
    return [slug for slug in house.settings.digests if pacer.closed(slug)]


def restrained(house: House, now: datetime) -> Restraint:
    """What is held back, for the alarms: what opened just now has had no time to move."""
    from digest.flow import canary

    limits = house.settings.alarms.limits
    before = now - max(limits.stalled, limits.late)
    return Restraint(
        closed=frozenset([*closed(house), *closed(house, before)]),
        asks=canary.asking(house.settings.digests),
    )


def waits(house: House, issue: Issue | Line, told: Balance) -> str:
    """What the rest of an issue waits for; empty where it is on its way, or over."""
    from digest.store import batches, canaries
    from digest.store import house as book

    number = issue.id if isinstance(issue, Issue) else issue.issue
    if issue.state is not IssueState.SENDING or not told.pending:
        return ""
    if frozen := book.frozen(issue.digest):
        return f"digest thaw: {frozen}"
    if canaries.waits(number):
        return f"what its first readers say; digest issue approve {number} lets the rest go"
    if until := house.pacer(house.settings.delivery.scheme).closed(issue.digest):
        return f"its hours, or the letters of a day: {until:%A %H:%M %Z}"
    if put_off := batches.put_off(number, house.clock()):
        said, at = put_off
        return f"another try at {at:%H:%M:%S} UTC, since the post said: {said}"
    return ""


def too_thin(thin: TooThin, reports: Sequence[SourceReport]) -> GuardRefused:
    """The guard's refusal, with what the sources said."""
    failed = [f"{report.source} ({report.error})" for report in reports if report.error]
    more = f"; failed sources: {', '.join(failed)}" if failed else ""
    return GuardRefused(f"{thin.words}{more}", guard=thin.reason)


def watch(house: House, now: datetime) -> None:
    """Stop what goes wrong, and let go what has waited for the first readers."""
    from digest.flow import canary, guarding
    from digest.queue import hints

    guarding.watch(now)
    canary.look(house.settings.digests, now, hints(house.settings), reports=_reports(house))


def _reports(house: House) -> bool:
    """Whether the provider tells what becomes of copies."""
    settings = house.settings
    return settings.delivery.scheme == "sendgrid" and bool(settings.sendgrid_webhook_key)


def first_readers(house: House, number: int) -> bool:
    """Wait for what the first readers of an issue say; whether the rest may go now.

    Not for a person: whoever follows is told that the issue waits for one.
    """
    from digest.flow import canary
    from digest.store import canaries, issues

    digests, queue = house.settings.digests, house.queue()
    while issues.state(number) is IssueState.SENDING:
        canary.look(digests, house.clock(), queue, reports=_reports(house), issue=number)
        if not canaries.waits(number):
            return True
        if number in canary.asking(digests):
            return False
        time.sleep(0.5)
    return False
