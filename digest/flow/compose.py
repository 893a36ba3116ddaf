"""Known stories -> the choice of an issue, or why there is none today.

    known stories, printed stories | selection.choose(digest, now, day)   pure, with reasons
    | issues.make_or_join                                               one of many callers makes it

Does not fetch, does not print, knows no reader.  What is too thin leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from digest.flow.gather import since
from digest.model.audience import Audience
from digest.model.hand import NO_HAND, Hand
from digest.model.issue import Choice, IssueKind, TooThin
from digest.model.plan import Digest
from digest.model.story import KnownStory
from digest.rules import selection
from digest.rules.given import with_given
from digest.rules.subject import subject_of
from digest.store import hand as hands
from digest.store import issues, news, occurrences

MEMORY = timedelta(days=30)
"""How far back an issue remembers what was printed, at least; longer where it looks back longer."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: an ad-hoc digest for a day, perhaps of given stories or for given readers.

    A scheduled one names its slot and the instant it is due at.
    """

    day: date
    kind: IssueKind
    audience: Audience
    only_new: bool = False
    urls: tuple[str, ...] = ()
    subject: str = ""
    cool_down: timedelta = timedelta(0)
    slot: str = ""
    due_at: datetime | None = None


def choose(
    digest: Digest,
    order: Order,
    *,
    now: datetime,
    known: Sequence[KnownStory] | None = None,
    hand: Hand = NO_HAND,
) -> Choice | TooThin:
    """The choice for that order from what we know, with the editor's hand; writes nothing."""
    digest = with_given(digest, order.urls)
    slugs = [source.slug for source in digest.sources]
    window = since(now, digest.choosing.look_back)
    memory = now - max(MEMORY, 2 * digest.choosing.look_back)
    return selection.choose(
        news.known_stories(slugs, window) if known is None else known,
        digest,
        now=now,
        day=order.day,
        printed=news.printed(digest.slug, memory),
        hand=replace(hand, held_over=hands.held_over(digest.slug, memory)),
        only_new=order.only_new,
        pinned_urls=order.urls,
    )


def compose(digest: Digest, order: Order, *, now: datetime) -> int | TooThin:
    """The id of the issue: made from what we know now, or the unfinished one that we join."""
    joined = (
        occurrences.of_slot(digest.slug, order.slot)
        if order.slot
        else issues.unfinished(digest.slug, order.day, order.kind)
    )
    if joined is not None:
        return joined
    choice = choose(digest, order, now=now)
    if isinstance(choice, TooThin):
        return choice
    return issues.make_or_join(draft(digest, order, choice, now), now)[0]


def draft(digest: Digest, order: Order, choice: Choice, now: datetime) -> issues.Draft:
    """Everything the issue is made of, before it is written."""
    return issues.Draft(
        digest=digest.slug,
        day=order.day,
        kind=order.kind,
        subject=order.subject or subject_of(digest, choice, order.day),
        preheader="",
        choice=choice,
        audience={
            "lists": list(order.audience.lists),
            "only": list(order.audience.only),
            "urls": list(order.urls),
            "only_new": order.only_new,
        },
        due_at=order.due_at or now,
        slot=order.slot,
        cool_down=order.cool_down,
    )
