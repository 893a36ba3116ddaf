"""Who reads: subscribers, their standing on a list, and why somebody is left out of a send."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class SubscriptionState(StrEnum):
    """One subscriber's standing on one list."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PAUSED = "paused"
    UNSUBSCRIBED = "unsubscribed"


class Exclusion(StrEnum):
    """Why somebody on a list gets no copy.  The order is the order of precedence."""

    SUPPRESSED = "suppressed"
    ERASED = "erased"
    NOT_ALLOWED = "not_allowed"
    PAUSED = "paused"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    NOT_TODAY = "not_today"
    NO_LANGUAGE = "no_language"
    NO_SECTION = "no_section"


EXCLUSION_WORDS: dict[Exclusion, str] = {
    Exclusion.SUPPRESSED: "the address bounced, complained or was suppressed by hand",
    Exclusion.ERASED: "the reader asked to be forgotten",
    Exclusion.NOT_ALLOWED: "outside production only addresses of the allow-list are mailed",
    Exclusion.PAUSED: "the reader paused it",
    Exclusion.PENDING: "the reader has not confirmed yet",
    Exclusion.UNSUBSCRIBED: "the reader left this list",
    Exclusion.NOT_TODAY: "the reader wants it on other days, or had this week's",
    Exclusion.NO_LANGUAGE: "no story of it is printed in the reader's language",
    Exclusion.NO_SECTION: "no story of it stands in a section that the reader chose",
}


class SuppressionReason(StrEnum):
    """Why an address is never mailed again until somebody lifts it."""

    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCE = "soft_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    BY_HAND = "by_hand"


class ConsentAct(StrEnum):
    """What a reader, an importer or an operator said about a subscription."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    IMPORTED = "imported"
    PAUSED = "paused"
    RESUMED = "resumed"
    WITHDREW = "withdrew"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Segment:
    """A filter under a name.  `kinds` are those of the attributes that it asks for, as of then."""

    slug: str
    text: str
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an issue is for: the lists by slug, narrowed to a segment, to addresses, where given.

    The segment is a copy: what is frozen stays as it was, whatever becomes of the one it was made of.
    """

    lists: tuple[str, ...]
    only: tuple[str, ...] = ()
    segment: Segment | None = None


class Recipient(NamedTuple):
    """One reader of a batch.  `position` is the place in the batch's frozen list, from 0."""

    position: int
    subscriber: int
    address: str
    name: str = ""


def normal_address(address: str) -> str:
    """The identity of an address: lower case as a whole, the domain in IDNA (RFC 5890).

    Raises ValueError with words for people when it is no address that can be mailed.
    """
    text = address.strip()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise ValueError("an address needs a name, an @ and a domain")
    if len(local.encode()) > 64 or len(text.encode()) > 254:
        raise ValueError("the address is too long (RFC 5321: 64 before the @, 254 in all)")
    if not _plain(local):
        raise ValueError("the part before the @ has a character that mail does not allow")
    return f"{local.lower()}@{_ascii_domain(domain)}"


_ATEXT = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-."
)


def _plain(local: str) -> bool:
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    return all(sign in _ATEXT or (ord(sign) > 160 and sign.isalnum()) for sign in local)


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("the domain is not a valid name") from error
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_label(label) for label in labels):
        raise ValueError("the domain is not a valid name")
    return ascii_domain


def _label(label: str) -> bool:
    inside = label.replace("-", "").isalnum() and label.isascii()
    return bool(label) and inside and label[0] != "-" and label[-1] != "-"


def address_hash(normal: str, key: bytes) -> str:
    """40 hex digits that stand for an address where the address itself must not stay (BLAKE2b)."""
    return hashlib.blake2b(
        normal.encode(), key=key[:64], digest_size=20, person=b"address"
    ).hexdigest()
