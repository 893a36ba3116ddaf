"""The editor's hand on an issue: steps are added with the choice they lead to, and read back whole.

    step | the issue stands as it was read? | choice rewritten, step and audit line kept    all or nothing

Does not choose: the verb brings the new choice along.  A step is never changed and never taken
away; `release` and later steps undo it.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from digest.model import hand
from digest.model.hand import Hand, Outside, Step
from digest.model.issue import ISSUE_SENT, Choice, IssueState
from digest.model.story import Image
from digest.store import house, issues, models, values

KINDS: dict[str, type[Step]] = {
    "pin": hand.Pin,
    "ban": hand.Ban,
    "hold": hand.Hold,
    "release": hand.Release,
    "order": hand.Order,
    "text": hand.Reword,
    "link": hand.OwnLink,
    "take": hand.Outside,
    "note": hand.Note,
}
"""What the command line and the table call each step."""

OPEN_TO_THE_HAND = (IssueState.OPEN, IssueState.CLOSED, IssueState.RENDERED)
"""Until its audience is frozen an issue may be changed; afterwards never."""


def of(issue: int) -> Hand:
    """Every step about the issue, oldest first."""
    rows = models.HandStep.objects.filter(issue=issue).order_by("number")
    return Hand(tuple(_step(row) for row in rows))


def held_over(digest: str, since: datetime) -> frozenset[int]:
    """The stories that an editor kept for the next issue when the last one went out."""
    sent = models.Issue.objects.filter(
        digest=digest, state__in=list(ISSUE_SENT), frozen_at__gte=since
    )
    last = sent.order_by("-frozen_at").values_list("pk", flat=True).first()
    return frozenset(of(last).holds) if last else frozenset()


@transaction.atomic
def add(
    issue: int, step: Step, choice: Choice, *, subject: str, read_at: datetime | None, now: datetime
) -> bool:
    """Keep the step with the choice it leads to; False where the issue moved on meanwhile.

    `read_at` is the issue's `closed_at` when the choice was made.  Printed pages are thrown away.
    """
    if not issues.rewrite(issue, choice, subject=subject, read_at=read_at, now=now):
        return False
    number = models.HandStep.objects.filter(issue=issue).count() + 1
    kind = name_of(step)
    models.HandStep.objects.create(
        issue_id=issue, number=number, kind=kind, what=_plain(step), actor=step.by, at=now
    )
    told = {"step": number, "words": step.words, **_plain(step)}
    house.audit(step.by, f"issue-{kind}", f"issue {issue}", now, after=told)
    return True


def name_of(step: Step) -> str:
    """The word for the step, as in `KINDS`."""
    return next(name for name, kind in KINDS.items() if isinstance(step, kind))


def _plain(step: Step) -> dict[str, Any]:
    """The step's own words and numbers; who and when stand in columns."""
    if isinstance(step, Outside):
        place = {"section": step.section, "place": step.place, "why": step.why}
        return {"story_id": step.known.id, **place}
    return {name: value for name, value in asdict(step).items() if name not in ("by", "at")}


def _step(row: models.HandStep) -> Step:
    what = dict(row.what)
    if row.kind == "take":
        found = models.Story.objects.select_related("source").get(pk=what.pop("story_id"))
        what["known"] = values.known_story(found)
    if what.get("image"):
        what["image"] = Image(**what["image"])
    if "story_ids" in what:
        what["story_ids"] = tuple(what["story_ids"])
    kind = KINDS[row.kind]
    known = {field.name for field in fields(kind)}
    return kind(**{k: v for k, v in what.items() if k in known}, by=row.actor, at=row.at)
