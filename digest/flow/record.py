"""What a provider reports -> the ledger.

    events | once by natural key | delivery.advance(state, event) | suppress where it must be

Any order, any number of times: the table of transitions decides, and what is not in it changes
nothing.  Does not parse a provider's words: its own file in `mail` made the events.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.flow.ports import Clock
from digest.model.audience import SuppressionReason
from digest.model.delivery import SUPPRESSING, DeliveryEvent
from digest.model.event import Event, NoticeEvent
from digest.store import events as book
from digest.store import notice_events

_REASON = {
    DeliveryEvent.BOUNCED: SuppressionReason.HARD_BOUNCE,
    DeliveryEvent.COMPLAINED: SuppressionReason.COMPLAINT,
    DeliveryEvent.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBE,
}


def record(reports: Iterable[Event], *, clock: Clock, raw: int | None = None) -> int:
    """How many of these events were new."""
    new = 0
    for event in reports:
        if not book.take(event, raw):
            continue
        new += 1
        book.advance(event)
        if event.kind in SUPPRESSING:
            book.suppress(event, _REASON[event.kind], clock())
    return new


def record_notices(reports: Iterable[NoticeEvent], *, clock: Clock) -> int:
    """How many of these reports of service mails changed something: a doubt settled, a suppression."""
    changed = 0
    for event in reports:
        reason = _REASON[event.kind] if event.kind in SUPPRESSING else None
        changed += notice_events.hear(event, reason, clock())
    return changed
