"""The box of bounces -> the ledger.

    mails, some at a time | each read | events into the ledger, one transaction | then moved

A crash in between reads a mail again, and its event is known by its key.  A mail that is no report
about a letter of ours goes to the other shelf, for a person.  Does not parse mail: the post's wall
does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from digest.flow.ports import BounceBox, BounceTold, Checkpoint, Clock, passing
from digest.flow.record import record, record_notices
from digest.rules.soft_bounces import Limit

_PAGE = 50


@dataclass(slots=True)
class Collected:
    """What was in the box: mails by kind, and how many events were new."""

    mails: Counter[str] = field(default_factory=Counter)
    new: int = 0


def collect(
    box: BounceBox,
    read: Callable[[bytes], BounceTold],
    *,
    clock: Clock,
    soft: Limit,
    until: Callable[[], bool] = lambda: False,
    checkpoint: Checkpoint = passing,
) -> Collected:
    """Take what is in the box, until it is empty or `until` says so."""
    done = Collected()
    walk = _read(box, read)
    while not until() and (page := list(islice(walk, _PAGE))):
        told = [one for _, one in page]
        checkpoint("box read")
        done.new += record([e for one in told if (e := one.event)], clock=clock, soft=soft)
        done.new += record_notices([n for one in told if (n := one.notice)], clock=clock)
        done.mails.update(one.word for one in told)
        checkpoint("box recorded")
        for understood in (True, False):
            names = [name for name, one in page if one.understood is understood]
            if names:
                box.settle(names, understood=understood)
        checkpoint("box settled")
    return done


def _read(box: BounceBox, read: Callable[[bytes], BounceTold]) -> Iterator[tuple[str, BounceTold]]:
    for name, raw in box.letters():
        yield name, read(raw)
