"""The same table is grouped once; any change of it is seen."""

from dataclasses import replace

import pytest

from digest.rules import grouping
from digest.rules.clustering import cluster
from tests.unit.rules.newsroom import report


@pytest.fixture
def asked(monkeypatch):
    """How often groups were reckoned."""
    times = []
    real = grouping.group
    monkeypatch.setattr(grouping, "group", lambda *given: times.append(1) or real(*given))
    return times


def table(word="again"):
    told = [report(n, event=n % 3, paper=("courier", "gazette")[n % 2]) for n in range(8)]
    return [replace(k, story=replace(k.story, teaser=f"{k.story.teaser} {word}")) for k in told]


def test_an_editors_next_step_does_not_group_the_same_stories_again(asked):
    stories = table("first")
    assert cluster(stories) == cluster(list(reversed(stories)))
    assert len(asked) == 1


def test_a_corrected_headline_a_new_report_and_another_half_life_are_seen(asked):
    stories = table("second")
    cluster(stories)
    corrected = replace(stories[0], story=replace(stories[0].story, title="Quite another thing"))
    cluster([corrected, *stories[1:]])
    cluster([*stories, report(99, event=7, paper="herald")])
    assert len(asked) == 3


def test_what_is_kept_is_the_grouping_and_never_a_story_of_before():
    stories = table("third")
    cluster(stories)
    renewed = [replace(k, id=k.id + 1000) for k in stories]
    assert {m.id for one in cluster(renewed) for m in one.members} == {k.id for k in renewed}
