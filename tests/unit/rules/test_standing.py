"""Which report stands for its event, and the words that say why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.model.story import Image
from digest.rules.clustering import Cluster
from digest.rules.ranking import rank
from digest.rules.standing import stands_for
from tests.unit.rules.newsroom import NOW, plan, report, undated

BASE = report(2, paper="wire", position=1)


@pytest.mark.parametrize(
    ("better", "said"),
    [
        (report(1, paper="courier"), "its source weighs most"),
        (report(1, paper="gazette", words=500), "it tells most"),
        (report(1, paper="gazette", image=Image("https://i.example.org/a")), "it has a picture"),
        (report(1, paper="gazette", age=3), "it came first"),
        (report(1, paper="gazette"), "alike in all"),
    ],
)
def test_the_first_merit_that_differs_is_told(better, said):
    (ranked,) = rank([Cluster("c", (BASE, better))], plan(), NOW)
    assert ranked.representative is better
    (reason,) = stands_for(ranked, better, plan())
    assert reason.words.startswith("stands for 2 reports")
    assert said in reason.words
    assert reason.points is None


def test_a_sure_date_beats_a_longer_text():
    long = undated(replace(BASE, story=replace(BASE.story, words=600)))
    better = report(1, paper="gazette")
    (ranked,) = rank([Cluster("c", (long, better))], plan(), NOW)
    (reason,) = stands_for(ranked, better, plan())
    assert "its date is the surest" in reason.words


def test_a_single_report_needs_no_reason():
    (ranked,) = rank([Cluster("c", (BASE,))], plan(), NOW)
    assert stands_for(ranked, BASE, plan()) == ()


def test_another_report_in_its_place_is_told():
    (ranked,) = rank([Cluster("c", (BASE, report(1)))], plan(), NOW)
    (reason,) = stands_for(ranked, BASE, plan())
    assert "may stand here" in reason.words
