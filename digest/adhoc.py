"""The ad-hoc digest, from a wish to a balanced ledger; and its rehearsal, which leaves nothing.

    preflight (frozen? lists? readers? expected?) | cool-down | gather | compose
    | advance (render, lint, freeze, release) | work off the batches | balance

The rehearsal takes the same steps up to the call to the post, with stories read and not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from digest import jobs, restraint
from digest.bootstrap import House
from digest.following import NOBODY_LISTENS, Beside, Telling, follow
from digest.model.audience import Audience, normal_address
from digest.model.delivery import Balance
from digest.model.errors import LedgerError, UsageError
from digest.model.issue import UNFINISHED, Choice, Issue, IssueKind, IssueState, Occurrence, TooThin
from digest.model.plan import Digest, Thin
from digest.model.source import Source
from digest.takeback import leave_after

if TYPE_CHECKING:
    from digest.feeds.newsstand import Newsstand
    from digest.flow.compose import Order
    from digest.flow.dispatch import Terms
    from digest.flow.gather import SourceReport
    from digest.flow.render import Proof
    from digest.store.audience import Count


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for; `hold` = the issue is made, and waits for a person."""

    digest: str
    day: date | None = None
    to: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    segment: str = ""
    urls: tuple[str, ...] = ()
    subject: str = ""
    only_new: bool = False
    expect: int | None = None
    again: bool = False
    override: tuple[str, str] | None = None
    cool: bool = True
    wait: bool = True
    hold: bool = False
    actor: str = "command line"

    @property
    def passed(self) -> frozenset[str]:
        """The guards that whoever asks has thought of."""
        same = ["same"] if self.again or not self.cool else []
        return frozenset(same if self.expect is None else [*same, "unusual"])


@dataclass(frozen=True, slots=True)
class Imagined:
    """The issue that would be made now, and its pages.

    `thin` = why there would be none, or one that waits for a person; the rest is what there is.
    """

    issue: Issue
    proofs: tuple[Proof, ...]
    reports: tuple[SourceReport, ...]
    thin: TooThin | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a send would do now: the issue, and whom it would reach.

    `held` = too thin, the issue would wait for a person instead of there being none.
    """

    issue: Issue
    proofs: tuple[Proof, ...]
    reports: tuple[SourceReport, ...]
    audience: Audience
    count: Count
    thin: TooThin | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What a send did.  `waits`: what the rest waits for, in words."""

    issue: Issue
    balance: Balance
    audience: Audience
    reports: tuple[SourceReport, ...] = ()
    joined: bool = False
    waits: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A wish with everything looked up."""

    digest: Digest
    order: Order
    terms: Terms
    reports: list[SourceReport] = field(default_factory=list)


def rehearse(house: House, wish: Wish) -> Rehearsal:
    """What would go out now, to whom, and why; nothing is written."""
    from digest.flow import dispatch

    asked, made = _admitted(house, wish), imagine(house, wish)
    audience = asked.order.audience
    of = made.issue if made.proofs else asked.order.day
    count = dispatch.reach(audience, asked.digest, asked.terms, of)
    held = bool(made.thin and made.thin.choice and asked.digest.choosing.thin is Thin.HOLD)
    return Rehearsal(made.issue, made.proofs, made.reports, audience, count, made.thin, held)


def imagine(house: House, wish: Wish) -> Imagined:
    """The issue that would go out now, for no reader yet; nothing is written."""
    from digest.flow.compose import draft
    from digest.flow.gather import EVER, peek, since
    from digest.flow.lastlook import foresee
    from digest.flow.render import proofs, variants_of

    digest, now = house.settings.digest(wish.digest), house.clock()
    order = _order(house, wish, digest)
    window = EVER if wish.urls else since(now, digest.choosing.look_back)
    with _sources(house, digest, wish) as (sources, newsstand):
        known, reports = peek(sources, newsstand=newsstand, clock=house.clock, since=window)
        found = foresee(digest, order, known, newsstand=newsstand, now=now)
    thin = found if isinstance(found, TooThin) else None
    choice = found if isinstance(found, Choice) else found.choice or Choice((), found.left_out)
    made = draft(digest, order, choice, now)
    issue = _imagined(digest, order.day, made.subject, choice, now)
    works = house.works()
    pages = proofs(
        issue,
        digest,
        variants=variants_of(issue, digest, order.audience),
        site=works.site,
        press=works.press,
        proofreader=works.proofreader,
        now=now,
    )
    return Imagined(issue, pages if choice.placements else (), reports, thin)


def _imagined(digest: Digest, day: date, subject: str, choice: Choice, now: datetime) -> Issue:
    occurrence = Occurrence(digest.slug, f"{day.isoformat()}#0", IssueKind.ADHOC, day, now)
    return Issue(0, digest.slug, occurrence, IssueState.CLOSED, 0, subject, "", choice, now)


def send(house: House, wish: Wish, telling: Telling = NOBODY_LISTENS) -> Sent:
    """Make the issue, or join the unfinished one, and bring it to its balance."""
    from digest.flow.advance import advance
    from digest.flow.schedule import hold_back

    asked = _admitted(house, wish)
    number, joined = _issue(house, wish, asked, telling)
    if wish.hold:
        if joined:
            hold_back(number, actor=wish.actor, now=house.clock())
        return _sent(house, number, joined, tuple(asked.reports))
    if wish.override:
        _audit_override(house, wish, number)
    if asked.digest.undo and wish.cool and not joined:
        leave_after(house, number, asked.digest.undo, telling.stage, actor=wish.actor)
    telling.stage("rendering and freezing the audience")
    overridden = frozenset([wish.override[0]] if wish.override else [])
    with Beside(house, number) as hands:
        works = house.works(expect=wish.expect, queue=hands, passed=wish.passed)
        advance(number, asked.digest, works, overridden=overridden)
        telling.stage("sending")
        follow(house, number, wait=wish.wait, telling=telling, beside=hands)
    return _sent(house, number, joined, tuple(asked.reports))


def reach(house: House, wish: Wish) -> Count:
    """Whom the wish would reach now, guards asked."""
    from digest.flow.dispatch import preflight

    asked = _wanted(house, wish)
    return preflight(asked.order.audience, asked.digest, asked.terms, asked.order.day)


def _admitted(house: House, wish: Wish) -> _Asked:
    from digest.flow.dispatch import admit

    asked = _wanted(house, wish)
    admit(asked.order.audience, asked.digest, asked.terms, asked.order.day)
    return asked


def _wanted(house: House, wish: Wish) -> _Asked:
    digest = house.settings.digest(wish.digest)
    return _Asked(digest, _order(house, wish, digest), house.works(expect=wish.expect).terms)


def _order(house: House, wish: Wish, digest: Digest) -> Order:
    from digest.flow.compose import Order
    from digest.store import segments

    return Order(
        wish.day or jobs.today(digest, house.clock()),
        IssueKind.ADHOC,
        Audience(wish.lists or digest.lists, _addresses(wish.to), segments.named(wish.segment)),
        only_new=wish.only_new,
        urls=wish.urls,
        subject=wish.subject,
        cool_down=digest.cool_down if wish.cool and not wish.again else timedelta(0),
    )


def _addresses(words: Sequence[str]) -> tuple[str, ...]:
    found = []
    for word in words:
        try:
            found.append(normal_address(word))
        except ValueError as error:
            raise UsageError(f"--to {word!r} is no address that can be mailed: {error}") from None
    return tuple(found)


def _issue(house: House, wish: Wish, asked: _Asked, telling: Telling) -> tuple[int, bool]:
    """The issue's id, and whether it was there before."""
    from digest.flow.compose import compose
    from digest.flow.dispatch import refuse_others
    from digest.store import approval, issues

    digest, order = asked.digest, asked.order
    unfinished = issues.unfinished(digest.slug, order.day, order.kind)
    if unfinished is not None:
        if wish.lists or wish.to or wish.segment:
            refuse_others(unfinished, order.audience)
        telling.stage(f"issue {unfinished} is not finished: going on with it")
        return unfinished, True
    issues.refuse_too_soon(digest.slug, order.kind, order.cool_down, house.clock())
    telling.stage("gathering")
    asked.reports.extend(_gather(house, digest, wish, telling))
    telling.stage("composing")
    now = house.clock()
    make = partial(compose, digest, order, now=now)
    made = approval.made_to_wait(make, actor=wish.actor, now=now) if wish.hold else make()
    if isinstance(made, TooThin):
        raise restraint.too_thin(made, asked.reports)
    return made, False


def _gather(house: House, digest: Digest, wish: Wish, telling: Telling) -> Iterator[SourceReport]:
    from digest.flow.gather import gather

    with _sources(house, digest, wish) as (sources, newsstand):
        for report in gather(sources, newsstand=newsstand, clock=house.clock):
            telling.source(report)
            yield report


@contextmanager
def _sources(
    house: House, digest: Digest, wish: Wish
) -> Iterator[tuple[tuple[Source, ...], Newsstand]]:
    """The digest's sources; addresses given by hand are sources of their own."""
    from digest.rules.given import given

    sources = given(digest, wish.urls) or digest.sources
    with house.newsstand(sources) as newsstand:
        yield sources, newsstand


def _audit_override(house: House, wish: Wish, issue: int) -> None:
    from digest.store import house as book

    told = dict(zip(("rule", "reason"), wish.override or ("", ""), strict=True))
    book.audit(wish.actor, "override-lint", f"issue {issue}", house.clock(), after=told)


def _sent(house: House, number: int, joined: bool, reports: tuple[SourceReport, ...]) -> Sent:
    from digest.flow.dispatch import audience_of
    from digest.store import balance, issues

    issue = issues.load(number)
    assert issue is not None
    told = balance.verify(number)
    over = issue.state not in UNFINISHED or told.balance.pending == 0
    if over and not told.holds:
        raise LedgerError(
            f"the ledger of issue {number} does not balance: {'; '.join(told.findings)}"
        )
    waits = restraint.waits(house, issue, told.balance)
    return Sent(issue, told.balance, audience_of(number), reports, joined, waits)
