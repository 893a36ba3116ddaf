"""What of the signs is wrong, and what is not yet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.model.alarm import AlarmKind, Doubtful, Due, Limits, Moving, Queued, Signs, Size
from digest.rules.alarms import raised
from digest.rules.bell import mail_html, mail_subject, mail_text, webhook_body
from digest.store.alarms import Told

NOW = datetime(2026, 11, 29, 6, 15, tzinfo=UTC)
LIMITS = Limits()
DUE = Due("morning", "2026-11-29T06:00", NOW - timedelta(minutes=15), None, done=False)
MOVING = Moving(
    7, "morning", 400, NOW - timedelta(minutes=1), paused=False, frozen="", balances=True
)


def ago(minutes):
    return NOW - timedelta(minutes=minutes)


def kinds(signs):
    return [alarm.kind for alarm in raised(signs, LIMITS)]


def test_a_quiet_house_raises_nothing():
    assert raised(Signs(NOW), LIMITS) == ()


@pytest.mark.parametrize(
    ("due", "wrong"),
    [
        (DUE, True),
        (replace(DUE, due_at=ago(9)), False),
        (replace(DUE, done=True), False),
        (replace(DUE, issue=7, audience=1000, open=51), True),
        (replace(DUE, issue=7, audience=1000, open=50), False),
        (replace(DUE, issue=7, audience=0), True),
    ],
)
def test_an_issue_is_late_when_nineteen_in_twenty_are_not_served_by_its_deadline(due, wrong):
    assert (AlarmKind.LATE in kinds(Signs(NOW, due=(due,)))) is wrong


def test_a_late_issue_that_waits_for_a_person_says_for_what():
    (alarm,) = raised(Signs(NOW, due=(replace(DUE, waits="to be approved"),)), LIMITS)
    assert "waits for a person (to be approved)" in alarm.words


@pytest.mark.parametrize(
    ("audience", "before", "wrong"),
    [(499, (1000, 900, 1100), True), (500, (1000, 900, 1100), False), (1, (1000, 1000), False)],
)
def test_an_audience_under_half_of_the_usual_one_is_small(audience, before, wrong):
    signs = Signs(NOW, sizes=(Size(7, "morning", audience, before),))
    assert (kinds(signs) == [AlarmKind.SMALL]) is wrong


def test_a_part_that_never_lived_is_not_missed_and_one_that_died_is():
    assert kinds(Signs(NOW, beats={"webhook": ago(600)}, workers_expected=True)) == []
    assert kinds(Signs(NOW, beats={"ticker": ago(4)})) == [AlarmKind.TICKER]
    assert kinds(Signs(NOW, beats={"ticker": ago(2)})) == []


def test_without_a_ticker_the_silence_of_workers_says_nothing():
    beats = {"ticker": ago(5), "worker:send": ago(5), "worker:alert": ago(60)}
    assert kinds(Signs(NOW, beats=beats, workers_expected=True)) == [AlarmKind.TICKER]


def test_a_queue_that_no_worker_serves_is_named_but_for_one_that_a_long_send_fills():
    beats = {"ticker": ago(1), "worker:tick": ago(1), "worker:send": ago(60)}
    assert kinds(Signs(NOW, beats=beats, workers_expected=True)) == []
    (alarm,) = raised(
        Signs(NOW, beats=beats | {"worker:alert": ago(11)}, workers_expected=True), Limits()
    )
    assert (alarm.kind, alarm.subject) == (AlarmKind.QUEUE, "alert")
    assert "digest worker --queues alert" in alarm.words
    assert kinds(Signs(NOW, beats=beats | {"worker:alert": ago(11)})) == []


def test_of_several_workers_one_is_enough_and_without_a_broker_none_is_needed():
    beats = {"worker:send": ago(60), "worker:tick": ago(1)}
    assert kinds(Signs(NOW, beats=beats, workers_expected=True)) == []
    silent = {"worker:send": ago(60)}
    assert kinds(Signs(NOW, beats=silent, workers_expected=True)) == [AlarmKind.WORKER]
    assert kinds(Signs(NOW, beats=silent)) == []


@pytest.mark.parametrize(
    ("moving", "wrong"),
    [
        (MOVING, []),
        (replace(MOVING, moved_at=ago(10)), [AlarmKind.STALLED]),
        (replace(MOVING, moved_at=ago(10), paused=True), []),
        (replace(MOVING, moved_at=ago(10), open=0), []),
        (replace(MOVING, frozen="everything is frozen"), [AlarmKind.FROZEN]),
        (replace(MOVING, balances=False), [AlarmKind.UNBALANCED]),
    ],
)
def test_an_issue_on_its_way_must_move_and_balance(moving, wrong):
    assert kinds(Signs(NOW, moving=(moving,))) == wrong


def test_the_unknown_is_given_half_an_hour_to_settle():
    doubtful = Doubtful(7, "morning", 12, ago(29))
    assert kinds(Signs(NOW, doubtful=(doubtful,))) == []
    old = replace(doubtful, since=ago(30))
    assert kinds(Signs(NOW, doubtful=(old,))) == [AlarmKind.UNCERTAIN]


@pytest.mark.parametrize(
    ("post", "heard", "wrong"),
    [
        (None, None, False),
        (ago(14), None, False),
        (ago(15), None, True),
        (ago(15), ago(16), True),
        (ago(15), ago(3), False),
    ],
)
def test_a_provider_that_took_mail_must_be_heard_of(post, heard, wrong):
    assert (kinds(Signs(NOW, post=post, heard=heard)) == [AlarmKind.WEBHOOK]) is wrong


def test_the_same_thing_wrong_is_one_alarm_with_the_same_key():
    signs = Signs(NOW, due=(DUE, DUE))
    (alarm,) = raised(signs, LIMITS)
    assert alarm.key == "late morning 2026-11-29T06:00"
    (later,) = raised(replace(signs, now=NOW + timedelta(hours=1)), LIMITS)
    assert later.key == alarm.key


def test_what_is_told_names_the_thing_the_time_and_what_to_do_and_lets_no_markup_through():
    wrong = Told(1, "late <b>", "morning is <b>late</b>; digest status", ago(5), None)
    over = Told(2, "ticker", "no ticker since 05:00", ago(60), NOW)
    text = mail_text([wrong, over], "https://news.example.org")
    assert "WRONG  morning is <b>late</b>; digest status" in text
    assert "OVER   no ticker since 05:00" in text
    assert "https://news.example.org/console/" in text
    page = mail_html([wrong, over], "https://news.example.org")
    assert "<b>" not in page
    assert "&lt;b&gt;late&lt;/b&gt;" in page
    assert (
        mail_subject([over, wrong], "The Press")
        == "[digest] The Press: morning is <b>late</b> and 1 more"
    )
    body = webhook_body([wrong, over], "The Press", NOW)
    assert [one["state"] for one in body["alarms"]] == ["wrong", "over"]


@pytest.mark.parametrize(("minutes", "wrong"), [(9, []), (10, [AlarmKind.QUEUE])])
@pytest.mark.parametrize("what", ["service mails", "service mails in bulk", "stages"])
def test_work_that_is_due_and_not_taken_up_is_told_after_a_while(what, minutes, wrong):
    signs = Signs(NOW, queued=(Queued(what, 1200, ago(minutes)),))
    assert kinds(signs) == wrong
    assert all(f"1,200 {what} wait" in alarm.words for alarm in raised(signs, LIMITS))
