"""One reader by address: shown whole, kept from mail, erased; and all of them as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.model.audience import address_hash
from digest.model.errors import GuardRefused
from digest.rules.roster import Columns, Reader, Role, defused, reader
from digest.store import exporting, former, importing, models, moving, person, subscribers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
KEY = b"k" * 32
ADA = "ada@example.org"
BY = {"actor": "test", "now": NOW}


@pytest.fixture(autouse=True)
def _readers():
    rows = [
        Reader(n, a, a, name)
        for n, (a, name) in enumerate([(ADA, "Ada"), ("bo@example.org", "=1+1")])
    ]
    list(importing.bring_in(rows, importing.Terms("morning", "file", KEY, NOW)))


def test_a_reader_is_shown_with_standings_and_consents():
    found = person.whole(ADA, KEY)
    assert [(row["list__slug"], row["state"]) for row in found["lists"]] == [
        ("morning", "confirmed")
    ]
    assert [row["act"] for row in found["consents"]] == ["imported"]
    assert found["suppressed"] is None
    assert person.whole("nobody@example.org", KEY) is None


def test_an_erased_reader_leaves_a_hash_and_no_address():
    assert person.erase(ADA, KEY, **BY)
    assert not models.Subscriber.objects.filter(address_norm=ADA).exists()
    found = person.whole(ADA, KEY)
    assert not found["known"]
    assert [row["act"] for row in found["consents"]] == ["imported", "withdrew"]
    for row in models.Audit.objects.all():
        assert ADA not in f"{row.subject} {row.after}"
    assert not person.erase(ADA, KEY, **BY)


def test_an_erased_reader_does_not_come_back_by_a_file_nor_by_an_operator():
    person.suppress(ADA, KEY, source="by hand first", **BY)
    person.erase(ADA, KEY, **BY)
    with pytest.raises(GuardRefused, match="only they can take that back"):
        person.lift(ADA, KEY, **BY)
    terms = importing.Terms("morning", "file", KEY, NOW)
    (counts,) = importing.bring_in([Reader(1, ADA, ADA)], terms)
    assert counts == {importing.Found.SUPPRESSED: 1}


def test_what_was_suppressed_by_hand_is_lifted_by_hand():
    assert person.suppress(ADA, KEY, source="telephone", **BY)
    assert not person.suppress(ADA, KEY, source="again", **BY)
    assert person.whole(ADA, KEY)["suppressed"]["source"] == "telephone"
    assert person.lift(ADA, KEY, **BY)
    assert not person.lift(ADA, KEY, **BY)


def test_the_export_names_the_suppressed_as_such():
    person.suppress(ADA, KEY, source="telephone", **BY)
    told = {row["email"]: row["state"] for row in exporting.rows("morning")}
    assert told == {ADA: "suppressed", "bo@example.org": "confirmed"}
    assert [row["email"] for row in exporting.rows("", "suppressed")] == [ADA]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2+3", "@SUM(1)", "'=1", "''-x", "O'-Ada", "Ada"])
def test_a_cell_goes_out_harmless_and_comes_back_the_same(name):
    out = defused(name)
    assert out[0] not in "=+-@"
    columns = Columns({Role.EMAIL: 0, Role.NAME: 1}, header=True)
    assert reader(1, [ADA, out], columns).name == name


def test_readers_are_counted_by_list_by_domain_and_by_day():
    more = [Reader(n, a, a) for n, a in enumerate(["cy@b.example.org", "di@example.org"])]
    list(importing.bring_in(more, importing.Terms("evening", "file", KEY, NOW)))
    person.erase(ADA, KEY, **BY)
    told = subscribers.standings()
    assert {slug: row["confirmed"] for slug, row in told.items()} == {"evening": 2, "morning": 1}
    assert list(subscribers.standings("evening")) == ["evening"]
    assert subscribers.domains() == [
        {"domain": "example.org", "readers": 2},
        {"domain": "b.example.org", "readers": 1},
    ]
    assert subscribers.domains("morning") == [{"domain": "example.org", "readers": 1}]
    assert subscribers.growth("morning", NOW) == [
        {"day": NOW.date(), "asked": 0, "came": 2, "left": 1}
    ]
    assert subscribers.growth("", NOW + timedelta(days=60)) == []


def _moves(before: str, after: str) -> None:
    who = models.Subscriber.objects.get(address_norm=before)
    assert moving.move(who.pk, after, address_hash(after, KEY), NOW, "w")


def test_who_moved_is_found_by_every_address_they_had_and_nobody_elses():
    middle, last = "ada@middle.example.org", "ada@last.example.org"
    _moves(ADA, middle)
    _moves(middle, last)
    assert former.moved_to(ADA) == former.moved_to(middle) == (last, NOW)
    assert former.moved_to(last) is None
    assert former.moved_to("bo@example.org") is None
    _moves("bo@example.org", ADA)
    assert former.moved_to(ADA) is None
    _moves(last, middle)
    assert former.moved_to(last) == (middle, NOW)
