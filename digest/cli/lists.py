"""`digest list add|list|show|rename|remove`: mailing lists, and how their readers stand."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from digest.cli.program import app
from digest.cli.subscribers import slug_of
from digest.model.errors import UsageError

list_ = typer.Typer(no_args_is_help=True, help="Mailing lists: what readers subscribe to.")
app.add_typer(list_, name="list")

Name = Annotated[str, typer.Argument(metavar="LIST", help="The list's name.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@list_.command()
def add(
    name: Name,
    title: Annotated[str, typer.Option(help="What readers know it as.")] = "",
    about: Annotated[str, typer.Option(help="What it is, in a sentence.")] = "",
    json: Json = False,
) -> int:
    """Make a list.  An import makes the list it names by itself.

    Examples:

      digest list add morning --title "The Morning Brief" --about "Weekdays before breakfast"
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.who import who

    slug, house = slug_of(name), open_house()
    from digest.store import lists

    if not lists.make(slug, title=title, about=about, actor=who(), now=house.clock()):
        raise UsageError(f"there is a list {slug} already; digest list show {slug}")
    as_json(_told(slug)) if json else say(f"{slug} is made; digest subscribers import fills it")
    return 0


def _told(slug: str) -> dict[str, Any]:
    from digest.store import lists

    found = lists.one(slug)
    if found is None:
        raise UsageError(f"there is no list {slug!r}; digest list list names them")
    return found


@list_.command("list")
def list_lists(
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a list.")] = False,
) -> int:
    """All lists with their titles and how many readers stand how.

    Examples:

      digest list list
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    open_house()
    from digest.store import lists

    found = lists.everyone()
    if json:
        as_lines(found)
        return 0
    for row in found:
        say(clean(f"{row['list']:<24} {row['title'] or '–'}: {_counted(row['readers'])}"))
    if not found:
        say("no list yet; make one with: digest list add NAME")
    return 0


def _counted(readers: dict[str, int]) -> str:
    from digest.cli.answer import number

    return ", ".join(f"{number(n)} {state}" for state, n in readers.items() if n) or "nobody yet"


@list_.command()
def show(name: Name, json: Json = False) -> int:
    """One list: title, description, readers by standing, and the digests that send to it.

    Examples:

      digest list show morning
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, clean, say

    house = open_house()
    digests = [d.slug for d in house.settings.digests.values() if name in d.lists]
    found = {**_told(name), "digests": digests}
    if json:
        as_json(found)
        return 0
    say(clean(f"{name}: {found['title'] or 'no title'}"))
    if found["about"]:
        say(clean(f"  {found['about']}"))
    say(f"  since {found['created_at']:%Y-%m-%d}; {_counted(found['readers'])}")
    say(f"  digests: {', '.join(digests) or 'none sends to it'}")
    return 0


@list_.command()
def rename(
    name: Name,
    title: Annotated[str | None, typer.Option(help="What readers know it as.")] = None,
    about: Annotated[str | None, typer.Option(help="What it is, in a sentence.")] = None,
    json: Json = False,
) -> int:
    """Give a list another title or description.

    Its name stays: digests, consents and links say it.

    Examples:

      digest list rename morning --title "The Morning Brief"
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.who import who

    if title is None and about is None:
        raise UsageError("give --title or --about")
    house = open_house()
    from digest.store import lists

    before = _told(name)
    changed = lists.describe(
        name,
        title=before["title"] if title is None else title,
        about=before["about"] if about is None else about,
        actor=who(),
        now=house.clock(),
    )
    if json:
        as_json(_told(name))
    else:
        say(f"{name} is described anew" if changed else f"{name} was so already")
    return 0


@list_.command()
def remove(name: Name) -> int:
    """Remove a list that nobody ever was on.

    Examples:

      digest list remove mornign
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.cli.who import who

    house = open_house()
    _told(name)
    from digest.store import lists

    if not lists.remove(name, actor=who(), now=house.clock()):
        raise UsageError(f"readers stand on {name}, with what they said; it cannot be removed")
    say(f"{name} is gone")
    return 0
