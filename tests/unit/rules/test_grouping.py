"""Documents become groups: by the mean likeness of their members, in any order, in bounded time."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.rules import grouping, neighbours
from digest.rules.grouping import Bar, Document
from digest.rules.terms import SHAPE, counted
from digest.rules.vectors import background, dot, frequency, weigh

DAM = "Dam at Kalabagh opened after thirty years of quarrel"
DAM_TOO = "Kalabagh dam opened: thirty years of quarrel end"
WHEAT = "Wheat harvest fails in three northern districts"
FILLER = [
    f"{a} {b} {c} plans"
    for a, b, c in zip(
        ("Harbour", "School", "Police", "Cricket"),
        ("tariff", "meal", "reform", "umpire"),
        ("council", "board", "union", "league"),
        strict=True,
    )
]


def documents(*titles: str, hours: float = 0.0) -> list[Document]:
    return [Document(counted(title), hours) for title in titles]


def vectors(*titles: str):
    counts = [counted(title) for title in titles]
    return weigh(counts, frequency(counts))


def test_two_reports_of_one_event_are_one_group_and_the_others_stay_alone():
    found = grouping.group(documents(DAM, WHEAT, DAM_TOO, *FILLER), Bar(12))
    assert [0, 2] in found
    assert len(found) == 6


def test_the_same_words_two_days_later_are_another_event():
    late = [*documents(DAM), *documents(DAM_TOO, hours=48), *documents(WHEAT, *FILLER)]
    assert [0] in grouping.group(late, Bar(12))
    assert [0, 1] in grouping.group(late, Bar(240))


def test_what_it_takes_to_join_sinks_as_groups_grow_but_never_below_the_mean():
    bar = Bar(12).above(0.01)
    steps = [bar.of(n, m) for n, m in ((1, 1), (1, 2), (3, 4), (50, 50))]
    assert steps == sorted(steps, reverse=True)
    assert math.isclose(steps[0], bar.pair)
    assert steps[-1] > bar.mean == grouping.MEAN + 0.01
    assert Bar(12).above(1.0).mean == grouping.MEAN + grouping.BACKGROUND


def test_a_short_headline_is_not_more_like_because_it_is_short():
    short, long, *_ = vectors("My dam", DAM, *FILLER)
    assert dot(short, short) < 0.9
    assert math.isclose(dot(long, long), 1.0)


def test_background_is_the_mean_likeness_of_any_two_documents():
    found = vectors(DAM, DAM_TOO, WHEAT)
    pairs = [dot(found[a], found[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert math.isclose(background(found), sum(pairs) / 3)
    assert background(found[:1]) == 0.0


def test_neither_common_words_nor_parts_of_words_find_a_neighbour_where_there_are_others():
    counts = [counted(f"Budget passed by house{at // 2} twice") for at in range(80)]
    holders = frequency(counts)
    reach = neighbours.Reach(common=60, words=6, most=5, floor=0.0)
    found = neighbours.finders([(one, 1) for one in weigh(counts, holders)], holders, reach)
    assert {term.rstrip("0123456789") for one in found for term, _ in one} == {"house"}
    assert SHAPE not in {term[0] for one in found for term, _ in one}


def test_a_group_names_its_likest_few_neighbours_within_reach_and_no_other():
    counts = [counted(f"{DAM} part{at}") for at in range(9)]
    holders = frequency(counts)
    reach = neighbours.Reach(common=60, words=6, most=2, floor=0.01)
    words = neighbours.finders([(one, 1) for one in weigh(counts, holders)], holders, reach)
    hours = [float(at) for at in range(9)]
    found = list(neighbours.earlier(words, hours, 3.0, reach))
    assert all(one < other and hours[other] - hours[one] <= 3 for one, other, _ in found)
    assert max(sum(1 for _, late, _ in found if late == at) for at in range(9)) == 2
    again = list(neighbours.around([4], words, hours, 3.0, reach))
    assert {4} <= {number for one, other, _ in again for number in (one, other)}


def test_an_event_of_many_reports_is_one_group_though_each_knows_a_few_neighbours():
    many = documents(*(f"{DAM} says witness{at}" for at in range(150)), WHEAT, *FILLER)
    assert max(len(one) for one in grouping.group(many, Bar(12))) == 150


titles = st.lists(
    st.sampled_from("dam wheat harvest school police reform cricket tariff harbour union".split()),
    min_size=0,
    max_size=6,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(titles, st.floats(0, 72)), max_size=25))
def test_each_document_is_in_exactly_one_group_and_groups_stand_in_order(made):
    ordered = sorted(made, key=lambda one: one[1])
    found = grouping.group([Document(counted(title), at) for title, at in ordered], Bar(12))
    assert sorted(index for one in found for index in one) == list(range(len(made)))
    assert found == sorted(sorted(one) for one in found)


def test_a_stray_joins_the_likest_group_whatever_the_time_or_none():
    known = documents(DAM, DAM_TOO, WHEAT, *FILLER)
    groups = [[0, 1], [2], [3], [4], [5], [6]]
    strays = documents("Kalabagh dam: a quarrel of thirty years", "Moon seen twice", hours=900.0)
    assert grouping.attach(known, groups, strays) == [0, None]
