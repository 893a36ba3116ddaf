"""A reader's word about a list, in the database."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.audience import Audience, ConsentAct, SubscriptionState
from digest.store import audience, consent, models, reading
from tests import cast

pytestmark = pytest.mark.django_db
SAID = {"source": "test", "actor": "reader", "now": cast.NOW + timedelta(days=1)}
S = SubscriptionState


def test_withdrawing_names_what_changed_and_twice_is_once():
    ada = cast.ada()
    assert consent.withdraw(ada.id, ["readers", "weekend"], **SAID) == ("readers", "weekend")
    assert consent.withdraw(ada.id, ["readers", "weekend"], **SAID) == ()
    assert [act for act, _ in ada.acts()].count("withdrew") == 2


def test_a_withdrawal_says_where_by_whom_when_and_before_which_words():
    ada = cast.ada()
    consent.withdraw(ada.id, ["readers"], **SAID, wording="web-1:en")
    row = models.Consent.objects.filter(address_hash=ada.hash).latest("pk")
    assert (row.source, row.actor, row.at, row.wording) == (
        "test",
        "reader",
        SAID["now"],
        "web-1:en",
    )
    subscription = models.Subscription.objects.get(subscriber=ada.id, list__slug="readers")
    assert (subscription.source, subscription.changed_at) == ("test", SAID["now"])


def test_giving_back_confirms_only_what_was_left():
    ada = cast.ada()
    consent.withdraw(ada.id, ["readers"], **SAID)
    assert consent.give_back(ada.id, ["readers", "weekend"], **SAID) == ("readers",)
    assert ada.state() == "confirmed"
    assert ada.acts()[-1] == ("returned", "readers")


def test_giving_back_never_makes_a_subscription():
    bilal = cast.bilal()
    assert consent.give_back(bilal.id, ["weekend"], **SAID) == ()
    assert bilal.state("weekend") is None


def test_pending_cannot_be_chosen_and_a_list_must_exist():
    ada = cast.ada()
    with pytest.raises(ValueError, match="pending is not a choice"):
        consent.set_standing(ada.id, {"readers": S.PENDING}, **SAID)
    with pytest.raises(ValueError, match="there is no list nowhere"):
        consent.set_standing(ada.id, {"readers": S.PAUSED, "nowhere": S.PAUSED}, **SAID)
    assert ada.state() == "confirmed"


def test_an_erased_reader_says_nothing_any_more():
    ada = cast.ada()
    models.Subscriber.objects.filter(pk=ada.id).update(erased=True)
    assert consent.withdraw(ada.id, ["readers"], **SAID) == ()


def test_a_stranger_says_nothing():
    cast.ada()
    assert consent.withdraw(4711, ["readers"], **SAID) == ()
    assert not models.Subscription.objects.filter(subscriber=4711).exists()


def test_standing_and_consent_are_written_together_or_not_at_all(monkeypatch):
    ada = cast.ada()

    def broken(*_, **__):
        raise DatabaseError("disk full")

    monkeypatch.setattr(models.Consent.objects, "bulk_create", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        consent.withdraw(ada.id, ["readers"], **SAID)
    assert ada.state() == "confirmed"


@pytest.mark.parametrize("change", [{"act": "returned"}, {"source": "x"}])
def test_a_consent_cannot_be_changed(change):
    ada = cast.ada()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.Consent.objects.filter(address_hash=ada.hash).update(**change)


@pytest.mark.parametrize(
    ("before", "after", "act"),
    [
        (None, S.CONFIRMED, ConsentAct.CONFIRMED),
        (S.PENDING, S.CONFIRMED, ConsentAct.CONFIRMED),
        (S.PAUSED, S.CONFIRMED, ConsentAct.RESUMED),
        (S.UNSUBSCRIBED, S.CONFIRMED, ConsentAct.RETURNED),
        (S.CONFIRMED, S.PAUSED, ConsentAct.PAUSED),
        (S.UNSUBSCRIBED, S.PAUSED, ConsentAct.PAUSED),
        (S.CONFIRMED, S.UNSUBSCRIBED, ConsentAct.WITHDREW),
        (None, S.UNSUBSCRIBED, ConsentAct.WITHDREW),
    ],
)
def test_every_change_has_its_word(before, after, act):
    assert consent.act_of(before, after) is act


CHOICES = st.sampled_from([S.CONFIRMED, S.PAUSED, S.UNSUBSCRIBED])
WORDS = st.one_of(
    st.tuples(st.just("withdraw"), st.sets(st.sampled_from(cast.LISTS), min_size=1)),
    st.tuples(st.just("undo"), st.just(cast.LISTS)),
    st.tuples(st.just("choose"), st.dictionaries(st.sampled_from(cast.LISTS), CHOICES)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(WORDS, max_size=8))
def test_whoever_said_no_last_is_not_mailed(db, said):
    with transaction.atomic():
        ada = cast.ada()
        for what, value in said:
            if what == "withdraw":
                consent.withdraw(ada.id, sorted(value), **SAID)
            elif what == "undo":
                lists = reading.left_last(ada.hash, value)
                consent.give_back(ada.id, lists, **SAID)
            else:
                consent.set_standing(ada.id, value, **SAID)
        for slug in cast.LISTS:
            last = [act for act, of in ada.acts() if of == slug][-1]
            mailed = not audience.leavers([ada.id], Audience((slug,)))
            assert mailed == (last in {"imported", "confirmed", "returned", "resumed"})
            assert (ada.state(slug) == "confirmed") == mailed
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_many_words_at_the_same_moment_leave_one_line():
    ada = cast.ada()
    models.Subscription.objects.filter(subscriber=ada.id).delete()
    start = threading.Barrier(6)
    changed: list[tuple[str, ...]] = []

    def leave():
        start.wait()
        try:
            changed.append(consent.withdraw(ada.id, cast.LISTS, **SAID))
        finally:
            connection.close()

    threads = [threading.Thread(target=leave) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(changed) == [()] * 5 + [cast.LISTS]
    assert [act for act, _ in ada.acts()].count("withdrew") == 2
