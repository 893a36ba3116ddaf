"""Readers' own hours: an issue on its way, its cohorts as their hour comes.

    cohort due -> frozen into batches (rolling) -> hints             the sweeper asks each minute
    cohort long past, nothing of it begun -> called off, with a line in the audit

Batches of cohorts that are frozen already wait for their hour by themselves.  Does not send.
"""

from __future__ import annotations

from datetime import datetime

from digest.flow.dispatch import Terms, audience_of, going_to, printed_of, refuse_frozen
from digest.flow.ports import Clock, Queue
from digest.model.issue import Issue
from digest.model.plan import Digest
from digest.model.schedule import CatchUp
from digest.rules.cohorts import cohorts_of
from digest.rules.occurrences import PROMPT, span
from digest.store import batches, cohorts, house

ACTOR = "schedule"


def dispatch_cohorts(
    issue: Issue, digest: Digest, *, terms: Terms, clock: Clock, queue: Queue
) -> None:
    """Freeze every cohort whose hour has come; safe to call at any time, by any number."""
    refuse_frozen(digest.slug)
    more, printed = True, printed_of(issue.id)
    while more:
        more = cohorts.freeze_next(
            issue.id,
            audience_of(issue.id),
            cohorts_of(digest, issue.occurrence),
            editions=printed,
            going=going_to(issue, digest, printed),
            batch_size=terms.batch_size,
            now=clock(),
            allowed=terms.allowed,
        )
    call_off_late(digest, clock())
    queue.submit(batches.ready(issue.id, clock()))


def call_off_late(digest: Digest, now: datetime) -> None:
    """Hours that passed while nobody was awake, treated as a whole issue would be.

    What ALWAYS or a person would let go goes: the issue itself is out already.
    """
    spans = {CatchUp.LIMIT: max(digest.lateness, PROMPT), CatchUp.NEVER: PROMPT}
    allowed = spans.get(digest.timing.catch_up)
    if allowed is None:
        return
    for number in cohorts.on_their_way(digest.slug):
        gone = cohorts.call_off_late(number, now - allowed, now)
        if gone:
            why = f"their hour came more than {span(allowed)} ago, and nobody was awake"
            told = {"readers": gone, "why": why}
            house.audit(ACTOR, "call off late hours", f"issue {number}", now, after=told)
