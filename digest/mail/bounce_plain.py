"""Bounces that are text alone: known openings of known servers, and nothing else.

Believed only from a server's own name, never where the mail says it was answered automatically.
The letter that is returned below is cut off first: its words are ours, not the server's.
"""

from __future__ import annotations

import re
from email.message import Message
from email.utils import parseaddr
from itertools import islice

from digest.mail.bounce_words import Found, header, one_line, own, text_of
from digest.model.delivery import DeliveryEvent
from digest.rules import bounces

_SERVERS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon", "mailerdaemon")
_OPENINGS = re.compile(
    r"this is the qmail-send program"
    r"|this message was created automatically by (?:the )?mail delivery (?:software|system)"
    r"|a message that you sent could not be delivered"
    r"|this is the mail system at host"
    r"|(?:the following|these) addresse?s? had permanent (?:fatal|delivery) errors"
    r"|delivery to the following recipients? (?:has )?failed"
    r"|your message did not reach some or all of the intended recipients"
    r"|(?:could not|couldn't|cannot) be delivered to (?:the following|one or more)"
    r"|delivery has failed to these recipients"
    r"|undeliverable (?:mail|message)"
    r"|message (?:you sent )?(?:was|is) undeliverable",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"will (?:be )?re-?tr(?:y|ied)|has not (?:yet )?been delivered|delivery (?:has been |is )?delayed"
    r"|do not need to resend|no action is required|still trying|warning: message",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^(?:-+ ?(?:below this line|this is a copy|original message|forwarded|returned message)"
    r"|>? ?Received: |>? ?Return-Path: )",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(r"^\s*<?([^\s<>@]{1,64}@[^\s<>@:]{1,190})>?:?\s*$", re.MULTILINE)


def found(mail: Message) -> Found | None:
    """What a plain bounce says; None where the mail is none that we know."""
    if _answered(mail) or not _of_a_server(mail):
        return None
    text = _own_words(mail)
    opening = _OPENINGS.search(text)
    if opening is None:
        return None
    named = _NAMED.search(text, opening.end())
    words = one_line(text[named.start() if named else opening.end() :], 2000)
    subject = one_line(header(mail.get("Subject", "")))
    late = _DELAY.search(f"{subject}\n{text}")
    kind = DeliveryEvent.DEFERRED if late else bounces.plain(words)
    return Found(kind, one_line(words), _address(mail, named))


def _address(mail: Message, named: re.Match[str] | None) -> str:
    """Whom the server names; of several nobody knows which is ours."""
    told = own(header(mail.get("X-Failed-Recipients", ""))) or (named[1] if named else "")
    return "" if "," in told else told


def _answered(mail: Message) -> bool:
    """A holiday program, by marks that no server puts on a bounce (`auto-replied` some do put)."""
    return any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond"))


def _of_a_server(mail: Message) -> bool:
    name = (
        parseaddr(header(mail.get("From", "")))[1].rpartition("@")[0]
        or parseaddr(header(mail.get("From", "")))[1]
    )
    null = one_line(header(mail.get("Return-Path", ""))) == "<>"
    return name.lower() in _SERVERS or (null and bool(mail.get("X-Failed-Recipients")))


def _own_words(mail: Message) -> str:
    """The first text of the mail, without the letter that comes back."""
    for part in islice(mail.walk(), 10):
        if part.get_content_type() == "text/plain":
            text = text_of(part)
            cut = _RETURNED.search(text)
            return text[: cut.start()] if cut else text
    return ""
