"""The balance of an issue: from the counters for progress, from blobs and rows to prove it.

audience = submitted + excluded(by reason) + failed + uncertain + pending + cancelled
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import lt

from django.db.models import Count, F, Q, QuerySet, Sum

from digest.model.delivery import (
    COLUMN_OF,
    Balance,
    BatchState,
    Column,
    DeliveryState,
)
from digest.model.issue import IssueState
from digest.rules import batching
from digest.store import models


@dataclass(frozen=True, slots=True)
class Verification:
    """A balance recomputed from every frozen list and every row, and what is wrong with it."""

    balance: Balance
    findings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Nobody missing, nobody twice, every counter true."""
        return self.balance.holds and not self.findings


def balance(issue: int) -> Balance:
    """The balance as the counters tell it."""
    found = balances([issue])
    if issue not in found:
        raise models.Issue.DoesNotExist(f"there is no issue {issue}")
    return found[issue]


def balances(issues: Sequence[int]) -> dict[int, Balance]:
    """The same of several at once; once more of those whose audience grew under the counting."""
    audiences = _audiences(issues)
    told = _counted(audiences)
    now = _audiences(issues)
    grown = [one for one in told if now.get(one) != audiences[one]]
    return told | balances(grown) if grown else told


_COLUMNS = ("submitted", "failed", "uncertain", "cancelled")


def _counted(audiences: Mapping[int, int]) -> dict[int, Balance]:
    rows = models.Batch.objects.filter(issue_id__in=audiences).values("issue_id")
    # Under other names: Django takes an alias for the column of the same name.
    sums = rows.annotate(
        **{f"sum_{name}": Sum(name) for name in _COLUMNS},
        sum_pending=Sum(F("n") - F("cursor") - F("cancelled")),
    )
    told = {row.pop("issue_id"): row for row in sums}
    left_out = _excluded(audiences)
    return {
        issue: Balance(
            audience=audience,
            excluded=dict(left_out.get(issue, {})),
            **{name.removeprefix("sum_"): n for name, n in told.get(issue, _NOBODY).items()},
        )
        for issue, audience in audiences.items()
    }


_NOBODY = dict.fromkeys((*(f"sum_{name}" for name in _COLUMNS), "sum_pending"), 0)


def _audiences(issues: Sequence[int]) -> dict[int, int]:
    """How many are in by now."""
    rows = models.Issue.objects.filter(pk__in=issues)
    return dict(rows.values_list("pk", "audience_n"))


def excluded(issue: int) -> dict[str, int]:
    """Readers left out, by reason: at the freeze, and at the last look before a step."""
    return dict(_excluded([issue]).get(issue, {}))


def _excluded(issues: Iterable[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    frozen = models.Excluded.objects.filter(issue_id__in=issues)
    for issue, reason, n in frozen.values_list("issue_id", "reason", "n"):
        found.setdefault(issue, Counter())[reason] += n
    # Only steps that have their verdict: a reader of a step in flight still counts as pending.
    late = models.Delivery.objects.filter(
        issue_id__in=issues, state=DeliveryState.EXCLUDED, position__lt=F("batch__cursor")
    )
    for issue, reason, n in late.values_list("issue_id", "reason").annotate(n=Count("position")):
        found.setdefault(issue, Counter())[reason] += n
    return found


def finish(issue: int, now: datetime) -> IssueState | None:
    """Close an issue that has no open batch left: one of many callers gets the new state.

    One whose balance does not hold is not closed: somebody would be missing, and nobody would look.
    """
    still_open = models.Batch.objects.filter(
        issue_id=issue, state__in=[BatchState.PENDING, BatchState.CLAIMED]
    )
    to_come = models.Cohort.objects.filter(issue_id=issue, frozen_at=None)
    coming_in = models.Freezing.objects.filter(issue_id=issue)
    if still_open.exists() or to_come.exists() or coming_in.exists():
        return None
    totals = balance(issue)
    if not totals.holds:
        return None
    whole = not (totals.failed or totals.uncertain)
    state = IssueState.FINISHED if whole else IssueState.FINISHED_IN_PART
    rows = models.Issue.objects.filter(pk=issue, state=IssueState.SENDING)
    # Each says no in the statement's own moment, so nothing comes in between unseen.
    open_ones = (
        Q(pk__in=still_open.values("issue_id"))
        | Q(pk__in=to_come.values("issue_id"))
        | Q(pk__in=coming_in.values("issue_id"))
    )
    changed = rows.exclude(open_ones).update(state=state, finished_at=now)
    return state if changed else None


def verify(issue: int) -> Verification:
    """Recompute everything from the frozen lists and the rows, trusting no counter.

    Decodes every list, merges them in order and sees anybody who stands there twice; compares the
    whole with the fingerprint taken when the audience was frozen; holds every batch's counters
    against its rows.  Memory stays flat: lists are read one at a time.  What was looked at while
    the audience grew is looked at again.
    """
    told = _verified(issue)
    return told if told.balance.audience == _audiences([issue])[issue] else verify(issue)


def _verified(issue: int) -> Verification:
    row = models.Issue.objects.get(pk=issue)
    findings = [*_people(row), *_batches(row.pk)]
    totals = _recomputed(row)
    if not totals.holds:
        findings.append(f"the balance does not hold: {totals.accounted} of {totals.audience}")
    return Verification(totals, tuple(findings))


def fingerprint(issue: int) -> str:
    """Of everybody in the frozen lists, whichever way they came in."""
    whole = batching.Fingerprint()
    for ids in batching.merged(streams(issue)):
        whole.add(ids)
    return whole.text


def _people(issue: models.Issue) -> Iterator[str]:
    if issue.frozen_at is None:
        return
    seen, last, ordered, whole = 0, 0, True, batching.Fingerprint()
    for ids in batching.merged(streams(issue.pk)):
        ordered = ordered and last < ids[0] and all(map(lt, ids, ids[1:]))
        seen, last = seen + len(ids), ids[-1]
        whole.add(ids)
    if not ordered:
        yield from _twice(issue.pk)
    if seen != issue.audience_n:
        yield f"{seen} people in the frozen lists, {issue.audience_n} were frozen"
    grows = models.Freezing.objects.filter(issue=issue).exists()
    if whole.text != issue.audience_hash and not grows:
        yield "the frozen lists are not the ones that were frozen (fingerprint differs)"


def _twice(issue: int) -> Iterator[str]:
    """Who stands there more than once; asked only when the order shows that somebody does."""
    times = Counter(number for stream in streams(issue) for ids in stream for number in ids)
    for number, count in sorted(times.items()):
        if count > 1:
            yield f"subscriber {number} stands in the audience {count} times: twice is never right"


def streams(issue: int) -> list[Iterator[tuple[int, ...]]]:
    """One ascending stream of frozen lists for each edition and reason of exclusion, by cohort."""
    frozen = models.Batch.objects.filter(issue_id=issue, origin=None)
    left_out = models.Excluded.objects.filter(issue_id=issue)
    editions = set(frozen.values_list("edition_id", "release_at"))
    reasons = set(left_out.values_list("reason", "release_at"))
    return [
        *(_blobs(frozen.filter(edition_id=e, release_at=at)) for e, at in editions),
        *(_blobs(left_out.filter(reason=r, release_at=at)) for r, at in reasons),
    ]


def _blobs(
    rows: QuerySet[models.Batch] | QuerySet[models.Excluded],
) -> Iterator[tuple[int, ...]]:
    blobs = rows.order_by("number").values_list("recipients", flat=True)
    for blob in blobs.iterator(chunk_size=100):
        yield batching.unpack(bytes(blob))


def _batches(issue: int) -> Iterator[str]:
    rows = models.Batch.objects.filter(issue_id=issue).order_by("pk")
    exceptions = _exceptions(issue)
    # Known beforehand: asking for each of a thousand batches costs more than all the rest.
    followed = set(rows.exclude(origin=None).values_list("origin_id", flat=True))
    for batch in rows.iterator(chunk_size=100):
        yield from _batch(batch, exceptions.get(batch.pk, Counter()))
        if batch.moved or batch.pk in followed:
            yield from _moved(batch)
    yield from _strangers(issue)


def _batch(batch: models.Batch, rows: Counter[Column]) -> Iterator[str]:
    ids = batching.unpack(bytes(batch.recipients))
    name = f"batch {batch.pk}"
    if len(ids) != batch.n or batching.fingerprint(ids) != batch.recipients_hash:
        yield f"{name}: its frozen list was changed"
    told = {
        Column.EXCLUDED: batch.excluded,
        Column.FAILED: batch.failed,
        Column.UNCERTAIN: batch.uncertain,
    }
    for column, counter in told.items():
        if rows[column] != counter:
            yield f"{name}: counts {counter} {column.value}, has rows for {rows[column]}"
    submitted = batch.cursor - batch.moved - sum(rows[column] for column in told)
    if submitted != batch.submitted:
        yield f"{name}: counts {batch.submitted} submitted, its rows leave {submitted}"


def _moved(batch: models.Batch) -> Iterator[str]:
    """Whether its follow-up batches hold whom it moved: readers of its own, once, without a row."""
    after = models.Batch.objects.filter(origin=batch.pk).values_list("recipients", flat=True)
    moved = [number for blob in after for number in batching.unpack(bytes(blob))]
    said = batching.unpack(bytes(batch.recipients))[: batch.cursor]
    name = f"batch {batch.pk}"
    if len(moved) != batch.moved:
        yield f"{name}: counts {batch.moved} moved, its follow-up batches hold {len(moved)}"
    if len(set(moved)) != len(moved) or not set(moved) <= set(said):
        yield f"{name}: its follow-up batches hold somebody twice, or somebody who was not moved"
    rows = models.Delivery.objects.filter(batch=batch.pk).values_list("subscriber_id", flat=True)
    for number in sorted(set(moved) & set(rows)):
        yield f"{name}: subscriber {number} was moved to a follow-up batch and has a verdict here"


def _exceptions(issue: int) -> dict[int, Counter[Column]]:
    """Rows with a verdict, by batch and column of the balance."""
    rows = (
        models.Delivery.objects.filter(issue_id=issue, position__lt=F("batch__cursor"))
        .values("batch_id", "state")
        .annotate(n=Count("position"))
    )
    found: dict[int, Counter[Column]] = {}
    for row in rows:
        counter = found.setdefault(row["batch_id"], Counter())
        counter[COLUMN_OF[DeliveryState(row["state"])]] += row["n"]
    return found


def _strangers(issue: int) -> Iterator[str]:
    """Rows that name somebody who does not stand at that place of that batch."""
    rows = models.Delivery.objects.filter(issue_id=issue).order_by("batch_id")
    batch = 0
    ids: tuple[int, ...] = ()
    for row in rows.iterator(chunk_size=2000):
        if row.batch_id != batch:
            batch = row.batch_id
            blob = models.Batch.objects.values_list("recipients", flat=True).get(pk=batch)
            ids = batching.unpack(bytes(blob))
        if row.position >= len(ids) or ids[row.position] != row.subscriber_id:
            yield f"batch {batch}: subscriber {row.subscriber_id} is not at place {row.position}"


def _recomputed(issue: models.Issue) -> Balance:
    batches = models.Batch.objects.filter(issue=issue)
    rows = sum((c for c in _exceptions(issue.pk).values()), Counter[Column]())
    said = batches.aggregate(said=Sum(F("cursor") - F("moved"), default=0))["said"]
    cancelled = batches.filter(state=BatchState.CANCELLED)
    rest = cancelled.aggregate(rest=Sum(F("n") - F("cursor"), default=0))["rest"]
    waiting = batches.filter(~Q(state=BatchState.CANCELLED))
    odd = rows[Column.EXCLUDED] + rows[Column.FAILED] + rows[Column.UNCERTAIN]
    return Balance(
        audience=issue.audience_n,
        submitted=said - odd,
        excluded=excluded(issue.pk),
        failed=rows[Column.FAILED],
        uncertain=rows[Column.UNCERTAIN],
        pending=waiting.aggregate(rest=Sum(F("n") - F("cursor"), default=0))["rest"],
        cancelled=rest,
    )
