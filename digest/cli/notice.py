"""`digest notice`: service mails (confirm, welcome, …), and a person's word on an uncertain one."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.program import app

group = typer.Typer(help="Service mails.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(group, name="notice")
Json = Annotated[bool, typer.Option("--json", help="JSON.")]


@group.command("list")
def list_notices(
    state: Annotated[
        str, typer.Option(help="pending | claimed | submitted | failed | uncertain | cancelled")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="JSON lines, one a mail.")] = False,
) -> int:
    """Service mails, the newest first: to whom, about what, how they stand and why.

    Examples:

      digest notice list --state uncertain

      digest notice list --json | wc -l
    """
    from dataclasses import asdict

    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say
    from digest.model.errors import UsageError
    from digest.model.notice import NoticeState

    open_house()
    from digest.store import unsettled_notices

    if state and state not in list(NoticeState):
        raise UsageError(f"--state {state} is not allowed; allowed: {' | '.join(NoticeState)}")
    found = unsettled_notices.lines(NoticeState(state) if state else None, limit)
    if json:
        as_lines(asdict(line) for line in found)
        return 0
    for line in found:
        why = f"  {clean(line.reason)}" if line.reason else ""
        whom = line.address or "(erased)"
        say(f"{line.id}  {line.made_at:%Y-%m-%d %H:%M}  {line.kind:<11}  {whom}  {line.state}{why}")
    return 0


@group.command()
def settle(
    number: Annotated[int, typer.Argument(help="The number of the mail.")],
    treat_as: Annotated[str, typer.Option("--treat-as", help="submitted | failed")],
    json: Json = False,
) -> int:
    """Say what became of a service mail whose answer was lost.  Nothing is sent here.

    Examples:

      digest notice settle 12 --treat-as submitted

      digest notice settle 12 --treat-as failed
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.who import who
    from digest.model.errors import UsageError

    if treat_as not in ("submitted", "failed"):
        raise UsageError(f"--treat-as {treat_as} is not allowed; allowed: submitted | failed")
    house = open_house()
    from digest.store import unsettled_notices

    accepted = treat_as == "submitted"
    if not unsettled_notices.settle(number, accepted=accepted, actor=who(), now=house.clock()):
        raise UsageError(f"{number} is no uncertain service mail; digest notice list shows them")
    if json:
        as_json({"notice": number, "state": treat_as})
    else:
        say(f"service mail {number}: {treat_as}")
    return 0
