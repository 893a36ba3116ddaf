"""From an issue to a balanced ledger: nobody twice, nobody forgotten, the unknown shown."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from digest.flow import control
from digest.flow.advance import advance, work_off
from digest.flow.dispatch import preflight
from digest.flow.submit import Outcome, submit
from digest.model.audience import Audience, SubscriptionState
from digest.model.delivery import DeliveryState
from digest.model.errors import GuardRefused, UsageError
from digest.model.finding import Finding, Severity
from digest.model.issue import IssueState
from digest.model.post import Fate, Verdict
from digest.rules import tokens
from digest.rules.again import MAX_ATTEMPTS
from digest.store import balance, batches, house, issues, ledger, models, owners
from tests.fakes import FakeMailer, FakeProofreader, away
from tests.newsroom import DAY, KEY, Newsroom, finish, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=4)
    made.readers(10, languages=("en", "ur"))
    made.gathered()
    return made


def test_everybody_on_the_list_gets_one_copy_and_the_ledger_balances(newsroom, sending):
    finish(newsroom, sending)
    assert newsroom.mailer.addresses == sorted(f"reader{n}@example.org" for n in range(10))
    told = verified(sending)
    assert (told.audience, told.submitted) == (10, 10)
    assert issues.state(sending) is IssueState.FINISHED


def test_readers_get_the_edition_of_their_language(newsroom, sending):
    finish(newsroom, sending)
    languages = {
        addressed.recipient.address: parcel.sheet.edition.variant.language
        for parcel in newsroom.mailer.parcels
        for addressed in parcel.readers
    }
    assert languages["reader0@example.org"] == "en"
    assert languages["reader1@example.org"] == "ur"


def test_each_reader_has_a_token_of_their_own_that_opens_this_issue(newsroom, sending):
    finish(newsroom, sending)
    opened = {
        addressed.recipient.subscriber: tokens.read(addressed.token, tokens.READER, [KEY])
        for parcel in newsroom.mailer.parcels
        for addressed in parcel.readers
    }
    assert opened == {who: tokens.TokenFor(who, sending) for who in opened}
    assert len(opened) == 10


def test_batches_are_hinted_only_once_they_are_committed(newsroom, sending):
    assert newsroom.queue.batches == batches.open_batches(sending)


def test_dispatching_again_changes_nothing(newsroom, sending):
    before = list(models.Batch.objects.values_list("pk", "recipients_hash"))
    assert advance(sending, newsroom.digest, newsroom.works) is IssueState.SENDING
    assert list(models.Batch.objects.values_list("pk", "recipients_hash")) == before


def test_who_left_before_the_freeze_is_left_out_with_the_reason(newsroom):
    states = [SubscriptionState.UNSUBSCRIBED, SubscriptionState.PENDING, SubscriptionState.PAUSED]
    for number, state in enumerate(states):
        models.Subscription.objects.filter(
            subscriber__address_norm=f"reader{number}@example.org"
        ).update(state=state)
    reader = models.Subscriber.objects.get(address_norm="reader9@example.org")
    models.Suppression.objects.create(
        address_hash=reader.address_hash, reason="complaint", at=newsroom.clock()
    )
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    finish(newsroom, number)
    told = verified(number)
    assert told.excluded == {"unsubscribed": 1, "pending": 1, "paused": 1, "suppressed": 1}
    assert (told.audience, told.submitted) == (10, 6)
    assert newsroom.mailer.addresses == sorted(f"reader{n}@example.org" for n in range(3, 9))


def test_who_leaves_after_the_freeze_is_not_mailed(newsroom, sending):
    models.Subscription.objects.filter(subscriber__address_norm="reader4@example.org").update(
        state=SubscriptionState.UNSUBSCRIBED
    )
    models.Subscriber.objects.filter(address_norm="reader5@example.org").delete()
    finish(newsroom, sending)
    told = verified(sending)
    assert told.excluded == {"unsubscribed": 1, "erased": 1}
    assert told.submitted == 8
    assert "reader4@example.org" not in newsroom.mailer.addresses


def test_who_joins_after_the_freeze_is_not_in(newsroom, sending):
    newsroom.readers(3, start=100)
    finish(newsroom, sending)
    assert verified(sending).audience == 10


def test_an_address_on_two_lists_gets_one_copy(newsroom):
    from dataclasses import replace

    newsroom.digest = replace(newsroom.digest, lists=("morning", "second"))
    newsroom.readers(10)
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    finish(newsroom, number)
    assert verified(number).submitted == 10


def test_a_refused_address_fails_alone_with_the_words_of_the_post(newsroom, sending):
    newsroom.mailer.refuse = frozenset({"reader3@example.org"})
    finish(newsroom, sending)
    told = verified(sending)
    assert (told.submitted, told.failed) == (9, 1)
    assert issues.state(sending) is IssueState.FINISHED_IN_PART
    assert models.Delivery.objects.get(issue_id=sending).reason == "550 no such mailbox"


def test_a_lost_answer_is_uncertain_and_never_sent_again(newsroom, sending):
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "the connection broke after the request")]
    finish(newsroom, sending)
    first = newsroom.mailer.parcels[0]
    told = verified(sending)
    assert told.uncertain == len(first.readers)
    asked = [(parcel.batch, parcel.start) for parcel in newsroom.mailer.parcels]
    assert len(asked) == len(set(asked))


def test_a_post_that_is_away_is_asked_again_later(newsroom, sending):
    newsroom.mailer.fates = [away(), away()]
    finish(newsroom, sending)
    assert verified(sending).submitted == 10


def test_a_post_that_stays_away_ends_in_failed_not_in_limbo(newsroom, sending):
    newsroom.mailer.fates = [away() for _ in range(100)]
    finish(newsroom, sending)
    told = verified(sending)
    assert told.failed == 10
    assert max(models.Batch.objects.values_list("attempts", flat=True)) == MAX_ATTEMPTS


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_the_step_of_a_transport_does_not_matter(newsroom, sending, step):
    newsroom.mailer.step = step
    finish(newsroom, sending)
    assert verified(sending).submitted == 10


# ---------------------------------------------------------------- crashes


class Killed(BaseException):
    """The process is gone: nothing after this runs, no handler of ours sees it."""


def killed_at(newsroom: Newsroom, point: str, times: int = 1):
    left = [times]

    def checkpoint(here: str) -> None:
        if here == point and left[0]:
            left[0] -= 1
            raise Killed

    return newsroom.room(checkpoint=checkpoint)


POINTS = ["before claim", "after claim", "after intent", "after acceptance", "after mark"]


@pytest.fixture
def buried(monkeypatch: pytest.MonkeyPatch):
    """The owner of every claim is gone: what a look at the process table says after a kill."""
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("can_tell", [True, False])
def test_a_kill_at_any_point_loses_nobody_and_doubles_nobody(
    newsroom, sending, buried, point, can_tell
):
    newsroom.mailer.step, newsroom.mailer.can_tell = 2, can_tell
    for batch in batches.open_batches(sending):
        with pytest.raises(Killed):
            submit(batch, killed_at(newsroom, point))
    finish(newsroom, sending)
    told = verified(sending)
    known_lost = point in ("after intent", "after acceptance") and not can_tell
    assert told.uncertain == (6 if known_lost else 0)  # the first steps: 2, 1, 2, 1
    assert told.submitted + told.uncertain == 10
    kept = newsroom.mailer.addresses
    assert len(kept) == len(set(kept))
    if can_tell:
        assert len(kept) == 10


def test_without_evidence_what_was_in_flight_is_asked_only_once(newsroom, sending, buried):
    newsroom.mailer.can_tell = False
    batch = batches.open_batches(sending)[0]
    with pytest.raises(Killed):
        submit(batch, killed_at(newsroom, "after acceptance"))
    asked = len(newsroom.mailer.parcels)
    assert submit(batch, newsroom.room()) is Outcome.DONE
    assert len(newsroom.mailer.parcels) == asked
    states = set(models.Delivery.objects.filter(batch_id=batch).values_list("state", flat=True))
    assert states == {DeliveryState.UNCERTAIN}


def test_a_transport_that_was_not_asked_cannot_say_that_nothing_went(newsroom, sending, buried):
    batch = batches.open_batches(sending)[0]
    with pytest.raises(Killed):
        submit(batch, killed_at(newsroom, "after acceptance"))
    newsroom.mailer = FakeMailer(name="another")
    assert submit(batch, newsroom.room()) is Outcome.DONE
    assert not newsroom.mailer.parcels
    assert verified(sending).uncertain == 4


def test_a_living_owner_keeps_its_batch_until_the_lease_ends(newsroom, sending):
    batch = batches.open_batches(sending)[0]
    assert ledger.claim(batch, newsroom.clock())
    assert submit(batch, newsroom.room()) is Outcome.NOT_MINE
    newsroom.clock.advance(seconds=ledger.LEASE.total_seconds() + 1)
    assert submit(batch, newsroom.room()) is Outcome.DONE


def test_a_slow_owner_writes_nothing_after_losing_its_claim_but_its_answer_is_evidence(
    newsroom, sending
):
    newsroom.mailer.can_tell = False
    batch = batches.open_batches(sending)[0]

    def overtaken(point: str) -> None:
        if point == "after acceptance":
            newsroom.clock.advance(seconds=ledger.LEASE.total_seconds() + 1)
            assert submit(batch, newsroom.room()) is Outcome.DONE
            assert balance.balance(sending).uncertain == 4

    assert submit(batch, newsroom.room(checkpoint=overtaken)) is Outcome.LOST
    told = balance.balance(sending)
    assert (told.uncertain, told.submitted) == (0, 4)
    finish(newsroom, sending)
    assert verified(sending).submitted == 10


def test_the_owner_of_a_claim_is_gone_only_when_its_process_is():
    assert not owners.is_gone(owners.me())
    machine, pid, started, worker = owners.me().rsplit(":", 3)
    assert owners.is_gone(f"{machine}:{pid}:1{started}:{worker}")
    assert not owners.is_gone(f"elsewhere:{pid}:1:{worker}")
    assert not owners.is_gone("")
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert owners.is_gone(f"{machine}:{child}:{started}:")


# ---------------------------------------------------------------- the hand on the switch


def test_a_pause_acts_within_one_step_and_resume_goes_on(newsroom, sending):
    newsroom.mailer.step = 1

    def pause(point: str) -> None:
        if point == "after mark" and len(newsroom.mailer.accepted) == 2:
            control.pause(sending, actor="test", clock=newsroom.clock)

    work_off(sending, newsroom.room(checkpoint=pause), wait=lambda moment: None)
    assert len(newsroom.mailer.accepted) == 2
    assert verified(sending).pending == 8
    control.resume(sending, actor="test", clock=newsroom.clock, queue=newsroom.queue)
    finish(newsroom, sending)
    assert verified(sending).submitted == 10


def test_a_cancel_leaves_the_exact_list_of_who_got_it(newsroom, sending):
    newsroom.mailer.step = 1

    def cancel(point: str) -> None:
        if point == "after mark" and len(newsroom.mailer.accepted) == 3:
            control.cancel(sending, actor="test", clock=newsroom.clock)

    work_off(sending, newsroom.room(checkpoint=cancel), wait=lambda moment: None)
    told = verified(sending)
    assert (told.submitted, told.cancelled, told.pending) == (3, 7, 0)
    from digest.store.people import people

    got = sorted(person.address for person in people(sending) if person.state == "submitted")
    assert got == newsroom.mailer.addresses
    acts = set(models.Audit.objects.values_list("act", flat=True))
    assert acts == {"cancel"}


def test_a_freeze_stops_everything_and_a_thaw_lets_it_go_on(newsroom, sending):
    house.freeze("", actor="test", reason="wrong picture", now=newsroom.clock())
    finish(newsroom, sending)
    assert newsroom.mailer.accepted == {}
    with pytest.raises(GuardRefused, match="wrong picture"):
        advance(sending, newsroom.digest, newsroom.works)
    assert house.thaw("", actor="test", now=newsroom.clock())
    finish(newsroom, sending)
    assert verified(sending).submitted == 10


def test_nothing_is_resumed_while_it_is_frozen_and_it_says_what_comes_first(newsroom, sending):
    control.pause(sending, actor="test", clock=newsroom.clock)
    house.freeze("morning", actor="test", reason="wrong picture", now=newsroom.clock())
    with pytest.raises(GuardRefused, match=r"wrong picture; digest thaw"):
        control.resume(sending, actor="test", clock=newsroom.clock, queue=newsroom.queue)
    assert issues.state(sending) is IssueState.PAUSED
    house.thaw("morning", actor="test", now=newsroom.clock())
    control.resume(sending, actor="test", clock=newsroom.clock, queue=newsroom.queue)
    assert issues.state(sending) is IssueState.SENDING


def test_a_freeze_of_another_digest_does_not_matter(newsroom, sending):
    house.freeze("evening", actor="test", reason="", now=newsroom.clock())
    finish(newsroom, sending)
    assert verified(sending).submitted == 10


def test_an_issue_that_does_not_balance_is_not_finished(newsroom, sending):
    lost = models.Batch.objects.filter(issue=sending).order_by("pk").first()
    lost.delete()
    finish(newsroom, sending)
    assert not batches.open_batches(sending)
    assert issues.state(sending) is IssueState.SENDING
    assert not balance.verify(sending).holds


def test_a_finished_issue_cannot_be_cancelled(newsroom, sending):
    finish(newsroom, sending)
    with pytest.raises(GuardRefused, match="finished"):
        control.cancel(sending, actor="test", clock=newsroom.clock)


# ---------------------------------------------------------------- guards


def test_a_letter_with_an_error_of_the_lint_never_leaves(newsroom):
    newsroom.proofreader = FakeProofreader(
        (Finding("leftover", Severity.ERROR, "a gap was left", "html"),)
    )
    number = newsroom.issue()
    with pytest.raises(GuardRefused, match="leftover"):
        advance(number, newsroom.digest, newsroom.works)
    assert models.Edition.objects.count() == 0
    assert issues.state(number) is IssueState.CLOSED
    overridden = frozenset({"leftover"})
    state = advance(number, newsroom.digest, newsroom.works, overridden=overridden)
    assert state is IssueState.SENDING


def test_an_unexpected_number_of_readers_is_refused_before_anything_is_made(newsroom):
    from dataclasses import replace

    terms = replace(newsroom.works.terms, expect=11)
    with pytest.raises(GuardRefused, match="11 readers were expected, it would reach 10"):
        preflight(Audience(("morning",)), newsroom.digest, terms, DAY)
    assert models.Issue.objects.count() == 0


def test_an_unknown_list_and_a_stranger_are_named(newsroom):
    with pytest.raises(UsageError, match="there is no list nowhere"):
        preflight(Audience(("nowhere",)), newsroom.digest, newsroom.works.terms, DAY)
    with pytest.raises(UsageError, match=r"stranger@example\.org"):
        preflight(
            Audience(("morning",), ("stranger@example.org",)),
            newsroom.digest,
            newsroom.works.terms,
            DAY,
        )


def test_nobody_to_write_to_is_refused_with_the_reasons(newsroom):
    models.Subscription.objects.update(state=SubscriptionState.PAUSED)
    with pytest.raises(GuardRefused, match="10 paused"):
        preflight(Audience(("morning",)), newsroom.digest, newsroom.works.terms, DAY)


def test_only_given_readers_are_reached_when_they_are_named(newsroom):
    from digest.store import audience

    count = audience.count(Audience(("morning",), ("reader3@example.org",)))
    assert (count.audience, count.languages) == (1, {"ur": 1})


# ---------------------------------------------------------------- cost


@pytest.mark.parametrize("readers", [10, 600])
def test_a_send_asks_the_database_as_often_for_many_as_for_few(
    django_assert_max_num_queries, readers
):
    newsroom = Newsroom(batch_size=1000)
    newsroom.readers(readers)
    newsroom.gathered()
    number = newsroom.issue()
    with django_assert_max_num_queries(75):
        advance(number, newsroom.digest, newsroom.works)
        finish(newsroom, number)
    assert verified(number).submitted == readers


@pytest.mark.django_db(transaction=True)
def test_two_at_once_share_the_work_and_double_nobody():
    newsroom = Newsroom(batch_size=5)
    newsroom.readers(60)
    newsroom.gathered()
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)

    def work(_: int) -> None:
        try:
            # The clock stands still: a lease that ended would be somebody else's to take.
            work_off(number, newsroom.room(), wait=lambda moment: os.sched_yield())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert verified(number).submitted == 60
    assert len(newsroom.mailer.accepted) == 60
    asked = [(parcel.batch, parcel.start) for parcel in newsroom.mailer.parcels]
    assert len(asked) == len(set(asked))
