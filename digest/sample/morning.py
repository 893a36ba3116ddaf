"""The newsroom as it looks at one hour: every story with its times, public link and guid.

Times count back from the full UTC hour of `now`, so that they are past and at most 24 hours old at
any minute of that hour, and so that all starts within the hour agree.  Does not render.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zlib import crc32
from zoneinfo import ZoneInfo

from digest.sample.content import Outlet, Story


@dataclass(frozen=True, slots=True)
class DatedStory:
    """A story with its times (in the outlet's zone) and its public names, which no time changes."""

    outlet: Outlet
    story: Story
    published: datetime
    modified: datetime | None

    @property
    def path(self) -> str:
        """The path of its page below the outlet's address."""
        return f"/{'editorials' if self.story.is_editorial else 'articles'}/{self.story.slug}"

    @property
    def url(self) -> str:
        """The public address of its page."""
        return self.outlet.url(self.path)

    @property
    def number(self) -> int:
        """The number the paper's own system would give it: of the slug alone."""
        return 1_000_000 + crc32(self.story.slug.encode()) % 9_000_000

    @property
    def picture_url(self) -> str | None:
        """The public address of its picture, or None."""
        picture = self.story.picture
        return self.outlet.url(f"/pictures/{picture.name}") if picture else None


@dataclass(frozen=True)
class Morning:
    """One outlet at one hour.  `hour` is aware, UTC, with no minutes."""

    outlet: Outlet
    hour: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone the outlet dates its stories in."""
        return ZoneInfo(self.outlet.zone)

    @cached_property
    def news(self) -> tuple[DatedStory, ...]:
        """In the order of the front page."""
        return tuple(self._dated(story) for story in self.outlet.news)

    @cached_property
    def editorials(self) -> tuple[DatedStory, ...]:
        """Today's in page order, then yesterday's."""
        return tuple(self._dated(story) for story in self.outlet.editorials)

    @cached_property
    def by_path(self) -> dict[str, DatedStory]:
        """Every story by the path of its page."""
        return {dated.path: dated for dated in (*self.news, *self.editorials)}

    def today(self) -> date:
        """The date at the outlet."""
        return self.hour.astimezone(self.zone).date()

    def _dated(self, story: Story) -> DatedStory:
        published = self._ago(story.hours) if story.hours is not None else self._midnight(story)
        modified = None if story.updated is None else max(published, self._ago(story.updated))
        return DatedStory(self.outlet, story, published, modified)

    def _ago(self, hours: float) -> datetime:
        return (self.hour - timedelta(hours=hours)).astimezone(self.zone)

    def _midnight(self, story: Story) -> datetime:
        """Editorials appear with the date: at 00:00 in the paper's zone."""
        day = self.today() - timedelta(days=story.day or 0)
        return datetime.combine(day, time(), self.zone)


def full_hour(now: datetime) -> datetime:
    """The full UTC hour of `now`; a naive time is refused with ValueError."""
    if now.tzinfo is None:
        raise ValueError(f"the sample newsroom needs a time with a zone, not {now.isoformat()}")
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
