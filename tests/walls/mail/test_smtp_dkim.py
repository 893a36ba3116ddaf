"""Signatures of letters, read by another implementation."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

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

# The system's own Python: dkimpy comes as a package of the system and not as a wheel.
READER = "/usr/bin/python3"
VERIFY = """
import base64, json, sys
import dkim
asked = json.load(sys.stdin)
message, record = (base64.b64decode(asked[name]) for name in ("message", "record"))
dns = lambda name, timeout=5: record if name == b"digest._domainkey.example.org." else b""
print(json.dumps(bool(dkim.verify(message, dnsfunc=dns))))
"""


def _has_dkimpy() -> bool:
    return (
        Path(READER).exists()
        and not subprocess.run(
            [READER, "-c", "import dkim, nacl"], capture_output=True, check=False
        ).returncode
    )


pytestmark = pytest.mark.skipif(not _has_dkimpy(), reason="needs dkimpy, which is not installed")


def accepted(message: bytes, record: bytes) -> bool:
    """What dkimpy says of a signed letter, with this key in the domain's record."""
    asked = {"message": message, "record": record}
    done = subprocess.run(
        [READER, "-c", VERIFY],
        input=json.dumps({name: base64.b64encode(value).decode() for name, value in asked.items()}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return bool(json.loads(done.stdout))


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
def signed_by(request: pytest.FixtureRequest) -> tuple[Signer, bytes]:
    private, record = request.param()
    signer = Signer(private, domain="example.org", selector="digest")
    return signer, record


@pytest.mark.parametrize("name", ["Ada", "Zoë Müller, Dr.", "", "آدا لَوْلیس"])
def test_another_implementation_accepts_the_signature(signed_by, name):
    signer, record = signed_by
    signed = signer.sign(letter(address="ada@example.org", name=name))
    assert accepted(signed, record)


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
    signer, record = signed_by
    signed = signer.sign(letter())
    assert accepted(signed, record)
    assert not accepted(signed.replace(*change, 1), record)


def test_the_same_letter_has_the_same_signature(signed_by):
    signer, _ = signed_by
    assert signer.sign(letter()) == signer.sign(letter())


@pytest.mark.parametrize(
    "wrong", [b"", b"not a key", pem(rsa.generate_private_key(65537, 1024))[:200]]
)
def test_a_key_that_cannot_be_read_is_a_wrong_setting(wrong):
    with pytest.raises(ConfigurationError, match="unencrypted PEM"):
        Signer(wrong, domain="example.org", selector="digest")
