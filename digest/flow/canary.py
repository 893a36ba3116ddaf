"""A few readers first: the rest of an issue waits until they had it for a while, and stops on bad signs.

frozen -> canaries.set_aside -> released: the few go     before anything can be claimed
all of the few have a verdict | guards.bad_canary -> paused, with the reason
| the wait is over, or a person says so -> the rest goes
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from digest.flow.ports import Queue
from digest.model.canary import Then
from digest.model.errors import GuardRefused
from digest.model.issue import Issue, IssueStep
from digest.model.plan import Digest
from digest.rules import guards
from digest.store import batches, canaries, counters, guarding, house, issues

ACTOR = "the first readers"


def set_aside(issue: Issue, digest: Digest, now: datetime) -> None:
    """Before the release: whoever is not of the few waits."""
    if digest.canary.readers:
        canaries.set_aside(issue.id, digest.canary.readers, now)


def look(
    digests: Mapping[str, Digest],
    now: datetime,
    queue: Queue,
    *,
    reports: bool = False,
    issue: int | None = None,
) -> None:
    """What the few say of each issue that waits for them; `reports` = the provider tells of copies."""
    for few in canaries.watched(issue):
        digest = digests.get(few.digest)
        if digest is not None and few.out_at is not None:
            _judge(few, digest, now, queue, reports=reports)


def _judge(
    few: canaries.Few, digest: Digest, now: datetime, queue: Queue, *, reports: bool
) -> None:
    plan = digest.canary
    assert few.out_at is not None
    is_over = now >= few.out_at + plan.wait
    # Reports take their time: that nobody was heard of says something at the end only.
    seen = guarding.seen(few.issue, few.batches, reports=reports and is_over)
    bad = guards.bad_canary(seen)
    if bad:
        _stop(few.issue, bad, now)
    elif is_over and plan.then is Then.GO:
        because = f"nothing was wrong with the first {few.readers}"
        go_on(few.issue, actor=ACTOR, because=because, now=now, queue=queue)


def _stop(issue: int, words: str, now: datetime) -> None:
    if issues.step(issue, IssueStep.PAUSE):
        told = {"guard": "canary", "because": words}
        counters.trip("canary")
        house.audit(ACTOR, "pause", f"issue {issue}", now, after=told)


def go_on(issue: int, *, actor: str, because: str, now: datetime, queue: Queue) -> None:
    """Let the rest go."""
    if not canaries.go_on(issue, actor=actor, because=because, now=now):
        raise GuardRefused(f"issue {issue} waits for no first readers", guard="state")
    queue.submit(batches.ready(issue, now))
