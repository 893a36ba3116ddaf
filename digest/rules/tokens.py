"""A reader's token: 43 characters that open one purpose for one subscriber, with no look-up table.

    payload (subscriber, issue: 12 bytes) + keyed BLAKE2b (20 bytes) -> URL-safe base64, no padding

A copy's delivery key is cut from the same token: its first 16 characters, which say who, and the
seal of the issue.  It opens no page, since the reader's own hash is not in it.

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

DELIVERY = b"delivery"
"""The purpose of a copy's key: it names the copy to us in what the post reports, and opens no page."""

LENGTH = 43
NAMED = 16
"""So many of its characters say whom a token is for."""
_PAYLOAD = struct.Struct(">QI")
_MAC = 20
_SEAL = 12
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_STANDARD = str.maketrans("-_", "+/")


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
    return _spell(raw)


def _spell(raw: Sequence[bytes]) -> list[str]:
    """33 bytes fill 44 characters, so that all can be spelled in one go; the last one says nothing."""
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


def clicks_of(readers: Sequence[str]) -> list[str]:
    """The same for many tokens, at a third of the cost: spelled out and spelled again in one go."""
    spelled = "A".join([*readers, ""]).translate(_STANDARD)
    raw, made, size = binascii.a2b_base64(spelled), [], _PAYLOAD.size
    for at in range(0, 33 * len(readers), 33):
        payload = raw[at : at + size]
        made.append(payload + _mac(raw[at + size : at + 32], CLICK, payload))
    return _spell(made)


def read_click(token: str, keys: Sequence[bytes]) -> TokenFor | None:
    """Whom a counted link speaks of, or None."""
    raw = _decode(token)
    if raw is None:
        return None
    payload, given = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    made = [_mac(_mac(key, READER, payload), CLICK, payload) for key in keys]
    good = [hmac.compare_digest(mac, given) for mac in made]
    return TokenFor(*_PAYLOAD.unpack(payload)) if any(good) else None


def seal(key: bytes, issue: int) -> str:
    """The second half of the delivery keys of an issue: 16 characters, the same for all its copies."""
    return urlsafe_b64encode(_seal(key, issue)).decode("ascii")


def read_delivery(text: str, keys: Sequence[bytes]) -> TokenFor | None:
    """Whose copy a delivery key names, or None; also in its former spelling, a token of its own."""
    if len(text) != 2 * NAMED:
        return read(text, DELIVERY, keys)
    raw = _spelled(text)
    if raw is None:
        return None
    copy, given = TokenFor(*_PAYLOAD.unpack(raw[: _PAYLOAD.size])), raw[_PAYLOAD.size :]
    good = [hmac.compare_digest(_seal(key, copy.issue), given) for key in keys]
    return copy if any(good) else None


def _seal(key: bytes, issue: int) -> bytes:
    mac = hashlib.blake2b(key=key[:64], digest_size=_SEAL, person=b"copies")
    mac.update(_PAYLOAD.pack(0, issue))
    return mac.digest()


def _decode(token: str) -> bytes | None:
    return _spelled(token) if len(token) == LENGTH else None


def _spelled(text: str) -> bytes | None:
    """The bytes that a text spells, if it is the one canonical spelling of them."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    # The last character of a token carries two spare bits.
    return raw if urlsafe_b64encode(raw).decode("ascii").rstrip("=") == text else None


def _state(key: bytes, purpose: bytes) -> hashlib.blake2b:
    return hashlib.blake2b(key=key[:64], digest_size=_MAC, person=purpose)


def _mac(key: bytes, purpose: bytes, payload: bytes) -> bytes:
    mac = _state(key, purpose)
    mac.update(payload)
    return mac.digest()
