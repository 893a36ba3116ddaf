"""What comes of a reader's reply to a service mail that asks."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """DONE: it is so now, also at the second visit.

    LEFT: it was so, and the reader changed it since.  REFUSED: the other answer was given before.
    EXPIRED: too late, or the reader has another address now.  TAKEN: another reader has the new
    address.  LATE: the reader moved on to a third address.
    """

    ASK = "ask"
    DONE = "done"
    LEFT = "left"
    REFUSED = "refused"
    EXPIRED = "expired"
    TAKEN = "taken"
    LATE = "late"
