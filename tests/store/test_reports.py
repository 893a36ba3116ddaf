"""The numbers of a report are those of the rows: each reader once, whatever is told twice or late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.model.report import DomainReturns, Followed, Return
from digest.store import consent, events, models, outcomes, reports
from tests import cast, reported

pytestmark = pytest.mark.django_db
_E = DeliveryEvent


@pytest.fixture(autouse=True)
def house(monkeypatch):
    made = cast.house()
    monkeypatch.setattr("digest.settings.current", lambda: made)


def told(number: int, *kinds: tuple[int, DeliveryEvent], at=cast.NOW) -> None:
    rows = [Event(f"{number}:{who}:{kind}:{at}", kind, number, who, at) for who, kind in kinds]
    events.take(rows, events.Effects({}), at)


def test_a_whole_morning_in_numbers():
    number = reported.mornings(10)[-1]
    found = reports.report(number, reported.LATER, fresh=True)
    assert found
    assert found.balance.submitted == reported.READERS
    assert found.outcome.delivered == 51
    assert found.outcome.bounced == 9
    assert found.outcome.returned == {Return.HARD: 5, Return.SOFT: 2, Return.BLOCKED: 2}
    assert sum(line.total for line in found.outcome.domains) == 9
    assert (found.outcome.complaints, found.outcome.unsubscribes) == (1, 2)
    assert found.clicks
    assert found.clicks.machines == len(found.stories)
    assert sum(line.followed.clicks for line in found.stories) == found.clicks.clicks
    assert max(line.followed.readers for line in found.stories) <= found.clicks.readers
    standing = {one.name: (one.standing, one.n) for one in found.band}
    assert standing["delivered"] == ("below", 9)
    assert standing["bounced"] == ("above", 9)
    assert replace(found, outcome=outcomes.kept([number])[number]) == found


def test_told_twice_late_and_in_disorder_counts_once():
    ada, bilal = cast.ada(), cast.bilal()
    number = cast.issue(steps=cast.FINISHED)
    later = cast.NOW + timedelta(hours=3)
    told(number, (ada.id, _E.BOUNCED), (bilal.id, _E.DELIVERED), at=later)
    told(number, (ada.id, _E.DELIVERED), (bilal.id, _E.DELIVERED), (ada.id, _E.PROCESSED))
    told(number, (bilal.id, _E.COMPLAINED), at=later)
    told(number, (bilal.id, _E.COMPLAINED), at=later + timedelta(minutes=1))
    found = outcomes.count(number, later)
    assert (found.delivered, found.bounced, found.complaints) == (1, 1, 1)
    assert found.domains == (DomainReturns("reader.example.org", {Return.HARD: 1}),)


def test_who_came_back_did_not_leave_and_two_ways_out_are_one():
    ada, bilal = cast.ada(), cast.bilal()
    number = cast.issue(steps=cast.FINISHED)
    for who in (ada, bilal):
        consent.withdraw(
            who.id, cast.LISTS, source="one-click", actor="reader", now=cast.NOW, issue=number
        )
    told(number, (bilal.id, _E.UNSUBSCRIBED))
    assert outcomes.count(number, cast.NOW).unsubscribes == 2
    consent.give_back(ada.id, cast.LISTS, source="page", actor="reader", now=cast.NOW, issue=number)
    assert outcomes.count(number, cast.NOW).unsubscribes == 1
    other = cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    assert outcomes.count(other, cast.NOW).unsubscribes == 0


def test_where_nobody_reports_deliveries_none_are_claimed():
    cast.ada()
    number = cast.issue(steps=cast.FINISHED)
    assert outcomes.count(number, cast.NOW).delivered is None


def test_an_erased_readers_letter_came_back_from_nowhere():
    ada = cast.ada()
    number = cast.issue(steps=cast.FINISHED)
    told(number, (ada.id, _E.BOUNCED))
    models.Subscriber.objects.filter(pk=ada.id).delete()
    assert [line.domain for line in outcomes.count(number, cast.NOW).domains] == [""]


def test_the_band_is_of_finished_issues_to_lists_of_the_last_thirty_days():
    cast.ada()
    own = cast.issue(steps=cast.FINISHED)
    for back, only in ((1, ()), (2, ("ada@reader.example.org",)), (31, ())):
        made = cast.issue(cast.DAY - timedelta(days=back), steps=cast.FINISHED, only=only)
        out = cast.NOW - timedelta(days=back)
        models.Issue.objects.filter(pk=made).update(frozen_at=out)
    cast.issue(cast.DAY - timedelta(days=3))  # still going out
    found = reports.report(own, cast.NOW)
    assert found
    assert {one.name: one.n for one in found.band}["audience"] == 1


def test_a_page_reads_the_last_count_and_the_sweeper_counts_again(django_assert_max_num_queries):
    number = reported.mornings(6)[-1]
    models.Outcome.objects.filter(pk=number).update(
        numbers=models.Outcome.objects.get(pk=number).numbers | {"complaints": 40}
    )
    with django_assert_max_num_queries(20):
        found = reports.report(number, reported.LATER)
    assert found
    assert found.outcome.complaints == 40
    for hours in range(1, 4):
        outcomes.refresh(reported.LATER + timedelta(hours=12 * hours))
    assert outcomes.kept([number])[number].complaints == 1


def test_an_issue_without_counted_links_says_so():
    cast.ada()
    number = cast.issue(steps=cast.FINISHED)
    found = reports.report(number, cast.NOW)
    assert found
    assert (found.clicks, found.opens) == (None, None)
    assert found.stories[0].followed == Followed()
    assert reports.report(999, cast.NOW) is None


def test_what_stands_is_not_counted_anew_once_its_reports_may_have_been_pruned():
    number = reported.mornings(6)[-1]
    settled = reported.LATER + timedelta(days=9)
    before = reports.report(number, settled, fresh=True)
    models.Event.objects.all().delete()
    after = reports.report(number, settled + timedelta(days=300), fresh=True)
    assert before
    assert after
    assert after.outcome == before.outcome
    assert before.outcome.delivered == 51
