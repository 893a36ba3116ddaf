"""What is done beside the clock: reports by other ways than the webhook, what follows from them, seeds.

    bounces   the box of bounces, every five minutes       by hand too: digest events bounces
    lists     the provider's own lists, every 20 minutes   by hand too: digest events sync
    doubts    uncertain copies that a report speaks of     every minute
    counts    what pages ask for, counted again            every minute
    seeds     copies for the seeds of what goes out        every minute

    the sweeper, each minute: what is due | a hint on the queue `events` | a worker takes the turn
                                          | no broker: here, at the end of the tick

So neither a slow mail box nor a slow provider holds the clock up.  Any number may do it at once:
what was read twice counts once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digest import seeding
from digest.bootstrap import House, open_house
from digest.model.errors import ConfigurationError, GuardRefused, TemporaryError
from digest.serving import attempt

if TYPE_CHECKING:
    from digest.flow.bounces import Collected
    from digest.flow.ports import BounceBox
    from digest.flow.suppressions import Synced
    from digest.queue import Hints, NoHints
    from digest.settings.bounces import BounceBox as Where

_LONGEST = 60.0
"""Seconds of a turn; what is left in a box or on a list waits for the next one."""
_EVIDENCE_COMES = timedelta(days=4)
"""A provider may report of a letter for three days."""


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
    over = _over(seconds)
    box = open_box(where)
    try:
        return collect(
            box,
            lambda raw: read(raw, house.settings.secret_keys, house.clock()),
            clock=house.clock,
            soft=house.soft_limit,
            until=over or (lambda: False),
        )
    except OSError as error:
        raise TemporaryError(f"the box of bounces cannot be read: {error.strerror}") from None
    finally:
        box.close()


def _over(seconds: float | None) -> Callable[[], bool] | None:
    """Says when so long is past; None where there is no end."""
    if seconds is None:
        return None
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def sync_lists(house: House, *, seconds: float | None = None) -> Synced:
    """SendGrid's suppression lists and ours, both ways where that is configured; to the end or so long."""
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
        return sync(lists, terms, clock=house.clock, over=_over(seconds))
    finally:
        lists.close()


@dataclass(frozen=True, slots=True)
class _Chore:
    """Work of the queue `events`: how often, where it is configured, and what it does.

    `work` answers how many reports, suppressions or copies were new.
    """

    each: timedelta
    wanted: Callable[[House], bool]
    work: Callable[[House], int]


def sweep(house: House, queue: Hints | NoHints) -> int:
    """Hint at every chore whose turn has come, or do it where there is no broker; how many."""
    due = [what for what in _CHORES if _is_due(house, what)]
    queue.follow(due)
    if not queue.reached:
        for what in due:
            attempt(partial(follow, what), chore=what)
    return len(due)


def follow(what: str) -> int:
    """Do a chore, if nobody had its turn yet; how much was new.  GuardRefused: there is none such."""
    if what not in _CHORES:
        raise GuardRefused(f"nothing follows by the name {what!r}", guard="chore")
    house = open_house()
    if not _is_due(house, what) or not _turn(house, what):
        return 0
    return _CHORES[what].work(house)


def _is_due(house: House, what: str) -> bool:
    from digest.store import tallies

    wanted = _CHORES[what].wanted(house)
    return wanted and not tallies.current(_key(what), house.clock())


def _turn(house: House, what: str) -> bool:
    """Whether nobody had this turn yet."""
    from digest.store import tallies

    return tallies.count(_key(what), _CHORES[what].each, house.clock()) == 1


def _key(what: str) -> str:
    return f"collect:{what}"


def _has_box(house: House) -> bool:
    return house.settings.bounces.box is not None and _nothing_frozen()


def _has_lists(house: House) -> bool:
    settings = house.settings
    through = settings.delivery.scheme == "sendgrid" and settings.sendgrid_lists.sync
    return through and _nothing_frozen()


def _nothing_frozen() -> bool:
    """While everything is frozen nothing is taken: the house may be a copy, the box the original's."""
    from digest.store import house as book

    return not book.frozen("")


def _has_doubts(house: House) -> bool:
    return bool(_doubtful(house))


def _doubtful(house: House) -> list[int]:
    from digest.store import events

    return events.uncertain_issues(house.clock() - _EVIDENCE_COMES)


def _settle_doubts(house: House) -> int:
    from digest.store import events

    return sum(events.reconsider(issue) for issue in _doubtful(house))


def _count_up(house: House) -> int:
    from digest.store import reports

    reports.count_up(house.clock(), house.settings.clicks_kept)
    return 0


def _seeds(house: House) -> int:
    return seeding.send_seeds(house) + seeding.settle(house)


_MINUTE = timedelta(seconds=50)
"""Shorter than the time between two ticks."""
_CHORES: Mapping[str, _Chore] = {
    "doubts": _Chore(_MINUTE, _has_doubts, _settle_doubts),
    "bounces": _Chore(
        timedelta(minutes=5),
        _has_box,
        lambda house: collect_bounces(house, seconds=_LONGEST).new,
    ),
    "lists": _Chore(
        timedelta(minutes=20),
        _has_lists,
        lambda house: sum(one.new for one in sync_lists(house, seconds=_LONGEST).lists.values()),
    ),
    "counts": _Chore(_MINUTE, lambda _: True, _count_up),
    "seeds": _Chore(_MINUTE, lambda _: True, _seeds),
}
