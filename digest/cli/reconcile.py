"""`digest issue reconcile`: what is uncertain, with its evidence, and a person's decision."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.issue import Json, Number, group

_ACTOR = "command line"


@group.command()
def reconcile(
    number: Number,
    treat_as: Annotated[
        str, typer.Option("--treat-as", help="submitted | failed: your decision on what is open.")
    ] = "",
    batch: Annotated[int, typer.Option(help="Only this batch; without it, all.")] = 0,
    reason: Annotated[str, typer.Option(help="Why, for the audit.")] = "",
    json: Json = False,
) -> int:
    """Uncertain batches of an issue: how many readers, since when, and whom the provider spoke of.

    Events of the provider settle readers as they come in; what they leave open is decided by a
    person.  Nothing is sent here.  Ends with 6 while something stays uncertain.

    Examples:

      digest issue reconcile 7

      digest issue reconcile 7 --treat-as submitted --reason "in the provider's own log"
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, counted, say
    from digest.model.errors import UsageError

    house = open_house()
    from digest.store import issues, settling

    if issues.load(number) is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    if treat_as not in ("", "submitted", "failed"):
        raise UsageError(f"--treat-as {treat_as} is not allowed; allowed: submitted | failed")
    if treat_as and not reason:
        raise UsageError("--treat-as needs --reason: the audit keeps why")
    doubts = [d for d in settling.uncertain_of(number) if batch in (0, d.batch)]
    settled = sum(
        settling.settle(
            doubt.batch,
            accepted=treat_as == "submitted",
            actor=_ACTOR,
            reason=reason,
            now=house.clock(),
        )
        for doubt in (doubts if treat_as else ())
    )
    left = sum(doubt.people for doubt in settling.uncertain_of(number))
    if json:
        as_json({"issue": number, "settled": settled, "uncertain": left, "batches": doubts})
        return 6 if left else 0
    for doubt in doubts:
        why = "; ".join(f"{words} ({n})" for words, n in doubt.reasons)
        say(
            f"batch {doubt.batch}: {counted(doubt.people, 'reader')} uncertain, "
            f"{doubt.heard} of them in events; {why}"
        )
    say(f"{counted(settled, 'reader')} settled, {counted(left, 'reader')} uncertain")
    return 6 if left else 0
