"""Mailboxes that the post itself calls gone: hard bounces that no report will tell of.

    an answer's verdicts | rules.bounces.believed | an event of each | digest.flow.record

Told before the ledger has the verdicts, so that no crash in between forgets it; told twice it
counts once.  The copy stays failed: what the post refused did not go out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from digest.flow.ports import Clock
from digest.flow.record import record
from digest.model.claim import Claim
from digest.model.delivery import DeliveryEvent
from digest.model.event import BY_THE_POST, Event
from digest.model.post import Addressed, Readers, Verdict
from digest.rules.bounces import believed


def told(
    claim: Claim,
    verdicts: Mapping[int, Verdict],
    asked: Collection[int],
    clock: Clock,
    readers: Collection[Addressed] | None = None,
) -> None:
    """Record who of the `asked` positions has no mailbox.

    `readers` = the letters that went, where they are still known: of an address changed meanwhile
    nothing was said.
    """
    gone = [p for p in asked if p in verdicts and verdicts[p].gone]
    if not gone or not believed(len(gone), len(asked)):
        return
    addresses = _addresses(readers)
    now = clock()
    record(
        [
            Event(
                natural_key=f"{BY_THE_POST}{claim.issue}:{claim.recipients[p]}",
                kind=DeliveryEvent.BOUNCED,
                issue=claim.issue,
                subscriber=claim.recipients[p],
                at=now,
                reason=verdicts[p].reason,
                address=addresses.get(p, ""),
            )
            for p in gone
        ],
        clock=clock,
    )


def _addresses(readers: Collection[Addressed] | None) -> dict[int, str]:
    rows = Readers.of(tuple(readers or ()) if not isinstance(readers, Readers) else readers)
    return dict(zip(rows.positions, rows.addresses, strict=True))
