"""`digest freeze` and `digest thaw`: the kill switch."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.program import app

Which = Annotated[str, typer.Argument(help="One digest; without it, everything.")]


@app.command()
def freeze(
    digest: Which = "",
    reason: Annotated[str, typer.Option(help="Why, for whoever finds it.")] = "",
) -> int:
    """Nothing more leaves: the workers ask before every step.

    Examples:

      digest freeze

      digest freeze morning --reason "wrong lead picture"
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import house as book

    if digest:
        house.settings.digest(digest)
    fresh = book.freeze(digest, actor="command line", reason=reason, now=house.clock())
    say(f"{digest or 'everything'} is frozen" + ("" if fresh else " already"))
    return 0


@app.command()
def thaw(digest: Which = "") -> int:
    """Let it leave again.

    Examples:

      digest thaw

      digest thaw morning
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import house as book

    gone = book.thaw(digest, actor="command line", now=house.clock())
    say(f"{digest or 'everything'} " + ("may leave again" if gone else "was not frozen"))
    return 0
