"""An audience frozen portion by portion, so that its first letters leave while the rest is frozen.

    begin      the issue's step to `frozen`, and a row that says: not everybody is in yet
    portion    a page of readers into batches, each in a transaction of its own
    end        what is left, the fingerprint, and the row goes
    take over  from an owner who is gone, or was silent for too long: who is in is passed by

Nobody twice: ids go up, each in one page, and whoever takes over looks up who is in.  Nobody
forgotten: while the row is there the issue cannot finish, and the sweeper has it taken over.  Who
came onto the lists after the beginning has a higher id than all that are meant, and is not in.
Every portion carries the fence: whoever was taken over from writes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import Error, transaction
from django.db.models import F

from digest.model.audience import Audience
from digest.model.edition import Variant
from digest.model.issue import IssueState, IssueStep
from digest.rules import batching
from digest.rules.wanting import Going
from digest.store import balance, issues, models, owners
from digest.store.packing import Numbers, Writer, numbers
from digest.store.sharing import Sharing
from digest.store.standing import Allowed, Group, last_id, pages

PATIENCE = timedelta(seconds=120)
"""So long nothing was written by an owner of whom nobody can say whether they live."""

_GROWS = (IssueState.FROZEN, IssueState.SENDING, IssueState.PAUSED)
"""Whom a cancelled issue had not come to yet is not in it."""


@dataclass(frozen=True, slots=True)
class _Hold:
    """An audience in somebody's hands: which ids are meant, since when, by the how-manieth."""

    issue: int
    upto: int
    began: datetime
    fence: int


def portions(
    issue: int,
    audience: Audience,
    *,
    editions: Mapping[Variant, int],
    going: Going,
    batch_size: int,
    clock: Callable[[], datetime],
    allowed: Allowed | None = None,
) -> Generator[tuple[int, ...], None, None]:
    """Freeze an issue's audience, or go on where somebody stopped; the batches of each portion.

    Ends without one where somebody else is at it, all are in, or the issue was cancelled.
    `editions` maps the variants that `going` names as printed to their editions' ids.
    """
    hold = _begin(issue, audience, clock()) or _take_over(issue, clock())
    if hold is None:
        return
    first = hold.fence == 1
    seen, after = (None, Numbers()) if first else (_seen(hold), numbers(issue))
    writer = Writer(issue, editions, batch_size, hold.began, after)
    try:
        for page in pages(audience, allowed, hold.began, Sharing(going), upto=hold.upto):
            writer.take([(None, group) for group in _new(page, seen)])
            if writer.ready:
                batches = _portion(hold, writer, clock())
                if batches is None:
                    return
                yield batches
        yield from _end(hold, writer, clock())
    except BaseException:
        _leave(hold)
        raise


def release(issue: int) -> bool:
    """A frozen issue may leave from here on; one that has ended is not begun again by this."""
    rows = models.Issue.objects.filter(pk=issue, state=IssueState.FROZEN)
    return bool(rows.update(state=IssueState.SENDING))


def grows(issue: int) -> bool:
    """Whether not everybody is in yet."""
    return models.Freezing.objects.filter(issue=issue).exists()


def goes_on(issue: int, now: datetime) -> bool:
    """Whether somebody is at it."""
    row = models.Freezing.objects.filter(issue=issue).first()
    return row is not None and not _is_left(row, now)


def abandoned(now: datetime, issue: int | None = None) -> list[int]:
    """Issues (or that one) of which not everybody is in, and nobody is at it any more."""
    rows = models.Freezing.objects.filter(issue__state__in=_GROWS)
    rows = rows if issue is None else rows.filter(issue=issue)
    return [row.issue_id for row in rows.order_by("issue") if _is_left(row, now)]


def stop(issue: int) -> None:
    """Nobody else comes in: the audience is who is there."""
    if models.Freezing.objects.filter(issue=issue).delete()[0]:
        whole = balance.fingerprint(issue)
        models.Issue.objects.filter(pk=issue).update(audience_hash=whole)


@transaction.atomic
def _begin(issue: int, audience: Audience, now: datetime) -> _Hold | None:
    if not issues.step(issue, IssueStep.FREEZE, frozen_at=now):
        return None
    upto = last_id(audience)
    models.Freezing.objects.create(issue_id=issue, upto=upto, owner=owners.me("freeze"), at=now)
    return _Hold(issue, upto, now, fence=1)


def _take_over(issue: int, now: datetime) -> _Hold | None:
    row = models.Freezing.objects.select_related("issue").filter(issue=issue).first()
    if row is None or not _is_left(row, now):
        return None
    mine = models.Freezing.objects.filter(issue=issue, fence=row.fence)
    if not mine.update(fence=F("fence") + 1, owner=owners.me("freeze"), at=now):
        return None
    return _Hold(issue, row.upto, row.issue.frozen_at or now, row.fence + 1)


def _is_left(row: models.Freezing, now: datetime) -> bool:
    return not row.owner or row.at < now - PATIENCE or owners.is_gone(row.owner)


def _leave(hold: _Hold) -> None:
    """Say that nobody is at it, so that nobody waits; where even that fails, time tells."""
    with suppress(Error):
        models.Freezing.objects.filter(issue=hold.issue, fence=hold.fence).update(owner="")


def _seen(hold: _Hold) -> batching.Seen:
    """Who is in already, after the fence has gone up: nobody else adds to it any more."""
    seen = batching.Seen(hold.upto)
    for stream in balance.streams(hold.issue):
        for ids in stream:
            seen.add(ids)
    return seen


def _new(page: list[Group], seen: batching.Seen | None) -> list[Group]:
    if seen is None:
        return page
    left = (replace(group, ids=seen.without(group.ids)) for group in page)
    return [group for group in left if group.ids]


@transaction.atomic
def _portion(hold: _Hold, writer: Writer, now: datetime) -> tuple[int, ...] | None:
    """Write what is ready; None where it is not ours any more, or nobody's."""
    mine = models.Freezing.objects.filter(issue=hold.issue, fence=hold.fence)
    rows = models.Issue.objects.filter(pk=hold.issue, state__in=_GROWS)
    if not mine.update(at=now) or not rows.update(audience_n=F("audience_n") + writer.ready):
        return None
    return writer.flush().batches


@transaction.atomic
def _end(hold: _Hold, writer: Writer, now: datetime) -> list[tuple[int, ...]]:
    """The last portion, and with it the fingerprint of all."""
    writer.close()
    batches = _portion(hold, writer, now)
    if batches is None:
        return []
    whole = writer.fingerprint if hold.fence == 1 else balance.fingerprint(hold.issue)
    models.Issue.objects.filter(pk=hold.issue).update(audience_hash=whole)
    models.Freezing.objects.filter(issue=hold.issue, fence=hold.fence).delete()
    return [batches] if batches else []
