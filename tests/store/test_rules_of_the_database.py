"""The database itself refuses what must never be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from digest.flow.advance import advance
from digest.model.delivery import BatchState
from digest.store import balance, models
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)


@pytest.fixture
def batch() -> models.Batch:
    newsroom = Newsroom()
    newsroom.readers(5)
    newsroom.gathered()
    advance(newsroom.issue(), newsroom.digest, newsroom.works)
    return models.Batch.objects.get()


def refused(act) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "sent"},
        {"cursor": 3, "inflight_to": 2, "submitted": 3},
        {"inflight_to": 6},
        {"cursor": 2, "inflight_to": 2, "submitted": 1},
        {"submitted": 1},
        {"state": BatchState.DONE},
        {"cancelled": 2},
        {"state": BatchState.CANCELLED, "cancelled": 4},
    ],
)
def test_a_batch_whose_numbers_do_not_add_up_is_refused(batch, wrong):
    refused(lambda: models.Batch.objects.filter(pk=batch.pk).update(**wrong))


def test_a_reader_has_one_delivery_of_an_issue(batch):
    row = {"issue_id": batch.issue_id, "batch": batch, "state": "failed", "at": NOW}
    models.Delivery.objects.create(subscriber_id=1, position=0, **row)
    refused(lambda: models.Delivery.objects.create(subscriber_id=1, position=1, **row))
    refused(lambda: models.Delivery.objects.create(subscriber_id=2, position=0, **row))
    refused(
        lambda: models.Delivery.objects.create(
            subscriber_id=3, position=2, **(row | {"state": "sent"})
        )
    )


def test_an_address_is_one_subscriber(batch):
    one = models.Subscriber.objects.first()
    refused(
        lambda: models.Subscriber.objects.create(
            address="X", address_norm=one.address_norm, address_hash="h", created_at=NOW
        )
    )


def test_an_occurrence_is_one_and_has_one_issue(batch):
    issue = batch.issue
    refused(
        lambda: models.Occurrence.objects.create(
            digest=issue.digest,
            slot=issue.occurrence.slot,
            kind="adhoc",
            day=date(2026, 11, 25),
            due_at=NOW,
            created_at=NOW,
        )
    )
    refused(
        lambda: models.Issue.objects.create(
            digest=issue.digest,
            occurrence=issue.occurrence,
            kind=issue.kind,
            day=issue.day,
            number=99,
            created_at=NOW,
        )
    )


@pytest.mark.parametrize("state", ["sent", "sending", "finished"])
def test_an_issue_does_not_go_out_before_it_is_frozen_nor_into_an_unknown_state(batch, state):
    models.Issue.objects.filter(pk=batch.issue_id).update(state="rendered", frozen_at=None)
    refused(lambda: models.Issue.objects.filter(pk=batch.issue_id).update(state=state))


def test_a_story_is_once_in_an_issue_and_once_in_a_source(batch):
    placed = models.IssueStory.objects.first()
    story = placed.story
    placed.pk, placed.place = None, 77
    refused(placed.save)
    story.pk = None
    refused(story.save)


def test_what_was_printed_or_said_is_never_changed(batch):
    refused(lambda: models.Edition.objects.update(html="<p>other</p>"))
    models.Audit.objects.create(at=NOW, actor="a", act="freeze")
    refused(lambda: models.Audit.objects.update(actor="b"))
    refused(lambda: models.Consent.objects.update(act="withdrew"))


# ---------------------------------------------------------------- verify sees what was done by hand


def test_verify_finds_a_frozen_list_that_was_changed(batch):
    from digest.rules import batching

    ids = list(batching.unpack(bytes(batch.recipients)))
    ids[-1] += 100
    models.Batch.objects.filter(pk=batch.pk).update(recipients=batching.pack(ids))
    told = balance.verify(batch.issue_id)
    assert not told.holds
    assert any("its frozen list was changed" in words for words in told.findings)


def test_verify_finds_somebody_who_stands_in_two_batches(batch):
    number, edition = 2, batch.edition
    models.Batch.objects.create(
        issue_id=batch.issue_id,
        edition=edition,
        number=number,
        n=batch.n,
        first_id=batch.first_id,
        last_id=batch.last_id,
        recipients=batch.recipients,
        recipients_hash=batch.recipients_hash,
        not_before=NOW,
    )
    told = balance.verify(batch.issue_id)
    assert any("twice" in words for words in told.findings)
    assert not told.balance.holds


def test_verify_finds_a_row_that_names_a_stranger_and_a_counter_that_lies(batch):
    models.Batch.objects.filter(pk=batch.pk).update(cursor=2, inflight_to=2, submitted=1, failed=1)
    assert any("counts 1 failed" in words for words in balance.verify(batch.issue_id).findings)
    models.Delivery.objects.create(
        issue_id=batch.issue_id,
        batch=batch,
        subscriber_id=10**6,
        position=0,
        state="failed",
        at=NOW,
    )
    assert any("not at place 0" in words for words in balance.verify(batch.issue_id).findings)
