"""The ledger of specimens: written before the post is asked, and after; no balance counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from digest.model.audience import SubscriptionState, address_hash, normal_address
from digest.model.issue import IssueState
from digest.model.specimen import Specimen, SpecimenKind, SpecimenState
from digest.store import house, models, reading

_OUT = (IssueState.SENDING, IssueState.FINISHED, IssueState.FINISHED_IN_PART)


def begin(
    issue: int, kind: SpecimenKind, address: str, edition: str, *, actor: str, now: datetime
) -> Specimen | None:
    """A specimen about to be asked for, on disk; None for a seed that has its copy."""
    row = models.Specimen(
        issue_id=issue,
        kind=kind,
        address=address,
        edition=edition,
        state=SpecimenState.ASKED,
        actor=actor,
        at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return None
    return _value(row)


def mark(number: int, state: SpecimenState, reason: str = "", reference: str = "") -> None:
    """What became of it; of two who tell, the first."""
    rows = models.Specimen.objects.filter(pk=number, state=SpecimenState.ASKED)
    rows.update(state=state, reason=reason[:500], reference=reference)


def asked(before: datetime) -> tuple[Specimen, ...]:
    """Those without an answer since then."""
    rows = models.Specimen.objects.filter(state=SpecimenState.ASKED, at__lt=before)
    return tuple(map(_value, rows.order_by("pk")))


def of(issue: int, kind: SpecimenKind | None = None) -> tuple[Specimen, ...]:
    """The specimens of an issue, the oldest first."""
    rows = models.Specimen.objects.filter(issue=issue).order_by("pk")
    return tuple(map(_value, rows.filter(kind=kind) if kind else rows))


def tested(issue: int) -> int:
    """How many test copies of an issue were asked for."""
    return models.Specimen.objects.filter(issue=issue, kind=SpecimenKind.TEST).count()


def counts(issue: int) -> dict[str, dict[str, int]]:
    """How many by kind and state."""
    rows = models.Specimen.objects.filter(issue=issue).values_list("kind", "state")
    found: dict[str, dict[str, int]] = {}
    for (kind, state), n in Counter(rows).items():
        found.setdefault(kind, {})[state] = n
    return found


def to_seed(digest: str, since: datetime) -> list[int]:
    """Issues of a digest whose first letters to its lists have left, not before `since`.

    Their audience is known, and no single addresses; none from before a restore: the original has
    most likely seeded it.
    """
    rows = models.Issue.objects.filter(
        Q(finished_at=None) | Q(finished_at__gt=since),
        digest=digest,
        state__in=_OUT,
        freezing=None,
        audience__only__0__isnull=True,
    )
    if restored := house.last_audit("restore"):
        rows = rows.filter(frozen_at__gt=restored)
    batches = models.Batch.objects.filter(issue=OuterRef("pk"))
    begun = rows.filter(Exists(batches.filter(cursor__gt=0)))
    long_ago = batches.filter(done_at__lte=since)
    return list(begun.exclude(Exists(long_ago)).order_by("pk").values_list("pk", flat=True))


def without(issue: int, seeds: Sequence[str]) -> list[str]:
    """Which of these have no copy of the issue yet."""
    rows = models.Specimen.objects.filter(issue=issue, kind=SpecimenKind.SEED)
    had = {one.lower() for one in rows.values_list("address", flat=True)}
    return [one for one in seeds if one.lower() not in had]


def why_not(address: str, key: bytes, issue: int | None = None) -> str:
    """Why an address gets none, in words: it is kept from mail, or a reader of that issue."""
    normal = normal_address(address)
    row = models.Suppression.objects.filter(pk=address_hash(normal, key)).first()
    if row is not None:
        return f"suppressed: {row.reason}"
    reader = models.Subscriber.objects.filter(address_norm=normal).first()
    if issue is not None and reader is not None and _reads(issue, reader.pk):
        return "gets the issue as a reader"
    return ""


def _reads(issue: int, reader: int) -> bool:
    """Whether somebody is in its audience, or may be in a cohort of it that is to come."""
    to_come = models.Cohort.objects.filter(issue=issue, frozen_at=None).exists()
    row = reading.digest_of(issue)
    on_its_lists = models.Subscription.objects.filter(
        subscriber=reader, list__slug__in=row[1] if row else (), state=SubscriptionState.CONFIRMED
    )
    return reading.got(issue, reader) or (to_come and on_its_lists.exists())


def forget(addresses: Iterable[str]) -> None:
    """An erased reader's address goes from here too."""
    wanted = {one.lower() for one in addresses}
    for number, address in models.Specimen.objects.values_list("pk", "address"):
        if address.lower() in wanted:
            models.Specimen.objects.filter(pk=number).delete()


def _value(row: models.Specimen) -> Specimen:
    return Specimen(
        row.pk,
        row.issue_id,
        SpecimenKind(row.kind),
        row.address,
        row.edition,
        SpecimenState(row.state),
        row.at,
        row.reason,
        row.actor,
    )
