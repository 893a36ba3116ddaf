"""What a provider reported of a delivery: append-only, counted once by its natural key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.delivery import DeliveryEvent

BY_THE_POST = "post:"
"""How the keys of events begin that the post told in its own answer, and no report."""

BY_A_BOUNCE = "bounce:"
"""How the keys of events begin that a mail of the bounce box told: of one letter each."""


@dataclass(frozen=True, slots=True)
class Event:
    """One report.  `natural_key` names what happened, not the message that told it.

    A provider's own event id may change when it tries again, so the key is made of the delivery,
    the kind and the time.  `address` = where the letter went, as the provider says it; empty where
    it does not.  It is looked at and not kept.
    """

    natural_key: str
    kind: DeliveryEvent
    issue: int
    subscriber: int
    at: datetime
    reason: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """One report of a service mail, by the number of its notice."""

    notice: int
    kind: DeliveryEvent
    at: datetime
    reason: str = ""
