"""When one person's yes is not enough for a send: many readers, or another one so soon."""

from __future__ import annotations

from datetime import timedelta

FAR_OFF = 1.5
"""Times the usual audience from which a send is unusual."""
SOON = timedelta(hours=6)
"""Two digests made by hand within this time are unusual."""


def unusual(readers: int, usual: int | None, lately: int) -> str:
    """Why a send by hand is unusual, in words; '' where it is not.

    `usual`: the median audience of the last issues, None before the first.  `lately`: how many
    digests made by hand went out within `SOON`.
    """
    found = []
    if usual is not None and readers > FAR_OFF * usual:
        found.append(f"{readers:,} readers are more than one and a half times the usual {usual:,}")
    if lately:
        hours = int(SOON.total_seconds() // 3600)
        found.append(f"another digest made by hand went out less than {hours} hours ago")
    return "; ".join(found)
