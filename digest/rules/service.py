"""A service mail in hand -> what it says and whom it greets: its links are minted here.

    confirm, address-new, address-old, export, erase   /s/{token of the notice}/confirm
    welcome, changed                                   the reader's own pages

A notice's token names the notice, under a purpose of its kind: it opens this one question and
nothing else, and what it is about stands in the ledger, not in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from digest.model.audience import Recipient
from digest.model.notice import Held
from digest.model.plan import Digest
from digest.model.service import Notice, NoticeKind
from digest.rules import notices, tokens

ASKING = tuple(notices.HOURS)
"""Kinds whose button asks something."""
NAMELESS = frozenset({NoticeKind.CONFIRM, NoticeKind.ADDRESS_NEW})
"""Nobody at the address has said yes yet: a stranger's words do not go there as a name."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NoticeToken:
    """What a token of a notice speaks for."""

    kind: NoticeKind
    subscriber: int
    notice: int


def purpose(kind: NoticeKind) -> bytes:
    """The purpose of the tokens of a kind: at most 16 bytes."""
    return b"n:" + kind.value.encode()


def read_token(token: str, keys: Sequence[bytes]) -> NoticeToken | None:
    """The question that a token opens, or None; needs no database."""
    for kind in ASKING:
        found = tokens.read(token, purpose(kind), keys)
        if found is not None:
            return NoticeToken(kind, found.subscriber, found.issue)
    return None


def spoken(held: Held, digest: Digest, *, key: bytes, site: str) -> Notice:
    """What the mail has to say, with its links."""
    draft = held.draft
    language = draft.language or digest.language
    asking = draft.kind in ASKING
    own = f"{site}/s/{tokens.mint(key, tokens.SERVICE, draft.subscriber, held.id)}"
    ask = f"{site}/s/{tokens.mint(key, purpose(draft.kind), draft.subscriber, held.id)}"
    return Notice(
        kind=draft.kind,
        language=language,
        address=draft.about or draft.address,
        action=f"{ask}/confirm" if asking else f"{own}/preferences",
        name="" if draft.kind in NAMELESS else draft.name,
        refuse=f"{ask}/refuse" if draft.kind is NoticeKind.CONFIRM else "",
        archive=f"{site}/{digest.slug}/",
        unsubscribe="" if asking else f"{own}/unsubscribe",
        hours=notices.HOURS.get(draft.kind, 48),
        facts=draft.facts,
    )


def recipient_of(held: Held) -> Recipient:
    """Whom the mail goes to."""
    draft = held.draft
    name = "" if draft.kind in NAMELESS else draft.name
    return Recipient(0, draft.subscriber, draft.address, name)


def wait(attempts: int) -> timedelta:
    """Until the next try after so many that were surely not accepted."""
    doubled: timedelta = FIRST_WAIT * 2.0 ** (attempts - 1)
    return min(doubled, LONGEST_WAIT)
