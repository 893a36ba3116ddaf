"""The batches of an issue as an operator looks at them: those in trouble first, with what was said.

Reads counters and reasons; never who is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from digest.model.delivery import BatchState, DeliveryState
from digest.store import models
from digest.store.figures import COLUMNS

_TROUBLE = Q(failed__gt=0) | Q(uncertain__gt=0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A batch.  `said` = the commonest reason of its failed and uncertain readers, the other side's text."""

    number: int
    language: str
    state: str
    n: int
    submitted: int
    excluded: int
    failed: int
    uncertain: int
    cancelled: int
    attempts: int
    said: str = ""

    @property
    def pending(self) -> int:
        """Readers of the batch without a verdict yet."""
        verdicts = self.submitted + self.excluded + self.failed + self.uncertain
        return self.n - verdicts - self.cancelled


def pieces(issue: int, limit: int) -> tuple[Piece, ...]:
    """At most so many: trouble, then what moves, then what waits, then what is done."""
    rank = Case(
        When(_TROUBLE, then=Value(0)),
        When(state=BatchState.CLAIMED, then=Value(1)),
        When(state=BatchState.PENDING, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    rows = models.Batch.objects.filter(issue=issue).annotate(rank=rank, kept=F("n") - F("moved"))
    told = list(
        rows.order_by("rank", "edition", "number", "pk").values(
            "pk", "number", "edition__language", "state", "kept", *COLUMNS, "attempts"
        )[:limit]
    )
    said = _said([row["pk"] for row in told if row["failed"] or row["uncertain"]])
    return tuple(
        Piece(
            number=row["number"],
            language=row["edition__language"],
            state=row["state"],
            n=row["kept"],
            **{column: row[column] for column in COLUMNS},
            attempts=row["attempts"],
            said=said.get(row["pk"], ""),
        )
        for row in told
    )


def _said(batches: Sequence[int]) -> dict[int, str]:
    """Of each of these batches what was said most often."""
    copies = models.Delivery.objects.filter(
        batch__in=batches, state__in=[DeliveryState.FAILED, DeliveryState.UNCERTAIN]
    )
    told = copies.values_list("batch_id", "reason").annotate(n=Count("position")).order_by("n")
    return {batch: reason for batch, reason, _ in told}
