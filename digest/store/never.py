"""Addresses that are never mailed: kept once, the first reason stays, and a complaint outranks all.

A reader's own yes takes their own no back, and an operator lifts what was no reader's word; neither
takes back a complaint.  So a complaint must not hide behind a reason that came before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from digest.model.audience import SuppressionReason
from digest.store import models

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
    complained = [mark for mark in ordered if marks[mark][0] is SuppressionReason.COMPLAINT]
    raised = sum(_raise(mark, marks[mark][1], now) for mark in complained)
    return len(marks.keys() - known) + raised


def _raise(mark: str, source: str, now: datetime) -> int:
    weaker = models.Suppression.objects.filter(pk=mark).exclude(reason=SuppressionReason.COMPLAINT)
    return weaker.update(reason=SuppressionReason.COMPLAINT, source=source, at=now)
