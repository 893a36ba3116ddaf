"""What comes back by other ways than the webhook: the box of bounces, and the provider's own lists.

    by hand        digest events bounces | sync
    each minute    the sweeper, when its turn has come; what cannot be reached costs a line in the log

Any number may do it at once: what was read twice counts once.
"""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digest.bootstrap import House
from digest.logs import log
from digest.model.errors import ConfigurationError, DigestError, TemporaryError

if TYPE_CHECKING:
    from digest.flow.bounces import Collected
    from digest.flow.ports import BounceBox
    from digest.flow.suppressions import Synced
    from digest.settings.bounces import BounceBox as Where

EACH = timedelta(minutes=5)
LISTS_EACH = timedelta(hours=1)
_LONGEST = 20.0
"""Seconds of a tick; what is left in the box waits for the next turn."""


def open_box(where: Where) -> BounceBox:
    """The configured box.  TemporaryError where it cannot be reached now."""
    from digest.mail.bounce_box import Maildir
    from digest.mail.bounce_imap import Imap, ImapServer

    if where.path:
        return Maildir(Path(where.path))
    return Imap(
        ImapServer(where.host, where.port, where.user, where.password, where.tls, where.folder)
    )


def collect_bounces(house: House, *, seconds: float | None = None) -> Collected:
    """Read the box of bounces, to its end or for so long."""
    from digest.flow.bounces import collect
    from digest.mail.bounce_mail import read

    where = house.settings.bounces.box
    if where is None:
        raise ConfigurationError(
            "no box of bounces is configured: set DIGEST_BOUNCE_BOX, and return_path under "
            "[bounces] in digest.toml"
        )
    end = None if seconds is None else time.monotonic() + seconds
    box = open_box(where)
    try:
        return collect(
            box,
            lambda raw: read(raw, house.settings.secret_keys, house.clock()),
            clock=house.clock,
            soft=house.soft_limit,
            until=lambda: end is not None and time.monotonic() > end,
        )
    except OSError as error:
        raise TemporaryError(f"the box of bounces cannot be read: {error.strerror}") from None
    finally:
        box.close()


def sync_lists(house: House) -> Synced:
    """SendGrid's suppression lists and ours, both ways where that is configured."""
    from digest.flow.suppressions import Terms, sync
    from digest.mail.sendgrid_lists import lists_of
    from digest.transports import refuse_live_key

    settings = house.settings
    if not settings.sendgrid_key:
        raise ConfigurationError(
            "SendGrid's lists need SENDGRID_API_KEY (or SENDGRID_API_KEY_FILE)"
        )
    refuse_live_key(settings)
    lists = lists_of(
        settings.sendgrid_key, settings.sendgrid_url, clock=house.clock, pause=time.sleep
    )
    told = settings.sendgrid_lists
    terms = Terms("sendgrid", house.address_key(), told.groups, told.tell)
    try:
        return sync(lists, terms, clock=house.clock)
    finally:
        lists.close()


def sweep(house: House) -> int:
    """What is configured and due; how many events and suppressions were new.

    While everything is frozen nothing is taken: the house may be a copy, and the box the original's.
    """
    from digest.store import house as book

    settings, new = house.settings, 0
    if book.frozen(""):
        return 0
    if settings.bounces.box is not None and _turn(house, "bounces", EACH):
        new += _tried("bounces", partial(_bounces, house))
    through = settings.delivery.scheme == "sendgrid" and settings.sendgrid_lists.sync
    if through and _turn(house, "lists", LISTS_EACH):
        new += _tried("lists", partial(_lists, house))
    return new


def _lists(house: House) -> int:
    return sum(one.new for one in sync_lists(house).lists.values())


def _bounces(house: House) -> int:
    return collect_bounces(house, seconds=_LONGEST).new


def _turn(house: House, what: str, each: timedelta) -> bool:
    """Whether nobody had this turn yet."""
    from digest.store import tallies

    return tallies.count(f"collect:{what}", each, house.clock()) == 1


def _tried(what: str, work: partial[int]) -> int:
    try:
        return work()
    except DigestError as error:
        log(__name__).warning("waits", what=what, error=str(error))
        return 0
