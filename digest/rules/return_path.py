"""A return path of each letter's own (VERP): a bounce says by its address alone whose letter it was.

    bounces@news.example.org -> bounces+<45 characters>@news.example.org

    payload (subscriber, issue: 12 bytes) + keyed BLAKE2b (16 bytes) -> base32 in lower case

Servers on the way may change capitals, and a name before the @ has 64 characters at most: hence
base32, and a shorter seal than a token's.  Who does not hold a letter of ours can name nobody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Callable, Sequence

from digest.rules.tokens import TokenFor

LETTER = b"return letter"
"""The purpose of a letter of an issue: (subscriber, issue)."""
NOTICE = b"return notice"
"""The purpose of a service mail: (0, notice)."""

_PAYLOAD = struct.Struct(">QI")
_MAC = 16
_LENGTH = 45
LONGEST_NAME = 64 - 1 - _LENGTH
"""Characters that the configured address may have before its @."""
_FOUND = re.compile(r"(?:^|[^a-z2-7])([a-z2-7]{45})@", re.IGNORECASE)


def minter(key: bytes, purpose: bytes, number: int, address: str) -> Callable[[int], str]:
    """A function from subscriber to return path, for the letters of one issue (or one notice)."""
    name, _, domain = address.rpartition("@")
    state = hashlib.blake2b(key=key[:64], digest_size=_MAC, person=purpose)

    def mint(subscriber: int) -> str:
        payload = _PAYLOAD.pack(subscriber, number)
        mac = state.copy()
        mac.update(payload)
        return f"{name}+{_spelt(payload + mac.digest())}@{domain}"

    return mint


def read(address: str, purpose: bytes, keys: Sequence[bytes]) -> TokenFor | None:
    """Whose letter an address is the return path of; None where we did not mint it."""
    found = _FOUND.search(address)
    if found is None:
        return None
    text = found[1].lower()
    raw = base64.b32decode(text.upper() + "===")
    if _spelt(raw) != text:
        return None
    payload, given = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    good = [hmac.compare_digest(_mac(key, purpose, payload), given) for key in keys]
    return TokenFor(*_PAYLOAD.unpack(payload)) if any(good) else None


def _spelt(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _mac(key: bytes, purpose: bytes, payload: bytes) -> bytes:
    return hashlib.blake2b(payload, key=key[:64], digest_size=_MAC, person=purpose).digest()
