"""A reader's token: 43 characters that open one purpose for one subscriber, with no look-up table.

    payload (subscriber, issue: 12 bytes) + keyed BLAKE2b (20 bytes) -> URL-safe base64, no padding

Keyed hashing costs 0.8 microseconds a reader, a tenth of a signed JSON.  `person` separates the
purposes, so that a token of one never opens another.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

READER = b"reader"
"""The purpose of the token in a mail: view, preferences, unsubscribe."""
SERVICE = b"service"
"""The same pages from a service mail: where an issue stands in the other, its notice stands here."""

CLICK = b"click"
"""The token in counted links: made of the reader's, one way, so that a link that somebody passes on
opens no page of theirs."""

LENGTH = 43
_PAYLOAD = struct.Struct(">QI")
_MAC = 20
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


@dataclass(frozen=True, slots=True)
class TokenFor:
    """Whom a token speaks for.  `issue` is 0 where no issue is meant; some purposes name a notice."""

    subscriber: int
    issue: int


def mint_all(key: bytes, purpose: bytes, issue: int, subscribers: Sequence[int]) -> list[str]:
    """The tokens of many in the order given: the same as one by one, at half the cost."""
    state, pack = _state(key, purpose), _PAYLOAD.pack
    raw = []
    for subscriber in subscribers:
        payload = pack(subscriber, issue)
        mac = state.copy()
        mac.update(payload)
        raw.append(payload + mac.digest())
    # 33 bytes fill 44 characters, so that all can be spelled in one go; the last one says nothing.
    text = binascii.b2a_base64(b"\0".join([*raw, b""]), newline=False).translate(_URL_SAFE).decode()
    return [text[at : at + LENGTH] for at in range(0, 44 * len(raw), 44)]


def minter(key: bytes, purpose: bytes, issue: int) -> Callable[[int], str]:
    """A function from subscriber id to token, with the keyed state made once."""
    state = _state(key, purpose)
    pack = _PAYLOAD.pack

    def mint(subscriber: int) -> str:
        payload = pack(subscriber, issue)
        mac = state.copy()
        mac.update(payload)
        return urlsafe_b64encode(payload + mac.digest())[:LENGTH].decode("ascii")

    return mint


def mint(key: bytes, purpose: bytes, subscriber: int, issue: int) -> str:
    """One token."""
    return minter(key, purpose, issue)(subscriber)


def read(token: str, purpose: bytes, keys: Sequence[bytes]) -> TokenFor | None:
    """Whom the token speaks for, or None; old keys are accepted during a rotation."""
    raw = _decode(token)
    if raw is None:
        return None
    payload, given = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    good = [hmac.compare_digest(_mac(key, purpose, payload), given) for key in keys]
    return TokenFor(*_PAYLOAD.unpack(payload)) if any(good) else None


def click_of(token: str) -> str:
    """The token for counted links that belongs to a reader's token; no key is needed."""
    raw = urlsafe_b64decode(token + "=")
    payload, mac = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    return urlsafe_b64encode(payload + _mac(mac, CLICK, payload))[:LENGTH].decode("ascii")


def read_click(token: str, keys: Sequence[bytes]) -> TokenFor | None:
    """Whom a counted link speaks of, or None."""
    raw = _decode(token)
    if raw is None:
        return None
    payload, given = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    made = [_mac(_mac(key, READER, payload), CLICK, payload) for key in keys]
    good = [hmac.compare_digest(mac, given) for mac in made]
    return TokenFor(*_PAYLOAD.unpack(payload)) if any(good) else None


def _decode(token: str) -> bytes | None:
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    # The last character carries two spare bits: only the one canonical spelling counts.
    canonical = urlsafe_b64encode(raw)[:LENGTH].decode("ascii") == token
    return raw if canonical and len(raw) == _PAYLOAD.size + _MAC else None


def _state(key: bytes, purpose: bytes) -> hashlib.blake2b:
    return hashlib.blake2b(key=key[:64], digest_size=_MAC, person=purpose)


def _mac(key: bytes, purpose: bytes, payload: bytes) -> bytes:
    mac = _state(key, purpose)
    mac.update(payload)
    return mac.digest()
