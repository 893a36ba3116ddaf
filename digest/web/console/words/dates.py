"""Days and times as the language of the request writes them.  A time carries its zone.

day      25 November 2026
moment   25 November 2026, 05:30 UTC | with seconds, with its weekday, the hour alone
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from babel import Locale, dates
from django.utils import translation

from digest.rules.layout_text import LRI, PDI, direction_of_language
from digest.web.words import FALLBACK, table_of

# Of the English patterns the newsroom's own, day before month, is British.
_PLACES = {"en": "en_GB"}
_DAYS = {"long": "long", "full": "full", "short": "medium"}


def language() -> str:
    """The language of the request: one of the four."""
    return table_of(translation.get_language() or FALLBACK)


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(_PLACES.get(tag, tag))


def day(when: date, form: str = "long") -> str:
    """`25 November 2026`; `full` has the weekday, `short` cuts the month."""
    return dates.format_date(when, _DAYS[form], locale=_locale(language()))


def moment(when: datetime, form: str = "long", zone: str = "") -> str:
    """A day and its time in UTC, or in the zone the instant is given in, with that zone's name.

    Forms: `long`, `full` (weekday), `short` (with seconds), `hour` and `second` (without the day).
    """
    local = when if zone else when.astimezone(UTC)
    seconds = form in ("short", "second")
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    hour = _apart(f"{clock} {zone or 'UTC'}")
    return hour if form in ("hour", "second") else f"{day(local, form)}{_comma()} {hour}"


def _comma() -> str:
    return "،" if language() == "ur" else ","


def _apart(text: str) -> str:
    """A time and its zone stay in one piece between words that run from the right."""
    rightwards = direction_of_language(language()) == "ltr"
    return text if rightwards else f"{LRI}{text}{PDI}"
