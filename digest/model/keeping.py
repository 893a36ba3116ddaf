"""How long what only grows is kept: a span for each kind of rows, None = always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

ALWAYS = None
"""Never taken out by time."""
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What goes when it is older than that.

    REPORTS: bodies of a provider's reports, as they came.  EVENTS: what they said, reader by reader.
    SERVICE_MAILS: settled ones.  STORIES: those that no issue printed and no page shows any more.
    SLOTS: occurrences that were skipped.  ALARMS: those that are over.  AUDIT: who did what.
    """

    reports: timedelta | None = timedelta(days=30)
    events: timedelta | None = 2 * _YEAR
    service_mails: timedelta | None = _YEAR
    stories: timedelta | None = timedelta(days=90)
    slots: timedelta | None = _YEAR
    alarms: timedelta | None = _YEAR
    audit: timedelta | None = ALWAYS

    def before(self, now: datetime) -> Iterator[tuple[str, datetime]]:
        """Each kind with the instant before which its rows go; those kept always are not in it."""
        for field in fields(self):
            span = getattr(self, field.name)
            if span is not None:
                yield field.name, now - span
