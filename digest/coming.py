"""The next slots of a digest, in words and with keys: for `schedule next` and `status`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from digest.model.plan import Digest
from digest.model.schedule import OwnHour
from digest.rules.cohorts import Cohorts, by_instant
from digest.rules.occurrences import Shift, Slot, following, span


@dataclass(frozen=True, slots=True)
class Coming:
    """A slot with its digest; `before` = how far the local clock stood from UTC the time before.

    `hours` = how many readers get it when, where they have their own hours.
    """

    digest: Digest
    slot: Slot
    before: timedelta | None = None
    hours: tuple[tuple[datetime, int], ...] = ()

    @property
    def local(self) -> datetime:
        """The instant as the digest's own clock shows it."""
        return self.slot.at.astimezone(self.digest.tz)

    @property
    def dst(self) -> str:
        """What summer time does to it, in words; '' where it does nothing."""
        wall = self.slot.label[11:]
        if self.slot.shift is Shift.GAP:
            return f"the clock goes forward and shows no {wall}: {self.local:%H:%M} instead"
        if self.slot.shift is Shift.FOLD:
            return f"the clock goes back and shows {wall} twice: the first time"
        offset = self.local.utcoffset()
        if self.before is None or offset is None or offset == self.before:
            return ""
        way = "forward" if offset > self.before else "back"
        return f"the clock went {way} {span(abs(offset - self.before))} since the one before"


def coming(digest: Digest, now: datetime, count: int) -> list[Coming]:
    """The next slots of a digest, days off by hand included, in order."""
    from digest.flow.schedule import timing

    slots = following(timing(digest), digest.zone, now, count)
    places = _places(digest)
    found: list[Coming] = []
    for slot in slots:
        before = found[-1].local.utcoffset() if found else now.astimezone(digest.tz).utcoffset()
        found.append(Coming(digest, slot, before, _hours(digest, slot, places)))
    return found


def _places(digest: Digest) -> Mapping[tuple[str, int | None], int]:
    from digest.store import cohorts

    own = digest.timing.own_hour is not OwnHour.NO
    return cohorts.places(digest.lists) if own else {}


def _hours(
    digest: Digest, slot: Slot, places: Mapping[tuple[str, int | None], int]
) -> tuple[tuple[datetime, int], ...]:
    wall = datetime.fromisoformat(slot.label).time()
    return by_instant(Cohorts(slot.at, wall, digest.zone), places) if places else ()


ONCE = "single moments"
"""In the place of a rule where there is none, but dates with a time of their own."""


def words(one: Coming, now: datetime) -> str:
    """`Thu 2026-11-26 06:00 Europe/London = 06:00 UTC, in 14 h`, and what is to be noted."""
    local, at = one.local, one.slot.at
    day = "" if local.date() == at.date() else f"{at:%a %Y-%m-%d} "
    line = f"{local:%a %Y-%m-%d %H:%M} {one.digest.zone} = {day}{at:%H:%M} UTC"
    line += f", in {span(at - now)}"
    line += f"; {one.dst}" if one.dst else ""
    line += f"; {_hours_words(one)}" if one.hours else ""
    return line + (f"; NOT SENT: {one.slot.skipped}" if one.slot.skipped else "")


def _hours_words(one: Coming) -> str:
    """`readers at their own hours: 310 at once, the last at Thu 02:00 UTC (17 hours)`."""
    at_once = sum(readers for at, readers in one.hours if at == one.slot.at)
    last = one.hours[-1][0]
    told = f"readers at their own hours: {at_once:,} at once"
    if last == one.slot.at:
        return told
    return f"{told}, the last at {last:%a %H:%M} UTC ({len(one.hours)} cohorts)"


def as_told(one: Coming) -> dict[str, Any]:
    """The same with stable keys."""
    return {
        "digest": one.digest.slug,
        "slot": one.slot.label,
        "local": one.local.isoformat(),
        "utc": one.slot.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "zone": one.digest.zone,
        "dst": one.dst or None,
        "skipped": one.slot.skipped or None,
        "hours": [{"at": at, "readers": readers} for at, readers in one.hours],
    }
