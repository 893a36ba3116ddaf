"""`digest subscribers …`: the group, and what stands on the lists."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.program import app
from digest.model.errors import UsageError

subscribers = typer.Typer(no_args_is_help=True, help="Readers: bring them in, see how they stand.")
app.add_typer(subscribers, name="subscribers")


def slug_of(word: str) -> str:
    """A list's name as somebody typed it."""
    from digest.settings import checks

    try:
        return checks.slug(word)
    except ValueError:
        raise UsageError(f"--list {word!r} is no list's name; allowed: {checks.SLUG}") from None


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
