"""Whole pieces of work by id, for whoever drives: a task, a command, the sweeper.

Each opens the house, calls a verb and is done; each may be run twice or by two at once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from digest.bootstrap import House, open_house
from digest.model.audience import Audience
from digest.model.errors import GuardRefused, TemporaryError, UsageError
from digest.model.issue import IssueKind, IssueState, TooThin
from digest.model.plan import Digest

_COMPOSED_WAITS = timedelta(minutes=2)


def gather_source(slug: str, source: str) -> None:
    """Read one source of a digest; a failure is kept with the source."""
    house = open_house()
    digest = house.settings.digest(slug)
    found = digest.source(source)
    if found is not None:
        gather_all(house, digest, only=(found.slug,))


def gather_all(house: House, digest: Digest, only: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    """Read all sources of a digest (or those), and the reports in the order of the configuration."""
    from digest.flow.gather import gather

    sources = [source for source in digest.sources if not only or source.slug in only]
    with house.newsstand(sources) as newsstand:
        reports = {r.source: r for r in gather(sources, newsstand=newsstand, clock=house.clock)}
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


def advance_issue(issue: int) -> IssueState:
    """Render and dispatch an issue as far as it goes."""
    from digest.flow.advance import advance
    from digest.store import issues

    house = open_house()
    found = issues.load(issue)
    if found is None:
        raise GuardRefused(f"there is no issue {issue}", guard="issue")
    return advance(issue, house.settings.digest(found.digest), house.works())


def submit_batch(batch: int) -> str:
    """Offer a batch to the post; the outcome's word."""
    from digest.flow.submit import submit

    return submit(batch, open_house().post_room()).value


def sweep() -> int:
    """Hint again at every issue and batch that the database says is due; how many there were.

    Without a broker there is nobody to tell, so the sweeper does the work.
    """
    from digest.store import house as switches
    from digest.store import issues, ledger

    house = open_house()
    now = house.clock()
    switches.beat("ticker", now)
    waiting = issues.waiting(now - _COMPOSED_WAITS)
    batches = ledger.due_batches(now)
    if house.settings.broker_url:
        queue = house.queue()
        for issue in waiting:
            queue.advance(issue)
        queue.submit(batches)
    else:
        _do(house, waiting, batches)
    return len(waiting) + len(batches)


def _do(house: House, waiting: list[int], batches: list[int]) -> None:
    from digest.flow.submit import submit

    for issue in waiting:
        try:
            advance_issue(issue)
        except (GuardRefused, TemporaryError):
            # The issue keeps its state and is found again at the next tick.
            continue
    for batch in batches:
        submit(batch, house.post_room("ticker"))


def today(digest: Digest, moment: datetime) -> date:
    """The digest's own day."""
    return moment.astimezone(digest.tz).date()


def proofs_of(house: House, number: int):  # type: ignore[no-untyped-def]
    """An issue with its editions as they left, or as they would leave, and what the lint says."""
    from digest.flow.render import Proof, proofs
    from digest.store import editions, issues

    issue = issues.load(number)
    if issue is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    works = house.works()
    sheets = editions.sheets(number)
    if sheets:
        return issue, tuple(Proof(sheet, works.proofreader.read(sheet)) for sheet in sheets)
    made = proofs(
        issue,
        house.settings.digest(issue.digest),
        site=works.site,
        press=works.press,
        proofreader=works.proofreader,
        now=house.clock(),
    )
    return issue, made


def verify_issue(number: int):  # type: ignore[no-untyped-def]
    """The balance recomputed, and held against the outbox's own record where it holds letters."""
    from collections import Counter
    from dataclasses import replace

    from digest.store import balance

    house = open_house()
    told = balance.verify(number)
    kept = Counter(letter.subscriber for letter in house.outbox().kept(number))
    twice = [f"subscriber {who} is in the outbox {n} times" for who, n in kept.items() if n > 1]
    if kept and len(kept) < told.balance.submitted:
        twice.append(
            f"{told.balance.submitted} accepted by the ledger, {len(kept)} letters in the outbox"
        )
    return replace(told, findings=(*told.findings, *twice))
