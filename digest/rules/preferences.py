"""What a reader may choose of a digest, and whether what a form says can be meant.

Does not decide who gets an issue: that is `rules.wanting`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model.plan import Digest, SectionPlan
from digest.model.preferences import Preference, Profile

LONGEST_NAME = 100
LONGEST_PAUSE = timedelta(days=366)


def offered(digest: Digest, language: str) -> tuple[SectionPlan, ...]:
    """The sections that a reader of that language may leave out, in printed order."""
    return tuple(plan for plan in digest.sections if plan.choosable and _in(plan, language))


def fixed(digest: Digest, language: str) -> tuple[SectionPlan, ...]:
    """The sections that every reader of that language gets, in printed order."""
    return tuple(plan for plan in digest.sections if not plan.choosable and _in(plan, language))


def _in(plan: SectionPlan, language: str) -> bool:
    return not plan.languages or language in plan.languages


def fitting(wanted: Preference, digest: Digest, language: str, today: date) -> Preference:
    """The preference as it is kept: every section ticked means all, a pause that is over is none.

    Raises ValueError with words for a section that the digest does not offer, for a pause longer
    than a year, and for no section at all where none is fixed.
    """
    pause = wanted.paused_until
    if pause is not None and pause - today > LONGEST_PAUSE:
        raise ValueError(f"a pause until {pause} is longer than a year")
    return replace(
        wanted,
        sections=_fitting_sections(wanted.sections, digest, language),
        paused_until=pause if pause is not None and pause > today else None,
    )


def _fitting_sections(
    chosen: tuple[str, ...] | None, digest: Digest, language: str
) -> tuple[str, ...] | None:
    if chosen is None:
        return None
    known = {plan.slug for plan in digest.sections if plan.choosable}
    strange = sorted(set(chosen) - known)
    if strange:
        raise ValueError(f"{digest.slug} offers no section {', '.join(strange)}")
    if not chosen and not fixed(digest, language):
        raise ValueError("at least one section has to be chosen")
    every = {plan.slug for plan in offered(digest, language)}
    return None if every <= set(chosen) else chosen


def sound(profile: Profile) -> Profile:
    """The profile, fit for use.

    Raises ValueError with words for a zone or an hour that does not exist, and for a name that
    cannot stand on one line of a mail.
    """
    if profile.hour is not None and not 0 <= profile.hour <= 23:
        raise ValueError(f"hour {profile.hour}: allowed are 0 to 23")
    if profile.zone and not _is_zone(profile.zone):
        raise ValueError(f"zone {profile.zone!r} is not in the IANA database")
    if not is_a_line(profile.name):
        raise ValueError(f"a name is one line of at most {LONGEST_NAME} characters")
    return profile


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_a_line(name: str) -> bool:
    """No control, no line end, no lone surrogate, no direction override: it will stand in a mail."""
    if len(name) > LONGEST_NAME:
        return False
    return all(unicodedata.category(sign) not in _REFUSED for sign in name if sign not in _JOINERS)


_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Urdu and Persian names are written with the non-joiner, emoji with the joiner.
_JOINERS = frozenset("\u200c\u200d")
