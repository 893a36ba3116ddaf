"""Mails of the bounce box as common servers write them, and as nobody should."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail.bounce_mail import LARGEST, Kind, Told, read
from digest.model.delivery import DeliveryEvent as E
from digest.rules import return_path
from tests import bounces
from tests.bounces import group, report

KEY, FOREIGN = b"k" * 48, b"f" * 48
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
HOME = "bounces@news.example.org"
TO = return_path.minter(KEY, return_path.LETTER, 3, HOME)(7)
OTHER = return_path.minter(KEY, return_path.LETTER, 3, HOME)(8)
FORGED = return_path.minter(FOREIGN, return_path.LETTER, 3, HOME)(7)


def told(raw: bytes) -> Told:
    return read(raw, [KEY], NOW)


def heard(raw: bytes) -> E | None:
    event = told(raw).event
    return event.kind if event else None


def test_a_report_names_the_reader_the_letter_and_why():
    event = told(report(TO, group())).event
    assert event is not None
    assert (event.issue, event.subscriber, event.kind) == (3, 7, E.BOUNCED)
    assert event.reason == "5.1.1 550 5.1.1 <ada@example.org>: user unknown"
    assert event.address == "ada@example.org"
    assert event.at == NOW - timedelta(minutes=2)


@pytest.mark.parametrize(
    ("groups", "meant"),
    [
        ([group()], E.BOUNCED),
        ([group(status="5.2.2", said="smtp; 552 5.2.2 mailbox full")], E.SOFT),
        ([group(status="5.7.1", said="smtp; 550 5.7.1 blocked")], E.BLOCKED),
        ([group(status="5.0.0", said="smtp; 550 No such user")], E.BOUNCED),
        ([group(status="5.1.1", said="")], E.BOUNCED),
        ([group(action="Failed (but expired)", status="5.4.7", said="")], E.SOFT),
        ([group(status="4.4.1", said="smtp; connection timed out")], E.SOFT),
        ([group(action="delayed", status="4.4.1")], E.DEFERRED),
        ([group(action="delayed", status="5.1.1")], E.DEFERRED),
        ([group(action="odd", status="4.0.0")], E.DEFERRED),
    ],
)
def test_action_status_and_words_say_what_became_of_it(groups, meant):
    assert heard(report(TO, *groups)) is meant


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_bounce(action):
    assert told(report(TO, group(action=action, status="2.0.0", said=""))).kind is Kind.ARRIVED


def test_a_delay_is_told_as_a_delay_and_ends_nothing():
    found = told(report(TO, group(action="delayed", status="4.4.1")))
    assert (found.kind, found.event and found.event.kind) == (Kind.DELAYED, E.DEFERRED)


def test_of_several_recipients_the_one_of_our_letter_counts():
    others = group(status="5.2.2", said="smtp; 552 full", address="bob@example.net")
    assert heard(report(TO, others, group())) is E.BOUNCED
    assert (
        heard(report(TO, group(address="bob@example.net"), group("delayed", "4.4.1"))) is E.DEFERRED
    )


def test_a_letter_that_went_on_to_several_mailboxes_and_came_to_one_is_no_bounce():
    gone = group(address="one@example.net")
    there = group("delivered", "2.0.0", "", "two@example.net")
    assert told(report(TO, gone, there)).kind is Kind.ARRIVED
    full = group(status="5.2.2", said="smtp; 552 full", address="two@example.net")
    assert heard(report(TO, gone, full)) is E.SOFT


@pytest.mark.parametrize("shape", ["headers", "base64", "crlf", "no type", "folded"])
def test_the_same_report_in_other_clothes(shape):
    raw = report(TO, group(), encoded=shape == "base64")
    if shape == "headers":
        raw = report(
            TO, group(), kind="text/rfc822-headers", returned=bounces.LETTER.split("\n\n")[0]
        )
    if shape == "crlf":
        raw = raw.replace(b"\n", b"\r\n")
    if shape == "no type":
        raw = raw.replace(b"multipart/report; report-type=delivery-status;", b"multipart/mixed;")
    if shape == "folded":
        raw = raw.replace(b"smtp; 550", b"smtp;\n 550")
    event = told(raw).event
    assert event is not None
    assert (event.kind, event.address) == (E.BOUNCED, "ada@example.org")


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (bounces.exim(TO), E.BOUNCED),
        (bounces.exim(TO, "552 5.2.2 mailbox full"), E.SOFT),
        (bounces.exim(TO, "554 5.7.1 rejected by policy"), E.BLOCKED),
        (bounces.exim(TO, "something odd"), E.BLOCKED),
        (bounces.qmail(TO), E.BOUNCED),
        (bounces.qmail(TO, "Connected but mailbox over quota. (#5.2.2)"), E.SOFT),
        (bounces.late(TO), E.DEFERRED),
    ],
)
def test_plain_bounces_of_known_servers(raw, meant):
    event = told(raw).event
    assert event is not None
    assert event.kind is meant
    assert event.address in ("ada@example.org", "")


def test_the_words_of_the_returned_letter_are_not_the_servers():
    assert "over quota" in bounces.LETTER
    assert heard(bounces.qmail(TO, "we were busy")) is E.BLOCKED


def test_a_person_and_their_holiday_program_do_not_bounce():
    assert told(bounces.holiday(TO)).kind is Kind.NO_REPORT
    person = f"From: Ada <ada@example.org>\nTo: {TO}\nSubject: hello\n\nUser unknown? 550 5.1.1\n"
    assert told(person.encode()).kind is Kind.NO_REPORT
    server = f"From: postmaster@example.org\nTo: {TO}\n\nWelcome! 550 5.1.1 user unknown\n"
    assert told(server.encode()).kind is Kind.NO_REPORT


@pytest.mark.parametrize("to", [FORGED, HOME, "", "bounces+@x", TO[:-30] + TO[-28:]])
def test_a_bounce_to_an_address_that_we_never_made_says_nothing(to):
    assert told(report(to, group())) == Told(Kind.NOT_OURS)


def test_a_return_path_in_the_body_or_in_another_field_is_no_address_of_the_mail():
    hidden = report(HOME, group(), returned=f"Return-Path: <{TO}>\nTo: {TO}\n\nhello")
    assert told(hidden).kind is Kind.NOT_OURS
    subject = report(HOME, group()).replace(b"Undelivered Mail", TO.encode())
    assert told(subject).kind is Kind.NOT_OURS


def test_a_mail_to_two_readers_return_paths_names_neither():
    assert told(report(f"{TO}, {OTHER}", group())).kind is Kind.NOT_OURS


def test_a_service_mails_bounce_is_of_its_notice():
    to = return_path.minter(KEY, return_path.NOTICE, 12, HOME)(0)
    found = told(report(to, group()))
    assert found.event is None
    assert found.notice is not None
    assert (found.notice.notice, found.notice.kind) == (12, E.BOUNCED)


@pytest.mark.parametrize(
    "date", ["tomorrow", "Wed, 25 Nov 1985 05:58:00 +0000", "Wed, 25 Nov 2099 05:58:00 +0000", ""]
)
def test_a_date_that_cannot_be_is_now(date):
    event = told(report(TO, group(), date=date)).event
    assert event is not None
    assert event.at == NOW


def test_the_same_mail_read_twice_is_one_event():
    raw = report(TO, group())
    first, second = told(raw).event, read(raw, [KEY], NOW + timedelta(days=1)).event
    assert first is not None
    assert second is not None
    assert replace(second, at=first.at) == first


def test_words_are_short_and_hold_no_control_characters():
    wild = "smtp; 550 5.1.1 \x1b[31m<script>\x00 " + "x" * 5000
    event = told(report(TO, group(said=wild))).event
    assert event is not None
    assert len(event.reason) <= 500
    assert event.reason.isprintable()


def nested(depth: int) -> bytes:
    head = f"From: MAILER-DAEMON@x.example\nTo: {TO}\n"
    inner = "".join(
        f'Content-Type: multipart/report; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)
    )
    return (head + inner).encode()


HOSTILE = [
    b"",
    b"\x00" * 10_000,
    b"\xff\xfe" * 5_000,
    nested(30),
    nested(5_000),
    report(TO, *[group(address=f"r{n}@example.org") for n in range(5_000)]),
    report(TO, group(said="smtp; " + "550 user " * 100_000)),
    report(TO, group()) + b"A" * (8 * LARGEST),
    f"To: {'(' * 100_000}{TO}\n\nx".encode(),
    f"To: {TO}, " .encode() + b"a@example.org, " * 100_000 + b"\n\nx",
    f"From: =?utf-8?b?{'A' * 100_000}?=\nTo: =?x?q?{TO}?=\n\n".encode(),
    report(TO, group()).replace(b"us-ascii", b"no-such-charset"),
    report(TO, group()).replace(b'boundary="b1"', b"boundary=" + b"x" * 100_000),
    report(TO, group()).replace(b"message/delivery-status\n", b"message/delivery-status; charset=\xff\n"),
    f"To: {TO}\nContent-Type: message/delivery-status\n\n".encode(),
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_costs_little_and_raises_nothing(raw):
    began = time.process_time()
    assert isinstance(told(raw), Told)
    assert time.process_time() - began < 5


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw):
    assert told(b"To: " + TO.encode() + b"\n" + raw).event is None or raw
