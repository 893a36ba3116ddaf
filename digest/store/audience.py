"""Who an issue is for: counted before, frozen once, in one pass over the readers of its lists.

    everybody on the lists (of the segment, where there is one), each once, in order of id
    | standing -> reason to leave out, or the variant to get
    | packed into batches and exclusions          one transaction, memory flat

The same pass counts for a dry run and freezes for a send, so the two cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from digest.model.audience import Audience, Exclusion, SubscriptionState
from digest.model.issue import IssueStep
from digest.rules import batching
from digest.store import filtering, issues, models, segments
from digest.store.lastlook import last_look

Allowed = Callable[[str], bool]
"""Whether a normalised address may be mailed here at all."""

_PAGE = 20_000
_EXCLUDED_CHUNK = 50_000
_RANK = {
    SubscriptionState.CONFIRMED: 4,
    SubscriptionState.PAUSED: 3,
    SubscriptionState.PENDING: 2,
    SubscriptionState.UNSUBSCRIBED: 1,
}
_REASON = {3: Exclusion.PAUSED, 2: Exclusion.PENDING, 1: Exclusion.UNSUBSCRIBED}


@dataclass(frozen=True, slots=True)
class Reader:
    """One person on the lists: what they read, or why they are left out."""

    id: int
    language: str
    excluded: Exclusion | None


@dataclass(frozen=True, slots=True)
class Count:
    """An audience as it stands now, nothing frozen: readers by language, exclusions by reason."""

    readers: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)

    @property
    def audience(self) -> int:
        """Everybody on the lists."""
        return self.readers + sum(self.excluded.values())


def unknown(audience: Audience) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lists that are not there, and single addresses that are on none of the lists."""
    there = set(
        models.MailingList.objects.filter(slug__in=audience.lists).values_list("slug", flat=True)
    )
    missing = tuple(slug for slug in audience.lists if slug not in there)
    known = set(
        models.Subscription.objects.filter(
            list__slug__in=audience.lists, subscriber__address_norm__in=audience.only
        ).values_list("subscriber__address_norm", flat=True)
    )
    return missing, tuple(address for address in audience.only if address not in known)


def count(
    audience: Audience, allowed: Allowed | None = None, *, now: datetime | None = None
) -> Count:
    """Whom a send would reach if it were frozen now."""
    excluded: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for reader in _readers(audience, allowed, now):
        if reader.excluded:
            excluded[reader.excluded.value] += 1
        else:
            languages[reader.language] += 1
    return Count(languages.total(), dict(excluded), dict(languages))


@transaction.atomic
def freeze(
    issue: int,
    audience: Audience,
    *,
    editions: Mapping[str, int],
    default: str,
    batch_size: int,
    now: datetime,
    allowed: Allowed | None = None,
) -> bool:
    """Batches and exclusions of an issue, and its step to `frozen`; False when it was frozen before.

    `editions` maps a language to an edition's id; readers of other languages get `default`.
    """
    if not issues.step(issue, IssueStep.FREEZE, frozen_at=now):
        return False
    writer = _Writer(issue, editions, default, batch_size, now)
    for reader in _readers(audience, allowed, now):
        writer.take(reader)
    total, fingerprint = writer.finish()
    models.Issue.objects.filter(pk=issue).update(audience_n=total, audience_hash=fingerprint)
    return True


class _Writer:
    """Collects readers into open batches and writes each as soon as it is full."""

    def __init__(
        self,
        issue: int,
        editions: Mapping[str, int],
        default: str,
        batch_size: int,
        now: datetime,
    ) -> None:
        self._issue, self._editions, self._default = issue, editions, default
        self._size, self._now = batch_size, now
        self._open: dict[int, list[int]] = {edition: [] for edition in editions.values()}
        self._numbers: Counter[int] = Counter()
        self._left: dict[Exclusion, list[int]] = {}
        self._left_numbers: Counter[Exclusion] = Counter()
        self._total = 0
        self._rows: list[models.Batch] = []
        self._seen = batching.Fingerprint()

    def take(self, reader: Reader) -> None:
        self._total += 1
        self._seen.add(reader.id)
        if reader.excluded is not None:
            ids = self._left.setdefault(reader.excluded, [])
            ids.append(reader.id)
            if len(ids) == _EXCLUDED_CHUNK:
                self._write_excluded(reader.excluded)
            return
        edition = self._editions.get(reader.language) or self._editions[self._default]
        ids = self._open[edition]
        ids.append(reader.id)
        if len(ids) == self._size:
            self._write_batch(edition)

    def finish(self) -> tuple[int, str]:
        for edition, ids in self._open.items():
            if ids:
                self._write_batch(edition)
        for reason, ids in self._left.items():
            if ids:
                self._write_excluded(reason)
        self._flush()
        return self._total, self._seen.text

    def _write_batch(self, edition: int) -> None:
        ids, self._open[edition] = self._open[edition], []
        self._numbers[edition] += 1
        self._rows.append(
            models.Batch(
                issue_id=self._issue,
                edition_id=edition,
                number=self._numbers[edition],
                n=len(ids),
                first_id=ids[0],
                last_id=ids[-1],
                recipients=batching.pack(ids),
                recipients_hash=batching.fingerprint(ids),
                not_before=self._now,
            )
        )
        if len(self._rows) >= 200:
            self._flush()

    def _flush(self) -> None:
        models.Batch.objects.bulk_create(self._rows)
        self._rows = []

    def _write_excluded(self, reason: Exclusion) -> None:
        ids, self._left[reason] = self._left[reason], []
        self._left_numbers[reason] += 1
        models.Excluded.objects.create(
            issue_id=self._issue,
            reason=reason,
            number=self._left_numbers[reason],
            n=len(ids),
            recipients=batching.pack(ids),
        )


def _readers(audience: Audience, allowed: Allowed | None, now: datetime | None) -> Iterator[Reader]:
    """Everybody on the lists once, in order of id, paged by key: memory stays flat."""
    lists, fits = list_ids(audience.lists), segments.fits(audience.segment, now)
    last = 0
    while lists and (rows := _page(lists, audience.only, fits, last)):
        for number, language, best, suppressed, erased, address, fitting in rows:
            if fitting:
                yield Reader(number, language, _reason(best, suppressed, erased, address, allowed))
        last = rows[-1][0]


def _reason(
    best: int, suppressed: bool, erased: bool, address: str, allowed: Allowed | None
) -> Exclusion | None:
    if suppressed:
        return Exclusion.SUPPRESSED
    if erased:
        return Exclusion.ERASED
    if best in _REASON:
        return _REASON[best]
    if allowed is not None and not allowed(address):
        return Exclusion.NOT_ALLOWED
    return None


Row = tuple[int, str, int, bool, bool, str, bool]


def _page(
    lists: Sequence[int], only: Sequence[str], fits: filtering.Condition, last: int
) -> list[Row]:
    """One page of the audience; empty at its end.

    The inner page walks the key (list, subscriber) in order, so a page costs its own rows only.
    Of a segment come its readers and, marked as none of it, the page's last: from there it goes on.
    """
    narrowed = f"AND s.address_norm IN ({_marks(only)})" if only else ""
    ranks = " ".join(f"WHEN '{state.value}' THEN {rank}" for state, rank in _RANK.items())
    fitting, values = fits
    sql = f"""
        WITH page AS (
               SELECT subscriber_id, MAX(CASE state {ranks} ELSE 0 END) AS best
                 FROM store_subscription
                WHERE list_id IN ({_marks(lists)}) AND subscriber_id > %s
                GROUP BY subscriber_id ORDER BY subscriber_id {"" if only else f"LIMIT {_PAGE}"})
        SELECT id, language, best, suppressed, erased, address_norm, fitting
          FROM (SELECT s.id, s.language, page.best, sup.address_hash IS NOT NULL AS suppressed,
                       s.erased, s.address_norm, ({fitting}) IS TRUE AS fitting
                  FROM page
                  JOIN store_subscriber s ON s.id = page.subscriber_id {narrowed}
                  LEFT JOIN store_suppression sup ON sup.address_hash = s.address_hash) told
         WHERE fitting OR id = (SELECT MAX(subscriber_id) FROM page)
         ORDER BY id"""  # noqa: S608 - only our own words and placeholders are put in
    with connection.cursor() as cursor:
        cursor.execute(sql, [*lists, last, *values, *only])
        rows: list[Row] = cursor.fetchall()
    return rows


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)


def list_ids(slugs: Sequence[str]) -> list[int]:
    """The ids of the lists with these slugs."""
    return list(
        models.MailingList.objects.filter(slug__in=slugs)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def leavers(ids: Sequence[int], audience: Audience) -> dict[int, Exclusion]:
    """Who of a frozen batch must no longer get it."""
    return last_look(ids, list_ids(audience.lists)).leaving
