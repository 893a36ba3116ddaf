"""A provider's suppression lists and ours, both ways.

    each list | from its mark less an overlap, until now | a page | kept, one transaction | mark moved
              | with little time: a span after the other, each with its mark; the rest the next time
    who left here since | told there        who came back here since | taken back there

The mark moves after what stands before it is kept, so a death in between reads some rows twice:
they are known then.  Blocks are counted and end nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from digest.flow.ports import Clock, SuppressionLists
from digest.model.audience import SuppressionReason
from digest.model.suppressed import Listed, Taken
from digest.store import provider_lists as book

MEANS: Mapping[str, SuppressionReason | None] = {
    "bounces": SuppressionReason.HARD_BOUNCE,
    "invalid_emails": SuppressionReason.HARD_BOUNCE,
    "spam_reports": SuppressionReason.COMPLAINT,
    "unsubscribes": SuppressionReason.UNSUBSCRIBE,
    "blocks": None,
}
"""The provider's lists, and what each ends here."""
_OVERLAP = timedelta(hours=1)
_PAGE = 500
_SPAN = timedelta(days=30)
"""Where time is short: read at once at first; twice as much where it was less than a page."""
_FIRST = datetime(2009, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Synced:
    """What came of it: by list; and how many were told to the provider, or taken back there."""

    lists: dict[str, Taken] = field(default_factory=dict)
    told: int = 0
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """`provider` names the marks; `key` makes address hashes; `tell` = ours go there too."""

    provider: str
    key: bytes
    groups: Sequence[str] = ()
    tell: bool = False


def sync(
    lists: SuppressionLists, terms: Terms, *, clock: Clock, over: Callable[[], bool] | None = None
) -> Synced:
    """Bring both sides to the same; a list that fails leaves its mark and those of later ones.

    Where `over` says so it ends in the middle, and goes on there the next time.
    """
    done = Synced()
    now = clock()
    for name in MEANS:
        done.lists[name] = _list(lists, name, terms, now, over)
        if over and over():
            return done
    for group in terms.groups:
        name = f"group {group}"
        reason = SuppressionReason.UNSUBSCRIBE
        done.lists[name] = _take(lists.group(group), name, reason, terms, now)
    if terms.tell:
        _tell(lists, terms, done, now)
    return done


def _list(
    lists: SuppressionLists,
    name: str,
    terms: Terms,
    now: datetime,
    over: Callable[[], bool] | None,
) -> Taken:
    mark, done = f"{terms.provider}:{name}", Taken()
    begin = book.until(mark) or _FIRST
    span = _SPAN if over else now - begin
    while True:
        end = min(begin + span, now)
        rows = lists.rows(name, begin - _OVERLAP, end)
        taken = _take(rows, name, MEANS[name], terms, now, over=over)
        done += taken
        if over and over():
            return done
        book.move(mark, end)
        if end >= now:
            return done
        begin, span = end, span * 2 if taken.read < _PAGE else span


def _take(
    rows: Iterable[Listed],
    name: str,
    reason: SuppressionReason | None,
    terms: Terms,
    now: datetime,
    *,
    over: Callable[[], bool] | None = None,
) -> Taken:
    walk: Iterator[Listed] = iter(rows)
    taken = Taken()
    while not (over and over()) and (page := list(islice(walk, _PAGE))):
        if reason is None:
            taken += Taken(read=len(page))
        else:
            source = f"{terms.provider} list: {name}"
            taken += book.take(page, reason, source, terms.key, now)
    return taken


def _tell(lists: SuppressionLists, terms: Terms, done: Synced, now: datetime) -> None:
    mark = f"{terms.provider}:told"
    since = book.until(mark) or _FIRST
    gone = book.left_since(since, terms.provider)
    lists.tell(gone)
    back = book.came_back_since(since)
    for address in back:
        lists.take_back(address)
    book.move(mark, now)
    done.told, done.taken_back = len(gone), len(back)
