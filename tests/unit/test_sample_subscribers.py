"""The invented readers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from zoneinfo import available_timezones

from digest.sample.subscribers import subscribers, write_csv

RESERVED = re.compile(r"@([\w-]+\.)*(example\.(org|com|net)|example|test|invalid)$")
LOCAL = re.compile(r"^[a-z][a-z0-9._+-]*@")


def test_five_hundred_readers_have_five_hundred_addresses():
    readers = list(subscribers())
    assert len(readers) == 500
    assert len({reader.email.casefold() for reader in readers}) == 500


def test_every_address_is_on_a_reserved_domain():
    assert not [r.email for r in subscribers(5000) if not RESERVED.search(r.email)]
    assert not [r.email for r in subscribers(5000) if not LOCAL.match(r.email)]


def test_two_languages_in_the_proportion_of_380_to_120():
    assert Counter(reader.language for reader in subscribers()) == {"en": 380, "ur": 120}


def test_the_same_readers_come_at_every_call():
    assert list(subscribers(120)) == list(subscribers(500))[:120]


def test_any_number_of_readers_stays_distinct():
    readers = list(subscribers(20_000))
    assert len({reader.email for reader in readers}) == 20_000


def test_names_are_of_the_difficult_kinds():
    names = [reader.name for reader in subscribers()]
    assert 5 <= names.count("") <= 30
    assert any("’" in name or "'" in name for name in names)
    assert any(len(name) > 60 for name in names)
    assert any("<" in name and "&" in name for name in names)
    assert sum(bool(re.search("[\u0600-\u06ff]", name)) for name in names) > 100


def test_every_zone_exists():
    assert {reader.zone for reader in subscribers()} <= available_timezones()


def test_the_csv_gives_the_same_readers_back(tmp_path):
    path = tmp_path / "readers.csv"
    assert write_csv(path, 60) == 60
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(row.values()) for row in rows] == [
        (r.email, r.name, r.language, r.zone) for r in subscribers(60)
    ]
    assert list(rows[0]) == ["email", "name", "language", "zone"]
