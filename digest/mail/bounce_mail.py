"""A mail from the bounce box: whose letter it speaks of, and what it says became of it.

    raw mail | return path of ours in its addresses? | a report, a known form of plain bounce, or neither
             -> the event, and in a word what the mail was

Reports are RFC 3464 (multipart/report with message/delivery-status); plain bounces are Exim's,
qmail's and a few others', believed less.  An answer of a person or of their holiday program is no
bounce.  Nothing in a mail is believed about anybody but the reader whose return path it came to,
and that one is sealed: a forged bounce names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum

from digest.mail import bounce_plain, bounce_report
from digest.mail.bounce_words import Found, header, one_line
from digest.model.delivery import DeliveryEvent
from digest.model.event import BY_A_BOUNCE, Event, NoticeEvent
from digest.rules import return_path
from digest.rules.tokens import TokenFor

LARGEST = 1024 * 1024
"""Bytes of a mail that are looked at: what a report says stands before the letter it returns."""
_TO = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "To",
    "Cc",
)
_LATEST = timedelta(days=30)
_INNER = re.compile(rb"multipart/|message/rfc822", re.IGNORECASE)
_DEEPEST = 40
"""Beyond so many parts within parts there is no report; the standard library follows them all."""


class Kind(StrEnum):
    """What a mail in the box was."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    ARRIVED = "arrived"
    NOT_OURS = "not ours"
    NO_REPORT = "no report"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail says: at most one event, of a letter or of a service mail."""

    kind: Kind
    event: Event | None = None
    notice: NoticeEvent | None = None

    @property
    def word(self) -> str:
        """The kind, for people."""
        return self.kind.value

    @property
    def understood(self) -> bool:
        """A report about a letter of ours."""
        return self.kind in (Kind.BOUNCE, Kind.DELAYED, Kind.ARRIVED)


def read(raw: bytes, keys: Sequence[bytes], now: datetime) -> Told:
    """What a mail of the box says; never raises, whatever it holds."""
    try:
        if len(_INNER.findall(raw[:LARGEST])) > _DEEPEST:
            return Told(Kind.UNREADABLE)
        return _read(message_from_bytes(raw[:LARGEST]), keys, now)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # The library's parser has no list of what a hostile mail makes it raise.
        return Told(Kind.UNREADABLE)


def _read(mail: Message, keys: Sequence[bytes], now: datetime) -> Told:
    whose = _whose(mail, keys)
    if whose is None:
        return Told(Kind.NOT_OURS)
    found = bounce_report.found(mail) or bounce_plain.found(mail)
    if found is None:
        return Told(Kind.NO_REPORT)
    if found.kind is None:
        return Told(Kind.ARRIVED)
    kind = Kind.DELAYED if found.kind is DeliveryEvent.DEFERRED else Kind.BOUNCE
    at = _moment(mail, now)
    purpose, named = whose
    if purpose == return_path.NOTICE:
        return Told(kind, notice=NoticeEvent(named.issue, found.kind, at, found.reason))
    return Told(kind, _event(named, found, at))


def _event(whose: TokenFor, found: Found, at: datetime) -> Event:
    key = f"{BY_A_BOUNCE}{whose.issue}:{whose.subscriber}:{found.kind}"
    assert found.kind is not None
    return Event(key, found.kind, whose.issue, whose.subscriber, at, found.reason, found.address)


def _whose(mail: Message, keys: Sequence[bytes]) -> tuple[bytes, TokenFor] | None:
    """The one reader whose return path the mail came to; of two nobody knows which is meant."""
    told = [header(value) for name in _TO for value in mail.get_all(name, [])[:20]]
    found = {
        (purpose, named)
        for _, address in getaddresses([one[:2000] for one in told])
        for purpose in (return_path.LETTER, return_path.NOTICE)
        if (named := return_path.read(address, purpose, keys))
    }
    return found.pop() if len(found) == 1 else None


def _moment(mail: Message, now: datetime) -> datetime:
    """When the report was written, as far as that can be believed."""
    try:
        at = parsedate_to_datetime(one_line(header(mail.get("Date", ""))))
        at = at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        return now
    return at if now - _LATEST <= at <= now else now
