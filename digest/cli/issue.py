"""`digest issue`: one dated issue: look at it, verify it, stop it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app
from digest.model.delivery import Balance
from digest.model.issue import Issue, IssueState

if TYPE_CHECKING:
    from digest.store.approval import Waiting

group = typer.Typer(help="One dated issue.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(group, name="issue")

Number = Annotated[int, typer.Argument(help="The issue's number, as `digest issue list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]


@group.command("list")
def list_issues(
    digest: Annotated[str, typer.Option(help="Only issues of this digest.")] = "",
    json: Json = False,
) -> int:
    """The newest issues first.

    Examples:

      digest issue list

      digest issue list --digest morning --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    open_house()
    from digest.store import balance, issues

    found = issues.recent(digest or None)
    if json:
        as_lines(_summary(issue, balance.balance(issue.id)) for issue in found)
        return 0
    for issue in found:
        told = balance.balance(issue.id)
        say(
            f"{issue.id:>5}  {issue.occurrence.slot:<18} {issue.digest:<16} {issue.state.value:<17} "
            f"{told.submitted:>8,} of {told.audience:,}  {clean(issue.subject)}"
        )
    return 0


def _summary(issue: Issue, told: Balance) -> dict[str, Any]:
    return {
        "issue": issue.id,
        "digest": issue.digest,
        "occurrence": issue.occurrence.slot,
        "state": issue.state,
        "subject": issue.subject,
        **_numbers(told),
    }


def _numbers(told: Balance) -> dict[str, Any]:
    return {
        "recipients": told.audience,
        "accepted": told.submitted,
        "excluded": dict(told.excluded),
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
        "cancelled": told.cancelled,
        "balances": told.holds,
    }


@group.command()
def show(number: Number, json: Json = False) -> int:
    """An issue with its stories, their reasons, and its numbers.

    Examples:

      digest issue show 7
    """
    issue = issue_of(number)
    from digest import restraint
    from digest.bootstrap import open_house
    from digest.cli import words
    from digest.cli.answer import as_json, clean, counted, say
    from digest.cli.status import hours_words, pace_words
    from digest.issuefiles import issue_json
    from digest.store import approval, balance, cohorts, editions, settling, specimens

    house, told = open_house(), balance.balance(number)
    waits = _waits(approval.of(number), issue)
    held = restraint.waits(house, issue, told)
    now = house.clock()
    hours = cohorts.waiting(number, now)
    speed = settling.pace(number, now) if issue.state is IssueState.SENDING else None
    shares, copies = editions.readers(number), specimens.counts(number)
    if json:
        more: dict[str, Any] = {"state": issue.state, "waits": waits, "waits_for": held or None}
        more |= {"hours": hours, "editions": shares}
        rate = {"per_second": None if speed is None else round(speed, 1)}
        as_json(issue_json(issue) | more | rate | {"specimens": copies} | _numbers(told))
        return 0
    say(f"issue {issue.id} of {issue.digest}, {issue.occurrence.slot}: {issue.state.value}")
    say(f"  subject     {clean(issue.subject)}")
    if waits:
        say(f"  waits       {clean(waits)}; digest issue approve {number} lets it go")
    if held:
        say(f"  waits for   {held}")
    if issue.choice.note:
        say(f"  note        {clean(' '.join(issue.choice.note.split()))}")
    words.balance(told)
    if speed is not None and not held:
        say(f"  {pace_words(cohorts.due_now(told.pending, hours), speed)}")
    if hours:
        say(f"  {hours_words(hours)}")
    for key, readers in shares.items():
        say(f"  edition     {key}, for {counted(readers, 'reader')}")
    for kind, states in copies.items():
        became = ", ".join(f"{n} {state}" for state, n in states.items())
        say(f"  {_COPIES[kind]:<11} {became}; counted apart")
    words.stories(issue.choice.placements)
    return 0


_COPIES = {"test": "test copies", "seed": "seeds"}


def _waits(waiting: Waiting | None, issue: Issue) -> str | None:
    """What a person has to say yes to, while there is something to say yes to."""
    before = (IssueState.CLOSED, IssueState.RENDERED, IssueState.FROZEN)
    if waiting is None or waiting.goes_at is not None or issue.state not in before:
        return None
    return f"for approval: {waiting.because}" if waiting.because else "for approval"


@group.command()
def verify(number: Number, json: Json = False) -> int:
    """Recompute the balance from every frozen list and every row; look for anyone twice.

    Ends with 5 when it does not balance.

    Examples:

      digest issue verify 7
    """
    issue = issue_of(number)
    from digest.cli import words
    from digest.cli.answer import as_json, say
    from digest.jobs import verify_issue

    told = verify_issue(number)
    if json:
        as_json(
            {
                "issue": number,
                "state": issue.state,
                **_numbers(told.balance),
                "balances": told.holds,
                "findings": told.findings,
            }
        )
    else:
        say(f"issue {number} of {issue.digest}: {issue.state.value}")
        words.balance(told.balance)
        for finding in told.findings:
            say(f"  WRONG: {finding}")
        if told.holds:
            say("  everybody once, nobody missing")
    return 0 if told.holds else 5


@group.command()
def recipients(
    number: Number,
    state: Annotated[
        str,
        typer.Option(
            help="submitted | excluded | failed | uncertain | pending | cancelled | delivered | bounced | complained"
        ),
    ] = "",
    csv_: Annotated[bool, typer.Option("--csv", help="CSV with a header.")] = False,
    json: Json = False,
) -> int:
    """Everybody in the issue's audience, with what became of their copy.

    Examples:

      digest issue recipients 7 --state uncertain

      digest issue recipients 7 --csv > issue-7.csv
    """
    issue_of(number)
    from digest.cli.answer import Stdout, as_lines, cell, say
    from digest.store.people import people

    found = (person for person in people(number) if not state or person.state == state)
    if json:
        as_lines(found)
    elif csv_:
        rows = csv.writer(Stdout())
        rows.writerow(["address", "state", "reason"])
        rows.writerows([cell(p.address), p.state, cell(p.reason)] for p in found)
    else:
        for person in found:
            say(f"{person.address}  {person.state}  {person.reason}".rstrip())
    return 0


@group.command()
def pause(number: Number) -> int:
    """Nothing more of this issue leaves until it is resumed.

    Examples:

      digest issue pause 7
    """
    return _switch(number, "pause", "paused")


@group.command()
def resume(number: Number) -> int:
    """Go on with a paused issue; without workers, this command does the work.

    Refused (3) while the digest or everything is frozen: digest thaw comes first.

    Examples:

      digest issue resume 7
    """
    from digest.bootstrap import open_house
    from digest.cli.outcome import say_outcome

    house = open_house()
    issue_of(number)
    from digest.flow import control
    from digest.following import work_off

    control.resume(number, actor=_ACTOR, clock=house.clock, queue=house.queue())
    if not house.settings.broker_url:
        work_off(house, number)
    return say_outcome(number)


@group.command()
def cancel(number: Number) -> int:
    """Nothing more of this issue leaves, ever; who has it is listed by `recipients`.

    Examples:

      digest issue cancel 7
    """
    return _switch(number, "cancel", "cancelled")


_ACTOR = "command line"


def _switch(number: int, step: str, word: str) -> int:
    from digest.bootstrap import open_house
    from digest.cli.answer import say

    house = open_house()
    issue_of(number)
    from digest.flow import control
    from digest.store import balance

    act = {"pause": control.pause, "cancel": control.cancel}[step]
    act(number, actor=_ACTOR, clock=house.clock)
    told = balance.balance(number)
    say(
        f"issue {number} is {word}: {told.submitted:,} accepted, {told.pending:,} pending, "
        f"{told.cancelled:,} cancelled"
    )
    return 0


def issue_of(number: int) -> Issue:
    """The issue of that number, the house opened; a usage error where there is none."""
    from digest.bootstrap import open_house
    from digest.model.errors import UsageError

    open_house()
    from digest.store import issues

    issue = issues.load(number)
    if issue is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    return issue
