"""`digest events`: what a provider reported, and what came back by mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.program import app

group = typer.Typer(help="What a provider reported.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(group, name="events")


@group.callback()
def _events() -> None:
    """What a provider reported."""


@group.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A recorded body: a JSON list of events.")],
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> int:
    """Take a recorded body of SendGrid's event webhook again; what was counted stays counted once.

    Examples:

      digest events replay body.json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, counted, say
    from digest.jobs import record_sendgrid
    from digest.model.errors import UsageError

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    house = open_house()
    from digest.store import events as book

    try:
        told = record_sendgrid(raw, house)
    except ValueError as error:
        raise UsageError(f"{file} is no recorded body of events: {error}") from None
    book.keep_raw("sendgrid", raw, house.clock())
    if json:
        as_json({"events": told.events, "new": told.new, "ignored": told.ignored})
    else:
        say(f"{counted(told.events, 'event')}, {told.new} new, {told.ignored} not about a delivery")
    return 0


@group.command()
def bounces(
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> int:
    """Read the box of bounces (DIGEST_BOUNCE_BOX) now; the ticker does it every five minutes.

    What is understood is moved to digest-read, everything else to digest-other for a person.
    Nothing is deleted.

    Examples:

      digest events bounces

      digest events bounces --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, counted, say
    from digest.collecting import collect_bounces

    done = collect_bounces(open_house())
    mails = dict(sorted(done.mails.items()))
    if json:
        as_json({"mails": sum(mails.values()), "new": done.new, "kinds": mails})
        return 0
    say(f"{counted(sum(mails.values()), 'mail')} in the box, {counted(done.new, 'new event')}")
    for word, count in mails.items():
        say(f"  {count:>6,}  {word}")
    return 0


@group.command()
def sync(
    json: Annotated[bool, typer.Option("--json", help="JSON instead of words.")] = False,
) -> int:
    """Bring SendGrid's suppression lists and ours together now; a worker does it every 20 minutes.

    Bounces, invalid addresses, complaints, unsubscribes and the configured groups end the mail to
    an address here too; blocks are counted alone. With tell_unsubscribes in digest.toml who left
    here is told there, and who came back is taken off its list.

    Examples:

      digest events sync

      digest events sync --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.collecting import sync_lists

    done = sync_lists(open_house())
    if json:
        as_json({"lists": done.lists, "told": done.told, "taken_back": done.taken_back})
        return 0
    for name, one in done.lists.items():
        more = f", {one.returned:,} said yes since" if one.returned else ""
        more += f", {one.unreadable:,} unreadable" if one.unreadable else ""
        say(f"{name:<16} {one.read:>9,} read, {one.new:,} new{more}")
    say(f"told SendGrid of {done.told:,}, taken back {done.taken_back:,}")
    return 0
