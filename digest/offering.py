"""A task's time: a batch to the post, those behind it, and whoever goes first.

    hint -> batch and those behind it, for a while
          | something more urgent waits, or the worker shall stop -> no other batch is taken
          | and on with what goes first

Decides nothing about who goes first: that is `digest.rules.urgency`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.bootstrap import House, open_house
from digest.stopping import LEAVING
from digest.urgency import Turn

if TYPE_CHECKING:
    from digest.flow.submit import Outcome, PostRoom

A_TASK = 15.0
"""Seconds in which a task takes other batches behind its own; others wait so long for their turn."""


def submit_batch(batch: int) -> str:
    """Offer a batch to the post, and those behind it where it takes many at once; what came of it.

    Where an issue waits that goes first, it goes on with that one.
    """
    from digest.flow.hands import submit_near

    house, until = open_house(), time.monotonic() + A_TASK
    room = house.post_room()
    outcomes: Counter[Outcome] = Counter()
    going: int | None = batch
    while going is not None:
        turn = Turn(house, going, until, lambda: bool(LEAVING))
        came = submit_near(going, room, until=turn.over)
        _go_on(house, going, room, came)
        outcomes.update(came)
        going = turn.first
    return ", ".join(f"{n} {outcome.value}" for outcome, n in outcomes.items())


def _go_on(house: House, batch: int, room: PostRoom, outcomes: Sequence[Outcome]) -> None:
    """What a limit left for later is hinted at by whoever had its turns, and by nobody else."""
    from digest.flow.submit import Outcome
    from digest.store import batches

    went = {Outcome.DONE, Outcome.PARTED, Outcome.NEXT} & set(outcomes)
    if went and (room.pace.lanes or room.pace.is_limited(batches.digest_of(batch))):
        issue = batches.issue_of(batch)
        house.queue().submit(batches.waiting(issue, house.clock())[:1])
