"""`digest send`: the ad-hoc digest, from gathering to a balanced ledger."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from digest.cli.program import app
from digest.model.errors import UsageError


def day_of(text: str) -> dt.date:
    """The day that somebody typed."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--date {text!r} is not allowed; allowed: YYYY-MM-DD") from None


def _override(asked: tuple[str, str] | None, *, hold: bool) -> tuple[str, str] | None:
    """The rule to pass over and why; a rule that there is none of would be audited for nothing."""
    if asked is None:
        return None
    from digest.press.lint import RULES

    rule, reason = asked
    if rule not in {known.id for known in RULES}:
        raise UsageError(f"--override-lint {rule!r}: no such rule; docs/lint.md lists them")
    if not reason.strip():
        raise UsageError(f"--override-lint {rule} wants a reason: it is kept in the audit")
    if hold:
        raise UsageError("--override-lint lets a letter go, and --hold lets none: give one of them")
    return rule, reason


@app.command()
def send(
    digest: Annotated[
        str, typer.Argument(help="The digest's name, as in config/digests/NAME.toml.")
    ],
    date: Annotated[
        str, typer.Option(help="The issue's day, YYYY-MM-DD; default today in the digest's zone.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go out; send and keep nothing.")
    ] = False,
    to: Annotated[list[str] | None, typer.Option(help="Only these readers of the lists.")] = None,
    list_: Annotated[
        list[str] | None, typer.Option("--list", help="These lists instead of the digest's own.")
    ] = None,
    segment: Annotated[str, typer.Option(help="Only readers of this segment.")] = "",
    story: Annotated[
        list[str] | None, typer.Option(help="Compose from these addresses, in this order.")
    ] = None,
    subject: Annotated[str, typer.Option(help="The subject line of this issue.")] = "",
    only_new: Annotated[
        bool, typer.Option("--only-new", help="Only stories that came since the last issue.")
    ] = False,
    expect: Annotated[
        int | None, typer.Option(help="Refuse unless it reaches exactly so many readers.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Another issue although one just went out.")
    ] = False,
    override_lint: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="ID REASON",
            help="Send although this rule of the lint says no; kept in the audit.",
        ),
    ] = None,
    hold: Annotated[
        bool, typer.Option("--hold", help="Make the issue and let it wait for `issue approve`.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Follow until it is finished.")
    ] = True,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Gather, compose, render and send a digest now.

    Examples:

      digest send morning --dry-run

      digest send morning --expect 1200 --yes

      digest send morning --segment riverton --dry-run

      digest send morning --hold                 to edit it before it goes

      digest send breaking --story https://www.example.org/news/bridge --subject "Bridge closed"
    """
    from digest.adhoc import Wish
    from digest.cli.sending import send_it

    wish = Wish(
        digest=digest,
        day=day_of(date) if date else None,
        to=tuple(to or ()),
        lists=tuple(list_ or ()),
        segment=segment,
        urls=tuple(story or ()),
        subject=subject,
        only_new=only_new,
        expect=expect,
        again=again,
        override=_override(override_lint, hold=hold),
        wait=wait,
        hold=hold,
    )
    return send_it(wish, dry_run=dry_run, yes=yes, json=json)
