"""`digest user`: operators and their roles."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

from digest.cli.program import app

group = typer.Typer(
    help="Operators of the console and their roles.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(group, name="user")

Name = Annotated[str, typer.Argument(help="The operator's name, as they sign in.")]
Roles = Annotated[
    list[str], typer.Option("--role", help="viewer | editor | sender | admin; may be given again.")
]
Stdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]
ACTOR = "command line"


@group.command("list")
def list_operators(json: Json = False) -> int:
    """Everybody who may sign in, with their roles.

    Examples:

      digest user list

      digest user list --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    open_house()
    from digest.store import operators

    found = operators.everybody()
    if json:
        as_lines(
            {
                "name": one.name,
                "roles": sorted(one.roles),
                "active": one.active,
                "second_factor": one.factor,
                "last_sign_in": one.seen_at,
            }
            for one in found
        )
        return 0
    for one in found:
        seen = f"last here {one.seen_at:%Y-%m-%d %H:%M} UTC" if one.seen_at else "never here"
        more = ", code asked for" if one.factor else ""
        closed = "" if one.active else ", closed"
        roles = ", ".join(sorted(one.roles)) or "no role"
        say(f"{clean(one.name):<20} {roles:<24} {seen}{more}{closed}")
    if not found:
        say("nobody yet; digest user add NAME --role admin makes the first operator")
    return 0


@group.command()
def add(name: Name, role: Roles, password_stdin: Stdin = False) -> int:
    """A new operator.  Without --password-stdin a password is made and printed once.

    Examples:

      digest user add eve --role editor

      digest user add sam --role editor --role sender
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import note, say

    house = open_house()
    from digest.store import operators

    password = _given() if password_stdin else secrets.token_urlsafe(15)
    operators.add(name, role, password, actor=ACTOR, now=house.clock())
    note(f"{name} may sign in as {', '.join(sorted(set(role)))}")
    if not password_stdin:
        note("the password, shown once:")
        say(password)
    return 0


@group.command()
def roles(name: Name, role: Roles) -> int:
    """Other roles instead of those they have; open sessions end.

    Examples:

      digest user roles eve --role sender
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import operators

    operators.change(name, role, actor=ACTOR, now=house.clock())
    say(f"{name} is {', '.join(sorted(set(role)))}; open sessions have ended")
    return 0


@group.command()
def password(name: Name, password_stdin: Stdin = False) -> int:
    """Another password; open sessions end, the second factor stays.

    Examples:

      digest user password eve
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import note, say

    house = open_house()
    from digest.store import operators

    made = _given() if password_stdin else secrets.token_urlsafe(15)
    operators.set_password(name, made, actor=ACTOR, now=house.clock())
    note(f"{name} has another password; open sessions have ended")
    if not password_stdin:
        note("the password, shown once:")
        say(made)
    return 0


@group.command("close")
def close_account(name: Name) -> int:
    """Close an account at once.  It is kept, because the audit names it.

    Examples:

      digest user close eve
    """
    return _close(name, active=False)


@group.command("open")
def open_account(name: Name) -> int:
    """Open a closed account again.

    Examples:

      digest user open eve
    """
    return _close(name, active=True)


@group.command()
def no_factor(name: Name) -> int:
    """Ask for no one-time code any more, for somebody who lost the telephone.

    Examples:

      digest user no-factor eve
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import operators

    operators.end_factor(name, actor=ACTOR, now=house.clock())
    say(f"{name} signs in with the password alone; open sessions have ended")
    return 0


def _close(name: str, *, active: bool) -> int:
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    from digest.store import operators

    operators.close(name, active=active, actor=ACTOR, now=house.clock())
    say(f"{name} " + ("may sign in again" if active else "is signed out and may not sign in"))
    return 0


def _given() -> str:
    """A password from standard input, so that it stands in no list of processes."""
    return sys.stdin.readline().rstrip("\n")
