"""How fast letters may leave, in the database: changes by operators, the meter, counts of a day.

    change | changes       what an operator set in place of the configuration
    Tables.ask             all wants at once or none, rows locked in the order of their keys
    spend                  letters of a day, as many as are left

The meter's clock is the database's own, so that machines need not agree on the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from digest.rules.pacing import Want, asked
from digest.store import clock, house, models


@dataclass(frozen=True, slots=True)
class Change:
    """What an operator set, as it was written; empty = as configured."""

    limits: str
    hours: str
    actor: str = ""


def changes() -> dict[tuple[str, str], Change]:
    """Everything that was set, by (scope, name)."""
    rows = models.Rate.objects.order_by("scope", "name")
    return {(row.scope, row.name): Change(row.limits, row.hours, row.actor) for row in rows}


@transaction.atomic
def change(scope: str, name: str, told: Mapping[str, str], *, actor: str, now: datetime) -> None:
    """Set `limits`, `hours` or both; what is not named stays as it is."""
    before = changes().get((scope, name))
    fields = {**told, "actor": actor, "at": now}
    models.Rate.objects.update_or_create(scope=scope, name=name, defaults=fields)
    old = {"limits": before.limits, "hours": before.hours} if before else None
    house.audit(actor, "rate", f"{scope} {name}", now, before=old, after=dict(told))


@transaction.atomic
def as_configured(scope: str, name: str, *, actor: str, now: datetime) -> bool:
    """Take back what was set; False when nothing was."""
    gone, _ = models.Rate.objects.filter(scope=scope, name=name).delete()
    if gone:
        house.audit(actor, "rate", f"{scope} {name}", now, after="as configured")
    return bool(gone)


class Tables:
    """The meter in the database."""

    @transaction.atomic
    def ask(self, wants: Sequence[Want]) -> float:
        """Seconds to wait; 0 = all of it is granted."""
        now, marks = _marks(wants)
        wait, after = asked(wants, marks, now)
        for key, mark in after.items():
            models.Bucket.objects.filter(key=key).update(mark=mark)
        return wait

    @transaction.atomic
    def owe(self, wants: Sequence[Want]) -> None:
        """Count what left without being asked for."""
        now, marks = _marks(wants)
        for want in wants:
            mark = max(marks[want.key], now) + want.cost
            models.Bucket.objects.filter(key=want.key).update(mark=mark)


def _marks(wants: Sequence[Want]) -> tuple[float, dict[str, float]]:
    """The time and the marks, locked until the end of the transaction."""
    keys = sorted(want.key for want in wants)
    found = _locked(keys)
    if len(found) < len(keys):
        fresh = [models.Bucket(key=key, mark=0.0) for key in keys if key not in found]
        models.Bucket.objects.bulk_create(fresh, ignore_conflicts=True)
        found = _locked(keys)
    return clock.now().timestamp(), found


def _locked(keys: Iterable[str]) -> dict[str, float]:
    rows = models.Bucket.objects.select_for_update().filter(key__in=list(keys)).order_by("key")
    return dict(rows.values_list("key", "mark"))


@transaction.atomic
def spend(quotas: Mapping[str, int], day: date, letters: int) -> int:
    """Count letters of a day against these quotas by key; as many as all of them have left."""
    for key in sorted(quotas):
        models.DayCount.objects.get_or_create(key=key, day=day, defaults={"n": 0})
    rows = models.DayCount.objects.select_for_update().filter(key__in=list(quotas), day=day)
    had = dict(rows.order_by("key").values_list("key", "n"))
    granted = max(0, min(letters, *(quotas[key] - had[key] for key in quotas)))
    if granted:
        models.DayCount.objects.filter(key__in=list(quotas), day=day).update(n=F("n") + granted)
    return granted


def give_back(keys: Iterable[str], day: date, letters: int) -> None:
    """Letters of that day that surely did not leave."""
    rows = models.DayCount.objects.filter(key__in=list(keys), day=day, n__gte=letters)
    rows.update(n=F("n") - letters)


def spent(day: date) -> dict[str, int]:
    """What that day has had so far, by key."""
    return dict(models.DayCount.objects.filter(day=day).values_list("key", "n"))
