"""`digest source`: configured sources with their health, and what digest sees in them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app

if TYPE_CHECKING:
    from digest.model.source import Source, SourceState

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
    from digest.sourced import configured
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


def _listed(
    source: Source, used: Sequence[str], state: SourceState, now: datetime
) -> dict[str, Any]:
    from digest.sourced import health_of

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
    from digest.sourced import configured, read, seen

    house = House(current())
    sources = _chosen(configured(house.settings, digest), only or ())
    answers = read(house, sources)
    told = [seen(source, answers[source.slug]) for source in sources]
    as_lines(told) if json else _tell(told)
    failed = sum(1 for one in told if one["status"] == "failed")
    return (1 if failed == len(told) else 6) if failed else 0


@group.command()
def add(
    digest: Annotated[str, typer.Argument(help="The digest that shall read it.")],
    url: Annotated[str, typer.Argument(help="The address of the feed, sitemap or front page.")],
    slug: Annotated[str, typer.Option(help="Its name in commands.")],
    kind: Annotated[str, typer.Option(help="feed, sitemap or frontpage.")] = "feed",
    name: Annotated[str, typer.Option(help="What readers see as the publisher.")] = "",
    json: Json = False,
) -> int:
    """Write a source into a digest's file; it is read from the next start on.

    Nothing is fetched: look first with digest inspect.

    Examples:

      digest source add morning https://www.example.org/feed.xml --slug example --name "The Example"
    """
    from digest.cli.answer import as_json, say
    from digest.settings import current
    from digest.sourcefile import Added, add_source

    file = add_source(current().config, digest, Added(slug, kind, url, name))
    if json:
        as_json({"digest": digest, "source": slug, "file": file})
    else:
        say(f"{slug} stands in {file}; it is read from the next start of digest on")
    return 0


@group.command()
def forget(name: Annotated[str, typer.Argument(metavar="NAME", help="The source.")]) -> int:
    """Ask a source as for the first time: no marks, no wait, no remembered new address.

    Its stories stay.

    Examples:

      digest source forget courier
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.sourced import configured

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
