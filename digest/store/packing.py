"""Readers in the order of their ids, packed: into batches, and into lists of who is left out.

    page -> take      full batches are ready at once, the rest waits for the next page
         -> flush     what is ready is written
    end  -> close     what waits is ready too, however little it is

Says who is in, to whoever counts: only what was written.  Decides about nobody, opens no transaction.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from digest.model.audience import Exclusion
from digest.model.edition import Variant
from digest.rules import batching
from digest.store import models
from digest.store.standing import Group

_EXCLUDED_CHUNK = 50_000

Timed = tuple[datetime | None, Group]
"""When these get it; None = at once."""


@dataclass(frozen=True, slots=True)
class Written:
    """The new batches, and how many readers stand in them and in the new lists of who is left out."""

    batches: tuple[int, ...]
    readers: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The last number of a batch of each edition, and of a list of each reason."""

    batches: Mapping[int, int] = field(default_factory=dict)
    left: Mapping[Exclusion, int] = field(default_factory=dict)


def numbers(issue: int) -> Numbers:
    """Where an issue's batches and lists go on."""
    batches = models.Batch.objects.filter(issue=issue, origin=None).values_list("edition")
    left_out = models.Excluded.objects.filter(issue=issue).values_list("reason")
    return Numbers(
        dict(batches.annotate(last=Max("number"))),
        {Exclusion(reason): last for reason, last in left_out.annotate(last=Max("number"))},
    )


class Writer:
    """Collects readers into open batches and lists, and writes those that are full."""

    def __init__(
        self,
        issue: int,
        editions: Mapping[Variant, int],
        batch_size: int,
        now: datetime,
        after: Numbers = Numbers(),
    ) -> None:
        self._issue, self._editions = issue, editions
        self._size, self._now = batch_size, now
        self._open: dict[tuple[int, datetime | None], list[int]] = {}
        self._numbers = Counter(after.batches)
        self._left: dict[tuple[Exclusion, datetime | None], list[int]] = {}
        self._left_numbers = Counter(after.left)
        self._batches: list[models.Batch] = []
        self._lists: list[models.Excluded] = []
        self._seen = batching.Fingerprint()

    @property
    def ready(self) -> int:
        """How many readers stand in what the next flush writes."""
        return sum(row.n for row in self._batches) + sum(row.n for row in self._lists)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of everybody taken so far."""
        return self._seen.text

    def take(self, page: Sequence[Timed]) -> None:
        """The next page, whose ids come after all before it."""
        self._seen.add(_everybody(page))
        for at, group in page:
            if group.excluded is None and group.variant is not None:
                self._open.setdefault((self._editions[group.variant], at), []).extend(group.ids)
            elif group.excluded is None:
                raise AssertionError("a frozen audience is shared out")
            else:
                self._left.setdefault((group.excluded, at), []).extend(group.ids)
        for (edition, at), ids in self._open.items():
            ids.sort()  # several groups of a page may read the same edition
            while len(ids) >= self._size:
                self._batch(edition, at, ids[: self._size])
                del ids[: self._size]
        for (reason, at), ids in self._left.items():
            ids.sort()
            if len(ids) >= _EXCLUDED_CHUNK:
                self._list(reason, at)

    def write(self, pages: Iterable[Sequence[Timed]]) -> int:
        """Take and write everybody of these pages, to the end; how many they were."""
        total = 0
        for page in pages:
            self.take(page)
            total += self.flush().readers
        self.close()
        return total + self.flush().readers

    def close(self) -> None:
        """Nobody comes any more: what waits is ready."""
        for (edition, at), ids in self._open.items():
            if ids:
                self._batch(edition, at, ids)
        for (reason, at), ids in self._left.items():
            if ids:
                self._list(reason, at)
        self._open.clear()

    def flush(self) -> Written:
        """Write what is ready."""
        readers, made = self.ready, models.Batch.objects.bulk_create(self._batches)
        models.Excluded.objects.bulk_create(self._lists)
        self._batches, self._lists = [], []
        return Written(tuple(row.pk for row in made), readers)

    def _batch(self, edition: int, at: datetime | None, ids: list[int]) -> None:
        self._numbers[edition] += 1
        self._batches.append(
            models.Batch(
                issue_id=self._issue,
                edition_id=edition,
                number=self._numbers[edition],
                n=len(ids),
                first_id=ids[0],
                last_id=ids[-1],
                recipients=batching.pack(ids),
                recipients_hash=batching.fingerprint(ids),
                not_before=self._now if at is None else at,
                release_at=at,
            )
        )

    def _list(self, reason: Exclusion, at: datetime | None) -> None:
        ids, self._left[reason, at] = self._left[reason, at], []
        self._left_numbers[reason] += 1
        self._lists.append(
            models.Excluded(
                issue_id=self._issue,
                reason=reason,
                number=self._left_numbers[reason],
                n=len(ids),
                recipients=batching.pack(ids),
                release_at=at,
            )
        )


def _everybody(page: Sequence[Timed]) -> list[int]:
    if len(page) == 1:
        return page[0][1].ids
    return sorted(itertools.chain.from_iterable(group.ids for _, group in page))
