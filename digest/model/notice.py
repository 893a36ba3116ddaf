"""A service mail's way to its reader: what is to go, how it stands, what the reader answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.service import NoticeKind


class NoticeState(StrEnum):
    """Where a service mail stands.

    PENDING waits, CLAIMED is in one worker's hands.  SUBMITTED: the post took it.  UNCERTAIN: the
    post was asked and the answer was lost.  CANCELLED: it was not to go any more.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    SUBMITTED = "submitted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Reply(StrEnum):
    """What the reader said to a notice that asks: once, and then it stands."""

    NONE = ""
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Draft:
    """A service mail to be made.

    `key` is its identity: the same key is the same mail, made once.  `address` is where it goes,
    as written; `about` the address it speaks of where that is another one.  `lists` are the slugs
    that a yes is for.  `parent` is the notice that this one belongs to, or 0.  `in_bulk`: one of
    many, so it lets those go first that somebody waits for.
    """

    key: str
    kind: NoticeKind
    digest: str
    subscriber: int
    address: str
    address_hash: str
    language: str = ""
    name: str = ""
    about: str = ""
    lists: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    parent: int = 0
    in_bulk: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A service mail in one worker's hands.  `asked`: a former owner had asked the post already.

    `silenced` is why the address gets no mail, or ''.
    """

    id: int
    fence: int
    attempts: int
    asked: bool
    made_at: datetime
    draft: Draft
    silenced: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice as its reader's page needs it; `gone_at` = when the post was asked, or None."""

    id: int
    state: NoticeState
    reply: Reply
    made_at: datetime
    gone_at: datetime | None
    draft: Draft
