"""What speaks for and against a batch whose answer was lost: when to wait, when a person decides, and how.

    asked at, who was heard of, when the provider was last heard
        -> waiting | taken | never had it | silent | each alone

A machine settles a reader only by a report of that reader.  What stays after a while is a person's,
with what can be said: a request is taken whole or not at all, so one report of a batch speaks for
its others too; and a provider that reports of everybody else speaks against it.  Over SMTP each
letter stands alone, and one that arrives is not reported: nobody's report says a thing of others.
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
    ALONE = "alone"


WORDS: dict[Sign, str] = {
    Sign.WAITING: "reports may still come; wait, they settle readers by themselves",
    Sign.TAKEN: "the provider spoke of others of this batch, so it took the request: "
    "treat as submitted",
    Sign.NEVER: "the provider reported of other letters since and of nobody here: "
    "it probably never had them; send again",
    Sign.SILENT: "nothing was heard from the provider since: look at its own log before you decide",
    Sign.ALONE: "each letter went by itself, so no report speaks for another, and what arrives is "
    "not reported: look at the mail server's log before you decide",
}

LETTER_BY_LETTER = frozenset({"smtp"})
"""Transports to which each letter of a parcel is a question of its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """`asked` = when the answer was lost; `spoken` = readers of the batch in reports, settled or not.

    `heard` = when the provider last reported anything of anybody; `post` = the transport that was
    asked, "" where that was not kept.
    """

    asked: datetime | None
    spoken: int
    heard: datetime | None
    post: str = ""


def waits_until(asked: datetime | None) -> datetime | None:
    """Until when reports are waited for."""
    return None if asked is None else asked + WAIT


def sign(known: Known, now: datetime) -> Sign:
    """What a person may go by."""
    until = waits_until(known.asked)
    if until is not None and now < until:
        return Sign.WAITING
    if known.post in LETTER_BY_LETTER:
        return Sign.ALONE
    if known.spoken:
        return Sign.TAKEN
    if known.heard is not None and until is not None and known.heard >= until:
        return Sign.NEVER
    return Sign.SILENT
