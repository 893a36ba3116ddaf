"""What an import tells in the end: counts and rows, in words or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.rules.roster import Columns, Reader, Refused
    from digest.store.rehearsing import Row

SHOWN = 20
"""So many rows of a kind are printed; JSON lines tell every one of a rehearsal."""
KEPT = 1000
"""So many refused rows the one object of `--json` names; it counts them all."""


@dataclass
class Told:
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
        """Note what the columns mean."""
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


def one_line(value: object) -> None:
    """A row of a rehearsal, at once."""
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


def tell_json(told: Told, file: Path, slug: str, dry_run: bool) -> None:
    """One object; of a rehearsal the last line."""
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


def tell(told: Told, file: Path, slug: str, dry_run: bool) -> None:
    """Words for a person; what was refused goes to stderr."""
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


def _note_refused(told: Told) -> None:
    from digest.cli.answer import clean, note, number

    for row in told.refused[:SHOWN]:
        note(f"  line {row.line}: {clean(row.found)}: {clean(row.reason)}")
    if told.refused_n > SHOWN:
        note(f"  … and {number(told.refused_n - SHOWN)} more (--json names {KEPT:,})")
