"""What readers chose, in the database, and the log of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.preferences import Frequency, Preference, Preferences, Profile
from digest.store import models, person, preferences
from digest.store.consent import Said
from tests import cast

pytestmark = pytest.mark.django_db
SAID = Said("preference page", "reader", cast.NOW, "web-1:en")
SPORT = Preference(("sport",), Frequency.WEEKLY, 4, date(2026, 12, 24))


def test_who_never_chose_has_no_row_and_gets_all_of_every_issue():
    ada = cast.ada()
    assert preferences.of(ada.id) == Preferences(Profile("Ada", "en"))
    assert not models.Preference.objects.exists()


def test_a_choice_is_kept_and_every_change_of_it_is_logged():
    ada = cast.ada()
    assert preferences.choose(ada.id, "morning", SPORT, SAID)
    assert not preferences.choose(ada.id, "morning", SPORT, SAID)
    assert preferences.of(ada.id).of("morning") == SPORT
    (change,) = preferences.changes(ada.hash)
    assert (change.digest, change.source, change.actor) == ("morning", "preference page", "reader")
    assert (change.at, change.wording) == (cast.NOW, "web-1:en")
    assert change.what["sections"] == (None, ["sport"])
    assert change.what["paused_until"] == (None, "2026-12-24")


def test_going_back_to_everything_leaves_the_log_and_no_row():
    ada = cast.ada()
    preferences.choose(ada.id, "morning", SPORT, SAID)
    assert preferences.choose(ada.id, "morning", Preference(), SAID)
    assert not models.Preference.objects.exists()
    assert preferences.changes(ada.hash)[-1].what["frequency"] == ("weekly", "every")


def test_what_a_reader_says_of_themselves_is_logged_without_their_name():
    ada = cast.ada()
    told = Profile("Ada L.", "ur", "Asia/Karachi", 7)
    assert preferences.save_profile(ada.id, told, SAID) == ("name", "language", "zone", "hour")
    assert preferences.save_profile(ada.id, told, SAID) == ()
    assert preferences.of(ada.id).profile == told
    (change,) = preferences.changes(ada.hash)
    assert change.what["hour"] == (None, 7)
    assert "Ada" not in str(change)


def test_strangers_and_the_erased_choose_nothing():
    ada = cast.ada()
    models.Subscriber.objects.filter(pk=ada.id).update(erased=True)
    for nobody in (ada.id, 4711):
        assert preferences.of(nobody) is None
        assert not preferences.choose(nobody, "morning", SPORT, SAID)
        assert preferences.save_profile(nobody, Profile("x"), SAID) == ()


def test_an_erasure_takes_the_choices_and_leaves_a_log_that_names_nobody():
    ada = cast.ada()
    preferences.choose(ada.id, "morning", SPORT, SAID)
    person.erase(ada.address, cast.KEY, actor="test", now=cast.NOW)
    assert not models.Preference.objects.exists()
    assert len(preferences.changes(ada.hash)) == 1


def test_the_log_of_changes_is_only_ever_added_to():
    ada = cast.ada()
    preferences.choose(ada.id, "morning", SPORT, SAID)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.Change.objects.update(actor="somebody else")


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": "hourly"},
        {"frequency": "weekly"},
        {"frequency": "weekly", "weekday": 9},
        {"frequency": "every", "weekday": 1},
        {"sections": "sport"},
        {"digest": ""},
    ],
)
def test_the_database_refuses_a_choice_that_cannot_be_meant(wrong):
    ada = cast.ada()
    row = {"digest": "morning", "subscriber_id": ada.id, "chosen_at": cast.NOW} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Preference.objects.create(**row)


def test_all_that_is_kept_about_a_reader_holds_their_choices():
    ada = cast.ada()
    preferences.choose(ada.id, "morning", SPORT, SAID)
    found = person.whole(ada.address, cast.KEY)
    assert found["preferences"]["morning"]["sections"] == ("sport",)
    assert [change["digest"] for change in found["changes"]] == ["morning"]


_slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
_choices = st.builds(
    Preference,
    st.none() | st.lists(_slugs, max_size=5).map(tuple),
    st.sampled_from([Frequency.EVERY, Frequency.WEEKDAYS]),
    paused_until=st.none() | st.dates(),
) | st.builds(Preference, frequency=st.just(Frequency.WEEKLY), weekday=st.integers(0, 6))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choices=st.lists(_choices, min_size=1, max_size=4))
def test_whatever_is_chosen_last_is_read_back_as_it_was(choices):
    ada = cast.ada()
    for choice in choices:
        preferences.choose(ada.id, "morning", choice, SAID)
        assert preferences.of(ada.id).of("morning") == choice
