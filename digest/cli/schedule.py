"""`digest schedule`: what goes out next, and days without; `digest issue approve` and `hold`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.issue import Number
from digest.cli.issue import group as issue_group
from digest.cli.program import app
from digest.coming import ONCE, as_told, coming, words
from digest.model.errors import GuardRefused, UsageError
from digest.model.plan import Digest
from digest.model.schedule import parse_day

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.queue import Hints, NoHints

group = typer.Typer(help="When digests go out.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(group, name="schedule")

Json = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]
Some = Annotated[list[str] | None, typer.Argument(help="Digests; without any, all of them.")]
Day = Annotated[str, typer.Argument(help="A local day of the digest, such as 2026-12-24.")]


@group.command("next")
def next_(
    digests: Some = None,
    count: Annotated[
        int, typer.Option("-n", "--count", help="How many of each.", min=1, max=1000)
    ] = 5,
    json: Json = False,
) -> int:
    """The next occurrences of each digest: local, UTC, left-out ones with the reason.

    Examples:

      digest schedule next

      digest schedule next morning -n 10

      digest schedule next --json               JSON lines
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, say

    house = open_house()
    now = house.clock()
    for digest in _chosen(house, digests):
        found = coming(digest, now, count)
        if json:
            as_lines(as_told(one) for one in found)
            continue
        by_hand = "no schedule; digest send sends it by hand"
        say(f"{digest.slug}: {digest.schedule or (ONCE if found else by_hand)}")
        for one in found:
            say(f"  {words(one, now)}")
    return 0


@group.command()
def skip(day: Day, digests: Some = None) -> int:
    """Take a day out of the schedule, of all digests or of some; what left already is refused.

    Examples:

      digest schedule skip 2026-12-24

      digest schedule skip 2026-12-24 morning
    """
    return _days(day, digests, "skip_day", "out of the schedule")


@group.command()
def unskip(day: Day, digests: Some = None) -> int:
    """Put a day back that `skip` took out; for slots that are not planned yet.

    Examples:

      digest schedule unskip 2026-12-24
    """
    return _days(day, digests, "unskip_day", "in the schedule")


def _days(day: str, digests: Sequence[str] | None, what: str, where: str) -> int:
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.cli.who import who

    wanted = _day(day)
    house = open_house()
    from digest.store import occurrences

    act = {"skip_day": occurrences.skip_day, "unskip_day": occurrences.unskip_day}[what]
    for digest in _chosen(house, digests):
        changed = act(digest.slug, wanted, actor=who(), now=house.clock())
        say(f"{digest.slug}: {wanted} {'is now' if changed else 'was already'} {where}")
    return 0


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day: {error}") from None


def _chosen(house: House, slugs: Sequence[str] | None) -> list[Digest]:
    if slugs:
        return [house.settings.digest(slug) for slug in slugs]
    return [digest for _, digest in sorted(house.settings.digests.items()) if digest.schedule]


@group.command("list")
def list_slots(
    digests: Some = None,
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=1000)] = 10,
    json: Json = False,
) -> int:
    """What became of the occurrences so far, the newest first: sent, held, or why not.

    Examples:

      digest schedule list morning
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_lines, clean, say

    house = open_house()
    from digest.store import occurrences

    for digest in _chosen(house, digests):
        found = occurrences.latest(digest.slug, count)
        if json:
            as_lines(
                {
                    "digest": one.digest,
                    "slot": one.slot,
                    "state": one.state,
                    "reason": one.reason or None,
                    "issue": one.issue,
                }
                for one in found
            )
            continue
        for one in found:
            issue = f"  issue {one.issue}" if one.issue else ""
            why = f"  {clean(one.reason)}" if one.reason else ""
            say(f"{digest.slug:<16} {one.slot}  {one.state.value:<9}{issue}{why}")
    return 0


@group.command()
def release(digest: str, slot: str) -> int:
    """Let an occurrence go that was held because it is too late (`catch_up = "ask"`).

    Examples:

      digest schedule release morning 2026-11-25T06:00
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.cli.who import who

    house = open_house()
    from digest.queue import beside
    from digest.store import occurrences

    slug = house.settings.digest(digest).slug
    now = house.clock()
    if not occurrences.release(slug, slot, actor=who(), now=now):
        raise GuardRefused(
            f"no occurrence {slot} of {slug} is held; digest schedule list {slug} shows them",
            guard="occurrence",
        )
    queue = beside(house.settings)
    queue.step(occurrences.due(now))
    say(f"{slug} {slot} goes on {_soon(queue)}")
    return 0


def _soon(queue: Hints | NoHints) -> str:
    """When something goes that was just hinted at."""
    from digest.queue import Hints

    if isinstance(queue, Hints) and queue.reached:
        return "now"
    return "with the next tick; without a ticker, digest send brings it on its way"


@issue_group.command()
def approve(
    number: Number,
    reason: Annotated[
        str, typer.Option(help="Why it may pass the guard that holds it, for the audit.")
    ] = "",
) -> int:
    """Say yes to an issue that waits for a person; a scheduled one leaves at its time.

    Of an issue that waits for its first readers the rest goes now.

    Examples:

      digest issue approve 7

      digest issue approve 7 --reason "the weekend's readers are new on the list"
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.cli.who import who

    house = open_house()
    from digest.flow import canary
    from digest.flow.schedule import agree
    from digest.queue import beside
    from digest.store import canaries

    now, queue = house.clock(), beside(house.settings)
    if canaries.watched(number):
        because = reason or "a person said so"
        canary.go_on(number, actor=who(), because=because, now=now, queue=queue)
        say(f"the rest of issue {number} goes; without workers, digest send brings it on its way")
        return 0
    goes_at = agree(number, actor=who(), now=now, reason=reason)
    when = f"leaves at {goes_at:%Y-%m-%d %H:%M} UTC"
    if goes_at <= now:
        queue.advance(number)
        when = f"leaves {_soon(queue)}"
    say(f"issue {number} is approved and {when}")
    return 0


@issue_group.command()
def hold(number: Number) -> int:
    """Let an issue wait until somebody approves it; refused once it is being sent.

    Examples:

      digest issue hold 7
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import say
    from digest.cli.who import who

    house = open_house()
    from digest.flow.schedule import hold_back

    hold_back(number, actor=who(), now=house.clock())
    say(f"issue {number} waits; digest issue approve {number} lets it go")
    return 0
