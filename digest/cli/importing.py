"""`digest subscribers import`: readers in from a file, or what would come of it, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.import_told import Told, one_line, tell, tell_json
from digest.cli.subscribers import slug_of, subscribers
from digest.model.errors import UsageError

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.model.attribute import Declared
    from digest.rules.roster import Reader, Refused
    from digest.settings import Settings
    from digest.store.importing import Terms
    from digest.store.signups import Asking


@subscribers.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, JSON lines; gzip, or a zip of one.")
    ],
    list_: Annotated[str, typer.Option("--list", metavar="LIST", help="The list they join.")],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Tell what would come of it, row by row; nothing is kept."),
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEANING=HEADER",
            help="A meaning: email, name, first, last, language, zone, state, or an attribute.",
        ),
    ] = None,
    pending: Annotated[
        bool,
        typer.Option("--pending", help="Ask each by mail first; who says yes there is confirmed."),
    ] = False,
    digest: Annotated[
        str, typer.Option(help="With --pending: the digest that asks; default the list's own.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="Default: found out from the file.")] = "",
    json: Annotated[
        bool,
        typer.Option(
            "--json", help="One JSON object; with --dry-run a line for each row, the object last."
        ),
    ] = False,
) -> int:
    """Bring readers in from a file that you have their consent for.

    They are confirmed on the list, with consent from this file by its hash.  Who left the list or
    is suppressed is left in peace.  Run it again after a crash, or twice: nobody comes in twice.
    Ends with 6 when a row was refused, 1 when all were.

    Examples:

      digest subscribers import readers.csv --list morning --dry-run

      digest subscribers import readers.csv.gz --list morning

      digest subscribers import fair.csv --list morning --pending

      digest subscribers import export.csv --list morning --column email=Adresse --column city=Ort
    """
    from digest import roster
    from digest.bootstrap import open_house

    slug, found = slug_of(list_), roster.look_through(file, encoding)
    house = open_house()
    from digest.store.importing import Terms

    declared = house.settings.attributes
    asking = _asking(house.settings, slug, digest, found.digest) if pending else None
    terms = Terms(slug, found.source, house.address_key(), house.clock(), asking=asking)
    told = Told(line=one_line if json and dry_run else None)
    rows = roster.readers(found, _asked(column or [], declared), told.heed, declared)
    _bring_in(told, rows, terms, total=found.rows, dry_run=dry_run, quiet=json)
    answer = tell_json if json else tell
    answer(told, file, slug, dry_run)
    if asking and not dry_run:
        _serve(house, quiet=json)
    if told.refused_n:
        return 6 if told.found else 1
    return 0


def _asking(settings: Settings, slug: str, digest: str, mark: str) -> Asking:
    """On whose behalf readers are asked: the digest that is named, or the one that has the list."""
    from digest.store.signups import Asking

    if digest:
        return Asking(settings.digest(digest).slug, slug, mark)
    known = [one.slug for one in settings.digests.values() if slug in one.lists]
    if len(known) == 1:
        return Asking(known[0], slug, mark)
    why = f"{', '.join(known)} send to it" if known else "no digest sends to it"
    raise UsageError(f"who asks the readers of list {slug}? {why}; name one with --digest NAME")


def _serve(house: House, *, quiet: bool) -> None:
    """Where no worker waits for them, the questions go out here and now."""
    from digest.cli.answer import note, number

    if house.settings.redis_url:
        return
    from digest.serving import serve_due

    tried = serve_due()
    if tried and not quiet:
        note(
            f"{number(tried)} service mails were brought to the post; digest notice list tells of them"
        )


def _asked(words: Sequence[str], declared: Declared) -> dict[str, str]:
    from digest.rules.roster import Role

    meanings = [*(role.value for role in Role), *declared]
    asked: dict[str, str] = {}
    for word in words:
        meaning, equals, header = word.partition("=")
        if not equals or meaning not in meanings:
            raise UsageError(
                f"--column {word!r} is not MEANING=HEADER; a meaning is: {', '.join(meanings)} "
                "(attributes are declared in digest.toml)"
            )
        asked[meaning] = header
    return asked


def _bring_in(
    told: Told,
    rows: Iterable[Reader | Refused],
    terms: Terms,
    *,
    total: int,
    dry_run: bool,
    quiet: bool,
) -> None:
    from digest.store import importing, rehearsing

    with _bar(total, quiet=quiet) as advance:
        if dry_run:
            for chunk in rehearsing.rehearse(told.taken(rows), terms):
                told.found += chunk.counts
                told.rehearsed(chunk.rows)
                advance(told.found.total() + told.refused_n)
            return
        for counts in importing.bring_in(told.taken(rows), terms):
            told.found += counts
            advance(told.found.total() + told.refused_n)


@contextmanager
def _bar(total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("  readers"),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=quiet or not Console(stderr=True).is_terminal,
    )
    with bar:
        task = bar.add_task("", total=total, rate="")

        def advance(done: int) -> None:
            rate = f"{bar.tasks[0].speed or 0:,.0f} a second"
            bar.update(task, completed=done, rate=rate)

        yield advance
