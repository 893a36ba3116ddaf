"""Each issue's copies for its digest's seeds, with the house's own post.

Called wherever issues go out, after their readers: by the sweeper, and by a command that does the
work itself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from digest.bootstrap import House

if TYPE_CHECKING:
    from digest.flow.ports import Mailer
    from digest.flow.specimens import Tray


def tray(house: House) -> Tray:
    """What specimens need, of this house; its post is opened when there is something to send."""
    from digest.flow.specimens import Tray

    @cache
    def mailer() -> Mailer:
        return house.mailer()

    return Tray(
        mailer,
        house.settings.key,
        house.address_key(),
        house.clock,
        house.allowed(),
        house.pacer(house.settings.delivery.scheme),
    )


def send_seeds(house: House) -> int:
    """Copies for the seeds of what goes out now; how many were asked for."""
    if not any(digest.seeds for digest in house.settings.digests.values()):
        return 0
    from digest.flow.specimens import seed

    ready = tray(house)
    return sum(seed(digest, ready) for digest in house.settings.digests.values())


def settle(house: House) -> int:
    """Those whose sender vanished before it heard the post's answer."""
    from digest.flow.specimens import settle

    return settle(tray(house))
