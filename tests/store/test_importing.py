"""Readers into a list: nobody twice, and nobody who left."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from digest import roster
from digest.model.audience import Audience, ConsentAct, SubscriptionState, SuppressionReason
from digest.rules.roster import Reader
from digest.store import audience, consent, importing, models, rehearsing
from digest.store.importing import Found, Terms, bring_in

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
SAID: dict[str, Any] = {"source": "token", "actor": "reader", "now": NOW}
TERMS = Terms("morning", "import sha256:0 readers.csv", b"k" * 32, NOW)


def person(who: str, **more: Any) -> Reader:
    address = f"{who}@example.org"
    return Reader(1, address, address, more.pop("name", who.title()), **more)


def brought(*people: Reader) -> Counter[Found]:
    return sum(bring_in(people, TERMS), Counter())


def rehearsed(*people: Reader) -> list[rehearsing.Row]:
    rows = [row for chunk in rehearsing.rehearse(people, TERMS) for row in chunk.rows]
    return sorted(rows, key=lambda row: row.address)


def state(name: str) -> str:
    return models.Subscription.objects.get(subscriber__address=f"{name}@example.org").state


def test_new_readers_are_confirmed_with_the_files_consent():
    assert brought(person("ada"), person("bo")) == {Found.NEW: 2}
    assert state("ada") == SubscriptionState.CONFIRMED
    told = models.Consent.objects.values_list("act", "source", "list_slug").distinct()
    assert list(told) == [(ConsentAct.IMPORTED, TERMS.source, "morning")]


def test_the_same_file_again_changes_nothing():
    brought(person("ada"), person("bo"))
    assert brought(person("ada"), person("bo")) == {Found.UNCHANGED: 2}
    assert models.Consent.objects.count() == 2


def test_a_rehearsal_tells_the_same_and_keeps_nothing():
    (chunk,) = rehearsing.rehearse([person("ada")], TERMS)
    assert chunk.counts == {Found.NEW: 1}
    assert not models.Subscriber.objects.exists()
    assert not models.MailingList.objects.exists()


def test_a_rehearsal_names_what_each_row_would_change_and_who_is_kept_away():
    brought(person("ada", attributes={"age": 30}), person("bo"), person("cy"))
    bo = models.Subscriber.objects.get(address="bo@example.org")
    consent.withdraw(bo.pk, ("morning",), **SAID)
    told = rehearsed(
        person("ada", name="Ada E.", attributes={"age": 31, "city": "Rome"}),
        person("bo"),
        person("cy"),
        person("di", standing=SubscriptionState.UNSUBSCRIBED),
    )
    assert [(row.found, dict(row.changes), row.kept_away) for row in told] == [
        (
            Found.CHANGED,
            {"name": ("Ada", "Ada E."), "age": (30, 31), "city": (None, "Rome")},
            False,
        ),
        (Found.LEFT, {}, True),
        (Found.UNCHANGED, {}, False),
        (Found.LEFT, {}, False),
    ]


def test_a_rehearsal_of_many_chunks_counts_an_address_once_as_the_import_does(monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    people = [person("ada"), person("bo"), person("ada"), person("cy"), person("bo")]
    told = Counter(row.found for row in rehearsed(*people))
    assert told == {Found.NEW: 3, Found.UNCHANGED: 2} == brought(*people)


def test_attributes_are_kept_by_type_and_joined_with_those_that_are_there():
    brought(person("ada", attributes={"age": 30, "staff": True, "born": "1990-02-01"}))
    assert brought(person("ada", attributes={"age": 30, "staff": True})) == {Found.UNCHANGED: 1}
    assert brought(person("ada", attributes={"age": 2.5})) == {Found.CHANGED: 1}
    row = models.Subscriber.objects.get()
    assert row.attributes == {"age": 2.5, "staff": True, "born": "1990-02-01"}


def test_an_attribute_with_any_sign_arrives_as_it_is():
    text = "a\"b\\c 'd' {e} \\u0041 ü 😀"
    brought(person("ada", attributes={"city": text}))
    assert models.Subscriber.objects.get().attributes == {"city": text}
    assert brought(person("ada", attributes={"city": text})) == {Found.UNCHANGED: 1}


def test_what_a_file_says_anew_of_a_reader_is_kept_and_what_it_leaves_out_stays():
    brought(person("ada", language="ur"))
    assert brought(person("ada", name="Ada E.")) == {Found.CHANGED: 1}
    row = models.Subscriber.objects.get()
    assert (row.name, row.language) == ("Ada E.", "ur")


def test_a_reader_of_another_list_joins_this_one():
    brought(person("ada"))
    other = Terms("alert", "import", b"k" * 32, NOW)
    assert sum(bring_in([person("ada")], other), Counter()) == {Found.JOINED: 1}
    assert models.Subscriber.objects.count() == 1


def test_who_left_or_is_suppressed_is_left_in_peace():
    brought(person("ada"), person("bo"), person("cy"))
    ada = models.Subscriber.objects.get(address="ada@example.org")
    bo = models.Subscriber.objects.get(address="bo@example.org")
    consent.withdraw(ada.pk, ("morning",), **SAID)
    models.Suppression.objects.create(
        address_hash=bo.address_hash, reason=SuppressionReason.COMPLAINT, at=NOW
    )
    found = brought(person("ada"), person("bo"), person("cy"))
    assert found == {Found.LEFT: 1, Found.SUPPRESSED: 1, Found.UNCHANGED: 1}
    assert state("ada") == SubscriptionState.UNSUBSCRIBED
    assert audience.count(Audience(("morning",)), None).readers == 1


def test_a_suppressed_stranger_does_not_become_a_reader():
    from digest.model.audience import address_hash

    models.Suppression.objects.create(
        address_hash=address_hash("ada@example.org", TERMS.key),
        reason=SuppressionReason.BY_HAND,
        at=NOW,
    )
    assert brought(person("ada")) == {Found.SUPPRESSED: 1}
    assert not models.Subscriber.objects.exists()


def test_the_same_address_twice_in_a_file_is_one_reader_and_the_later_row_counts():
    brought(person("ada", name="A.", language="ur"), person("ada", name="Ada"))
    row = models.Subscriber.objects.get()
    assert (row.name, row.language) == ("Ada", "ur")


@pytest.mark.parametrize(
    ("standing", "act", "readers"),
    [
        (SubscriptionState.CONFIRMED, ConsentAct.IMPORTED, 1),
        (SubscriptionState.PAUSED, ConsentAct.PAUSED, 0),
        (SubscriptionState.PENDING, ConsentAct.ASKED, 0),
        (SubscriptionState.UNSUBSCRIBED, ConsentAct.WITHDREW, 0),
    ],
)
def test_a_new_reader_stands_as_the_file_says(standing, act, readers):
    brought(person("ada", standing=standing))
    assert state("ada") == standing
    assert models.Consent.objects.get().act == act
    assert audience.count(Audience(("morning",)), None).readers == readers


def test_a_no_in_a_file_is_told_as_left_and_a_later_file_does_not_undo_it():
    assert brought(person("ada", standing=SubscriptionState.UNSUBSCRIBED)) == {Found.LEFT: 1}
    assert brought(person("ada")) == {Found.LEFT: 1}
    assert state("ada") == SubscriptionState.UNSUBSCRIBED


def test_a_file_does_not_change_a_standing_that_is_there():
    brought(person("ada"))
    assert brought(person("ada", standing=SubscriptionState.PENDING)) == {Found.UNCHANGED: 1}
    assert state("ada") == SubscriptionState.CONFIRMED


def test_of_two_rows_of_an_address_a_no_stays_a_no():
    brought(person("ada", standing=SubscriptionState.UNSUBSCRIBED), person("ada"))
    assert state("ada") == SubscriptionState.UNSUBSCRIBED


def test_a_name_with_a_backslash_arrives_as_it_is():
    brought(person("ada", name="A\\tda \\N ; 'x'"))
    assert models.Subscriber.objects.get().name == "A\\tda \\N ; 'x'"


def test_many_chunks_are_one_import(monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 7)
    people = [person(f"reader{n}") for n in range(40)]
    assert brought(*people) == {Found.NEW: 40}
    assert models.Subscription.objects.count() == 40


def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 500)

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("email,name\n")
            file.writelines(f"r{n}.{count}@example.org,Reader {n}\n" for n in range(count))
        rows = (row for row in roster.readers(roster.look_through(path), {}))
        tracemalloc.start()
        try:
            told = sum(bring_in((r for r in rows if isinstance(r, Reader)), TERMS), Counter())
            assert told == {Found.NEW: count}
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(500)  # what is loaded once
    # Two chunks are at hand at most: one that is kept, one that is read meanwhile.
    assert peak(8000) < 1.3 * peak(2000)
