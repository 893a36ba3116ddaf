"""`digest api-token`: keys of the JSON API, for the newsroom's own systems."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from digest.cli.program import app
from digest.model.errors import UsageError

group = typer.Typer(
    help="Tokens of the JSON API at /api/v1/.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(group, name="api-token")

Name = Annotated[str, typer.Argument(help="The token's name, as the audit will have it.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]
ACTOR = "command line"


@group.command()
def create(
    name: Name,
    role: Annotated[
        list[str],
        typer.Option("--role", help="viewer | editor | sender | admin; may be given again."),
    ],
    expires: Annotated[
        str, typer.Option(help="The last day it opens, YYYY-MM-DD (UTC); default: it stays.")
    ] = "",
    json: Json = False,
) -> int:
    """Make a token.  It is shown once; only a hash of it is kept.

    Examples:

      digest api-token create cms --role editor

      digest api-token create alerts --role sender --expires 2027-12-31
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, note, say

    house = open_house()
    from digest.store import apitokens

    until = _end_of(expires) if expires else None
    made = apitokens.make(name, role, actor=ACTOR, now=house.clock(), expires_at=until)
    if json:
        as_json({"name": name, "token": made, "roles": sorted(set(role)), "expires_at": until})
        return 0
    note(f"{name} may ask as {', '.join(sorted(set(role)))}; the token, shown once:")
    say(made)
    return 0


def _end_of(word: str) -> datetime:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"--expires {word!r} is not allowed; allowed: YYYY-MM-DD") from None
    return datetime.combine(day + timedelta(days=1), time(), UTC)


@group.command("list")
def list_tokens(json: Json = False) -> int:
    """All tokens, with what they may do and when they were used.

    Examples:

      digest api-token list

      digest api-token list --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    house = open_house()
    from digest.store import apitokens

    found, now = apitokens.everyone(), house.clock()
    if json:
        as_lines(
            {
                "name": one.name,
                "begins": f"dgst_{one.mark}",
                "roles": sorted(one.roles),
                "state": one.standing(now),
                "made_by": one.made_by,
                "made_at": one.made_at,
                "expires_at": one.expires_at,
                "last_used": one.used_at,
            }
            for one in found
        )
        return 0
    for one in found:
        used = f"last used {one.used_at:%Y-%m-%d %H:%M} UTC" if one.used_at else "never used"
        until = f", until {one.expires_at:%Y-%m-%d}" if one.expires_at else ""
        roles = ", ".join(sorted(one.roles))
        say(clean(f"{one.name:<20} {one.standing(now):<8} {roles:<24} {used}{until}"))
    if not found:
        say("none yet; digest api-token create NAME --role viewer makes the first")
    return 0


@group.command()
def revoke(name: Name) -> int:
    """A token opens nothing any more.  It is kept, because the audit names it.

    Examples:

      digest api-token revoke cms
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import apitokens

    done = apitokens.revoke(name, actor=ACTOR, now=house.clock())
    say(f"{name} opens nothing any more" if done else f"{name} was revoked already")
    return 0
