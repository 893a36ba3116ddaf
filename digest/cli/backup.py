"""`digest backup` and `digest restore`: all of the house in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.program import app

Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.", show_default=False)],
    json: Json = False,
) -> int:
    """Every row and every own copy of a picture, of one moment, in one file.  A send may go on.

    No secret is in it.  Keep DIGEST_SECRET_KEY (or the file secret_key in DIGEST_HOME) and the
    configuration beside it: without that key a backup cannot be restored.

    Examples:

      digest backup /backup/digest-$(date +%F).zip
    """
    from digest.backup import write
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, counted, say

    made = write(open_house(), file)
    if json:
        as_json({"file": file, **{name: getattr(made, name) for name in made.__slots__}})
        return 0
    rows = counted(sum(made.rows.values()), "row")
    say(f"{file}: {rows}, {counted(made.pictures, 'picture')}, {made.bytes / 1e6:.1f} MB")
    say("keep DIGEST_SECRET_KEY and the configuration beside it; they are not in it")
    return 0


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.", show_default=False)],
    erased: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="A further file `erased` of another machine's DIGEST_HOME."
        ),
    ] = None,
    json: Json = False,
) -> int:
    """A backup into an empty database.  The copy keeps still until `digest thaw`.

    What was under way at the backup is uncertain afterwards, since the original may have gone on;
    whoever was erased since is erased again (DIGEST_HOME/erased).

    Examples:

      DIGEST_HOME=new digest restore /backup/digest-2026-11-25.zip

      DATABASE_URL=postgresql://… digest restore /backup/digest-2026-11-25.zip
    """
    from digest.bootstrap import House, ready
    from digest.cli.answer import as_json
    from digest.cli.who import who
    from digest.restoring import restore as bring_back

    found = bring_back(House(ready()), file, erased or (), actor=who())
    if json:
        as_json(found)
    else:
        _say(found)
    return 0


def _say(found: object) -> None:
    from digest.cli.answer import counted, say
    from digest.restoring import Restored

    assert isinstance(found, Restored)
    passive = found.passive
    say(
        f"{counted(found.rows, 'row')} and {counted(found.pictures, 'picture')} of "
        f"{found.made_at:%Y-%m-%d %H:%M} UTC are back"
    )
    if passive.uncertain:
        say(f"  {counted(passive.uncertain, 'reader')} uncertain: digest issue reconcile ID")
    if passive.called_off or passive.slots:
        off = counted(passive.called_off, "issue")
        say(f"  {off} called off, {counted(passive.slots, 'slot')} of the schedule left out")
    if passive.notices:
        say(f"  {counted(passive.notices, 'service mail')} uncertain: digest notice list")
    if passive.uploads:
        say(f"  {counted(passive.uploads, 'file')} of readers called off: give them once more")
    if passive.erased:
        say(f"  {counted(passive.erased, 'reader')} erased again")
    say("everything is frozen: look at digest status, then digest thaw")
