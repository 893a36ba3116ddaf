"""`digest outbox`: what the local outbox holds, and as real mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.program import app

group = typer.Typer(help="The local outbox.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(group, name="outbox")


@group.command("list")
def list_letters(
    issue: Annotated[
        int | None, typer.Option("--issue", help="Only letters of this issue.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a letter.")] = False,
) -> int:
    """Every letter that the outbox took.

    Examples:

      digest outbox list --issue 1

      digest outbox list --json | wc -l
    """
    from digest.bootstrap import House, ready
    from digest.cli.answer import as_lines, clean, say

    outbox = House(ready()).outbox()
    if json:
        as_lines(
            {
                "issue": kept.issue,
                "batch": kept.batch,
                "position": kept.position,
                "subscriber": kept.subscriber,
                "to": kept.address,
                "name": kept.name,
            }
            for kept in outbox.kept(issue)
        )
        return 0
    for kept in outbox.kept(issue):
        say(f"issue {kept.issue}  batch {kept.batch}  {kept.address}  {clean(kept.name)}".rstrip())
    return 0


@group.command("export")
def export_letters(
    folder: Annotated[Path, typer.Argument(help="Where to write (for mbox: the file).")],
    form: Annotated[str, typer.Option("--format", help="eml | maildir | mbox")] = "eml",
    issue: Annotated[
        int | None, typer.Option("--issue", help="Only letters of this issue.")
    ] = None,
) -> int:
    """Write the letters as real mail, byte for byte as they would travel.

    Examples:

      digest outbox export --format eml letters

      digest outbox export --format mbox --issue 3 issue-3.mbox
    """
    from digest.bootstrap import House, ready
    from digest.cli.answer import counted, say
    from digest.letters import export

    count = export(House(ready()).outbox(), folder, form, issue=issue)
    say(f"{counted(count, 'letter')} in {folder}")
    return 0
