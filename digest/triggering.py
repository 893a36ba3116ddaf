"""An accepted trigger worked off: the ad-hoc digest's own way, with nobody at the keyboard.

    claim | guards | gather | compose, waiting | usual? -> approved, with its moment to take it back
                                               | not    -> a person has to agree
                                               | a guard says no -> refused, in words

May be run twice, by two, or killed anywhere: the issue is made and linked in one transaction, and
whoever comes next goes on from there.  Sends nothing by itself: an approved issue goes as any does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from digest import restraint
from digest.bootstrap import House, open_house
from digest.model.audience import Audience, normal_address
from digest.model.errors import DigestError, GuardRefused, UsageError
from digest.model.issue import Issue, IssueKind, TooThin
from digest.model.plan import Digest
from digest.model.trigger import Trigger, Wanted
from digest.serving import attempt

if TYPE_CHECKING:
    from digest.flow.compose import Order
    from digest.flow.gather import SourceReport
    from digest.queue import Hints, NoHints

TOO_OLD = timedelta(hours=3)
"""What was asked for so long ago is shown, not sent."""


def order_of(house: House, digest: Digest, wanted: Wanted) -> Order:
    """The order that was meant.  Raises UsageError with words."""
    from digest.flow.compose import Order
    from digest.store import segments

    strange = [slug for slug in wanted.lists if slug not in digest.lists]
    if strange:
        known = ", ".join(digest.lists)
        raise UsageError(f"{digest.slug} is not for the list {strange[0]}; its lists: {known}")
    return Order(
        wanted.day or house.clock().astimezone(digest.tz).date(),
        IssueKind.ADHOC,
        Audience(
            wanted.lists or digest.lists, _addresses(wanted.to), segments.named(wanted.segment)
        ),
        only_new=wanted.only_new,
        urls=wanted.stories,
        subject=wanted.subject,
        cool_down=timedelta(0) if wanted.again else digest.cool_down,
    )


def _addresses(words: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(normal_address(word) for word in words))
    except ValueError as error:
        raise UsageError(f"to: no address that can be mailed: {error}") from None


def admit(house: House, digest: Digest, wanted: Wanted) -> None:
    """Refuse at once what would be refused later: frozen, unknown, nobody, not the number expected."""
    from digest.flow import dispatch
    from digest.store import issues

    order = order_of(house, digest, wanted)
    terms = house.works(expect=wanted.expect).terms
    dispatch.admit(order.audience, digest, terms, order.day)
    if issues.unfinished(digest.slug, order.day, order.kind) is None:
        issues.refuse_too_soon(digest.slug, order.kind, order.cool_down, house.clock())


def sweep(house: House, queue: Hints | NoHints) -> int:
    """Drive again the triggers that nobody works on; how many there were."""
    from digest.store import triggers

    due = triggers.due(house.clock())
    queue.trigger(due)
    if not queue.reached:
        for number in due:
            attempt(partial(work, number), trigger=number)
    return len(due)


def work(number: int) -> str:
    """Work a trigger off as far as it goes; the state's word, or where it is."""
    from digest.store import triggers

    house = open_house()
    mine = triggers.claim(number, house.clock())
    if mine is None:
        return "elsewhere"
    asked, attempt = mine
    try:
        _refuse_old(asked, attempt, house.clock())
        _work(house, asked)
    except DigestError as error:
        if not error.permanent and attempt < triggers.TRIES:
            triggers.let_go(number)
            raise
        guard = error.guard if isinstance(error, GuardRefused) else "usage"
        triggers.refuse(number, guard=guard, words=error.message, now=house.clock())
        return "refused"
    return "made"


def _refuse_old(asked: Trigger, attempt: int, now: datetime) -> None:
    from digest.store import triggers

    if now - asked.accepted_at > TOO_OLD and asked.issue is None:
        raise GuardRefused(
            f"it was asked for at {asked.accepted_at:%Y-%m-%d %H:%M} UTC: too long ago to send now",
            guard="late",
        )
    if attempt > triggers.TRIES:
        raise GuardRefused("it could not be worked off; ask again with another key", guard="tries")


def _work(house: House, asked: Trigger) -> None:
    from digest.store import issues, triggers

    digest = house.settings.digest(asked.digest)
    number, joined = (asked.issue, asked.joined) if asked.issue else _made(house, digest, asked)
    queue = house.queue()
    if joined:
        # As a further `digest send`: it goes on if nothing holds it, and waits where something does.
        triggers.settle(asked.id)
        queue.advance(number)
        return
    issue = issues.load(number)
    assert issue is not None
    triggers.settle(asked.id, partial(_let_go, house, digest, issue, asked))
    if not digest.undo:
        queue.advance(number)


def _made(house: House, digest: Digest, asked: Trigger) -> tuple[int, bool]:
    """The issue, made or joined, and which of the two."""
    from digest.flow.compose import compose
    from digest.flow.dispatch import refuse_others
    from digest.store import issues, triggers

    admit(house, digest, asked.wanted)
    order = order_of(house, digest, asked.wanted)
    before = issues.unfinished(digest.slug, order.day, order.kind)
    if before is not None:
        if asked.wanted.lists or asked.wanted.to or asked.wanted.segment:
            refuse_others(before, order.audience)
        triggers.link(asked.id, before, joined=True)
        return before, True
    reports = _gather(house, digest, order.urls)
    now = house.clock()
    make = partial(compose, digest, order, now=now)
    found, joined = triggers.made(asked.id, make, actor=asked.actor, now=now)
    if isinstance(found, TooThin):
        raise restraint.too_thin(found, reports)
    return found, joined


def _gather(house: House, digest: Digest, urls: Sequence[str]) -> tuple[SourceReport, ...]:
    from digest.flow.gather import gather
    from digest.rules.given import given

    sources = given(digest, urls) or digest.sources
    with house.newsstand(sources) as newsstand:
        return tuple(gather(sources, newsstand=newsstand, clock=house.clock))


def _let_go(house: House, digest: Digest, issue: Issue, asked: Trigger) -> None:
    """Approve it, or leave it to a person with the reason why."""
    from digest.flow.dispatch import audience_of, preflight
    from digest.rules.two_people import SOON, unusual
    from digest.store import approval

    waits, now = approval.of(issue.id), house.clock()
    if asked.wanted.hold or waits is None or waits.because:
        return
    try:
        terms = house.works(expect=asked.wanted.expect).terms
        readers = preflight(audience_of(issue.id), digest, terms, issue).readers
        lately = approval.by_hand_since(digest.slug, now - SOON, but=issue.id)
        because = unusual(readers, approval.usual(digest.slug), lately)
    except GuardRefused as refused:
        readers, because = 0, refused.message
    if because:
        approval.hold(issue.id, actor=asked.actor, now=now, because=because, guards=("unusual",))
        return
    approval.approve(
        issue.id,
        readers=readers,
        reason=asked.wanted.reason,
        actor=asked.actor,
        goes_at=now + digest.undo,
        seen=issue.closed_at,
        now=now,
        guards=("same",) if asked.wanted.again else (),
    )
