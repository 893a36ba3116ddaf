"""A person's decision about those whose answer was lost: "send again to these N".

    reports looked at once more | still N, and nothing more to wait for? | moved behind, audited | hinted

"Treat as submitted" and "treat as failed" change the ledger alone and stand in `store.settling`.
A machine never takes this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.flow.dispatch import unfrozen
from digest.flow.ports import Clock, Queue
from digest.model.errors import GuardRefused
from digest.rules.evidence import Sign
from digest.store import batches as open_ones
from digest.store import events, resending, settling


@dataclass(frozen=True, slots=True)
class Words:
    """Who decided and why; `at_once` = without waiting for reports."""

    actor: str
    reason: str
    at_once: bool = False


def send_again(
    issue: int, batches: Sequence[int], people: int, *, words: Words, clock: Clock, queue: Queue
) -> int:
    """Offer the letter once more to the uncertain of these batches, who are so many; how many.

    Somebody may get it twice: that is the person's decision, for exactly the number they were
    shown.  Refused while reports may still settle it, unless `words.at_once`.
    """
    found = unfrozen(issue)
    events.reconsider(issue)
    _refuse_early(issue, batches, words, clock())
    try:
        many = resending.send_again(
            batches, people, actor=words.actor, reason=words.reason, now=clock()
        )
    except resending.NotAsExpected as error:
        raise GuardRefused(
            f"{error.found:,} readers are uncertain by now, not {people:,}: look again",
            guard="count",
        ) from None
    if not many:
        raise GuardRefused(
            f"issue {issue} is {found.state.value}: the uncertain can be sent to again once it is "
            "finished in part",
            guard="state",
        )
    queue.submit(open_ones.open_batches(issue))
    return many


def _refuse_early(issue: int, batches: Sequence[int], words: Words, now: datetime) -> None:
    doubts = [one for one in settling.uncertain_of(issue, now) if one.batch in batches]
    early = [one.waits_until for one in doubts if one.sign is Sign.WAITING and one.waits_until]
    if early and not words.at_once:
        raise GuardRefused(
            f"reports may still settle it: wait until {max(early):%H:%M} UTC, or say --now",
            guard="evidence",
        )
