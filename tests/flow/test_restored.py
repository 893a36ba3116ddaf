"""What becomes, in a restored copy, of what was under way in the original."""

from datetime import timedelta

import pytest
from django.db import transaction

from digest.flow.advance import advance, work_off
from digest.flow.submit import submit
from digest.model.issue import IssueState
from digest.model.upload import Given, UploadState
from digest.store import balance, house, issues, models, notices, settling, uploads
from digest.store.restored import WORDS, make_passive
from tests import cast, counter
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=4)
    made.readers(10)
    made.gathered()
    return made


def restored(newsroom, *erased):
    now = newsroom.clock()
    with transaction.atomic():
        return make_passive(now - timedelta(hours=1), erased, actor="ada", now=now)


def test_who_may_have_it_from_the_original_is_uncertain_and_mailed_by_no_machine(newsroom):
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    first = models.Batch.objects.order_by("pk").first()
    submit(first.pk, newsroom.room())
    had = newsroom.mailer.addresses
    assert restored(newsroom).uncertain == 6
    house.thaw("", actor="ada", now=newsroom.clock())
    work_off(number, newsroom.room(), wait=lambda moment: None)
    assert newsroom.mailer.addresses == had
    told = balance.verify(number)
    assert told.holds, told.findings
    assert (told.balance.submitted, told.balance.uncertain, told.balance.pending) == (4, 6, 0)
    assert issues.state(number) is IssueState.FINISHED_IN_PART
    assert {
        reason for doubt in settling.uncertain_of(number, cast.NOW) for reason, _ in doubt.reasons
    } == {WORDS}


def test_an_issue_that_was_being_made_is_called_off_when_its_time_is_past(newsroom):
    number = newsroom.issue()
    told = restored(newsroom)
    assert (told.called_off, told.uncertain) == (1, 0)
    assert issues.state(number) is IssueState.CANCELLED


def test_an_issue_whose_time_is_still_to_come_stays(newsroom):
    number = newsroom.issue()
    models.Occurrence.objects.update(due_at=newsroom.clock() + timedelta(hours=2))
    assert restored(newsroom).called_off == 0
    assert issues.state(number) is not IssueState.CANCELLED


def test_whoever_was_erased_after_the_backup_is_erased_again(newsroom):
    reader = models.Subscriber.objects.first()
    assert restored(newsroom, reader.address_hash, "0" * 40).erased == 1
    assert not models.Subscriber.objects.filter(pk=reader.pk).exists()
    assert models.Suppression.objects.filter(pk__in=[reader.address_hash, "0" * 40]).count() == 2


def test_the_freeze_names_the_moment_of_the_backup_and_the_way_out(newsroom):
    restored(newsroom)
    assert "restored from the backup of 20" in house.frozen("morning")
    assert "digest thaw" in house.frozen("morning")


def test_a_service_mail_that_waited_is_uncertain_since_the_original_has_most_likely_sent_it(
    newsroom,
):
    number = counter.made(cast.ada())
    assert restored(newsroom).notices == 1
    assert models.Notice.objects.get(pk=number).state == "uncertain"
    assert notices.claim(number, newsroom.clock() + timedelta(days=1)) is None


def test_a_file_of_readers_that_was_being_brought_in_is_called_off(newsroom):
    given = Given("fair.csv", "readers", "ada")
    kept = {"digest": "0" * 64, "encoding": "utf-8", "size": 5, "rows": 1, "rehearse": False}
    number = uploads.keep(given, [b"email"], now=newsroom.clock(), **kept)
    assert restored(newsroom).uploads == 1
    told = uploads.find(number)
    assert told.state is UploadState.CANCELLED
    assert "give it once more" in told.reason
    assert uploads.due(newsroom.clock()) == []


def test_what_a_machine_asked_for_and_what_it_was_to_be_told_ends_with_the_copy(newsroom):
    now, token = newsroom.clock(), models.ApiToken
    made = token.objects.create(name="cms", mark="m", sealed="s", made_by="t", made_at=now)
    asked = {"token_id": made.pk, "key": "k", "fingerprint": "f", "digest": "morning"}
    models.Trigger.objects.create(**asked, wanted={}, accepted_at=now)
    models.Announcement.objects.create(
        hook="cms", key="k", event="e", kind="issue.sent", body="{}", at=now, not_before=now
    )
    restored(newsroom)
    assert models.Trigger.objects.get().state == "refused"
    assert models.Announcement.objects.get().state == "given_up"
