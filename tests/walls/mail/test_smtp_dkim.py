"""Signatures of letters, read by another implementation."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from digest.mail.dkim import Signer
from digest.model.errors import ConfigurationError
from tests.walls.mail.test_letter import letter

dkim = pytest.importorskip("dkim", reason="dkimpy is not installed")


def pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def rsa_key() -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(65537, 2048)
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return pem(key), b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


def ed25519_key() -> tuple[bytes, bytes]:
    key = ed25519.Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return pem(key), b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw)


@pytest.fixture(scope="module", params=[rsa_key, ed25519_key], ids=["rsa", "ed25519"])
def signed_by(request: pytest.FixtureRequest) -> tuple[Signer, Callable[..., bytes]]:
    private, record = request.param()
    signer = Signer(private, domain="example.org", selector="digest")
    return (
        signer,
        lambda name, timeout=5: record if name == b"digest._domainkey.example.org." else b"",
    )


@pytest.mark.parametrize("name", ["Ada", "Zoë Müller, Dr.", "", "آدا لَوْلیس"])
def test_another_implementation_accepts_the_signature(signed_by, name):
    signer, dns = signed_by
    signed = signer.sign(letter(address="ada@example.org", name=name))
    assert dkim.verify(signed, dnsfunc=dns)


@pytest.mark.parametrize(
    "change",
    [
        (b"\r\nSubject: ", b"\r\nSubject: Not "),
        (b"From: ", b"From: mallory@example.org\r\nFrom: "),
        (b"\r\n\r\n", b"\r\n\r\nAdded.\r\n"),
    ],
    ids=["another subject", "a second sender", "more text"],
)
def test_a_letter_that_was_changed_is_not_accepted(signed_by, change):
    signer, dns = signed_by
    signed = signer.sign(letter())
    assert dkim.verify(signed, dnsfunc=dns)
    assert not dkim.verify(signed.replace(*change, 1), dnsfunc=dns)


def test_the_same_letter_has_the_same_signature(signed_by):
    signer, _ = signed_by
    assert signer.sign(letter()) == signer.sign(letter())


@pytest.mark.parametrize(
    "wrong", [b"", b"not a key", pem(rsa.generate_private_key(65537, 1024))[:200]]
)
def test_a_key_that_cannot_be_read_is_a_wrong_setting(wrong):
    with pytest.raises(ConfigurationError, match="unencrypted PEM"):
        Signer(wrong, domain="example.org", selector="digest")
