"""What comes next of a newsletter: when, how far it is, with how many stories, for how many readers.

    slot of the schedule | its stage, if it was begun | stories on the table | readers, beside the usual

How many readers there are is counted once a minute: with a million of them it is worth a glance,
not a wait at every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import mark_safe

from digest.coming import Coming, coming
from digest.model.plan import Digest
from digest.rules.occurrences import Shift
from digest.store import approval, figures, news, occurrences
from digest.web.console import words

KEPT = timedelta(minutes=1)
FAR_OFF = (0.5, 1.5)
"""Times the usual audience, below and above which somebody should look."""
_counted: dict[tuple[str, ...], tuple[datetime, int]] = {}


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next issue of a digest.  `local` is in the digest's zone; no schedule, no `at`."""

    at: datetime | None
    local: datetime | None
    zone: str
    countdown: str
    stage: str
    note: str
    stories: int
    minimum: int
    readers: int
    counted_at: datetime
    usual: int | None

    @property
    def thin(self) -> bool:
        """Fewer stories on the table than an issue needs."""
        return self.stories < self.minimum

    @property
    def unusual(self) -> bool:
        """Readers far from their usual number."""
        low, high = FAR_OFF
        return bool(self.usual) and not low * self.usual <= self.readers <= high * self.usual  # type: ignore[operator]


def ahead(digest: Digest, now: datetime) -> Ahead:
    """What is to be said of a digest before its next issue."""
    slot = next(iter(coming(digest, now, 1)), None)
    at, readers = readers_of(digest.lists, now)
    stage, note = _standing(digest, slot)
    sources = [source.slug for source in digest.sources]
    return Ahead(
        at=slot.slot.at if slot else None,
        local=slot.local if slot else None,
        zone=digest.zone,
        countdown=words.ahead(slot.slot.at - now) if slot else "",
        stage=stage,
        note=note,
        stories=news.on_the_table(sources, now - digest.choosing.look_back),
        minimum=digest.choosing.minimum,
        readers=readers,
        counted_at=at,
        usual=approval.usual(digest.slug),
    )


def _standing(digest: Digest, slot: Coming | None) -> tuple[str, str]:
    """How far the slot is, in words, and what is to be noted about it."""
    if slot is None:
        return "", ""
    begun = [one for one in occurrences.latest(digest.slug, 3) if one.slot == slot.slot.label]
    stage = words.say(f"slot.{begun[0].state}") if begun else ""
    notes: list[str] = (
        [words.say("today.left_out", why=slot.slot.skipped)] if slot.slot.skipped else []
    )
    notes += [summer_time(slot), *(words.foreign(one.reason) for one in begun)]
    return stage, mark_safe(words.say("list.and").join(note for note in notes if note))  # noqa: S308 - each is escaped


def summer_time(one: Coming) -> str:
    """What summer time does to it; '' where it does nothing."""
    if one.slot.shift is not Shift.NONE:
        return words.say(f"dst.{one.slot.shift}", wall=one.slot.label[11:])
    offset = one.local.utcoffset()
    if one.before is None or offset is None or offset == one.before:
        return ""
    return words.say("dst.forward" if offset > one.before else "dst.back")


def readers_of(lists: tuple[str, ...], now: datetime) -> tuple[datetime, int]:
    """Confirmed readers of these lists, and when they were counted."""
    known = _counted.get(lists)
    if known is None or not now - KEPT < known[0] <= now:
        known = _counted[lists] = (now, figures.confirmed(lists))
    return known
