"""Whole pieces of work by id, for whoever drives: a task, a command, the sweeper.

Each opens the house, calls a verb and is done; each may be run twice or by two at once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from digest import collecting, restraint, serving, triggering, uploading
from digest.bootstrap import House, open_house
from digest.model.audience import Audience
from digest.model.errors import GuardRefused, UsageError
from digest.model.issue import Issue, IssueKind, IssueState, TooThin
from digest.model.plan import Digest
from digest.serving import attempt
from digest.urgency import Urgencies

if TYPE_CHECKING:
    from digest.flow.gather import SourceReport
    from digest.flow.render import Proof
    from digest.store.balance import Verification

_COMPOSED_WAITS = timedelta(minutes=2)
_AT_WORK = 45.0
"""Seconds that a sweeper without workers sends before it looks again at everything."""


def gather_source(slug: str, source: str) -> None:
    """Read one source of a digest; a failure is kept with the source."""
    house = open_house()
    digest = house.settings.digest(slug)
    found = digest.source(source)
    if found is not None:
        gather_all(house, digest, only=(found.slug,))


def gather_all(
    house: House,
    digest: Digest,
    only: tuple[str, ...] = (),
    tell: Callable[[SourceReport], object] = lambda _: None,
) -> tuple[SourceReport, ...]:
    """Read all sources of a digest (or those), and the reports in the order of the configuration.

    `tell` hears each report as soon as it is there.
    """
    from digest.flow.gather import gather

    sources = [source for source in digest.sources if not only or source.slug in only]
    with house.newsstand(sources) as newsstand:
        reports = {}
        for report in gather(sources, newsstand=newsstand, clock=house.clock):
            reports[report.source] = report
            tell(report)
    return tuple(reports[source.slug] for source in sources)


def compose_issue(slug: str, day: str) -> int:
    """Gather and compose the ad-hoc issue of a day, and tell the workers."""
    from digest.flow.compose import Order, compose

    house = open_house()
    digest = house.settings.digest(slug)
    gather_all(house, digest)
    order = Order(date.fromisoformat(day), IssueKind.ADHOC, Audience(digest.lists))
    made = compose(digest, order, now=house.clock())
    if isinstance(made, TooThin):
        raise GuardRefused(made.words, guard=made.reason, digest=slug)
    house.queue().advance(made)
    return made


def step_occurrence(occurrence: int) -> str:
    """Take a scheduled occurrence through the stages that are due; where it stands then."""
    from digest.flow.schedule import Desk, step
    from digest.store import occurrences

    house = open_house()
    found = occurrences.standing(occurrence)
    if found is None:
        raise GuardRefused(f"there is no occurrence {occurrence}", guard="occurrence")
    digest = house.settings.digest(found.digest)
    state = step(occurrence, digest, Desk(partial(gather_all, house, digest), house.works()))
    return state.value if state else "elsewhere"


def advance_issue(issue: int) -> IssueState:
    """Render and dispatch an issue as far as it goes."""
    from digest.flow.advance import advance
    from digest.store import issues

    house = open_house()
    found = issues.load(issue)
    if found is None:
        raise GuardRefused(f"there is no issue {issue}", guard="issue")
    return advance(issue, house.settings.digest(found.digest), house.works())


def sweep(halted: Callable[[], object] = lambda: False) -> dict[str, int]:
    """Drive again what the database says is due; how many issues and batches there were.

    Hints to the workers where a broker takes them.  Without one the sweeper does the work itself,
    for most of a minute or until `halted` says so: claims keep it single, whoever else is at it.
    """
    from digest.flow.hours import call_off_late
    from digest.flow.schedule import plan
    from digest.queue import hints
    from digest.store import (
        approval,
        balance,
        batches,
        cohorts,
        freezing,
        issues,
        occurrences,
    )

    house = open_house()
    now = house.clock()
    for digest in house.settings.digests.values():
        call_off_late(digest, now)
    restraint.watch(house, now)
    finished = [issue for issue in issues.worked_off() if balance.finish(issue, now)]
    approved, held = approval.due(now), set(approval.asked(1000))
    stood_still = issues.waiting(now - _COMPOSED_WAITS)
    waiting = [*approved, *(issue for issue in stood_still if issue not in held)]
    on_their_way = (*cohorts.due(now), *freezing.abandoned(now))
    waiting += [issue for issue in on_their_way if issue not in waiting]
    queue = hints(house.settings)
    letters = serving.sweep(house, queue)
    asked = triggering.sweep(house, queue)
    for issue in waiting:
        queue.advance(issue)
    for digest in house.settings.digests.values():
        plan(digest, now)
    slots = occurrences.due(now)
    queue.step(slots)
    due = batches.all_due(now, but=restraint.closed(house))
    queue.submit(due)
    queue.pulse()
    if not queue.reached:
        for slot in slots:
            attempt(partial(step_occurrence, slot), occurrence=slot)
        _do(house, waiting, due, halted)
    chores = collecting.sweep(house, queue)
    files = uploading.sweep(house, queue)
    return {
        "occurrences": len(slots),
        "issues": len(waiting),
        "batches": len(due),
        "finished": len(finished),
        "service": letters,
        "chores": chores,
        "triggers": asked,
        "uploads": files,
    }


def _do(house: House, waiting: list[int], due: list[int], halted: Callable[[], object]) -> None:
    from digest.flow.hands import submit_all
    from digest.store import balance, batches, issues

    until = time.monotonic() + _AT_WORK
    for issue in waiting:
        attempt(partial(advance_issue, issue), issue=issue)
    room = house.post_room("ticker")
    # Those that the issues above just released come too.
    due = [*due, *batches.due_batches(house.clock(), but=restraint.closed(house))]
    due = [batch for _, there in Urgencies(house.settings).of_batches(due) for batch in there]
    attempt(partial(submit_all, due, room, until=lambda: _over(halted, until)), batches=len(due))
    for issue in issues.worked_off():
        balance.finish(issue, house.clock())


def _over(halted: Callable[[], object], until: float) -> bool:
    return bool(halted()) or time.monotonic() > until


def beat(name: str) -> None:
    """That part of the house is alive and reaches the database."""
    from digest.store import house as book

    house = open_house()
    book.beat(name, house.clock())


def today(digest: Digest, moment: datetime) -> date:
    """The digest's own day."""
    return moment.astimezone(digest.tz).date()


def proofs_of(house: House, number: int) -> tuple[Issue, tuple[Proof, ...]]:
    """An issue with its editions as they left, or as they would leave, and what the lint says."""
    from digest.flow.dispatch import audience_of
    from digest.flow.render import Proof, proofs, variants_of
    from digest.store import editions, issues

    issue = issues.load(number)
    if issue is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    works = house.works()
    sheets = editions.sheets(number)
    if sheets:
        return issue, tuple(Proof(sheet, works.proofreader.read(sheet)) for sheet in sheets)
    digest = house.settings.digest(issue.digest)
    made = proofs(
        issue,
        digest,
        variants=variants_of(issue, digest, audience_of(number)),
        site=works.site,
        press=works.press,
        proofreader=works.proofreader,
        now=house.clock(),
    )
    return issue, made


def verify_issue(number: int) -> Verification:
    """The balance recomputed, and held against the outbox's own record where it holds letters."""
    from dataclasses import replace

    from digest.store import balance

    house = open_house()
    told = balance.verify(number)
    outbox = house.outbox()
    kept, taken = Counter(letter.subscriber for letter in outbox.kept(number)), outbox.taken(number)
    twice = [f"subscriber {who} is in the outbox {n} times" for who, n in kept.items() if n > 1]
    if taken and taken < told.balance.submitted:
        twice.append(
            f"{told.balance.submitted} accepted by the ledger, {taken} letters in the outbox"
        )
    return replace(told, findings=(*told.findings, *twice))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a body of reports came to."""

    events: int
    new: int
    ignored: int


def record_sendgrid(raw: bytes, house: House, raw_id: int | None = None) -> Recorded:
    """SendGrid's reports into the ledger; an account that was suspended freezes everything.

    Raises ValueError where the body is no list of events.
    """
    from digest.flow.record import record, record_notices
    from digest.mail.sendgrid_events import read
    from digest.store import house as book

    clock, soft = house.clock, house.soft_limit
    told = read(raw, house.settings.secret_keys)
    if told.alarms:
        reason = f"SendGrid reports of the account: {', '.join(told.alarms)}"
        book.freeze("", actor="SendGrid", reason=reason, now=clock())
    new = record(told.events, clock=clock, raw=raw_id, soft=soft)
    heard = record_notices(told.notices, clock=clock)
    _count(len(told.notices), heard, told.ignored)
    new += heard
    return Recorded(len(told.events) + len(told.notices), new, told.ignored)


def _count(notices: int, heard: int, ignored: int) -> None:
    """For monitoring: reports of service mails, and those that are of nothing here."""
    from digest.store import counters

    counters.add(
        {
            "events notice new": heard,
            "events notice ignored": notices - heard,
            "events other ignored": ignored,
        }
    )
