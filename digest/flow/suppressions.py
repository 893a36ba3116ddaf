"""A provider's suppression lists and ours, both ways.

    each list | from its mark less an overlap, until now | a page | kept, one transaction | mark moved
    who left here since | told there        who came back here since | taken back there

The mark moves after what stands before it is kept, so a death in between reads some rows twice:
they are known then.  Blocks are counted and end nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def sync(lists: SuppressionLists, terms: Terms, *, clock: Clock) -> Synced:
    """Bring both sides to the same; a list that fails leaves its mark and those of later ones."""
    done = Synced()
    now = clock()
    for name, reason in MEANS.items():
        mark = f"{terms.provider}:{name}"
        since = (book.until(mark) or _FIRST) - _OVERLAP
        rows = lists.rows(name, since, now)
        done.lists[name] = _take(rows, name, reason, terms, now)
        book.move(mark, now)
    for group in terms.groups:
        name = f"group {group}"
        reason = SuppressionReason.UNSUBSCRIBE
        done.lists[name] = _take(lists.group(group), name, reason, terms, now)
    if terms.tell:
        _tell(lists, terms, done, now)
    return done


def _take(
    rows: Iterable[Listed],
    name: str,
    reason: SuppressionReason | None,
    terms: Terms,
    now: datetime,
) -> Taken:
    walk: Iterator[Listed] = iter(rows)
    taken = Taken()
    while page := list(islice(walk, _PAGE)):
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
