"""`digest source`: configured sources with their health, and what digest sees in them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app

if TYPE_CHECKING:
    from digest.model.source import Reading, Source, SourceState
    from digest.model.story import Story
    from digest.settings import Settings

group = typer.Typer(
    help="Sources: their health, and what digest sees in them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(group, name="source")

Which = Annotated[
    str, typer.Argument(metavar="[DIGEST]", help="Only sources of this digest.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="JSON lines, one a source.")]
SHOWN = 3
"""Stories shown of a source, in words."""


@group.command("list")
def list_sources(digest: Which = "", json: Json = False) -> int:
    """Every configured source with its health: last success, failures, what it waits for.

    Examples:

      digest source list

      digest source list morning --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    house = open_house()
    # Models can be imported once Django is set up, not before.
    from digest.store import news

    found = configured(house.settings, digest)
    states = news.states([source.slug for source, _ in found])
    now = house.clock()
    lines = [_listed(source, used, states[source.slug], now) for source, used in found]
    if json:
        as_lines(lines)
        return 0
    wide = max((len(line["source"]) for line in lines), default=0)
    for line in lines:
        say(f"{line['source']:<{wide}}  {line['kind']:<9} {clean(line['words'])}")
        say(f"{'':<{wide}}  {line['role']:<9} {clean(line['url'])}  ({', '.join(line['digests'])})")
    return 0


def configured(settings: Settings, digest: str = "") -> list[tuple[Source, list[str]]]:
    """Each source once, with the digests that read it."""
    wanted = [settings.digest(digest)] if digest else settings.digests.values()
    sources = {source.slug: source for one in wanted for source in one.sources}
    return [
        (source, [d.slug for d in settings.digests.values() if d.source(source.slug)])
        for source in sources.values()
    ]


def _listed(
    source: Source, used: Sequence[str], state: SourceState, now: datetime
) -> dict[str, Any]:
    health, words = health_of(state, now)
    return {
        "source": source.slug,
        "label": source.label,
        "kind": source.kind,
        "role": source.role,
        "url": source.url,
        "sample": source.sample,
        "digests": list(used),
        "health": health,
        "words": words,
        "checked_at": state.checked_at,
        "succeeded_at": state.succeeded_at,
        "failures": state.failures,
        "error": state.error,
        "not_before": state.not_before,
        "gone": state.gone,
        "moved_to": state.moved_to,
    }


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


@group.command()
def check(
    digest: Which = "",
    only: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source.", show_default=False)
    ] = None,
    json: Json = False,
) -> int:
    """Fetch the sources now, keep nothing, and show what digest sees in them.

    Ends with 6 when a source failed, 1 when all did.

    Examples:

      digest source check morning

      digest source check morning --source courier --json
    """
    from digest.bootstrap import House
    from digest.cli.answer import as_lines
    from digest.settings import current

    house = House(current())
    sources = _chosen(configured(house.settings, digest), only or ())
    answers = _read(house, sources)
    seen = [_seen(source, answers[source.slug]) for source in sources]
    as_lines(seen) if json else _tell(seen)
    failed = sum(1 for one in seen if one["status"] == "failed")
    return (1 if failed == len(seen) else 6) if failed else 0


@group.command()
def forget(name: Annotated[str, typer.Argument(metavar="NAME", help="The source.")]) -> int:
    """Ask a source as for the first time: no marks, no wait, no remembered new address.

    Its stories stay.

    Examples:

      digest source forget courier
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    (source,) = _chosen(configured(house.settings), [name])
    # Models can be imported once Django is set up, not before.
    from digest.store import news

    known = news.forget(source.slug)
    say(f"{source.slug}: forgotten, asked afresh next time" if known else f"{source.slug}: new")
    return 0


def _chosen(found: Iterable[tuple[Source, list[str]]], only: Sequence[str]) -> list[Source]:
    from digest.model.errors import UsageError

    sources = {source.slug: source for source, _ in found}
    for slug in only:
        if slug not in sources:
            raise UsageError(f"there is no source {slug!r}; configured: {', '.join(sources)}")
    return [source for slug, source in sources.items() if not only or slug in only]


def _read(house: Any, sources: Sequence[Source]) -> Mapping[str, Reading]:
    """Asked as for the first time: without marks nothing can answer "not modified"."""
    from digest.model.source import SourceState

    with house.newsstand(sources) as newsstand:
        return dict(newsstand.read([(source, SourceState(source.slug)) for source in sources]))


def _seen(source: Source, reading: Reading) -> dict[str, Any]:
    from digest.cli.remedies import for_failure, for_reading
    from digest.model.source import Read, ReadFailed

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


def _tell(seen: Sequence[dict[str, Any]]) -> None:
    from digest.cli.answer import clean, counted, say

    for one in seen:
        if one["status"] == "failed":
            say(f"{one['source']}: FAILED, {clean(one['error'])}")
            say(f"    what to do: {one['advice'].replace('NAME', one['source'])}")
            continue
        size = f"{one['bytes'] / 1000:,.0f} kB in {one['seconds']:.2f} s"
        say(
            f"{one['source']}: {counted(one['found'], 'story', 'stories')}, {one['dated']} dated, {size}"
        )
        for remark in one["notes"]:
            say(f"    {clean(remark)}")
        if one["advice"]:
            say(f"    what to do: {clean(one['advice'])}")
        for story in one["stories"][:SHOWN]:
            say(f"    {_when(story)}  {clean(story['title'])}")
        if one["found"] > SHOWN:
            say(f"    … and {one['found'] - SHOWN} more (--json shows them)")


def _when(story: Mapping[str, Any]) -> str:
    moment = story["published"]
    if moment is None:
        return f"{'undated':<16}"
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment!s:<16}"
