"""`digest webhooks`: other systems that are told what happens to issues."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from digest.cli.program import app

group = typer.Typer(
    help="Listeners of [webhooks.NAME] in digest.toml.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(group, name="webhooks")

Name = Annotated[str, typer.Argument(help="The listener's name in digest.toml.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]


@group.command("list")
def list_webhooks(json: Json = False) -> int:
    """All listeners, what they hear of, and how many events wait or were given up.

    Examples:

      digest webhooks list
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    house = open_house()
    from digest.store import announcing

    told = announcing.counts()
    rows: list[dict[str, Any]] = [
        {
            "name": hook.name,
            "host": urlsplit(hook.url).hostname,  # the rest may open something
            "events": sorted(hook.events),
            **(told.get(hook.name) or {"pending": 0, "told": 0, "given_up": 0}),
        }
        for hook in house.settings.webhooks.values()
    ]
    if json:
        as_lines(rows)
        return 0
    for row in rows:
        say(clean(f"{row['name']:<20} {row['host']}"))
        numbers = f"{row['told']} told, {row['pending']} waiting, {row['given_up']} given up"
        say(f"    {numbers}; hears {', '.join(row['events'])}")
    if not rows:
        say("none; [webhooks.NAME] with a url in digest.toml makes one")
    return 0


@group.command()
def secret(name: Name) -> int:
    """What the listener verifies signatures with.

    Examples:

      digest webhooks secret cms
    """
    from digest.announcing import secrets_of
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.model.errors import UsageError

    house = open_house()
    if name not in house.settings.webhooks:
        raise UsageError(f"there is no webhook {name!r}; digest webhooks list shows them")
    say(secrets_of(house, name)[0])
    return 0


@group.command("test")
def try_it(name: Name, json: Json = False) -> int:
    """Send a signed event of type `test` now; 75 when it is not taken.

    Examples:

      digest webhooks test cms
    """
    from digest.announcing import try_it as tell
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say

    status = tell(open_house(), name)
    taken = 200 <= status < 300
    if json:
        as_json({"name": name, "status": status, "taken": taken})
    else:
        say(f"{name} answered {status}" + ("" if taken else ": only 2xx means that it was taken"))
    return 0 if taken else 75


@group.command()
def again(name: Name) -> int:
    """Tell a listener once more what was given up.

    Examples:

      digest webhooks again cms
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import announcing

    say(f"{announcing.again(name, house.clock())} events are told again within a minute")
    return 0
