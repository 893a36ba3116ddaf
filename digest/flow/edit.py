"""The editor's hand on an issue that is not frozen yet.

    step | does it name what is there? | hand so far + step | compose.choose     the same rules again
         | hand.add                                    choice, step and audit line in one transaction

The hand is kept with the issue, so gathering, a crash or another step never lose it.  Does not
print: pages that were set before are thrown away, and the next `advance` sets them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest.flow.again import order_of, subject_after, thin_anyway
from digest.flow.compose import choose
from digest.flow.gather import EVER, gather, since
from digest.flow.ports import Clock, Newsstand
from digest.model import hand as steps
from digest.model.errors import GuardRefused, TemporaryError, UsageError
from digest.model.hand import Hand, Step
from digest.model.issue import Choice, Issue, TooThin
from digest.model.plan import Digest
from digest.model.story import KnownStory
from digest.rules.given import given
from digest.store import hand, issues, news


def edit(
    number: int, digest: Digest, step: Step, *, clock: Clock, seen: datetime | None = None
) -> Choice:
    """The issue's choice after that step, which is kept with who, why and when.

    `seen` is the issue's `closed_at` as the editor's page showed it: a step that was thought over
    another choice is refused (GuardRefused `seen`).  Raises UsageError for a section or story there
    is none of; GuardRefused once the audience is frozen, or where the step would leave too little.
    """
    issue, now = _open_issue(number), clock()
    if seen is not None and issue.closed_at != seen:
        raise GuardRefused(f"issue {number} was changed by somebody else meanwhile", guard="seen")
    _refuse_unknown(issue, digest, step)
    before = hand.of(number)
    whole = Hand((*before.steps, replace(_numbered(step, before), at=now)))
    choice = choose(digest, order_of(issue), now=now, hand=whole)
    if isinstance(choice, TooThin):
        choice = _thin_anyway(number, choice)
    _refuse_lost(step, choice)
    kept = hand.add(
        number,
        whole.steps[-1],
        choice,
        subject=subject_after(issue, digest, choice),
        read_at=issue.closed_at,
        now=max(now, (issue.closed_at or now) + timedelta(microseconds=1)),
    )
    if not kept:
        raise TemporaryError("the issue changed while it was edited; try again", issue=number)
    return choice


def _thin_anyway(number: int, thin: TooThin) -> Choice:
    left = thin_anyway(number, thin)
    if left is None:
        raise GuardRefused(f"with this step there would be no issue: {thin.words}", guard="hand")
    return left


def fetch(url: str, digest: Digest, *, newsstand: Newsstand, clock: Clock) -> KnownStory:
    """The story at an address outside the sources, read and kept, ready to be taken."""
    (source,) = given(digest, (url,))
    (report,) = gather((source,), newsstand=newsstand, clock=clock)
    found = news.known_stories((source.slug,), EVER)
    if not found or report.permanent:
        raise UsageError(f"no story can be read at {url}: {report.error or 'the page has none'}")
    return found[0]


def _open_issue(number: int) -> Issue:
    issue = issues.load(number)
    if issue is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    if issue.state not in hand.OPEN_TO_THE_HAND:
        raise GuardRefused(
            f"issue {number} is {issue.state}: its choice stands for ever", guard="frozen"
        )
    return issue


def _refuse_lost(step: Step, choice: Choice) -> None:
    """A pinned story that is not in, because its publisher took it back or it is too old to be known;
    an order of what does not stand in the section.
    """
    if isinstance(step, steps.Order):
        _refuse_strangers(step, choice)
        return
    if isinstance(step, steps.Outside):
        number = step.known.id
    elif isinstance(step, steps.Pin):
        number = step.story_id
    else:
        return
    if number not in {placement.story_id for placement in choice.placements}:
        out = next((one for one in choice.left_out if one.story_id == number), None)
        reason = out.words if out else "it is known no more"
        raise GuardRefused(f"story {number} cannot be placed: {reason}", guard="hand")


def _refuse_strangers(order: steps.Order, choice: Choice) -> None:
    here = {p.story_id for p in choice.placements if p.section == order.section}
    if strangers := [story for story in order.story_ids if story not in here]:
        raise UsageError(
            f"story {', '.join(map(str, strangers))} does not stand in '{order.section}'; "
            "pin puts it there"
        )


def _numbered(step: Step, before: Hand) -> Step:
    if isinstance(step, steps.OwnLink):
        return replace(step, number=1 + sum(isinstance(s, steps.OwnLink) for s in before.steps))
    return step


def _refuse_unknown(issue: Issue, digest: Digest, step: Step) -> None:
    """A step that names a section or a story there is none of would change nothing, in silence."""
    if isinstance(step, steps.Note) and len(step.text) > steps.NOTE_LIMIT:
        raise UsageError(
            f"a note has at most {steps.NOTE_LIMIT:,} characters; this one has {len(step.text):,}"
        )
    if isinstance(step, steps.Reword) and step.title is not None and not step.title.strip():
        raise UsageError("a headline cannot be empty")
    if isinstance(step, steps.Pin) and step.story_id < 0:
        raise UsageError("an own link cannot be pinned; order moves it, ban takes it away")
    section = getattr(step, "section", None)
    slugs = [plan.slug for plan in digest.sections]
    if section is not None and section not in slugs:
        raise UsageError(f"{digest.slug} has no section {section!r}; it has {', '.join(slugs)}")
    named = _named(step)
    unknown = sorted(set(named) - _known(issue, digest)) if named else []
    if unknown:
        raise UsageError(
            f"no story {', '.join(map(str, unknown))} lies before issue {issue.id}; "
            f"digest explain {digest.slug} --issue {issue.id} lists them"
        )


def _named(step: Step) -> Sequence[int]:
    if isinstance(step, steps.Order):
        return step.story_ids
    return (step.story_id,) if hasattr(step, "story_id") else ()


def _known(issue: Issue, digest: Digest) -> set[int]:
    """What may be named: all that was looked at or came since, what the hand brought, own links."""
    slugs = [source.slug for source in digest.sources]
    moment = issue.closed_at or issue.occurrence.due_at
    fresh = news.known_stories(slugs, since(moment, digest.choosing.look_back))
    own = hand.of(issue.id)
    return (
        {known.id for known in (*fresh, *own.outside)}
        | {placement.story_id for placement in issue.choice.placements}
        | {out.story_id for out in issue.choice.left_out}
        | {-link.number for link in own.links}
    )
