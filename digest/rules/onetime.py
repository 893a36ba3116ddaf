"""Time-based one-time codes (RFC 6238: SHA-1, six digits, steps of thirty seconds).

Any authenticator app makes them from the same key.  A code is good in its own step and the one
before and after, and only once: whoever asks keeps the last step that was used.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds that a code stands."""
DIGITS = 6


def step_of(now: datetime) -> int:
    """The number of the step that holds this moment (aware)."""
    return int(now.timestamp()) // STEP


def code(key: str, step: int) -> str:
    """The six digits of a step.  `key` is Base32, as an authenticator app takes it."""
    digest = hmac.new(_bytes(key), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def accepted(key: str, given: str, now: datetime, *, used: int = 0) -> int | None:
    """The step that the code belongs to, or None; steps up to `used` are spent."""
    told = given.replace(" ", "")
    if len(told) != DIGITS or not told.isascii() or not told.isdigit():
        return None
    middle = step_of(now)
    for step in (middle, middle - 1, middle + 1):
        if step > used and hmac.compare_digest(code(key, step), told):
            return step
    return None


def key_of(random: bytes) -> str:
    """A key in Base32 of these random bytes (20 of them, says the RFC)."""
    return base64.b32encode(random).decode().rstrip("=")


def address(key: str, name: str, issuer: str) -> str:
    """What an authenticator app takes, as text or as a QR code."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': issuer})}"


def _bytes(key: str) -> bytes:
    try:
        return base64.b32decode(key.upper() + "=" * (-len(key) % 8))
    except binascii.Error:
        raise ValueError("the key is no Base32") from None
