"""What SendGrid would report of the letters that its stand-in took: signed, told twice, in disorder.

told = Reports(post.people(), seed).bodies()     (raw, headers) each; forged ones among them
"""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from digest.mail.sendgrid_events import SIGNATURE, TIMESTAMP

PRIVATE = ec.generate_private_key(ec.SECP256R1())
FOREIGN = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(
    PRIVATE.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
Body = tuple[bytes, dict[str, str]]


def sealed(raw: bytes, private: ec.EllipticCurvePrivateKey = PRIVATE) -> dict[str, str]:
    """The headers that SendGrid sends with a body."""
    at = str(int(time.time()))
    seal = private.sign(at.encode() + raw, ec.ECDSA(hashes.SHA256()))
    return {
        "Content-Type": "application/json",
        SIGNATURE: base64.b64encode(seal).decode(),
        TIMESTAMP: at,
    }


def encoded(events: Sequence[dict[str, Any]]) -> bytes:
    """A body as SendGrid spells it."""
    return json.dumps(events, separators=(",", ":")).encode() + b"\r\n"


@dataclass
class Reports:
    """Each accepted copy `processed`, then delivered, bounced, blocked or complained of."""

    people: Sequence[tuple[str, str, str]]
    seed: int = 0
    size: int = 500
    at: int = field(default_factory=lambda: int(time.time()) - 30)
    words: Callable[[int], list[str]] = lambda n: ["processed", _fate(n)]
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def events(self) -> Iterator[dict[str, Any]]:
        """In the order of the copies."""
        for number, (address, delivery, batch) in enumerate(self.people):
            for word in self.words(number):
                yield {
                    "email": address,
                    "timestamp": self.at,
                    "event": word,
                    "delivery": delivery,
                    "batch": batch,
                    "sg_event_id": self.random.randbytes(12).hex(),
                    **({"type": "bounce", "reason": "550 5.1.1 gone"} if word == "bounce" else {}),
                }

    def bodies(self) -> list[Body]:
        """Shuffled; a third told again under new ids; one in ten forged to say the worst."""
        events = list(self.events())
        again = [e | {"sg_event_id": "again"} for e in events[::3]]
        told = [*events, *again]
        self.random.shuffle(told)
        found: list[Body] = []
        for start in range(0, len(told), self.size):
            raw = encoded(told[start : start + self.size])
            found.append((raw, sealed(raw)))
            if not start % (10 * self.size):
                worst = raw.replace(b'"delivered"', b'"spamreport"')
                found += [(worst, sealed(raw)), (worst, sealed(worst, FOREIGN))]
        return found


def _fate(number: int) -> str:
    return "bounce" if number % 50 == 7 else "delivered"
