"""How the mail host behaves, and what may go wrong with it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """What may happen to a letter for an address."""

    REFUSED = "refused"  # 550 at RCPT
    GREYLISTED = "greylisted"  # 450 at RCPT
    REFUSED_AFTER = "refused after"  # 554 at the final dot, not taken
    REFUSED_AND_KEPT = "refused and kept"  # the same, and its envelope stays open, as Postfix may
    LATER_AFTER = "later after"  # 451 at the final dot, not taken
    CLOSING = "closing"  # 421 in place of a reply to RCPT, and gone
    CLOSING_AFTER = "closing after"  # 421 in place of the reply to the final dot, not taken
    TAKEN_THEN_RESET = "taken then reset"  # accepted, and no answer
    TAKEN_THEN_SILENT = "taken then silent"  # accepted, and never an answer
    HALF_READ = "half read"  # gone in the middle of the letter, not taken
    BABBLE = "babble"  # accepted, answered by what is no SMTP
    SILENT = "silent"  # no answer to RCPT
    NO_DATA = "no data"  # 554 at DATA


@dataclass
class Fault:
    """A trouble, for the first `times` letters to an address; 0 = always."""

    trouble: Trouble
    times: int = 1


@dataclass
class Conduct:
    """How the server behaves."""

    features: tuple[str, ...] = ("PIPELINING", "SMTPUTF8", "8BITMIME", "SIZE 52428800")
    faults: Mapping[str, Fault] = field(default_factory=dict)
    delay: float = 0.0
    login: tuple[str, str] | None = None
    login_refused: str = ""
    mail_refused: str = ""
    greeting: str = "220 mail.example.org ESMTP"
    most_letters: int = 0
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    keep: bool = False
