"""Editions -> a frozen audience -> batches, ready to be taken.

    guards | freezing.portions        disjoint batches, everybody once, a transaction a portion
           | issues.step(release)     from the first portion on readers may have it
           | queue.submit(batches)    a hint, after the commit of each portion
    where the digest wants a few readers first: all portions | canary.set_aside | release

Does not send (that is `submit`), does not render, does not know SendGrid.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from digest.flow import canary, sharing
from digest.flow.ports import Checkpoint, Clock, Queue, passing
from digest.model.audience import Audience, Segment
from digest.model.edition import Variant
from digest.model.errors import GuardRefused, UsageError
from digest.model.issue import Issue, IssueState
from digest.model.plan import Digest
from digest.rules.allowing import Allowed
from digest.rules.cohorts import hours
from digest.rules.wanting import Going
from digest.store import audience as readers
from digest.store import batches, counters, editions, freezing, house, issues


@dataclass(frozen=True, slots=True)
class Terms:
    """How an issue may be dispatched: `expect` readers and no other number; who may be mailed."""

    batch_size: int = 1000
    expect: int | None = None
    allowed: Allowed | None = None


def preflight(audience: Audience, digest: Digest, terms: Terms, of: Issue | date) -> readers.Count:
    """Count whom it would reach, and refuse what a guard refuses, before anything is made.

    `of`: the issue, or the day of one that is not made yet; then every section counts as filled.
    """
    refuse_unknown(audience, digest)
    count = reach(audience, digest, terms, of)
    if not count.readers:
        raise GuardRefused(f"nobody would get it{_reasons(count, audience)}", guard="audience")
    if terms.expect is not None and terms.expect != count.readers:
        counters.trip("expect")
        raise GuardRefused(
            f"{terms.expect} readers were expected, it would reach {count.readers}", guard="expect"
        )
    return count


def admit(audience: Audience, digest: Digest, terms: Terms, of: Issue | date) -> None:
    """Refuse the same; but whom it reaches is counted only where a number was expected.

    Counting a million readers takes longer than making their issue.
    """
    refuse_unknown(audience, digest)
    plan = _plan(audience, digest, of)
    if terms.expect is not None or not readers.reaches_anybody(audience, terms.allowed, plan):
        preflight(audience, digest, terms, of)


def refuse_unknown(audience: Audience, digest: Digest) -> None:
    """Refuse a frozen digest, a list there is none of, an address that is on none of the lists."""
    refuse_frozen(digest.slug)
    missing, strangers = readers.unknown(audience)
    if missing:
        raise UsageError(
            f"there is no list {', '.join(missing)}; make it with: digest subscribers import FILE "
            f"--list {missing[0]}"
        )
    if strangers:
        raise UsageError(
            f"not on the lists of this digest: {', '.join(strangers)}; --to narrows the audience, "
            "it does not add to it"
        )


def reach(audience: Audience, digest: Digest, terms: Terms, of: Issue | date) -> readers.Count:
    """Whom it would reach now, by the edition they would get."""
    return readers.count(audience, terms.allowed, _plan(audience, digest, of))


def _plan(audience: Audience, digest: Digest, of: Issue | date) -> Going:
    if isinstance(of, Issue):
        return sharing.to_print(digest, sharing.going(digest, audience, of), audience)
    return sharing.going_on(digest, audience, of)


def _reasons(count: readers.Count, audience: Audience) -> str:
    if not count.excluded:
        of = f"of segment {audience.segment.slug} nobody is on them" if audience.segment else ""
        return f"; {of or 'the lists are empty'}"
    told = ", ".join(f"{n} {reason}" for reason, n in sorted(count.excluded.items()))
    return f"; left out: {told}"


def refuse_frozen(digest: str) -> None:
    """The kill switch, read before every step."""
    frozen = house.frozen(digest)
    if frozen:
        raise GuardRefused(f"nothing leaves: {frozen}; digest thaw lifts it", guard="frozen")


def unfrozen(number: int) -> Issue:
    """The issue of that number; GuardRefused where there is none, or nothing of it may leave."""
    found = issues.load(number)
    if found is None:
        raise GuardRefused(f"there is no issue {number}", guard="issue")
    refuse_frozen(found.digest)
    return found


def refuse_others(issue: int, wanted: Audience) -> None:
    """Who asks for some readers must not go on with an unfinished issue that is for others."""
    if audience_of(issue) != wanted:
        raise GuardRefused(
            f"issue {issue} is not finished and is for other readers; finish it by asking for no "
            f"list, segment or address, or end it with: digest issue cancel {issue}",
            guard="audience",
        )


def dispatch(
    issue: Issue,
    digest: Digest,
    *,
    terms: Terms,
    clock: Clock,
    queue: Queue,
    checkpoint: Checkpoint = passing,
) -> None:
    """Freeze the audience of a rendered issue and release it; safe to call again at any time.

    The first portion leaves while the next is frozen.
    """
    refuse_frozen(digest.slug)
    begun, first = False, canary.plan_of(issue.id, digest).readers
    with closing(_freeze(issue, digest, terms, clock)) as portions:
        for portion in portions:
            checkpoint("after portion")
            if first:
                continue
            begun = True
            freezing.release(issue.id)
            queue.submit(portion)
            checkpoint("after release")
    if first and freezing.grows(issue.id):
        return  # somebody else is at it
    if not begun:
        canary.set_aside(issue, digest, clock())
        checkpoint("after canary")
        freezing.release(issue.id)
        queue.submit(batches.ready(issue.id, clock()))


def _freeze(
    issue: Issue, digest: Digest, terms: Terms, clock: Clock
) -> Generator[tuple[int, ...], None, None]:
    """The audience into batches: portion by portion, or at once where readers have their hours."""
    by_hours = hours(digest, issue.occurrence)
    printed = printed_of(issue.id)
    going = going_to(issue, digest, printed)
    if by_hours.cohorts is None:
        yield from freezing.portions(
            issue.id,
            audience_of(issue.id),
            editions=printed,
            going=going,
            batch_size=terms.batch_size,
            clock=clock,
            allowed=terms.allowed,
        )
    elif issues.state(issue.id) is IssueState.RENDERED:
        readers.freeze(
            issue.id,
            audience_of(issue.id),
            editions=printed,
            going=going,
            batch_size=terms.batch_size,
            now=clock(),
            allowed=terms.allowed,
            hours=by_hours,
        )


def printed_of(issue: int) -> dict[Variant, int]:
    """The variants that are printed of an issue, with their editions' ids."""
    return {sheet.edition.variant: sheet.id for sheet in editions.sheets(issue)}


def going_to(issue: Issue, digest: Digest, printed: Iterable[Variant]) -> Going:
    """How the issue is shared out among these variants."""
    return replace(sharing.going(digest, audience_of(issue.id), issue), editions=tuple(printed))


def audience_of(issue: int) -> Audience:
    """Whom the issue is for, as it was written when the issue was made."""
    told = issues.audience_of(issue)
    return Audience(_words(told.get("lists")), _words(told.get("only")), _segment(told))


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


def _segment(told: Mapping[str, object]) -> Segment | None:
    kept = told.get("segment")
    if not isinstance(kept, dict):
        return None
    return Segment(str(kept["slug"]), str(kept["text"]), dict(kept["kinds"]))
