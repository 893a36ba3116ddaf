"""Service mails: to whom one may go, how long its link works, and when the next one may.

A stranger may type any address into a form.  So what a form can cause is bounded here: one mail an
address and day, a few for all spellings of one mailbox, none where the reader said no to us.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.model.audience import SuppressionReason
from digest.model.service import NoticeKind

HOURS: dict[NoticeKind, int] = {
    NoticeKind.CONFIRM: 48,
    NoticeKind.ADDRESS_NEW: 48,
    NoticeKind.ADDRESS_OLD: 48,
    NoticeKind.EXPORT: 24,
    NoticeKind.ERASE: 24,
}
"""Hours for which the button of a mail works; the others lead to the reader's own pages."""

QUIET = timedelta(hours=24)
"""Between two mails that a form may cause to one address."""
REFUSED_QUIET = timedelta(days=30)
"""After "it was not me" nobody's form causes mail to that address for so long."""
TOO_LATE = timedelta(hours=36)
"""A mail that could not go for so long says nothing that is still wanted."""

THEIR_YES_LIFTS = (SuppressionReason.UNSUBSCRIBE, SuppressionReason.SOFT_BOUNCE)
"""What a reader's own yes takes back: their own no, and a mailbox that works again after all."""

_ASKED_FOR = frozenset({NoticeKind.EXPORT, NoticeKind.ERASE, NoticeKind.ADDRESS_OLD})
_OPEN_DOOR = frozenset({NoticeKind.CONFIRM, NoticeKind.ADDRESS_NEW})
_NO_PLUS = frozenset({"gmail.com", "googlemail.com"})


def silenced(kind: NoticeKind, reason: SuppressionReason | None) -> str:
    """Why a mail of this kind does not go to a suppressed address; '' where it may.

    What concerns a reader's rights goes to whom it concerns.  Who only left for good may be asked
    when the form is filled in for them: their own yes is the one way back.
    """
    if reason is None or kind in _ASKED_FOR:
        return ""
    if kind in _OPEN_DOOR and reason in THEIR_YES_LIFTS:
        return ""
    return f"suppressed: {reason.value}"


def may_ask(last: datetime | None, refused: datetime | None, now: datetime) -> bool:
    """Whether a form may cause mail: `last` = the last such mail, `refused` = the last "not me"."""
    if last is not None and now - last < QUIET:
        return False
    return refused is None or now - refused >= REFUSED_QUIET


def expired(kind: NoticeKind, gone_at: datetime | None, now: datetime) -> bool:
    """Whether the button of a mail works no more; one that never went has no reader yet."""
    hours = HOURS.get(kind)
    return gone_at is None or (hours is not None and now - gone_at > timedelta(hours=hours))


def mailbox_of(normal: str) -> str:
    """The mailbox behind the spellings of an address: without `+tag`, Gmail's without dots.

    For counting only; the address itself is never changed.
    """
    local, _, domain = normal.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _NO_PLUS:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"
