"""A filled form: is it a person's, and may it go on?

    trap, stamp, now            -> well | by a trap | untimed (asked to press once more)
    counts of the last hours    -> taken | dropped (looks taken) | busy (said openly)

None of it depends on whether the address is known, so none of it can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from digest.model.signup import Entry, Filled
from digest.rules import tokens

STAMP = b"form"
"""The purpose of the stamp that says when a form was given out."""
FASTEST = timedelta(seconds=2)
"""Nobody reads a form, types an address and presses a button in less."""
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in a window of `span`."""

    most: int
    span: timedelta


OF_A_NETWORK = Limit(20, timedelta(hours=1))
OF_A_MAILBOX = Limit(3, timedelta(days=1))
"""For all spellings of one mailbox together."""
OF_THE_HOUSE = Limit(1000, timedelta(hours=1))
"""Beyond it somebody floods from everywhere; it needs a person, and `digest status` says so."""


def stamp(key: bytes, now: datetime) -> str:
    """What a form carries: when it was given out, signed."""
    return tokens.mint(key, STAMP, int(now.timestamp()), 0)


def filled(trap: str, given: str, keys: Sequence[bytes], now: datetime) -> Filled:
    """How the form was filled in."""
    if trap:
        return Filled.BY_A_TRAP
    told = tokens.read(given, STAMP, keys)
    if told is None or told.subscriber > _LATEST:
        return Filled.UNTIMED
    age = now - datetime.fromtimestamp(told.subscriber, UTC)
    return Filled.WELL if FASTEST <= age <= LONGEST else Filled.UNTIMED


_LATEST = 2**33


def judge(*, network: int, mailbox: int, house: int) -> Entry:
    """What becomes of it; each count is that of its window, this one included."""
    if network > OF_A_NETWORK.most or house > OF_THE_HOUSE.most:
        return Entry.BUSY
    return Entry.DROPPED if mailbox > OF_A_MAILBOX.most else Entry.TAKEN


def visitor(remote: str, forwarded: str) -> str:
    """The visitor's own address: what the proxy on our side of the net says, else the caller's.

    `forwarded` = X-Forwarded-For.  Only its last entry counts, which our proxy wrote; and only
    where the caller is no address of the open net.
    """
    last = forwarded.rpartition(",")[2].strip()
    behind = _address(remote)
    if last and behind is not None and (behind.is_loopback or behind.is_private):
        return last if _address(last) is not None else remote
    return remote


def network_of(address: str) -> str:
    """The network that a limit counts: 24 bits of an IPv4 address, 56 of an IPv6 address."""
    known = _address(address)
    if known is None:
        return "unknown"
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    known = mapped or known
    bits = 24 if known.version == 4 else 56
    return str(ip_network((known, bits), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
