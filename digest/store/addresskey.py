"""The key of address hashes: made once, sealed with the house's secret, the same for ever.

A suppression outlives its reader as a hash alone.  Were that hash made with `DIGEST_SECRET_KEY`
itself, the day that secret is changed would forget everybody who must never be mailed.

    first use   made, sealed with the first secret, kept
    later       opened with any secret that is still named; sealed anew when the first one changed
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from digest.model.errors import ConfigurationError
from digest.store import models

_NAME = "address"


def address_key(keys: Sequence[bytes]) -> bytes:
    """The key; ConfigurationError where none of the secrets opens it.

    `keys` are the secrets of `DIGEST_SECRET_KEY`, the one that signs first.
    """
    row, _ = models.WrappedKey.objects.get_or_create(
        name=_NAME, defaults={"sealed": _seal(keys[0]).encrypt(_fresh(keys)).decode()}
    )
    key = opened(row.sealed, keys)
    _seal_anew(row, keys[0], key)
    return key


def opened(sealed: str, keys: Sequence[bytes]) -> bytes:
    """What was sealed with one of these secrets; ConfigurationError where none opens it."""
    try:
        return MultiFernet([_seal(secret) for secret in keys]).decrypt(sealed)
    except InvalidToken:
        raise ConfigurationError(
            "DIGEST_SECRET_KEY is not the one that this database was used with: put the former one "
            "back, or behind the new one with a comma between"
        ) from None


def _fresh(keys: Sequence[bytes]) -> bytes:
    """A new key; a database that has hashes already made them with the first secret."""
    used = models.Subscriber.objects.exists() or models.Suppression.objects.exists()
    return keys[0] if used else secrets.token_bytes(32)


def _seal(secret: bytes) -> Fernet:
    own = hashlib.blake2b(secret, digest_size=32, person=b"address key").digest()
    return Fernet(base64.urlsafe_b64encode(own))


def _seal_anew(row: models.WrappedKey, secret: bytes, key: bytes) -> None:
    """So that the former secret may be taken away."""
    try:
        _seal(secret).decrypt(row.sealed)
    except InvalidToken:
        models.WrappedKey.objects.filter(pk=_NAME, sealed=row.sealed).update(
            sealed=_seal(secret).encrypt(key).decode()
        )
