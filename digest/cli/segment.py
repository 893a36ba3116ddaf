"""`digest segment add|list|show|count|remove`: filters over readers, kept by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app
from digest.model.errors import UsageError

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.model.audience import Segment

segment = typer.Typer(
    no_args_is_help=True, help="Segments: filters over readers, to narrow a send with."
)
app.add_typer(segment, name="segment")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The segment's name.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@segment.command()
def add(
    name: Name,
    filter_: Annotated[
        str,
        typer.Argument(metavar="FILTER", help="What holds for its readers, in quotation marks."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count whom it holds for; keep nothing.")
    ] = False,
    json: Json = False,
) -> int:
    """Keep a filter under a name; it says how many readers it holds for.

    A test is `city = Riverton`, `age >= 30`, `plan in (free, paid)`, `name contains "de la"`,
    `born before 2000-01-01`, `phone is known`, `on(morning)`, `on(morning, paused)`,
    `subscribed within 30 days`, `delivered since 2026-01-01`; tests are joined by `and`, `or`,
    `not` and brackets.  Names are the attributes of digest.toml, and email, domain, name, language,
    zone.  docs/subscribers.md tells all.

    Examples:

      digest segment add riverton "city = Riverton and language = en"

      digest segment add quiet "not delivered within 90 days" --dry-run
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, number, say
    from digest.cli.who import who

    slug, house = _slug(name), open_house()
    made, warnings = _checked(slug, filter_, house)
    from digest.store import segments

    readers = segments.count(made, house.clock())
    if not dry_run and not segments.keep(made, actor=who(), now=house.clock()):
        raise UsageError(f"there is a segment {slug} already; digest segment remove {slug} first")
    if json:
        as_json({"segment": slug, "filter": made.text, "readers": readers, "kept": not dry_run})
    else:
        say(f"{slug}: {number(readers)} readers{' (not kept)' if dry_run else ''}")
    _note(warnings)
    return 0


def _slug(name: str) -> str:
    from digest.settings import checks

    try:
        return checks.slug(name)
    except ValueError:
        raise UsageError(f"{name!r} is no segment's name; allowed: {checks.SLUG}") from None


def _checked(slug: str, text: str, house: House) -> tuple[Segment, list[str]]:
    """The segment, and lists that it names and that are not there."""
    from digest.model.audience import Segment
    from digest.rules import filters
    from digest.rules.filter_tokens import BadFilter
    from digest.store.lists import slugs

    try:
        found = filters.parse(text, house.settings.attributes)
    except BadFilter as error:
        raise UsageError(f"{error}\n  {text}\n  {' ' * (error.at - 1)}^") from None
    there = slugs()
    missing = [one for one in filters.lists_of(found) if one not in there]
    return Segment(slug, text, filters.kinds_of(found)), missing


def _note(missing: list[str]) -> None:
    from digest.cli.answer import note

    for one in missing:
        note(f"there is no list {one} yet: nobody is on it")


@segment.command("list")
def list_(
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a segment.")] = False,
) -> int:
    """All segments with their filters.

    Examples:

      digest segment list
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    open_house()
    from digest.store import segments

    found = segments.everyone()
    if json:
        as_lines(_row(row) for row in found)
        return 0
    for row in found:
        say(clean(f"{row['slug']:<24} {row['text']}"))
    if not found:
        say("no segment yet; make one with: digest segment add NAME FILTER")
    return 0


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "segment": row["slug"],
        "filter": row["text"],
        "by": row["actor"],
        "at": row["created_at"],
    }


@segment.command()
def show(name: Name, json: Json = False) -> int:
    """A segment's filter, what it asks for, and how many readers it holds for now.

    Examples:

      digest segment show riverton
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, clean, number, say

    house = open_house()
    from digest.store import segments

    found = _found(name)
    readers = segments.count(found, house.clock())
    if json:
        told = {"segment": found.slug, "filter": found.text}
        as_json({**told, "attributes": found.kinds, "readers": readers})
        return 0
    say(clean(f"{found.slug}: {found.text}"))
    for attribute, kind in found.kinds.items():
        say(f"  {attribute} is {kind}")
    say(f"  {number(readers)} readers")
    return 0


def _found(name: str) -> Segment:
    from digest.store import segments

    found = segments.named(name)
    if found is None:
        raise UsageError("a segment needs a name")
    return found


@segment.command()
def count(
    name: Name,
    list_: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="LIST", help="Whom a send to these lists would reach."),
    ] = None,
    json: Json = False,
) -> int:
    """How many readers the filter holds for; with --list, whom a send would reach.

    Examples:

      digest segment count riverton

      digest segment count riverton --list morning
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, number, say
    from digest.model.audience import Audience

    house = open_house()
    from digest.store import audience, segments

    found = _found(name)
    if not list_:
        readers = segments.count(found, house.clock())
        told: dict[str, Any] = {"segment": found.slug, "readers": readers}
        as_json(told) if json else say(f"{found.slug}: {number(readers)} readers")
        return 0
    wanted = Audience(tuple(list_), segment=found)
    if missing := audience.unknown(wanted)[0]:
        raise UsageError(f"there is no list {', '.join(missing)}; digest list list names them")
    reached = audience.count(wanted, now=house.clock())
    told = {"segment": found.slug, "lists": list_, "audience": reached.audience}
    told |= {"readers": reached.readers, "excluded": reached.excluded}
    if json:
        as_json(told)
        return 0
    say(f"{found.slug} on {', '.join(list_)}: {number(reached.readers)} would get it")
    for reason, n in sorted(reached.excluded.items()):
        say(f"  {number(n):>9}  left out: {reason}")
    return 0


@segment.command()
def remove(name: Name) -> int:
    """Forget a segment.  Issues that were made with it keep the filter they had.

    Examples:

      digest segment remove riverton
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.cli.who import who

    house = open_house()
    from digest.store import segments

    if not segments.remove(name, actor=who(), now=house.clock()):
        raise UsageError(f"there is no segment {name!r}; digest segment list names them")
    say(f"{name} is gone")
    return 0
