"""Addresses that are never mailed: kept once, and the first reason stays but for two.

A complaint outranks all, and everything outranks "took nothing for now", which a letter that
arrives takes back.

A reader's own yes takes their own no back, and an operator lifts what was no reader's word; neither
takes back a complaint.  So a complaint must not hide behind a reason that came before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max

from digest.model.audience import ConsentAct, SuppressionReason
from digest.store import models

OWN_YES = (ConsentAct.CONFIRMED, ConsentAct.RETURNED)
"""What a reader says themselves; a file's yes is not theirs."""
Why = tuple[SuppressionReason, str]
"""The reason, and where it comes from."""


def keep(marks: Mapping[str, Why], now: datetime) -> int:
    """Suppress these address hashes; of how many that was news."""
    ordered = sorted(marks)
    known = set(models.Suppression.objects.filter(pk__in=ordered).values_list("pk", flat=True))
    models.Suppression.objects.bulk_create(
        (
            models.Suppression(
                address_hash=mark, reason=marks[mark][0], source=marks[mark][1], at=now
            )
            for mark in ordered
            if mark not in known
        ),
        ignore_conflicts=True,
    )
    return len(marks.keys() - known) + _raise({mark: marks[mark] for mark in ordered}, now)


def _raise(marks: Mapping[str, Why], now: datetime) -> int:
    """Let the stronger reason stand; read after the insert, so that of two at once the later sees it."""
    raised = 0
    for mark, (reason, source) in marks.items():
        if reason is SuppressionReason.COMPLAINT:
            rows = models.Suppression.objects.filter(pk=mark).exclude(reason=reason)
            raised += rows.update(reason=reason, source=source, at=now)
    others = [m for m, why in marks.items() if why[0] is not SuppressionReason.SOFT_BOUNCE]
    soft = models.Suppression.objects.filter(pk__in=others, reason=SuppressionReason.SOFT_BOUNCE)
    for row in soft:
        row.reason, row.source = marks[row.pk]
        row.at = now
        row.save(update_fields=["reason", "source", "at"])
        raised += 1
    return raised


def last_yes(marks: Collection[str]) -> dict[str, datetime]:
    """When the readers of these address hashes last said yes themselves."""
    said = models.Consent.objects.filter(address_hash__in=marks, act__in=OWN_YES)
    return dict(said.values_list("address_hash").annotate(at=Max("at")))
