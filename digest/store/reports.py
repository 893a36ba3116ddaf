"""An issue's report: its balance, its outcome, its stories' links, and its digest's last 30 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Sum

from digest.model.issue import Issue, IssueState
from digest.model.report import Followed, Outcome, Report, StoryLine
from digest.rules.bands import SPAN, Shares, band, share, stands
from digest.rules.clicklinks import OPENED, numbers, targets
from digest.store import balance, clicks, issues, models, outcomes, specimens

_DONE = (IssueState.FINISHED, IssueState.FINISHED_IN_PART)
_CLICK = ".CLICK%%"


def count_up(now: datetime, kept: timedelta) -> None:
    """What pages will ask for: clicks rolled up, issues counted again; a little at a time."""
    clicks.roll_up(now, kept)
    outcomes.refresh(now)


def report(number: int, now: datetime, *, fresh: bool = False) -> Report | None:
    """The report of an issue; `fresh` counts its reports now, else the last count will do."""
    issue = issues.load(number)
    if issue is None:
        return None
    frozen_at = models.Issue.objects.values_list("frozen_at", flat=True).get(pk=number)
    outcome = _outcome(number, frozen_at, now, fresh=fresh)
    told, followed = balance.balance(number), _clicks(issue)
    own = _shares(told.audience, told.submitted, outcome, followed)
    return Report(
        issue=number,
        digest=issue.digest,
        title=issue.digest,
        day=issue.occurrence.day,
        number=issue.number,
        subject=issue.subject,
        state=issue.state.value,
        balance=told,
        outcome=outcome,
        frozen_at=frozen_at,
        stories=_stories(issue),
        clicks=followed,
        opens=_opens(number),
        band=band(own, _others(issue, frozen_at or now)),
        specimens=specimens.counts(number),
    )


def _outcome(issue: int, frozen_at: datetime | None, now: datetime, *, fresh: bool) -> Outcome:
    """Counted now where it is asked for, but what stands: its reports may have been pruned since."""
    known = outcomes.kept([issue]).get(issue)
    if known and (not fresh or (frozen_at and stands(frozen_at, known.at))):
        return known
    return outcomes.count(issue, now)


def _counts(issue: int) -> dict[int | None, Followed]:
    rows = models.LinkCount.objects.filter(issue=issue)
    return {row.link: Followed(row.readers, row.clicks, row.machines) for row in rows}


def _clicks(issue: Issue) -> Followed | None:
    """Of all its stories; None where its pages lead straight to them."""
    found = models.LinkCount.objects.filter(issue=issue.id, link=None).first()
    if found is not None:
        return Followed(found.readers, found.clicks, found.machines)
    return Followed() if _printed_with(issue.id, _CLICK, text=True) else None


def _opens(issue: int) -> Followed | None:
    found = _counts(issue).get(OPENED)
    return found or (Followed() if _printed_with(issue, f"/c/{OPENED}/") else None)


def _printed_with(issue: int, words: str, *, text: bool = False) -> bool:
    """Whether its first edition holds these words."""
    column = "text" if text else "html"
    page = models.Edition.objects.filter(issue=issue).order_by("pk").values_list(column, flat=True)
    return any(words in one for one in page[:1])


def _stories(issue: Issue) -> tuple[StoryLine, ...]:
    """In printed order; of two at one address the first has the numbers of their link."""
    counts, found = _counts(issue.id), targets(issue)
    known = numbers(found)
    return tuple(
        StoryLine(
            link=n,
            title=placement.story.title,
            section=placement.section,
            url=url,
            followed=counts.get(n, Followed()) if known.get(url) == n else Followed(),
        )
        for n, (placement, url) in enumerate(
            zip(issue.choice.placements, found, strict=True), start=1
        )
    )


def _others(issue: Issue, frozen_at: datetime) -> list[Shares]:
    """The measures of the digest's issues of the 30 days before, those to single addresses not."""
    rows = models.Issue.objects.filter(
        digest=issue.digest,
        state__in=_DONE,
        frozen_at__lt=frozen_at,
        frozen_at__gte=frozen_at - SPAN,
        audience__only__0__isnull=True,
    ).exclude(pk=issue.id)
    people = dict(rows.values_list("pk", "audience_n"))
    found = measures(people) if people else {}
    return [found[one] for one in sorted(found)]


def measures(people: Mapping[int, int]) -> dict[int, Shares]:
    """The measures of these issues, each with its audience, as last counted."""
    submitted = dict(
        models.Batch.objects.filter(issue__in=people)
        .values("issue")
        .annotate(n=Sum("submitted"))
        .values_list("issue", "n")
    )
    clicked = {
        row.issue_id: Followed(row.readers, row.clicks, row.machines)
        for row in models.LinkCount.objects.filter(issue__in=people, link=None)
    }
    told = outcomes.kept(people)
    return {
        one: _shares(people[one], submitted.get(one, 0), told.get(one), clicked.get(one))
        for one in people
    }


def _shares(
    audience: int, submitted: int, outcome: Outcome | None, followed: Followed | None
) -> Shares:
    if outcome is None:
        return {"audience": float(audience)}
    parts: Sequence[tuple[str, int | None]] = (
        ("delivered", outcome.delivered),
        ("bounced", outcome.bounced),
        ("complaints", outcome.complaints),
        ("unsubscribes", outcome.unsubscribes),
        ("clicks", followed.readers if followed else None),
    )
    return {"audience": float(audience)} | {name: share(n, submitted) for name, n in parts}
