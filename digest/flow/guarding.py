"""The guards right before the post: what is odd about an issue makes it wait for a person.

    contents of the issue before | usual audience -> rules.guards -> held, with the reason
    a person approves with a reason -> passed, for this issue
    on its way: bounces, complaints -> paused, with the reason

The other guards stand where their work is done: thin in compose, lint in render, cool-down in
issues, lateness in schedule.
"""

from __future__ import annotations

from datetime import datetime

from digest.flow.dispatch import audience_of
from digest.model.errors import GuardRefused
from digest.model.issue import Issue, IssueStep
from digest.rules import guards
from digest.store import approval, counters, guarding, house, issues

ACTOR = "the guards"


def refuse(issue: Issue, now: datetime, *, passed: frozenset[str] = frozenset()) -> None:
    """Let it wait for a person where a guard that nobody passed says so."""
    may_pass = passed | approval.passed(issue.id)
    found = {name: words for name, words in _stops(issue).items() if name not in may_pass}
    if not found:
        return
    because = "; ".join(found.values())
    if approval.hold(issue.id, actor=ACTOR, now=now, because=because, guards=tuple(found)):
        for name in found:
            counters.trip(name)
        raise GuardRefused(
            f"issue {issue.id} waits for a person: {because}; digest issue approve {issue.id} "
            "--reason … lets it go",
            guard=next(iter(found)),
        )


def _stops(issue: Issue) -> dict[str, str]:
    content = issue.choice.content_hash
    told = {
        "same": guards.same(content, guarding.last_contents(issue.digest, issue.id)),
        "unusual": _unusual(issue),
    }
    return {name: words for name, words in told.items() if words}


def _unusual(issue: Issue) -> str:
    audience = audience_of(issue.id)
    if audience.only or audience.segment:
        return ""
    before = guarding.sizes(issue.digest, audience.lists)
    # Nothing is usual before some issues went out: then nobody is counted.
    return guards.unusual(guarding.size(audience), before) if guards.tells(before) else ""


def watch(now: datetime) -> list[int]:
    """Stop what is on its way with bad signs; the issues that were stopped."""
    return [number for number in guarding.on_their_way() if _stopped(number, now)]


def _stopped(number: int, now: datetime) -> bool:
    words = guards.bad_signs(guarding.seen(number))
    if not words or house.has_audit("resume", f"issue {number}"):
        return False
    if not issues.step(number, IssueStep.PAUSE):
        return False
    told = {"guard": "signs", "because": words}
    counters.trip("signs")
    house.audit(ACTOR, "pause", f"issue {number}", now, after=told)
    return True
