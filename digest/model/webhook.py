"""Webhooks out: what other systems are told of, and at which address."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Happening(StrEnum):
    """What happened to an issue.

    SENT: all that could go went.  FAILED: finished, and somebody failed or is uncertain still.
    UNCERTAIN: an answer of the post was lost.  LATE: not with its readers by its deadline.
    """

    SENT = "issue.sent"
    FAILED = "issue.failed"
    CANCELLED = "issue.cancelled"
    UNCERTAIN = "issue.uncertain"
    LATE = "issue.late"


class Telling(StrEnum):
    """How far an event is with one listener."""

    PENDING = "pending"
    TOLD = "told"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A listener.  Its address may open something, so it stays out of `repr`."""

    name: str
    url: str = field(repr=False)
    events: frozenset[Happening] = frozenset(Happening)
