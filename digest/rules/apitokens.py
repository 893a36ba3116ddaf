"""What a token of the JSON API looks like, and how it is kept.

    dgst_<mark: 12>_<secret: 43>      found by its mark, opened by its secret

The secret has 256 random bits, so a plain hash keeps it: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import re

_SHAPE = re.compile(r"dgst_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def written(mark: str, secret: str) -> str:
    """The token as its owner gets it, once."""
    return f"dgst_{mark}_{secret}"


def parts(text: str) -> tuple[str, str] | None:
    """(mark, secret) of what looks like a token, else None."""
    found = _SHAPE.fullmatch(text)
    return (found[1], found[2]) if found else None


def sealed(secret: str) -> str:
    """64 hex digits that stand in the database."""
    return hashlib.sha256(f"digest-api-token:{secret}".encode()).hexdigest()


def opens(secret: str, kept: str) -> bool:
    """Whether the secret is that of the kept hash; takes as long for a wrong one."""
    return hmac.compare_digest(sealed(secret), kept)
