"""Whether a printed story is news again: a measured share of its words, typography apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model.issue import Printed
from digest.model.plan import SectionKind, SectionPlan
from digest.model.story import KnownStory, Story
from digest.rules.changes import BODY_CHANGED, OPENING_CHANGED, change, share
from digest.rules.repeats import changed_since
from digest.rules.selection import choose
from digest.rules.terms import terms
from tests.unit.rules.newsroom import DAY, NOW, plan, printed, report

TITLE = "Harbour bridge closes after a cable parts"
TEASER = "Engineers found the broken strand at dawn; buses take the long way round by Saltmarsh."
BODY = " ".join(f"harbour{n} bridge{n} cable{n}" for n in range(40))
STORY = Story("paper", "g", TITLE, teaser=TEASER, body=BODY)
WORDS = st.lists(st.sampled_from([f"word{n}" for n in range(60)]), max_size=120)


def other(text: str, part: float) -> str:
    """The text with that part of its words replaced."""
    found = text.split()
    cut = round(len(found) * part)
    return " ".join([*(f"replaced{n}" for n in range(cut)), *found[cut:]])


def typeset(text: str) -> str:
    return f"  {text.upper().replace(' ', '  ')} —  “”!"


@pytest.mark.parametrize(
    "now",
    [
        replace(STORY, body=typeset(BODY)),
        replace(STORY, title=typeset(TITLE), teaser=typeset(TEASER)),
        replace(STORY, authors=("Ada",), marked_updated=True, published=DAY),
        replace(STORY, title="Why the harbour waits", teaser="Everything you need to know."),
        replace(STORY, body=other(BODY, BODY_CHANGED - 0.02)),
        replace(STORY, body=f"{BODY}\n\nA sixth paragraph adds what the mayor said about it."),
        replace(STORY, body=" ".join(reversed(BODY.split()))),
        replace(STORY, body=""),
    ],
    ids=["case", "quotes", "names", "headline", "little", "paragraph", "order", "page away"],
)
def test_what_a_sub_editor_does_is_no_update(now):
    assert not change(STORY, now).really


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (replace(STORY, body=other(BODY, 0.5)), "50% of its text changed since"),
        (replace(STORY, body=f"{BODY} {other(BODY, 1)}"), "% of its text changed since"),
    ],
)
def test_a_text_that_is_another_in_good_part_is_an_update_and_says_how_much(now, said):
    found = change(STORY, now)
    assert found.really
    assert said in found.words


def test_without_a_text_headline_and_teaser_decide():
    bare = replace(STORY, body="")
    assert not change(bare, replace(bare, title="Cable fails, bridge shut")).really
    moved = replace(bare, title="Bridge opens again", teaser="The first bus crossed at noon.")
    assert change(bare, moved).words.endswith("% of its headline and teaser changed since")
    assert change(bare, moved).really


@pytest.mark.parametrize(
    ("before", "now", "really"),
    [
        ("Storm takes 12 roofs", "Storm takes 40 roofs", True),
        ("Storm takes 1,200 roofs", "Storm takes 1200 roofs", False),
        ("Rate at 3.5 percent", "Rate at 35 percent", True),
        ("Rate at 3,5 percent", "Rate at 3.5 percent", False),
        ("طوفان میں ۱۲ مکان گرے", "طوفان میں 12 مکان گرے", False),
        ("طوفان میں ۱۲ مکان گرے", "طوفان میں ۴۰ مکان گرے", True),
        ("Storm takes roofs", "Storm takes 12 roofs", False),
        ("Storm takes 12 roofs", "Storm takes roofs", False),
    ],
)
def test_another_figure_in_the_headline_is_an_update(before, now, really):
    assert change(replace(STORY, title=before), replace(STORY, title=now)).really is really


def test_what_is_too_little_says_how_much_it_was():
    words = change(STORY, replace(STORY, body=other(BODY, 0.1))).words
    assert words == "only 10% of its text changed since; 20% is an update"


@given(WORDS, WORDS)
def test_the_share_is_measured_the_same_both_ways_and_never_leaves_its_bounds(one, two):
    left, right = Counter(one), Counter(two)
    assert share(left, right) == share(right, left)
    assert 0 <= share(left, right) <= 1
    assert share(left, left) == 0


@given(st.floats(0, 1))
def test_the_more_words_are_replaced_the_larger_is_the_share(part):
    before = Counter(terms(BODY))
    told = share(before, Counter(terms(other(BODY, part))))
    assert told == pytest.approx(round(120 * part) / 120)


@settings(max_examples=50)
@given(st.text(max_size=300), st.text(max_size=60))
def test_a_story_is_never_an_update_of_itself_however_it_is_spaced_and_capitalised(body, title):
    before = replace(STORY, title=f"News {title}", body=body)
    spaced = replace(before, title=f" News  {title} ", body=f"\n{body}\n\n")
    assert not change(before, spaced).really


def known(number: int) -> KnownStory:
    return report(number, number, body=BODY)


def test_a_changed_story_comes_again_marked_with_how_much_changed():
    before = known(1)
    now = replace(before, story=replace(before.story, body=other(BODY, 0.6)))
    choice = choose([now, known(2)], plan(), now=NOW, day=DAY, printed=[printed(before)])
    placed = next(p for p in choice.placements if p.story_id == 1)
    assert placed.note == "updated"
    (why,) = [reason for reason in placed.why if reason.term == "updated"]
    assert why.words == "printed on 24 November 2026; 60% of its text changed since"


def test_a_little_changed_story_stays_out_and_says_how_little():
    before = known(1)
    now = replace(before, story=replace(before.story, body=other(BODY, 0.05)))
    choice = choose([now, known(2)], plan(), now=NOW, day=DAY, printed=[printed(before)])
    (out,) = choice.left_out
    assert (out.reason, "only 5% of its text changed since" in out.words) == (
        "printed_before",
        True,
    )


def test_a_columnist_s_piece_and_an_editorial_are_judged_alike():
    sections = (SectionPlan("leaders", SectionKind.EDITORIALS, limit=3),)
    for part, note in ((0.5, "updated"), (0.1, None)):
        before = report(1, 1, "leaders", body=BODY, published=DAY)
        now = replace(before, story=replace(before.story, body=other(BODY, part)))
        other_one = report(2, 2, "leaders", published=DAY)
        choice = choose(
            [now, other_one], plan(*sections), now=NOW, day=DAY, printed=[printed(before)]
        )
        notes = {p.story_id: p.note for p in choice.placements}
        assert notes.get(1) == note


def test_what_an_old_issue_kept_is_compared_in_full_where_the_hashes_differ():
    kept = Printed(1, STORY, STORY.content_hash, NOW - timedelta(days=1))
    assert changed_since(kept, STORY).words == "unchanged since"
    assert not changed_since(kept, replace(STORY, authors=("Ada",))).really
    assert changed_since(kept, replace(STORY, body=other(BODY, OPENING_CHANGED))).really
