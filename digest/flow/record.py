"""What a provider reports -> the ledger.

    events | once by natural key | rules.reports.judged(all that was told) | suppress where it must be

Any order, any number of times: the set of what was told decides.  Does not parse a provider's
words: its own file in `mail` made the events.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from digest.flow.ports import Clock
from digest.model.audience import SuppressionReason
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event, NoticeEvent
from digest.rules.soft_bounces import USUAL, Limit
from digest.store import events as book
from digest.store import notice_events

_ENDS = {
    DeliveryEvent.BOUNCED: SuppressionReason.HARD_BOUNCE,
    DeliveryEvent.COMPLAINED: SuppressionReason.COMPLAINT,
    DeliveryEvent.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBE,
}
"""Reports that end the mail to an address.  Blocked and deferred are not among them."""
_CHUNK = 5000
"""Reports in one transaction: a body of a provider has fewer."""


def record(
    reports: Iterable[Event], *, clock: Clock, raw: int | None = None, soft: Limit = USUAL
) -> int:
    """How many of these events were new.  `soft` = when soft bounces end the mail to an address."""
    walk, new = iter(reports), 0
    while chunk := list(islice(walk, _CHUNK)):
        new += book.take(chunk, book.Effects(_ENDS, soft), clock(), raw)
    return new


def record_notices(reports: Iterable[NoticeEvent], *, clock: Clock) -> int:
    """How many of these reports of service mails changed something: a doubt settled, a suppression."""
    changed = 0
    for event in reports:
        changed += notice_events.hear(event, _ENDS.get(event.kind), clock())
    return changed
