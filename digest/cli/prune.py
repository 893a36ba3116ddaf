"""`digest prune`: what is older than it is kept for."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.program import app


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Delete rows that are older than `[keep]` of digest.toml says.

    The ticker does this once a day.  Issues, their ledger, consents and suppressions always stay.

    Examples:

      digest prune --dry-run

      digest prune --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.pruning import prune as take_out
    from digest.pruning import would_go

    house = open_house()
    gone = would_go(house) if dry_run else take_out(house)[0]
    if json:
        as_json({"gone": gone, "dry_run": dry_run})
        return 0
    for kind, rows in gone.items():
        say(f"{kind.replace('_', ' '):<14} {rows:>9,} {'would go' if dry_run else 'went'}")
    return 0
