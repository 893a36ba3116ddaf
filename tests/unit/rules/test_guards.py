"""What stops an issue before the post: far off the usual, the same again, bad signs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rules import guards
from digest.rules.guards import Seen
from tests.conftest import ROOT

USUAL = [1000, 1010, 990]
REFUSALS = {
    "state",
    "issue",
    "occurrence",
    "seen",
    "hand",
    "consent",
    "not-empty",
    "released",
    "specimens",
    "evidence",
    "count",
    "chore",
    "undo",
    "tries",
    "restored",
}
"""A step that cannot be taken from where something stands: there is nothing to pass."""


@pytest.mark.parametrize(
    ("readers", "odd"), [(1500, False), (1501, True), (500, False), (499, True)]
)
def test_an_audience_is_unusual_beyond_half_as_many_again_and_under_half(readers, odd):
    assert bool(guards.unusual(readers, USUAL)) is odd


def test_nothing_is_unusual_before_three_issues_went_out():
    assert guards.unusual(90_000, [10, 10]) == ""
    assert "far more than the usual 10" in guards.unusual(90_000, [10, 10, 10])


@given(usual=st.integers(0, 40), more=st.integers(0, 20))
def test_a_few_readers_more_or_less_are_nothing_unusual(usual, more):
    assert guards.unusual(usual + more, [usual] * 3) == ""


def test_contents_of_the_issue_before_need_a_person():
    assert guards.same("a", "a")
    assert not guards.same("a", "b")
    assert not guards.same("", "")


@pytest.mark.parametrize(
    ("seen", "stops"),
    [
        (Seen(10_000, bounced=500), ""),
        (Seen(10_000, bounced=501), "bounced"),
        (Seen(10_000, complained=10), ""),
        (Seen(10_000, complained=11), "complained"),
        (Seen(100, bounced=90, complained=5), ""),
    ],
)
def test_bounces_and_complaints_stop_what_is_on_its_way(seen, stops):
    assert stops in guards.bad_signs(seen)
    assert bool(stops) is bool(guards.bad_signs(seen))


@pytest.mark.parametrize(
    ("seen", "stops"),
    [
        (Seen(200), ""),
        (Seen(200, heard=150), ""),
        (Seen(200, heard=0), "webhook"),
        (Seen(200, complained=1), "complained"),
        (Seen(190, failed=10), ""),
        (Seen(150, failed=50), "refused"),
        (Seen(199, uncertain=1), "not known"),
        (Seen(200, bounced=11), "bounced"),
    ],
)
def test_the_first_readers_stop_the_rest_on_any_bad_sign(seen, stops):
    assert stops in guards.bad_canary(seen)
    assert bool(stops) is bool(guards.bad_canary(seen))


def test_every_guard_that_refuses_stands_in_the_table():
    code = [path.read_text() for path in (ROOT / "digest").rglob("*.py")]
    raised = {name for text in code for name in re.findall(r"guard=\"([a-z_-]+)\"", text)}
    raised |= {name for text in code for name in re.findall(r"TooThin\(\"(\w+)\"", text)}
    assert raised - REFUSALS <= guards.IDS


def test_the_page_tells_of_every_guard_and_of_no_other():
    page = (ROOT / "docs" / "sending.md").read_text(encoding="utf-8")
    table = page.split("## Guards")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", table, re.MULTILINE))
    assert {name: words.strip() for name, words in rows.items()} == {
        guard.id: guard.stops for guard in guards.GUARDS
    }
