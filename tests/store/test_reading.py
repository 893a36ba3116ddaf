"""What the pages ask the database."""

from datetime import timedelta

import pytest

from digest.model.audience import SubscriptionState
from digest.store import consent, figures, models, reading, schema
from tests import cast

pytestmark = pytest.mark.django_db


def said(hours: int) -> dict:
    return {"source": "t", "actor": "reader", "now": cast.NOW + timedelta(hours=hours)}


def test_the_edition_is_the_one_in_the_first_language_there_is():
    cast.ada()
    made = cast.issue(languages=("ur", "en"))
    assert reading.edition_of(made, 0, languages=("de", "en")).language == "en"
    assert reading.edition_of(made, 0, languages=("ur", "en")).language == "ur"
    # Neither is there: whatever is printed is better than nothing.
    assert reading.edition_of(made, 0, languages=("de",)).language in {"en", "ur"}
    assert reading.edition_of(made, 0, languages=()).languages == ("ur", "en")


def test_a_whole_edition_goes_before_one_of_chosen_sections():
    cast.ada()
    made = cast.issue(languages=("en",))
    whole = models.Edition.objects.get(issue=made)
    models.Edition.objects.create(
        issue_id=made,
        variant="en+a",
        language="en",
        direction="ltr",
        subject="chosen",
        html="",
        text="",
        nonce="x",
        content_hash="x",
        created_at=cast.NOW,
    )
    assert reading.edition_of(made, 0, languages=("en",)).subject == whole.subject


def test_a_reader_comes_with_their_standing_in_the_order_asked_for():
    bilal = cast.bilal()
    reader = reading.reader(bilal.id, ("weekend", "readers", "nowhere"))
    assert [(s.slug, s.title, s.state) for s in reader.standings] == [
        ("weekend", "Weekend", None),
        ("readers", "Every morning", SubscriptionState.CONFIRMED),
    ]
    assert reader.receives
    assert not reader.suppressed


def test_who_left_or_never_joined_receives_nothing():
    clara = cast.clara()
    assert not reading.reader(clara.id, cast.LISTS).receives


def test_a_suppressed_reader_is_known_as_such():
    assert reading.reader(cast.dora().id, ()).suppressed


def test_what_was_left_last_is_what_went_together():
    ada = cast.ada()
    assert reading.left_last(ada.hash, cast.LISTS) == ()
    consent.withdraw(ada.id, ["weekend"], **said(1))
    assert reading.left_last(ada.hash, cast.LISTS) == ("weekend",)
    consent.withdraw(ada.id, ["readers"], **said(2))
    assert reading.left_last(ada.hash, cast.LISTS) == ("readers",)
    consent.give_back(ada.id, ["readers"], **said(3))
    # Weekend went before and by its own word: an undo now must not touch it.
    assert reading.left_last(ada.hash, cast.LISTS) == ()


def test_a_clock_that_runs_behind_does_not_hide_the_last_word():
    ada = cast.ada()
    consent.withdraw(ada.id, cast.LISTS, **said(-48))
    assert reading.left_last(ada.hash, cast.LISTS) == cast.LISTS


def test_an_unknown_issue_belongs_to_no_digest():
    assert reading.digest_of(4711) is None
    cast.ada()
    assert reading.digest_of(cast.issue()) == ("morning", cast.LISTS)


def test_the_day_shows_its_issues_else_the_last_one_before():
    cast.ada()
    cast.issue(cast.DAY - timedelta(days=2), steps=cast.FINISHED)
    before = cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    assert [line.issue for line in figures.of_day("morning", cast.DAY)] == [before]
    today = [cast.issue(steps=cast.FINISHED), cast.issue()]
    assert [line.issue for line in figures.of_day("morning", cast.DAY)] == today


def test_outcomes_and_balance_tell_the_same_sum():
    cast.ada(), cast.bilal(), cast.clara(), cast.dora()
    made = cast.issue(steps=cast.FINISHED)
    counted = figures.outcomes([made])[made]
    line = figures.one(made)
    assert line.balance.holds
    assert sum(counted.values()) == line.balance.audience == 4
    assert counted["submitted"] == line.balance.submitted == 2
    assert counted["excluded"] == sum(line.balance.excluded.values()) == 2


def test_an_issue_whose_readers_are_all_excluded_is_counted_too():
    cast.clara()
    made = cast.issue()
    assert figures.outcomes([made])[made]["excluded"] == 1
    assert figures.outcomes([]) == {}


def test_the_copies_that_need_a_look_come_worst_first_and_bounded():
    ada, bilal = cast.ada(), cast.bilal()
    made = cast.issue(languages=("en",))
    batch = models.Batch.objects.get(issue=made)
    for position, (person, state) in enumerate([(ada, "bounced"), (bilal, "uncertain")]):
        models.Delivery.objects.create(
            issue_id=made,
            subscriber_id=person.id,
            batch=batch,
            position=position,
            state=state,
            at=cast.NOW,
        )
    assert [one.subscriber for one in figures.oddities(made)] == [bilal.id, ada.id]
    assert len(figures.oddities(made, limit=1)) == 1


def test_all_migrations_of_this_version_are_there():
    assert figures.answers()
    assert schema.missing_migrations() == ()
