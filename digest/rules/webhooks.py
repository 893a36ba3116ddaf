"""How an event is signed and when it is told again: as standardwebhooks.com has it.

secret of a listener = HMAC(the house's key, its name): nothing more to keep, other for each
signature            = HMAC(secret, id.timestamp.body), one for each key of the house
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 7200, 18000, 36000, 50400)
)
"""Until the next try; after the last one it is given up, more than a day after the first."""
PREFIX = "whsec_"


def secret(key: bytes, name: str) -> str:
    """What the listener of that name verifies with."""
    made = hmac.new(key, f"webhook:{name}".encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(made).decode()


def signature(secrets: Sequence[str], event: str, timestamp: int, body: bytes) -> str:
    """The header's value: of each secret one, so that a key can be changed under way."""
    return " ".join(f"v1,{_sign(one, event, timestamp, body)}" for one in secrets)


def _sign(whole: str, event: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(whole.removeprefix(PREFIX))
    signed = f"{event}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def wait(attempts: int) -> timedelta | None:
    """Until the try after so many; None = it is given up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def event_id(key: str) -> str:
    """The id of an event: the same however often and to whomever it is told."""
    return f"evt_{hashlib.sha256(key.encode()).hexdigest()[:32]}"
