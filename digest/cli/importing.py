"""`digest subscribers import`: readers in from a file, or what would come of it, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.subscribers import slug_of, subscribers
from digest.model.errors import UsageError

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.model.attribute import Declared
    from digest.rules.roster import Columns, Reader, Refused
    from digest.settings import Settings
    from digest.store.importing import Row, Terms
    from digest.store.signups import Asking

SHOWN = 20
"""So many rows of a kind are printed; JSON lines tell every one of a rehearsal."""
KEPT = 1000
"""So many refused rows the one object of `--json` names; it counts them all."""


@dataclass
class _Told:
    """What an import tells in the end."""

    found: Counter[Any] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    refused_n: int = 0
    columns: Columns | None = None
    rows: dict[Any, list[Row]] = field(default_factory=dict)
    kept_away: int = 0
    line: Callable[[object], None] | None = None
    """Where each row of a rehearsal goes at once, if anywhere."""

    def heed(self, columns: Columns) -> None:
        self.columns = columns

    def taken(self, rows: Iterable[Reader | Refused]) -> Iterator[Reader]:
        """The readers among the rows; what is refused is noted."""
        from digest.rules.roster import Reader

        for row in rows:
            if isinstance(row, Reader):
                yield row
                continue
            self.refused_n += 1
            if self.line:
                self.line(_refused_json(row))
            elif len(self.refused) < KEPT:
                self.refused.append(row)

    def rehearsed(self, rows: Iterable[Row]) -> None:
        """Note what would become of these rows."""
        for row in rows:
            self.kept_away += row.kept_away
            if self.line:
                self.line(_row_json(row))
            elif len(shown := self.rows.setdefault(row.found, [])) < SHOWN:
                shown.append(row)


@subscribers.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, TSV, gzip, or a zip of one.")],
    list_: Annotated[str, typer.Option("--list", metavar="LIST", help="The list they join.")],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Tell what would come of it, row by row; nothing is kept."),
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="MEANING=HEADER: email, name, first, last, language, zone, state, or an attribute."
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
    told = _Told(line=_one_line if json and dry_run else None)
    rows = roster.readers(found, _asked(column or [], declared), told.heed, declared)
    _bring_in(told, rows, terms, total=found.rows, dry_run=dry_run, quiet=json)
    answer = _as_json if json else _say
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
    told: _Told,
    rows: Iterable[Reader | Refused],
    terms: Terms,
    *,
    total: int,
    dry_run: bool,
    quiet: bool,
) -> None:
    from digest.store import importing

    with _bar(total, quiet=quiet) as advance:
        if dry_run:
            for chunk in importing.rehearse(told.taken(rows), terms):
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


def _one_line(value: object) -> None:
    from digest.cli.answer import as_json

    as_json(value, indent=None)


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "line": row.line,
        "email": row.address,
        "found": row.found,
        "said": row.said,
        "standing": row.standing,
        "kept_away": row.kept_away,
        "changes": {name: list(pair) for name, pair in row.changes.items()},
        "reason": "",
    }


def _refused_json(row: Refused) -> dict[str, Any]:
    return {"line": row.line, "email": row.found, "found": "refused", "reason": row.reason}


def _as_json(told: _Told, file: Path, slug: str, dry_run: bool) -> None:
    from digest.cli.answer import as_json
    from digest.store.importing import Found

    totals: dict[str, Any] = {
        "file": file,
        "list": slug,
        "dry_run": dry_run,
        **{kind.value: told.found[kind] for kind in Found},
        "refused": told.refused_n,
        "columns_not_read": told.columns.unused if told.columns else (),
    }
    if dry_run:
        as_json({**totals, "kept_away": told.kept_away}, indent=None)
    else:
        as_json({**totals, "refused_rows": told.refused})


def _say(told: _Told, file: Path, slug: str, dry_run: bool) -> None:
    from digest.cli.answer import clean, number, say
    from digest.store.importing import FOUND_WORDS

    would = ": a rehearsal, nothing is kept" if dry_run else ""
    say(f"{file} into list {slug}{would}")
    for kind, words in FOUND_WORDS.items():
        if told.found[kind]:
            say(f"  {number(told.found[kind]):>9}  {words}")
            _say_rows(told.rows.get(kind, ()), told.found[kind])
    if told.kept_away:
        say(f"  {number(told.kept_away):>9}  would have been subscribed by the file alone")
    if told.refused_n:
        say(f"  {number(told.refused_n):>9}  refused")
    if told.columns and told.columns.unused:
        say(f"  columns that are not read: {clean(', '.join(told.columns.unused))}")
    _note_refused(told)


def _say_rows(rows: Sequence[Row], total: int) -> None:
    from digest.cli.answer import clean, number, say
    from digest.store.importing import Found

    if not rows or rows[0].found is Found.UNCHANGED:
        return
    for row in rows:
        say(clean(f"             line {row.line}: {row.address}{_difference(row.changes)}"))
    if total > len(rows):
        say(f"             … and {number(total - len(rows))} more (--json tells every row)")


def _difference(changes: Mapping[str, tuple[Any, Any]]) -> str:
    told = ", ".join(
        f"{name} {'' if then is None else then!r} -> {now!r}"
        for name, (then, now) in changes.items()
    )
    return f": {told}" if told else ""


def _note_refused(told: _Told) -> None:
    from digest.cli.answer import clean, note, number

    for row in told.refused[:SHOWN]:
        note(f"  line {row.line}: {clean(row.found)}: {clean(row.reason)}")
    if told.refused_n > SHOWN:
        note(f"  … and {number(told.refused_n - SHOWN)} more (--json names {KEPT:,})")
