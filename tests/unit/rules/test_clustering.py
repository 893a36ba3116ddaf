"""What many papers tell about one event is one cluster, by headline and by how the text opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.model.story import KnownStory
from digest.rules.clustering import cluster
from tests.unit.rules.newsroom import PAPERS, report

EVENT = "The Greens have won the by-election in Weir End by 41 votes after two recounts."
NEWS, ANALYSIS = (
    "Greens take Weir End by-election by 41 votes",
    "How a courier took the safest seat",
)


def others() -> list[KnownStory]:
    """Other news of the day, each of one paper."""
    return [report(n, n, PAPERS[n % 4], teaser=f"Thing {n}.") for n in range(1, 10)]


def told(number: int, title: str, teaser: str, body: str) -> KnownStory:
    known = report(number, 0, PAPERS[number % 4])
    return replace(known, story=replace(known.story, title=title, teaser=teaser, body=body))


@pytest.mark.parametrize(
    ("body", "one"),
    [
        (f"A message to the capital.\n\nWEIR END: {EVENT}", True),
        (EVENT, True),
        ("A message to the capital. " + "Nobody had asked for it. " * 20 + EVENT, False),
        ("", False),
    ],
)
def test_an_analysis_is_of_the_event_that_its_text_opens_with(body, one):
    news = told(20, NEWS, EVENT, EVENT)
    analysis = told(21, ANALYSIS, "A message to the capital.", body)
    homes = {m.id: c.key for c in cluster([*others(), news, analysis]) for m in c.members}
    assert (homes[20] == homes[21]) is one


def test_a_refrain_in_the_text_joins_nothing():
    refrain = "word " * 100
    alone = [replace(k, story=replace(k.story, body=refrain)) for k in others()]
    assert len(cluster(alone)) == len(alone)


def test_of_one_page_from_two_sources_the_fuller_opening_counts():
    bare = told(20, NEWS, "", "")
    full = replace(told(21, NEWS, EVENT, ""), first_seen=bare.first_seen)
    full = replace(full, story=replace(full.story, url=bare.story.url))
    analysis = told(22, ANALYSIS, "", EVENT)
    homes = {m.id: c.key for c in cluster([*others(), bare, full, analysis]) for m in c.members}
    assert homes[20] == homes[21] == homes[22]
