"""An issue from wherever it stands to the next thing it waits for.

    closed -last look-> closed -render-> rendered -dispatch-> sending -submit every batch-> finished

Safe to call at any time, by anybody, twice: every step is one conditional UPDATE, so this is also
the way back after a crash.  `work_off` is the loop of a process that submits batches itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from digest.flow import guarding
from digest.flow.dispatch import Terms, dispatch, refuse_frozen
from digest.flow.hands import submit_all
from digest.flow.hours import dispatch_cohorts
from digest.flow.lastlook import Newsstands, last_look
from digest.flow.ports import Checkpoint, Clock, Darkroom, Press, Proofreader, Queue, passing
from digest.flow.render import complete, render
from digest.flow.submit import Outcome, PostRoom
from digest.model.errors import DigestError, GuardRefused
from digest.model.issue import UNFINISHED, Issue, IssueState, TooThin
from digest.model.plan import Digest
from digest.store import (
    approval,
    balance,
    batches,
    canaries,
    closing,
    cohorts,
    counters,
    freezing,
    issues,
)


@dataclass(frozen=True, slots=True)
class Works:
    """What bringing an issue to the post needs.

    Without `newsstands` nobody looks a last time whether its stories are still there.  `passed` =
    the guards that whoever sends has let it pass.
    """

    site: str
    press: Press
    proofreader: Proofreader
    clock: Clock
    queue: Queue
    terms: Terms
    darkroom: Darkroom | None = None
    newsstands: Newsstands | None = None
    checkpoint: Checkpoint = passing
    passed: frozenset[str] = frozenset()


def advance(
    number: int, digest: Digest, works: Works, *, overridden: frozenset[str] = frozenset()
) -> IssueState:
    """Render and dispatch what is not yet; the state it stands in afterwards."""
    refuse_frozen(digest.slug)
    approval.refuse(number, works.clock())
    thin = look_again(number, digest, works)
    if thin is not None:
        closing.end(number, thin.words, works.clock())
        raise GuardRefused(thin.words, guard=thin.reason)
    # The last look may have left so little that a person has to say yes first.
    approval.refuse(number, works.clock())
    issue = set_pages(number, digest, works, overridden=overridden)
    if issue.state is IssueState.RENDERED:
        _printing(complete, issue, digest, works, overridden)
    if issues.state(number) is IssueState.RENDERED:
        guarding.refuse(issue, works.clock(), passed=works.passed)
    waits = issues.state(number) in (IssueState.RENDERED, IssueState.FROZEN)
    if waits or freezing.abandoned(works.clock(), number):
        dispatch(
            issue,
            digest,
            terms=works.terms,
            clock=works.clock,
            queue=works.queue,
            checkpoint=works.checkpoint,
        )
    elif cohorts.due(works.clock(), number):
        dispatch_cohorts(issue, digest, terms=works.terms, clock=works.clock, queue=works.queue)
    return _issue(number).state


def look_again(number: int, digest: Digest, works: Works) -> TooThin | None:
    """The last look, where there is somebody to look; why there can be no issue any more."""
    if works.newsstands is None:
        return None
    thin = last_look(number, digest, newsstands=works.newsstands, clock=works.clock)
    if thin is not None:
        counters.trip(thin.reason)
    return thin


def set_pages(
    number: int, digest: Digest, works: Works, *, overridden: frozenset[str] = frozenset()
) -> Issue:
    """Render what is not yet; the issue as it was before."""
    issue = _issue(number)
    if issue.state is IssueState.CLOSED:
        _printing(render, issue, digest, works, overridden)
    return issue


def _printing(
    how: Callable[..., object],
    issue: Issue,
    digest: Digest,
    works: Works,
    overridden: frozenset[str],
) -> None:
    how(
        issue,
        digest,
        site=works.site,
        press=works.press,
        proofreader=works.proofreader,
        clock=works.clock,
        darkroom=works.darkroom,
        overridden=overridden,
    )


def _issue(number: int) -> Issue:
    issue = issues.load(number)
    if issue is None:
        raise DigestError("there is no such issue", issue=number)
    return issue


Wait = Callable[[datetime], None]
"""Waits until that instant, or until something may have changed."""


def work_off(
    number: int,
    room: PostRoom,
    *,
    wait: Wait,
    progress: Callable[[], None] = lambda: None,
    share: tuple[int, int] = (0, 1),
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Submit the batches of an issue until none is open, it is halted, or `until` says so.

    Batches that somebody else holds are waited for: their owner may vanish.  So are those that are
    still being frozen; where nobody does that any more, `advance` comes first.  `share` = (which,
    of how many) workers this is: each begins elsewhere, so that they seldom meet.
    """
    while not until() and issues.state(number) in UNFINISHED - {IssueState.PAUSED}:
        grows = freezing.grows(number)
        waiting = batches.open_batches(number)
        if not (waiting or grows):
            balance.finish(number, room.clock())
            return
        more = partial(_more, number, room.clock) if grows else None
        outcomes = submit_all(waiting, room, progress=progress, until=until, more=more, share=share)
        if Outcome.HALTED in outcomes or freezing.abandoned(room.clock(), number):
            return
        if Outcome.CLOSED in outcomes and Outcome.DONE not in outcomes:
            return  # until it opens: the ticker goes on then
        if Outcome.DONE not in outcomes and canaries.waits(number):
            return  # until its first readers have said something
        if Outcome.DONE not in outcomes:
            wait(room.clock())


def _more(number: int, clock: Clock, behind: int) -> list[int] | None:
    """Batches that were frozen meanwhile; None once all are."""
    goes_on = freezing.goes_on(number, clock())  # asked first: the last portion must be seen
    found = batches.waiting_behind(number, behind)
    return found or ([] if goes_on else None)
