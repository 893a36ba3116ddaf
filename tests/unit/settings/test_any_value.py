"""Whatever a TOML file holds, loading it ends with settings or with a ConfigurationError."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.errors import ConfigurationError
from digest.settings.newsletters import read_digest
from digest.settings.table import Table

SHARED = {"sender": {"address": "a@paper.example.org"}}
WHOLE = tomllib.loads(
    """
title = "B"
zone = "UTC"
languages = ["en"]
lists = ["b"]
list_id = "b.example.org"
schedule = "weekdays 06:00"
lateness = "3h"
cool_down = "1h"
subject = "{lead}"
[sender]
name = "N"
address = "a@paper.example.org"
reply_to = "a@paper.example.org"
postal_address = "1 Street"
[choosing]
look_back = "36h"
half_life = "12h"
minimum = 3
minimum_new = 1
thin = "hold"
after = []
lead_words = 80
owner_share = 0.4
weights = { coverage = 40, prominence = 20, freshness = 20, depth = 10, desk = 10 }
boosts = { city = 0.5 }
[look]
template = "brief"
accent = "#000000"
accent_dark = "#ffffff"
logo = "https://www.example.org/l.png"
logo_width = 10
logo_height = 10
serif = "Georgia"
sans = "Arial"
tagline = { en = "t" }
footer = "f"
pictures = "all"
[[sources]]
slug = "p"
name = "P"
owner = "p"
kind = "feed"
url = "https://www.example.org/feed.xml"
role = "news"
language = "en"
zone = "UTC"
weight = 1.0
lead = "first"
sample = false
articles = false
limit = 10
[[sections]]
slug = "s"
kind = "news"
title = "T"
limit = 5
sources = ["p"]
categories = ["c"]
keywords = ["k"]
url_pattern = "/news/"
languages = ["en"]
stories_in = ["en"]
per_source = 2
"""
)
scalars = (
    st.none().map(lambda _: "")
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400)])
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["0h", "1h", "en", "UTC", "feed", "https://[", "//", "\x00", "١h", "{", "("])
    | st.sampled_from([datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), time(6)])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def _places(value, path=()):
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries:
        here = (*path, key)
        if isinstance(entry, dict | list):
            yield from _places(entry, here)
        else:
            yield here


def _put(whole, path, value):
    if not path:
        return value
    copy = dict(whole) if isinstance(whole, dict) else list(whole)
    copy[path[0]] = _put(copy[path[0]], path[1:], value)
    return copy


def _read(data, monkeypatch, tmp_path):
    module = "digest.settings.newsletters.read_toml"
    monkeypatch.setattr(module, lambda path: Table(data, file="digests/b.toml"))
    return read_digest(tmp_path / "digests" / "b.toml", defaults=Table(SHARED, file="digest.toml"))


@pytest.fixture
def read(monkeypatch, tmp_path):
    return lambda data: _read(data, monkeypatch, tmp_path)


def _refusal(loading: Callable[[], object]) -> str:
    """What was said against it; what loads needs no words."""
    try:
        loading()
    except ConfigurationError as refusal:
        return str(refusal)
    return "b.toml"


def test_the_whole_digest_loads(read):
    assert read(WHOLE).slug == "b"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(path=st.sampled_from([p for p in _places(WHOLE) if p]), value=anything)
def test_any_value_at_any_key_loads_or_is_refused_in_words(read, path, value):
    words = _refusal(lambda: read(_put(WHOLE, path, value)))
    assert "b.toml" in words
    assert len(words) < 2000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from([*WHOLE, "x"]), anything))
def test_any_table_loads_or_is_refused_in_words(read, data):
    assert "b.toml" in _refusal(lambda: read(data))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(raw=st.binary(max_size=200))
def test_any_bytes_in_the_shared_file_are_refused_in_words(newsroom, raw):
    newsroom.write("digest.toml", raw)
    assert ".toml" in _refusal(newsroom.load)
