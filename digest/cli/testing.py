"""`digest issue test-send`: a copy for the people who make the issue, never for a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.issue import Json, Number, group

if TYPE_CHECKING:
    from digest.model.specimen import Specimen

_ACTOR = "command line"


@group.command("test-send")
def send_test(
    number: Number,
    addresses: Annotated[
        list[str] | None,
        typer.Argument(help="Mail addresses, at most 10; without any: the digest's testers."),
    ] = None,
    edition: Annotated[
        str, typer.Option(help="Which edition, as `digest issue show` names them.")
    ] = "",
    json: Json = False,
) -> int:
    """Send a test copy of an issue to a few addresses, marked [TEST].

    It cannot address a list, counts for nothing, and its links work on nobody.  The issue itself
    stays where it stands.

    Examples:

      digest issue test-send 7 ada@example.org

      digest issue test-send 7 --edition ur --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, clean, say
    from digest.cli.issue import issue_of

    issue_of(number)
    house = open_house()
    from digest.specimens import send_tests

    chosen, sent = send_tests(house, number, addresses or (), actor=_ACTOR, edition=edition)
    if json:
        lines = [{"address": o.address, "state": o.state, "reason": o.reason} for o in sent]
        as_json({"issue": number, "edition": chosen, "copies": lines})
    else:
        for one in sent:
            say(f"{one.address}  {one.state.value}  {clean(one.reason)}".rstrip())
    return _ending(sent)


def _ending(sent: Sequence[Specimen]) -> int:
    from digest.model.specimen import SpecimenState

    good = sum(one.state is SpecimenState.SUBMITTED for one in sent)
    if good == len(sent):
        return 0
    uncertain = any(one.state is SpecimenState.UNCERTAIN for one in sent)
    return 6 if good or uncertain else 1


@group.command()
def specimens(number: Number, json: Json = False) -> int:
    """The test copies and the seeds' copies of an issue: to whom, by whom, what became of each.

    Examples:

      digest issue specimens 7

      digest issue specimens 7 --json
    """
    from digest.cli.answer import as_lines, clean, say
    from digest.cli.issue import issue_of

    issue_of(number)
    from digest.store import specimens as ledger

    found = ledger.of(number)
    if json:
        as_lines(found)
        return 0
    for one in found:
        why = f"  {clean(one.reason)}" if one.reason else ""
        say(
            f"{one.at:%Y-%m-%d %H:%M}  {one.kind.value}  {one.edition}  {one.address}  "
            f"{one.state.value}  by {clean(one.actor)}{why}"
        )
    return 0
