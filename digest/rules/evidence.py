"""What speaks for and against a batch whose answer was lost: when to wait, when a person decides, and how.

    asked at, who was heard of, when the provider was last heard -> waiting | taken | never had it | silent

A machine settles a reader only by a report of that reader.  What stays after a while is a person's,
with what can be said: a request is taken whole or not at all, so one report of a batch speaks for
its others too; and a provider that reports of everybody else speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WAIT = timedelta(minutes=30)
"""So long a provider's reports are waited for before a person is asked to send again."""


class Sign(StrEnum):
    """What the evidence comes to."""

    WAITING = "waiting"
    TAKEN = "taken"
    NEVER = "never"
    SILENT = "silent"


WORDS: dict[Sign, str] = {
    Sign.WAITING: "reports may still come; wait, they settle readers by themselves",
    Sign.TAKEN: "the provider spoke of others of this batch, so it took the request: "
    "treat as submitted",
    Sign.NEVER: "the provider reported of other letters since and of nobody here: "
    "it probably never had them; send again",
    Sign.SILENT: "nothing was heard from the provider since: look at its own log before you decide",
}


@dataclass(frozen=True, slots=True)
class Known:
    """`asked` = when the answer was lost; `spoken` = readers of the batch in reports, settled or not.

    `heard` = when the provider last reported anything of anybody.
    """

    asked: datetime | None
    spoken: int
    heard: datetime | None


def waits_until(asked: datetime | None) -> datetime | None:
    """Until when reports are waited for."""
    return None if asked is None else asked + WAIT


def sign(known: Known, now: datetime) -> Sign:
    """What a person may go by."""
    until = waits_until(known.asked)
    if until is not None and now < until:
        return Sign.WAITING
    if known.spoken:
        return Sign.TAKEN
    if known.heard is not None and until is not None and known.heard >= until:
        return Sign.NEVER
    return Sign.SILENT
