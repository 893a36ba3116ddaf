"""SendGrid's suppression lists and ours, over a server of its shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.flow.suppressions import Synced, Terms, sync
from digest.mail.sendgrid_lists import lists_of
from digest.model.audience import address_hash
from digest.model.errors import ConfigurationError, TemporaryError
from digest.store import consent, models, provider_lists
from tests.newsroom import KEY, Newsroom
from tests.standin_sendgrid import KEY as API_KEY
from tests.standin_sendgrid import Standin, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with serve(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom()
    made.readers(6)
    return made


def synced(newsroom: Newsroom, post: Standin, *, key: str = API_KEY, over=None, **terms) -> Synced:
    waited: list[float] = []
    lists = lists_of(key, post.url, clock=newsroom.clock, pause=waited.append)
    try:
        return sync(lists, Terms("sendgrid", KEY, **terms), clock=newsroom.clock, over=over)
    finally:
        lists.close()
        post.waited = waited  # type: ignore[attr-defined]


def row(address: str, at: datetime, **more) -> dict:
    return {"email": address, "created": int(at.timestamp()), "reason": "550 no", **more}


def kept() -> dict[str, str]:
    known = {address_hash(f"reader{n}@example.org", KEY): f"reader{n}" for n in range(6)}
    rows = models.Suppression.objects.values_list("address_hash", "reason")
    return {known.get(mark, "a stranger"): reason for mark, reason in rows}


def test_every_list_means_what_it_says_and_blocks_end_nothing(newsroom, post):
    at = newsroom.clock() - timedelta(days=2)
    post.lists.rows = {
        "bounces": [row("Reader0@Example.org", at, status="5.1.1"), row("old@example.net", at)],
        "invalid_emails": [row("reader1@example.org", at), row("no address", at)],
        "spam_reports": [row("reader2@example.org", at, ip="192.0.2.1")],
        "unsubscribes": [{"email": "reader3@example.org", "created": int(at.timestamp())}],
        "blocks": [row("reader4@example.org", at)],
    }
    post.lists.groups = {"17": ["reader5@example.org"]}
    done = synced(newsroom, post, groups=("17",))
    assert kept() == {
        "reader0": "hard_bounce",
        "a stranger": "hard_bounce",
        "reader1": "hard_bounce",
        "reader2": "complaint",
        "reader3": "unsubscribe",
        "reader5": "unsubscribe",
    }
    assert (done.lists["bounces"].read, done.lists["bounces"].new) == (2, 2)
    assert (done.lists["blocks"].read, done.lists["blocks"].new) == (1, 0)
    assert done.lists["invalid_emails"].unreadable == 1


def test_pages_are_read_to_their_end_and_only_what_is_newer_the_next_time(newsroom, post):
    first = newsroom.clock() - timedelta(days=1)
    post.lists.rows = {"bounces": [row(f"b{n}@example.net", first) for n in range(1_203)]}
    assert synced(newsroom, post).lists["bounces"].new == 1_203
    assert sum("/bounces?" in one for one in post.lists.asked) == 3
    newsroom.clock.advance(seconds=7200)
    post.lists.rows["bounces"].append(row("new@example.net", newsroom.clock()))
    post.lists.asked.clear()
    done = synced(newsroom, post)
    assert (done.lists["bounces"].read, done.lists["bounces"].new) == (1, 1)
    assert sum("/bounces?" in one for one in post.lists.asked) == 1


def test_with_little_time_a_list_is_read_span_by_span_and_gone_on_with_where_it_was(newsroom, post):
    days = (4000, 3000, 300, 20, 1)
    dates = [newsroom.clock() - timedelta(days=ago) for ago in days]
    post.lists.rows = {"bounces": [row(f"b{n}@example.net", at) for n, at in enumerate(dates)]}
    left, counts = [0], []

    def over() -> bool:
        left[0] -= 1
        return left[0] < 0

    for left[0] in (15, 15, 15, 10_000):
        counts.append(synced(newsroom, post, over=over).lists["bounces"].new)
    assert sum(counts) == models.Suppression.objects.count() == len(days)
    assert sum(bool(new) for new in counts) > 1
    assert provider_lists.until("sendgrid:blocks") == newsroom.clock()


def test_who_said_yes_after_the_provider_had_listed_them_is_mailed(newsroom, post):
    person = models.Subscriber.objects.get(address="reader0@example.org")
    models.Consent.objects.create(
        at=newsroom.clock(), address_hash=person.address_hash, list_slug="morning", act="confirmed"
    )
    before, after = newsroom.clock() - timedelta(days=1), newsroom.clock() + timedelta(seconds=5)
    post.lists.rows = {"unsubscribes": [row("reader0@example.org", before)]}
    done = synced(newsroom, post)
    assert (kept(), done.lists["unsubscribes"].returned) == ({}, 1)
    newsroom.clock.advance(seconds=60)
    post.lists.rows["unsubscribes"].append(row("reader0@example.org", after))
    synced(newsroom, post)
    assert kept() == {"reader0": "unsubscribe"}


def test_no_yes_takes_back_a_complaint_that_the_provider_listed(newsroom, post):
    person = models.Subscriber.objects.get(address="reader0@example.org")
    models.Consent.objects.create(
        at=newsroom.clock(), address_hash=person.address_hash, list_slug="morning", act="confirmed"
    )
    before = newsroom.clock() - timedelta(days=1)
    post.lists.rows = {"spam_reports": [row("reader0@example.org", before)]}
    synced(newsroom, post)
    assert kept() == {"reader0": "complaint"}


def test_a_list_that_fails_is_read_again_from_its_own_mark(newsroom, post):
    at = newsroom.clock() - timedelta(days=2)
    post.lists.rows = {
        "bounces": [row("reader0@example.org", at)],
        "invalid_emails": [row("reader1@example.org", at)],
    }
    post.lists.faults = [0, 500]
    with pytest.raises(TemporaryError, match="500"):
        synced(newsroom, post)
    assert kept() == {"reader0": "hard_bounce"}
    assert provider_lists.until("sendgrid:invalid_emails") is None
    synced(newsroom, post)
    assert kept() == {"reader0": "hard_bounce", "reader1": "hard_bounce"}


def test_too_many_requests_are_waited_out_as_the_provider_says(newsroom, post):
    post.lists.faults = [429, 429]
    synced(newsroom, post)
    assert len(post.lists.asked) == 5 + 2
    post.lists.faults = [429] * 20
    with pytest.raises(TemporaryError, match="asks to wait"):
        synced(newsroom, post)


def test_a_key_without_the_right_is_a_setting_to_mend(newsroom, post):
    with pytest.raises(ConfigurationError, match="SENDGRID_API_KEY") as refused:
        synced(newsroom, post, key="SG.wrong")
    assert "SG.wrong" not in str(refused.value)
    with pytest.raises(TemporaryError, match="404"):
        synced(newsroom, post, groups=("99",))


def test_who_left_here_is_told_there_once_and_taken_back_with_their_yes(newsroom, post):
    people = {s.address: s for s in models.Subscriber.objects.all()}
    gone, stays = people["reader0@example.org"], people["reader1@example.org"]
    newsroom.clock.advance(seconds=10)
    consent.withdraw(gone.pk, ["morning"], source="t", actor="reader", now=newsroom.clock())
    newsroom.clock.advance(seconds=10)
    post.lists.rows = {"unsubscribes": [row("reader2@example.org", newsroom.clock())]}
    assert synced(newsroom, post).told == 0
    assert post.lists.never == []
    assert synced(newsroom, post, tell=True).told == 1
    assert post.lists.never == [gone.address]
    newsroom.clock.advance(seconds=10)
    assert synced(newsroom, post, tell=True).told == 0
    consent.give_back(gone.pk, ["morning"], source="t", actor="reader", now=newsroom.clock())
    newsroom.clock.advance(seconds=10)
    assert synced(newsroom, post, tell=True).taken_back == 1
    assert post.lists.never == []
    assert stays.address not in post.lists.never
