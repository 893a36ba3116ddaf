"""`digest issue reconcile`: what is uncertain, with its evidence, and a person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.issue import Json, Number, group

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.store.settling import Doubt

_ACTOR = "command line"


@group.command()
def reconcile(
    number: Number,
    treat_as: Annotated[
        str, typer.Option("--treat-as", help="submitted | failed: your decision on what is open.")
    ] = "",
    send_again: Annotated[
        int, typer.Option(help="Send once more to the uncertain, who are so many.", min=0)
    ] = 0,
    batch: Annotated[int, typer.Option(help="Only this batch; without it, all.")] = 0,
    reason: Annotated[str, typer.Option(help="Why, for the audit.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Do not wait for reports.")] = False,
    json: Json = False,
) -> int:
    """Uncertain batches of an issue: how many readers, since when, and what speaks for either.

    Reports of the provider settle readers as they come in; what they leave open after half an hour
    is decided by a person.  Nothing is sent but with --send-again and the very number of readers,
    who may get it a second time.  Ends with 6 while something stays uncertain.

    Examples:

      digest issue reconcile 7

      digest issue reconcile 7 --treat-as submitted --reason "in the provider's own log"

      digest issue reconcile 7 --batch 12 --send-again 250 --reason "not in the provider's log"
    """
    from digest.bootstrap import open_house

    house = open_house()
    from digest.store import settling

    _refuse_misuse(number, treat_as, send_again, reason)
    doubts = [
        one for one in settling.uncertain_of(number, house.clock()) if batch in (0, one.batch)
    ]
    settled = _settled(house, doubts, treat_as, reason) if treat_as else 0
    sent = _sent(house, number, doubts, send_again, reason, at_once=now) if send_again else 0
    left = settling.uncertain_of(number, house.clock())
    _tell(number, doubts if not (settled or sent) else left, settled, sent, left, json=json)
    return 6 if left else 0


def _refuse_misuse(number: int, treat_as: str, send_again: int, reason: str) -> None:
    from digest.model.errors import UsageError
    from digest.store import issues

    if issues.load(number) is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    if treat_as not in ("", "submitted", "failed"):
        raise UsageError(f"--treat-as {treat_as} is not allowed; allowed: submitted | failed")
    if treat_as and send_again:
        raise UsageError("--treat-as and --send-again are two decisions; take one")
    if (treat_as or send_again) and not reason:
        option = "--treat-as" if treat_as else "--send-again"
        raise UsageError(f"{option} needs --reason: the audit keeps why")


def _settled(house: House, doubts: list[Doubt], treat_as: str, reason: str) -> int:
    from digest.store import settling

    accepted = treat_as == "submitted"
    return sum(
        settling.settle(
            one.batch, accepted=accepted, actor=_ACTOR, reason=reason, now=house.clock()
        )
        for one in doubts
    )


def _sent(
    house: House, number: int, doubts: list[Doubt], people: int, reason: str, *, at_once: bool
) -> int:
    from digest.flow import reconcile as flow
    from digest.following import work_off

    many = flow.send_again(
        number,
        [one.batch for one in doubts],
        people,
        words=flow.Words(_ACTOR, reason, at_once),
        clock=house.clock,
        queue=house.queue(),
    )
    if not house.settings.broker_url:
        work_off(house, number)
    return many


def _tell(
    number: int,
    doubts: list[Doubt] | tuple[Doubt, ...],
    settled: int,
    sent: int,
    left: tuple[Doubt, ...],
    *,
    json: bool,
) -> None:
    from digest.cli.answer import as_json, clean, counted, plain, say

    people = sum(one.people for one in left)
    if json:
        batches = [plain(one) | {"advice": one.advice} for one in doubts]
        counts = {"issue": number, "settled": settled, "sent_again": sent, "uncertain": people}
        as_json(counts | {"batches": batches})
        return
    for one in doubts:
        why = "; ".join(f"{clean(words)} ({n})" for words, n in one.reasons)
        say(
            f"batch {one.batch}: {counted(one.people, 'reader')} uncertain, {one.spoken:,} of the "
            f"batch in events; {why}\n  {one.advice}"
        )
    more = f", {counted(sent, 'reader')} sent to again" if sent else ""
    say(f"{counted(settled, 'reader')} settled{more}, {counted(people, 'reader')} uncertain")
