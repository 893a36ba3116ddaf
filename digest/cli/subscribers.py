"""`digest subscribers …`: readers in from a file, and what stands on the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app
from digest.model.errors import UsageError

if TYPE_CHECKING:
    from digest.rules.roster import Columns, Reader, Refused, Role
    from digest.store.importing import Terms

subscribers = typer.Typer(no_args_is_help=True, help="Readers: bring them in, see how they stand.")
app.add_typer(subscribers, name="subscribers")

SHOWN = 20
"""So many refused rows are printed; JSON names up to KEPT, and counts them all."""
KEPT = 1000


@dataclass
class _Told:
    """What an import tells in the end."""

    found: Counter[Any] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    refused_n: int = 0
    unused: tuple[str, ...] = ()

    def heed(self, columns: Columns) -> None:
        self.unused = columns.unused

    def taken(self, rows: Iterable[Reader | Refused]) -> Iterator[Reader]:
        """The readers among the rows; what is refused is noted."""
        from digest.rules.roster import Reader

        for row in rows:
            if isinstance(row, Reader):
                yield row
                continue
            self.refused_n += 1
            if len(self.refused) < KEPT:
                self.refused.append(row)


@subscribers.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, TSV, gzip, or a zip of one.")],
    list_: Annotated[str, typer.Option("--list", metavar="LIST", help="The list they join.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would come of it; nothing is kept.")
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(help="MEANING=HEADER: email, name, first, last, language, zone or state."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Default: found out from the file.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Bring readers in from a file that you have their consent for.

    They are confirmed on the list, with consent from this file by its hash.  Who left the list or
    is suppressed is left in peace.  Run it again after a crash, or twice: nobody comes in twice.
    Ends with 6 when a row was refused, 1 when all were.

    Examples:

      digest subscribers import readers.csv --list morning --dry-run

      digest subscribers import readers.csv.gz --list morning

      digest subscribers import export.csv --list morning --column email=Adresse
    """
    from digest import roster
    from digest.bootstrap import open_house

    slug, asked = slug_of(list_), _asked(column or [])
    found = roster.look_through(file, encoding)
    house = open_house()
    from digest.store.importing import Terms

    terms = Terms(slug, found.source, house.address_key(), house.clock())
    told = _Told()
    rows = roster.readers(found, asked, told.heed)
    _bring_in(told, rows, terms, total=found.rows, write=not dry_run, quiet=json)
    _as_json(told, file, slug, dry_run) if json else _say(told, file, slug, dry_run)
    if told.refused_n:
        return 6 if told.found else 1
    return 0


def slug_of(word: str) -> str:
    """A list's name as somebody typed it."""
    from digest.settings import checks

    try:
        return checks.slug(word)
    except ValueError:
        raise UsageError(f"--list {word!r} is no list's name; allowed: {checks.SLUG}") from None


def _asked(words: Sequence[str]) -> dict[Role, str]:
    from digest.rules.roster import Role

    asked = {}
    for word in words:
        meaning, equals, header = word.partition("=")
        if not equals or meaning not in {role.value for role in Role}:
            allowed = ", ".join(role.value for role in Role)
            raise UsageError(f"--column {word!r} is not MEANING=HEADER; a meaning is: {allowed}")
        asked[Role(meaning)] = header
    return asked


def _bring_in(
    told: _Told,
    rows: Iterable[Reader | Refused],
    terms: Terms,
    *,
    total: int,
    write: bool,
    quiet: bool,
) -> None:
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from digest.store import importing

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
        for counts in importing.bring_in(told.taken(rows), terms, write=write):
            told.found += counts
            rate = f"{bar.tasks[0].speed or 0:,.0f} a second"
            bar.update(task, completed=told.found.total() + told.refused_n, rate=rate)


def _as_json(told: _Told, file: Path, slug: str, dry_run: bool) -> None:
    from digest.cli.answer import as_json
    from digest.store.importing import Found

    as_json(
        {
            "file": file,
            "list": slug,
            "dry_run": dry_run,
            **{kind.value: told.found[kind] for kind in Found},
            "refused": told.refused_n,
            "refused_rows": told.refused,
            "columns_not_read": told.unused,
        }
    )


def _say(told: _Told, file: Path, slug: str, dry_run: bool) -> None:
    from digest.cli.answer import clean, note, number, say
    from digest.store.importing import FOUND_WORDS

    would = ": a rehearsal, nothing is kept" if dry_run else ""
    say(f"{file} into list {slug}{would}")
    for kind, words in FOUND_WORDS.items():
        if told.found[kind]:
            say(f"  {number(told.found[kind]):>9}  {words}")
    if told.refused_n:
        say(f"  {number(told.refused_n):>9}  refused")
    if told.unused:
        say(f"  columns that are not read: {clean(', '.join(told.unused))}")
    for row in told.refused[:SHOWN]:
        note(f"  line {row.line}: {clean(row.found)}: {row.reason}")
    if told.refused_n > SHOWN:
        note(f"  … and {number(told.refused_n - SHOWN)} more (--json names {KEPT:,})")


@subscribers.command()
def stats(
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a list.")] = False,
) -> int:
    """How many readers each list has, by their standing.

    Examples:

      digest subscribers stats
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, number, say

    open_house()
    from digest.store.subscribers import standings

    found = standings()
    if json:
        as_lines({"list": slug, **counts} for slug, counts in found.items())
        return 0
    for slug, counts in found.items():
        told = ", ".join(f"{number(n)} {state}" for state, n in counts.items() if n)
        say(f"{slug:<24} {told or 'nobody yet'}")
    if not found:
        say("no list yet; make one with: digest subscribers import FILE --list NAME")
    return 0
