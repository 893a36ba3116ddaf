"""A process of its own that posts one parcel over SMTP, to be killed.  Knows no database."""

from __future__ import annotations

from pathlib import Path

from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.model.post import Parcel


def post(home: str, port: int, parcel: Parcel) -> None:
    """Offer the parcel on three connections to a mail host on loopback."""
    server = Server("127.0.0.1", port, tls="none")
    Smtp(Posting((server,), Path(home), connections=3, me="here.test")).submit(parcel)
