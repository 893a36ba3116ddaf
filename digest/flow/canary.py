"""A few readers first: the rest of an issue waits until they had it for a while, and stops on bad signs.

frozen -> canaries.set_aside -> released: the few go     before anything can be claimed
all of the few have a verdict | guards.bad_canary -> paused, with the reason
| the wait is over, or a person says so -> the rest goes
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from digest.flow.ports import Queue
from digest.model.canary import CanaryPlan, Then
from digest.model.errors import GuardRefused
from digest.model.issue import Issue, IssueStep
from digest.model.plan import Digest
from digest.rules import guards
from digest.store import batches, canaries, counters, guarding, house, issues

ACTOR = "the first readers"


def plan_of(issue: int, digest: Digest) -> CanaryPlan:
    """Who gets it first: as was chosen when it was made, else as the digest says."""
    told = issues.audience_of(issue).get("first")
    if not isinstance(told, dict):
        return digest.canary
    wait = timedelta(seconds=float(told["wait"]))
    return CanaryPlan(int(told["readers"]), wait, Then(told["then"]))


def asking(digests: Mapping[str, Digest]) -> frozenset[int]:
    """Issues whose rest waits for a person to say what the first readers' copies are worth."""
    return frozenset(
        few.issue
        for few in canaries.watched()
        if few.digest in digests and plan_of(few.issue, digests[few.digest]).then is Then.ASK
    )


def set_aside(issue: Issue, digest: Digest, now: datetime) -> None:
    """Before the release: whoever is not of the few waits."""
    few = plan_of(issue.id, digest)
    if few.readers:
        canaries.set_aside(issue.id, few.readers, now)


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
    plan = plan_of(few.issue, digest)
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
