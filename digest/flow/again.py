"""The choice of an issue made again before it is frozen: by an editor's step, or the last look.

What was asked for when the issue was made holds; the hand is handed in; nothing is written.
"""

from __future__ import annotations

from digest.flow.compose import Order
from digest.model.audience import Audience
from digest.model.issue import Choice, Issue, TooThin
from digest.model.plan import Digest
from digest.rules.subject import subject_of
from digest.store import approval, issues


def order_of(issue: Issue) -> Order:
    """What was asked for when the issue was made."""
    told = issues.audience_of(issue.id)
    urls = told.get("urls")
    return Order(
        issue.occurrence.day,
        issue.occurrence.kind,
        Audience(()),
        only_new=bool(told.get("only_new")),
        urls=tuple(urls) if isinstance(urls, list) else (),
    )


def subject_after(issue: Issue, digest: Digest, choice: Choice) -> str:
    """The subject follows the lead; one that a person gave stays."""
    day = issue.occurrence.day
    by_rule = subject_of(digest, issue.choice, day) == issue.subject
    return subject_of(digest, choice, day) if by_rule else issue.subject


def thin_anyway(number: int, thin: TooThin) -> Choice | None:
    """What is left for an issue that a person decides about because it is thin; else None."""
    waits = approval.of(number)
    return thin.choice if waits is not None and waits.because else None
