"""When one person's yes is not enough for a send: many readers, or another one so soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

FAR_OFF = 1.5
"""Times the usual audience from which a send is unusual."""
SOON = timedelta(hours=6)
"""Two digests made by hand within this time are unusual."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """What is unusual: `many` = the readers beside the `usual` ones; `soon` = another went lately."""

    many: bool
    soon: bool


def odd(readers: int, usual: int | None, lately: int) -> Unusual:
    """What is unusual about a send by hand.

    `usual`: the median audience of the last issues, None before the first.  `lately`: how many
    digests made by hand went out within `SOON`.
    """
    return Unusual(usual is not None and readers > FAR_OFF * usual, bool(lately))


def unusual(readers: int, usual: int | None, lately: int) -> str:
    """Why a send by hand is unusual, in English words; '' where it is not."""
    what, found = odd(readers, usual, lately), []
    if what.many:
        found.append(f"{readers:,} readers are more than one and a half times the usual {usual:,}")
    if what.soon:
        hours = int(SOON.total_seconds() // 3600)
        found.append(f"another digest made by hand went out less than {hours} hours ago")
    return "; ".join(found)
