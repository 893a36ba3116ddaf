"""Known stories -> the choice of an issue, or why there is none today.

    known stories, printed stories | selection.choose(digest, now, day)   pure, with reasons
    | issues.make_or_join                                               one of many callers makes it

Does not fetch, does not print, knows no reader.  What is too thin leaves nothing behind, or waits
for a person, as the digest says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from digest.flow.gather import EVER, since
from digest.model.audience import Audience
from digest.model.canary import CanaryPlan
from digest.model.hand import NO_HAND, Hand
from digest.model.issue import Choice, IssueKind, TooThin
from digest.model.plan import Digest, Thin
from digest.model.story import KnownStory
from digest.rules import selection
from digest.rules.given import given, with_given
from digest.rules.subject import subject_of
from digest.store import approval, issues, news, occurrences
from digest.store import hand as hands

MEMORY = timedelta(days=30)
"""How far back an issue remembers what was printed, at least; longer where it looks back longer."""
RULES = "the rules of choosing"
"""Who asks for a person when an issue is too thin."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: an ad-hoc digest for a day, perhaps of given stories or for given readers.

    A scheduled one names its slot and the instant it is due at.  `first` = who gets it first, where
    that is not left to the digest.
    """

    day: date
    kind: IssueKind
    audience: Audience
    only_new: bool = False
    urls: tuple[str, ...] = ()
    subject: str = ""
    cool_down: timedelta = timedelta(0)
    first: CanaryPlan | None = None
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
    whole = with_given(digest, order.urls)
    memory = now - max(MEMORY, 2 * digest.choosing.look_back)
    return selection.choose(
        known_to(digest, order, now) if known is None else known,
        whole,
        now=now,
        day=order.day,
        printed=news.printed((digest.slug, *digest.choosing.after), memory),
        hand=replace(hand, held_over=hands.held_over(digest.slug, memory)),
        only_new=order.only_new or bool(digest.choosing.after),
        pinned_urls=order.urls,
    )


def known_to(digest: Digest, order: Order, now: datetime) -> tuple[KnownStory, ...]:
    """What the digest's sources, and the addresses asked for, have brought as far as it looks back."""
    own = [source.slug for source in digest.sources]
    asked = [source.slug for source in given(digest, order.urls)]
    window = since(now, digest.choosing.look_back)
    return news.known_stories(own, window) + news.known_stories(asked, EVER)


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
        return _held(digest, order, choice, now)
    return issues.make_or_join(draft(digest, order, choice, now), now)[0]


def _held(digest: Digest, order: Order, thin: TooThin, now: datetime) -> int | TooThin:
    """The thin issue, made to wait for a person where the digest holds such; else none."""
    if thin.choice is None or digest.choosing.thin is not Thin.HOLD:
        return thin
    made = draft(digest, order, thin.choice, now)
    return approval.made_to_wait(
        lambda: issues.make_or_join(made, now)[0], actor=RULES, because=thin.words, now=now
    )


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
            "segment": asdict(order.audience.segment) if order.audience.segment else None,
            "urls": list(order.urls),
            "only_new": order.only_new,
            **_first(order.first),
        },
        due_at=order.due_at or now,
        slot=order.slot,
        cool_down=order.cool_down,
    )


def _first(plan: CanaryPlan | None) -> dict[str, object]:
    if plan is None:
        return {}
    told = {"readers": plan.readers, "wait": plan.wait.total_seconds(), "then": plan.then.value}
    return {"first": told}
