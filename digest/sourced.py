"""Sources as they are configured, how each stands, and what digest sees in one when it is asked now.

    configured   each source once, with the digests that read it
    health_of    gone, waiting, failing, well or new, and the same in words
    read         asked as for the first time, by the guarded fetch; nothing is kept
    seen         an answer with stable keys, and what could be done about it

Used by the command and by the console.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from digest.bootstrap import House
from digest.model.source import Read, ReadFailed, Reading, Source, SourceState
from digest.model.story import Story
from digest.rules.remedies import for_failure, for_reading
from digest.settings import Settings


def configured(settings: Settings, digest: str = "") -> list[tuple[Source, list[str]]]:
    """Each source once, with the digests that read it."""
    wanted = [settings.digest(digest)] if digest else settings.digests.values()
    sources = {source.slug: source for one in wanted for source in one.sources}
    return [
        (source, [d.slug for d in settings.digests.values() if d.source(source.slug)])
        for source in sources.values()
    ]


def health_of(state: SourceState, now: datetime) -> tuple[str, str]:
    """gone, waiting, failing, well or new; and the same in words."""
    last = f"last read {_minute(state.succeeded_at)}" if state.succeeded_at else "never read"
    if state.gone:
        return "gone", f"GONE, {last}: {state.error or 'the server says so'}"
    if state.not_before and state.not_before > now:
        return "waiting", f"waits until {_minute(state.not_before)}, {last}: {state.error}"
    if state.failures:
        times = f"{state.failures} time{'' if state.failures == 1 else 's'}"
        return "failing", f"FAILED {times}, {last}: {state.error}"
    if state.succeeded_at:
        moved = f"; moved to {state.moved_to}" if state.moved_to else ""
        return "well", f"well, {last}{moved}"
    return "new", "not asked yet"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def read(house: House, sources: Sequence[Source]) -> Mapping[str, Reading]:
    """Asked as for the first time: without marks nothing can answer "not modified"."""
    with house.newsstand(sources) as newsstand:
        return dict(newsstand.read([(source, SourceState(source.slug)) for source in sources]))


def seen(source: Source, reading: Reading) -> dict[str, Any]:
    """What digest sees in it, with stable keys; `advice` is empty where nothing could be better."""
    base = {"source": source.slug, "kind": source.kind, "url": source.url}
    if isinstance(reading, ReadFailed):
        return base | {
            "status": "failed",
            "error": reading.reason,
            "permanent": reading.permanent,
            "seconds": round(reading.seconds, 3),
            "advice": for_failure(reading.reason, permanent=reading.permanent),
        }
    assert isinstance(reading, Read)
    dated = sum(1 for story in reading.stories if story.published is not None)
    return base | {
        "status": "read",
        "found": len(reading.stories),
        "dated": dated,
        "advice": for_reading(len(reading.stories), dated, reading.moved_to),
        "bytes": reading.bytes,
        "seconds": round(reading.seconds, 3),
        "moved_to": reading.moved_to,
        "notes": list(reading.notes),
        "stories": [_story(story) for story in reading.stories],
    }


def _story(story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "url": story.url or None,
        "published": story.published,
        "published_source": story.dated_by,
        "section": story.section or None,
        "language": story.language or None,
        "role": story.role,
    }
