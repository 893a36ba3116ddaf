"""`digest subscribers …`: the group, and what stands on the lists."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

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


class By(StrEnum):
    """What readers are counted by."""

    LIST = "list"
    DOMAIN = "domain"
    GROWTH = "growth"


@subscribers.command()
def stats(
    by: Annotated[
        By, typer.Option(help="list: by standing; domain: the largest; growth: day by day.")
    ] = By.LIST,
    list_: Annotated[str, typer.Option("--list", metavar="LIST", help="Only this list.")] = "",
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a row.")] = False,
) -> int:
    """How many readers there are: of each list by standing, by domain, or how they came and went.

    Examples:

      digest subscribers stats

      digest subscribers stats --by domain --list morning

      digest subscribers stats --by growth --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, say

    slug, house = slug_of(list_) if list_ else "", open_house()
    from digest.store import subscribers as store

    if by is By.LIST:
        rows = [{"list": name, **counts} for name, counts in store.standings(slug).items()]
    elif by is By.DOMAIN:
        rows = store.domains(slug)
    else:
        rows = store.growth(slug, house.clock())
    if json:
        as_lines(rows)
        return 0
    for row in rows:
        say(_line(row))
    if not rows:
        say("nobody yet; bring readers in with: digest subscribers import FILE --list NAME")
    return 0


def _line(row: dict[str, Any]) -> str:
    """The row's name, and its numbers but for the noughts."""
    from digest.cli.answer import clean, number

    name, *counts = row.items()
    told = ", ".join(f"{number(n)} {_one_of(word, n)}" for word, n in counts if n)
    return clean(f"{name[1]!s:<24} {told or 'nobody yet'}")


def _one_of(word: str, n: int) -> str:
    return word.removesuffix("s") if n == 1 else word.replace("_", " ")
