"""What a provider reports: each once, in any order, with its effect on ledger and list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digest.flow.advance import advance, work_off
from digest.flow.record import record
from digest.model.audience import SuppressionReason, address_hash
from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.model.issue import IssueState
from digest.model.post import Fate, Verdict
from digest.store import counters, issues, models, moving, never
from digest.store import events as book
from tests.fakes import MORNING
from tests.newsroom import Newsroom, verified

pytestmark = pytest.mark.django_db
E = DeliveryEvent


def sent(*fates: Verdict) -> tuple[Newsroom, int, list[int]]:
    newsroom = Newsroom(batch_size=2)
    newsroom.mailer.can_tell = False
    newsroom.readers(4)
    newsroom.gathered()
    newsroom.mailer.fates = list(fates)
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    work_off(number, newsroom.room(), wait=lambda moment: None)
    return (
        newsroom,
        number,
        list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True)),
    )


def event(kind: E, issue: int, who: int) -> Event:
    return Event(f"{issue}:{who}:{kind}", kind, issue, who, MORNING, "said the provider")


def test_an_event_counts_once_however_often_it_is_told():
    newsroom, number, people = sent()
    told = [event(E.DELIVERED, number, people[0])] * 3
    assert record(told, clock=newsroom.clock) == 1
    assert record(told, clock=newsroom.clock) == 0
    assert verified(number).submitted == 4


def test_evidence_settles_what_was_uncertain():
    newsroom, number, people = sent(Verdict(Fate.UNCERTAIN, "no answer"))
    assert verified(number).uncertain == 2
    record([event(E.DELIVERED, number, people[0])], clock=newsroom.clock)
    record([event(E.DROPPED, number, people[1])], clock=newsroom.clock)
    told = verified(number)
    assert (told.submitted, told.failed, told.uncertain) == (3, 1, 0)


@pytest.mark.parametrize("order", list(permutations([E.DELIVERED, E.BOUNCED, E.COMPLAINED])))
def test_events_in_any_order_end_alike(order):
    newsroom, number, people = sent()
    record([event(kind, number, people[0]) for kind in order], clock=newsroom.clock)
    assert models.Delivery.objects.get().state == "complained"
    assert verified(number).submitted == 4
    assert models.Suppression.objects.count() == 1


def test_a_block_or_a_delay_does_not_suppress_but_a_bounce_does():
    newsroom, number, people = sent()
    mild = [event(E.BLOCKED, number, people[0]), event(E.DEFERRED, number, people[1])]
    record(mild, clock=newsroom.clock)
    assert models.Suppression.objects.count() == 0
    record([event(E.BOUNCED, number, people[2])], clock=newsroom.clock)
    suppressed = models.Suppression.objects.get()
    assert suppressed.reason == "hard_bounce"
    assert suppressed.address_hash == models.Subscriber.objects.get(pk=people[2]).address_hash


def moved(newsroom: Newsroom, who: int) -> tuple[str, str]:
    """The hashes of the address of before and of now."""
    row = models.Subscriber.objects.get(pk=who)
    new = address_hash("new@example.org", b"k" * 32)
    assert moving.move(who, "New@example.org", new, newsroom.clock(), "w")
    models.Suppression.objects.all().delete()
    return row.address_hash, new


@pytest.mark.parametrize("kind", [E.BOUNCED, E.COMPLAINED, E.UNSUBSCRIBED])
def test_a_late_report_is_of_the_address_that_the_letter_went_to(kind):
    newsroom, number, people = sent()
    went_to = models.Subscriber.objects.get(pk=people[0]).address
    before, _ = moved(newsroom, people[0])
    late = replace(event(kind, number, people[0]), at=newsroom.clock() + timedelta(days=2))
    record([replace(late, address=went_to.upper())], clock=newsroom.clock)
    assert [row.address_hash for row in models.Suppression.objects.all()] == [before]


def test_a_report_of_the_new_address_is_of_that_one():
    newsroom, number, people = sent()
    _, now = moved(newsroom, people[0])
    told = replace(event(E.BOUNCED, number, people[0]), address="NEW@example.org")
    record([told], clock=newsroom.clock)
    assert models.Suppression.objects.get().address_hash == now


def test_a_report_that_names_a_stranger_touches_no_stranger():
    newsroom, number, people = sent()
    other = models.Subscriber.objects.get(pk=people[1])
    told = replace(event(E.BOUNCED, number, people[0]), address=other.address)
    record([told], clock=newsroom.clock)
    mark = models.Suppression.objects.get().address_hash
    assert mark == models.Subscriber.objects.get(pk=people[0]).address_hash


def test_without_an_address_the_time_tells_which_it_was():
    newsroom, number, people = sent()
    before, now = moved(newsroom, people[0])
    early = newsroom.clock() - timedelta(minutes=1)
    record([replace(event(E.BOUNCED, number, people[0]), at=early)], clock=newsroom.clock)
    late = replace(event(E.COMPLAINED, number, people[0]), at=newsroom.clock())
    record([late], clock=newsroom.clock)
    assert {row.address_hash for row in models.Suppression.objects.all()} == {before, now}


def test_an_event_of_a_foreign_issue_or_reader_changes_nothing():
    newsroom, number, people = sent()
    assert record([event(E.BOUNCED, number + 99, people[0])], clock=newsroom.clock) == 0
    record([event(E.DELIVERED, number, 10**9)], clock=newsroom.clock)
    assert verified(number).submitted == 4
    assert models.Delivery.objects.count() == 0


@pytest.mark.parametrize("kind", [E.BOUNCED, E.SOFT, E.COMPLAINED, E.UNSUBSCRIBED, E.DROPPED])
def test_a_lie_about_a_reader_to_whom_the_issue_never_went_changes_nothing(kind):
    newsroom, number, people = sent()
    newsroom.readers(1, start=9)
    stranger = models.Subscriber.objects.get(address="reader9@example.org")
    told = [event(kind, number, stranger.pk), event(kind, number, people[0])]
    assert record(told, clock=newsroom.clock) == 1
    assert models.Event.objects.get().subscriber_id == people[0]
    gone = set(models.Suppression.objects.values_list("address_hash", flat=True))
    assert stranger.address_hash not in gone


def test_a_reader_who_left_before_the_issue_went_cannot_bounce_by_it():
    newsroom = Newsroom(batch_size=4)
    newsroom.readers(4)
    newsroom.gathered()
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    who = models.Subscriber.objects.order_by("pk")[0]
    never.keep({who.address_hash: (SuppressionReason.BY_HAND, "t")}, newsroom.clock())
    work_off(number, newsroom.room(), wait=lambda moment: None)
    assert verified(number).submitted == 3
    assert record([event(E.COMPLAINED, number, who.pk)], clock=newsroom.clock) == 0
    assert models.Suppression.objects.get().reason == "by_hand"


def test_what_went_as_it_should_is_kept_as_an_event_and_needs_no_row():
    newsroom, number, people = sent()
    told = [event(kind, number, who) for who in people for kind in (E.PROCESSED, E.DELIVERED)]
    assert record(told, clock=newsroom.clock) == 8
    assert models.Delivery.objects.count() == 0
    assert verified(number).submitted == 4


def test_a_report_that_came_before_its_answer_was_lost_settles_it_at_the_next_look():
    newsroom = Newsroom(batch_size=4)
    newsroom.mailer.can_tell = False
    newsroom.readers(4)
    newsroom.gathered()
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    people = list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True))
    early = [event(E.DELIVERED, number, who) for who in people[:3]]
    assert record(early, clock=newsroom.clock) == 3
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer")]
    work_off(number, newsroom.room(), wait=lambda moment: None)
    assert verified(number).uncertain == 4
    assert book.uncertain_issues(newsroom.clock() - timedelta(days=4)) == [number]
    assert book.reconsider(number) == 3
    assert (verified(number).submitted, verified(number).uncertain) == (3, 1)
    assert book.reconsider(number) == 0


def test_a_reader_who_unsubscribed_from_a_letter_that_came_needs_no_row():
    newsroom, number, people = sent()
    told = [event(kind, number, people[0]) for kind in (E.DELIVERED, E.UNSUBSCRIBED)]
    assert record(told, clock=newsroom.clock) == 2
    assert models.Delivery.objects.count() == 0
    assert models.Suppression.objects.count() == 1


def test_whom_the_provider_dropped_after_all_makes_a_finished_issue_one_in_part():
    newsroom, number, people = sent()
    assert issues.state(number) is IssueState.FINISHED
    record([event(E.DROPPED, number, people[0])], clock=newsroom.clock)
    assert issues.state(number) is IssueState.FINISHED_IN_PART
    assert verified(number).failed == 1


def test_an_issue_finished_in_part_is_finished_once_all_is_known():
    newsroom, number, people = sent(Verdict(Fate.UNCERTAIN, "no answer"))
    assert issues.state(number) is IssueState.FINISHED_IN_PART
    record([event(E.DELIVERED, number, who) for who in people[:2]], clock=newsroom.clock)
    assert issues.state(number) is IssueState.FINISHED


KINDS = [E.PROCESSED, E.DEFERRED, E.DELIVERED, E.BOUNCED, E.BLOCKED, E.DROPPED, E.COMPLAINED, E.UNSUBSCRIBED]  # fmt: skip


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_the_same_reports_come_to_the_same_truth_in_any_order_and_any_pieces(data):
    told = data.draw(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(KINDS)), max_size=9))
    order = data.draw(st.permutations([*told, *told[:3]]))
    cuts = data.draw(st.lists(st.integers(1, 4), max_size=8))
    assert outcome([told]) == outcome(in_pieces(order, cuts))


def in_pieces(told, cuts):
    pieces = []
    for cut in cuts:
        piece, told = told[:cut], told[cut:]
        pieces.append(piece)
    return [*pieces, told]


def outcome(pieces):
    """Ledger, rows and suppressions after these pieces, in a newsroom that is forgotten again."""
    with transaction.atomic():
        newsroom, number, people = sent(Verdict(Fate.UNCERTAIN, "no answer"))
        for piece in pieces:
            record([event(kind, number, people[who]) for who, kind in piece], clock=newsroom.clock)
        told = verified(number)
        rows = models.Delivery.objects.order_by("subscriber_id").values_list(
            "subscriber_id", "state", "reason"
        )
        found = (
            (told.submitted, told.failed, told.uncertain),
            [(people.index(who), state, reason) for who, state, reason in rows],
            sorted(models.Suppression.objects.values_list("address_hash", flat=True)),
            issues.state(number),
        )
        transaction.set_rollback(True)
    return found


def test_what_a_body_of_reports_told_is_counted_by_type_and_result(
    django_capture_on_commit_callbacks,
):
    newsroom, number, people = sent()
    raw = book.keep_raw("sendgrid", b"[]", MORNING)
    told = [event(E.DELIVERED, number, people[0]), event(E.BOUNCED, number, people[1])]
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            record([*told, event(E.DELIVERED, number + 99, 1)], clock=newsroom.clock, raw=raw)
    assert counters.of("events") == {
        "bounced ignored": 1,
        "bounced new": 1,
        "delivered ignored": 3,
        "delivered new": 1,
    }


@pytest.mark.parametrize("kind", [E.BOUNCED, E.UNSUBSCRIBED, E.COMPLAINED])
def test_a_report_from_before_a_readers_own_yes_comes_too_late_unless_it_is_a_complaint(kind):
    newsroom, number, people = sent()
    mark = models.Subscriber.objects.get(pk=people[0]).address_hash
    yes = MORNING + timedelta(hours=1)
    models.Consent.objects.create(at=yes, address_hash=mark, list_slug="morning", act="returned")
    record([event(kind, number, people[0])], clock=newsroom.clock)
    assert models.Suppression.objects.exists() is (kind is E.COMPLAINED)
    later = replace(event(kind, number, people[0]), natural_key="later", at=yes)
    record([later], clock=newsroom.clock)
    assert models.Suppression.objects.get().address_hash == mark
