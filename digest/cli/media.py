"""`digest media`: the house's own copies of pictures."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.program import app

group = typer.Typer(
    help="The house's own copies of pictures.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(group, name="media")


@group.callback()
def _media() -> None:
    """Makes `prune` a command of its own, also as long as it is the only one."""


@group.command("prune")
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Delete copies that no issue shows and that are older than a week.

    The ticker does this once a day.  Every picture of an issue in the archive stays.

    Examples:

      digest media prune --dry-run

      digest media prune --json
    """
    from digest.bootstrap import open_house
    from digest.clearing import clear_album
    from digest.cli.answer import as_json, counted, say

    made = clear_album(open_house(), rehearsed=dry_run)
    if json:
        as_json({"kept": made.kept, "gone": made.gone, "bytes": made.bytes, "dry_run": dry_run})
        return 0
    went = "would go" if dry_run else "went"
    pictures = counted(made.gone, "picture")
    say(f"{pictures} {went} ({made.bytes / 1e6:.1f} MB), {made.kept:,} stayed")
    return 0
