"""Mails as the box of bounces gets them, written after those of common servers."""

from __future__ import annotations

import base64

LETTER = (
    "From: The Paper <brief@example.org>\n"
    "To: Ada <ada@example.org>\n"
    "Subject: Your account is over quota: user unknown\n"
    "Message-ID: <7.abc@example.org>\n\n"
    "The letter itself.\n"
)


def report(
    to: str,
    *groups: str,
    returned: str = LETTER,
    kind: str = "message/rfc822",
    encoded: bool = False,
    notice: str = "Your message could not be delivered.",
    date: str = "Wed, 25 Nov 2026 05:58:00 +0000",
) -> bytes:
    """A report of RFC 3464 with these groups of recipients."""
    status = "Reporting-MTA: dns; mx.example.net\nArrival-Date: Wed, 25 Nov 2026 05:55:00 +0000\n\n"
    status += "\n".join(groups)
    more = ""
    if encoded:
        status = base64.encodebytes(status.encode()).decode()
        more = "Content-Transfer-Encoding: base64\n"
    return (
        f"Return-Path: <>\nDelivered-To: {to}\nFrom: MAILER-DAEMON@mx.example.net (Mail Delivery System)\n"
        f"To: {to}\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"
        f"Date: {date}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\n\n'
        f"--b1\nContent-Type: text/plain; charset=us-ascii\n\n{notice}\n\n"
        f"--b1\nContent-Type: message/delivery-status\n{more}\n{status}\n"
        f"--b1\nContent-Type: {kind}\n\n{returned}\n--b1--\n"
    ).encode()


def group(
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <ada@example.org>: user unknown",
    address: str = "ada@example.org",
) -> str:
    """The fields of one recipient."""
    code = f"Diagnostic-Code: {said}\n" if said else ""
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n{code}"


def exim(to: str, said: str = "550 5.1.1 No such user") -> bytes:
    return (
        f"Return-path: <>\nEnvelope-to: {to}\nFrom: Mail Delivery System <Mailer-Daemon@mx.example.net>\n"
        f"To: {to}\nSubject: Mail delivery failed: returning message to sender\n"
        "X-Failed-Recipients: ada@example.org\nAuto-Submitted: auto-replied\n\n"
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\nrecipients. "
        "This is a permanent error. The following address(es) failed:\n\n"
        f"  ada@example.org\n    SMTP error from remote mail server after RCPT TO:<ada@example.org>:\n    {said}\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{LETTER}"
    ).encode()


def qmail(to: str, said: str = "Sorry, no mailbox here by that name. (#5.1.1)") -> bytes:
    return (
        f"Return-Path: <>\nDelivered-To: {to}\nFrom: MAILER-DAEMON@mx.example.net\nTo: {to}\n"
        "Subject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.example.net.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<ada@example.org>:\n{said}\n\n--- Below this line is a copy of the message.\n\n"
        f"Return-Path: <{to}>\n{LETTER}"
    ).encode()


def late(to: str) -> bytes:
    """Exim's warning, which is no bounce."""
    return (
        f"Return-path: <>\nTo: {to}\nFrom: Mail Delivery System <Mailer-Daemon@mx.example.net>\n"
        "Subject: Warning: message 1a2b3c delayed 24 hours\n\n"
        "This message was created automatically by mail delivery software.\n"
        "A message that you sent has not yet been delivered to one or more of its\n"
        "recipients after more than 24 hours on the queue on mx.example.net.\n\n"
        "  ada@example.org\n    Delay reason: user unknown\n\nNo action is required on your part.\n"
    ).encode()


def holiday(to: str) -> bytes:
    """What a person's program answers, with every word that could mislead."""
    return (
        f"From: Ada <ada@example.org>\nTo: {to}\nAuto-Submitted: auto-replied\n"
        "Subject: Re: user unknown\n\n"
        "Undeliverable message: delivery to the following recipient failed: 550 5.1.1 user unknown\n"
    ).encode()
