"""DKIM signatures (RFC 6376), RSA-SHA256 or Ed25519-SHA256 (RFC 8463), relaxed/simple.

A letter differs for every reader, so every letter is signed by itself.  The header fields of the
house are signed, and those a stranger could add with effect are signed as absent.  The moment of
the signature is that of the letter's Date, so a letter shown later has the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from digest.model.errors import ConfigurationError
from digest.rules.domain_dkim import PublicKey

SIGNED = (
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "feedback-id",
    "mime-version",
    "content-type",
)
_ONCE_MORE = ("from", "to", "subject", "date", "reply-to")
"""Named once more than they stand there: an added second one breaks the signature."""

_SMALLEST_RSA = 1024
_BLANKS = re.compile(rb"[ \t]+")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")


class Signer:
    """Signs for one domain.  `pem` is an unencrypted private key, RSA (1024 bit on) or Ed25519."""

    def __init__(self, pem: bytes, *, domain: str, selector: str) -> None:
        self._algorithm, self._make = _signing(pem)
        self._start = f"v=1; a={self._algorithm}; c=relaxed/simple; d={domain}; s={selector};"

    def sign(self, letter: bytes) -> bytes:
        """The letter with its DKIM-Signature in front."""
        head, _, body = letter.partition(b"\r\n\r\n")
        fields = _fields(head + b"\r\n")
        present = [name for name in SIGNED if name in fields]
        names = [*present, *_ONCE_MORE]
        unsigned = (
            f"DKIM-Signature: {self._start}\r\n h={':'.join(names)};\r\n"
            f" bh={body_hash(body)};\r\n b="
        ).encode("ascii")
        # A field that is named once more than it stands there adds nothing to what is signed.
        to_sign = b"".join(fields[name] for name in present)
        to_sign += _relaxed(b"dkim-signature", unsigned.partition(b":")[2])[:-2]
        return b"".join([unsigned, _folded(self._make(to_sign)), b"\r\n", letter])


def public_key(pem: bytes) -> PublicKey:
    """What has to stand in the name service for a private key."""
    key = _loaded(pem)
    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey("ed25519", (_base64(raw),))
    public = key.public_key()
    ways = (PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1)
    return PublicKey("rsa", tuple(_base64(public.public_bytes(Encoding.DER, way)) for way in ways))


def _signing(pem: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    key = _loaded(pem)
    if isinstance(key, Ed25519PrivateKey):
        curve = key
        return "ed25519-sha256", lambda data: curve.sign(hashlib.sha256(data).digest())
    rsa, how, digest = key, padding.PKCS1v15(), hashes.SHA256()
    return "rsa-sha256", lambda data: rsa.sign(data, how, digest)


def _loaded(pem: bytes) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ConfigurationError(
            "the DKIM key cannot be read; allowed: an unencrypted PEM file, RSA or Ed25519"
        ) from None
    if isinstance(key, RSAPrivateKey) and key.key_size >= _SMALLEST_RSA:
        return key
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise ConfigurationError("the DKIM key is neither RSA of 1024 bits or more nor Ed25519")


def _fields(head: bytes) -> dict[str, bytes]:
    """Header fields by lower-case name, in relaxed form.  Each stands once in our letters."""
    return {
        name.decode("ascii").lower(): _relaxed(name, value) for name, value in _FIELD.findall(head)
    }


def _relaxed(name: bytes, value: bytes) -> bytes:
    """RFC 6376 section 3.4.2."""
    return name.lower() + b":" + _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip() + b"\r\n"


def body_hash(body: bytes) -> str:
    """Of the body in simple form (section 3.4.3), in base64.

    Quoted-printable leaves a relay nothing to change, and the relaxed form costs a millisecond.
    """
    whole = body.rstrip(b"\r\n") + b"\r\n"
    return _base64(hashlib.sha256(whole).digest())


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _folded(signature: bytes) -> bytes:
    text = base64.b64encode(signature)
    return b"\r\n ".join(text[at : at + 72] for at in range(0, len(text), 72))
