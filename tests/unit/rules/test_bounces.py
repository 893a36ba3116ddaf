"""What servers say, sorted: gone, full, not wanted; in doubt the milder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.delivery import DeliveryEvent as E
from digest.rules.bounces import believed, kind, mailbox_full, mildest, no_mailbox, plain

SAID = [
    ("5.1.1", "550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in local recipient table", E.BOUNCED),
    ("5.1.1", "550 5.1.1 <ada@example.org>: User unknown in relay recipient table", E.BOUNCED),
    ("5.1.1", "550-5.1.1 The email account that you tried to reach does not exist.", E.BOUNCED),
    ("5.1.2", "Host or domain name not found. Name service error", E.BOUNCED),
    ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", E.BOUNCED),
    ("5.0.0", "550 5.1.1 no such user here", E.BOUNCED),
    ("5.0.0", "550 Unknown recipient", E.BOUNCED),
    ("", "550 No such user here", E.BOUNCED),
    ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled.", E.BOUNCED),
    ("5.2.1", "450 4.2.1 The user you are trying to contact is receiving mail too quickly", E.SOFT),
    ("5.2.2", "552 5.2.2 Mailbox full", E.SOFT),
    ("5.1.1", "552 5.2.2 user is over quota", E.SOFT),
    ("4.2.2", "452 4.2.2 Over quota", E.SOFT),
    ("4.4.1", "connect to mx.example.org: Connection timed out", E.SOFT),
    ("5.4.7", "delivery time expired", E.SOFT),
    ("5.3.0", "554 local error", E.SOFT),
    ("5.7.1", "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org", E.BLOCKED),
    ("5.1.1", "550 5.1.1 message looks like spam", E.BLOCKED),
    ("5.7.26", "550 5.7.26 unauthenticated mail is not accepted due to DMARC policy", E.BLOCKED),
    ("5.1.8", "553 5.1.8 sender's domain does not exist", E.BLOCKED),
    ("5.3.4", "552 5.3.4 message size exceeds fixed limit", E.BLOCKED),
    ("5.6.0", "lone CR or LF in body", E.BLOCKED),
    ("4.7.0", "421 4.7.0 temporary rate limit", E.BLOCKED),
    ("", "550 we do not like this", E.BLOCKED),
    ("", "550 mailbox unavailable", E.SOFT),
    ("2.0.0", "250 ok", None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "words", "meant"), SAID)
def test_what_a_server_says_is_sorted(status, words, meant):
    assert kind(status, words) is meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("<ada@example.org>: 550 5.1.1 User unknown", E.BOUNCED),
        ("<ada@example.org>: Sorry, no mailbox here by that name. (#5.1.1)", E.BOUNCED),
        ("ada@example.org SMTP error from remote mail server: 550 No such user", E.BOUNCED),
        ("<ada@example.org>: user unknown", E.SOFT),
        ("<ada@example.org>: 450 user unknown", E.SOFT),
        ("<ada@example.org>: 550 rejected as spam, user unknown", E.BLOCKED),
        ("<ada@example.org>: something went wrong", E.BLOCKED),
    ],
)
def test_a_plain_bounce_is_believed_only_where_number_and_words_agree(words, meant):
    assert plain(words) is meant


def test_one_mailbox_that_took_it_is_enough():
    assert mildest([E.BOUNCED, None]) is None
    assert mildest([E.BOUNCED, E.DEFERRED]) is E.DEFERRED
    assert mildest([E.BOUNCED, E.SOFT]) is E.SOFT
    assert mildest([]) is None


def test_a_full_mailbox_is_told_from_an_unwanted_letter():
    assert mailbox_full("5.2.2", "mailbox full")
    assert mailbox_full("", "552 quota exceeded")
    assert not mailbox_full("5.7.1", "blocked")
    assert not mailbox_full("5.2.2", "blocked for spam")


@given(st.text(max_size=20), st.text(max_size=400))
def test_any_words_have_a_meaning(status, words):
    assert kind(status, words) in (None, E.BOUNCED, E.SOFT, E.BLOCKED)
    assert plain(words) in (E.BOUNCED, E.SOFT, E.BLOCKED)


@pytest.mark.parametrize(
    ("code", "words", "gone"),
    [
        (550, "5.1.1 <x@example.org>: Recipient address rejected: User unknown", True),
        (550, "5.1.1 recipient rejected", True),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", True),
        (550, "No such user here", True),
        (450, "5.1.1 User unknown", False),
        (450, "4.1.1 <x@example.org>: User unknown", False),
        (550, "5.7.1 User unknown, or blocked by policy", False),
        (550, "5.1.1 Sender address rejected: User unknown in virtual alias table", False),
        (550, "5.1.8 Sender address rejected: Domain not found", False),
        (552, "5.2.2 mailbox full", False),
        (550, "5.1.1 listed by a blocklist", False),
        (554, "5.7.1 Relay access denied", False),
        (550, "no", False),
        (550, "", False),
    ],
)
def test_a_refusal_ends_the_mail_to_an_address_only_where_it_speaks_of_the_mailbox(
    code, words, gone
):
    assert no_mailbox(code, words) is gone


def test_a_server_that_calls_everybody_unknown_is_not_believed():
    assert believed(1, 1)
    assert believed(3, 3)
    assert not believed(4, 4)
    assert believed(20, 100)
    assert not believed(21, 100)
