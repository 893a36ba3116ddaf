"""Who gets what of an issue: exactly what they chose, on the days they chose, or a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model.audience import Exclusion
from digest.model.edition import Variant
from digest.model.plan import SectionKind, SectionPlan
from digest.model.preferences import Frequency, Preference
from digest.press.words import words_for
from digest.rules.layout import lay_out
from digest.rules.wanting import (
    WEEK,
    Going,
    comes,
    contents,
    everything,
    nearest,
    printed,
    variant_of,
    week_of,
    whole_editions,
)
from tests import pages

WEDNESDAY = date(2026, 11, 25)
PLANS = (
    SectionPlan("lead", SectionKind.LEAD, limit=1),
    SectionPlan("top", SectionKind.TOP),
    SectionPlan("world", SectionKind.NEWS),
    SectionPlan("sport", SectionKind.NEWS),
    SectionPlan("urdu", SectionKind.NEWS, languages=("ur",)),
    SectionPlan("notice", SectionKind.NEWS, optional=False),
    SectionPlan("also", SectionKind.ALSO),
)
DIGEST = pages.digest(sections=PLANS, languages=("en", "ur"))
OPTIONAL = ("world", "sport", "urdu", "also")
SLUGS = [plan.slug for plan in PLANS]
WEEKLY = Preference(frequency=Frequency.WEEKLY, weekday=2)

subsets = st.lists(st.sampled_from(OPTIONAL), unique=True).map(lambda chosen: tuple(sorted(chosen)))
filled = st.lists(st.sampled_from(SLUGS), unique=True, min_size=1)
choices = st.none() | subsets


def issue_of(*sections, day=WEDNESDAY):
    return contents(DIGEST, day, sections or SLUGS)


def test_who_never_chose_gets_the_whole_edition_of_every_issue():
    assert comes(Preference(), "en", issue_of(), [issue_of()]) == Variant("en")


def test_a_reader_gets_the_sections_they_chose_in_printed_order():
    wanted = Preference(("sport", "also"))
    assert variant_of(wanted, "en", issue_of()) == Variant("en", ("sport", "also"))


def test_all_that_is_there_is_the_whole_edition_however_it_was_chosen():
    wanted = Preference(("sport", "urdu"))
    assert variant_of(wanted, "en", issue_of("lead", "sport")) == Variant("en")


@pytest.mark.parametrize(
    ("wanted", "sections", "reason"),
    [
        (Preference(("sport",)), ("lead", "world"), Exclusion.NO_SECTION),
        (Preference(()), ("world", "sport"), Exclusion.NO_SECTION),
        (Preference(), ("urdu",), Exclusion.NO_LANGUAGE),
        (Preference(paused_until=WEDNESDAY + timedelta(1)), ("lead",), Exclusion.PAUSED),
    ],
)
def test_who_gets_nothing_is_told_why(wanted, sections, reason):
    assert comes(wanted, "en", issue_of(*sections), ()) is reason


def test_who_chose_no_section_gets_what_nobody_can_leave_out():
    assert variant_of(Preference(()), "en", issue_of()) == Variant("en", ())


def test_a_pause_ends_on_its_day():
    assert comes(Preference(paused_until=WEDNESDAY), "en", issue_of(), ()) == Variant("en")


def test_weekdays_end_on_friday():
    days = [WEDNESDAY + timedelta(n) for n in range(7)]
    got = [
        isinstance(
            comes(Preference(frequency=Frequency.WEEKDAYS), "en", issue_of(day=day), ()), Variant
        )
        for day in days
    ]
    assert got == [True, True, True, False, False, True, True]


@given(
    gaps=st.lists(st.integers(0, 16), min_size=1, max_size=40),
    weekday=st.integers(0, 6),
    sections=choices,
    what=st.lists(filled, min_size=1, max_size=6),
)
def test_a_weekly_reader_gets_one_issue_of_every_week_that_has_something_for_them(
    gaps, weekday, sections, what
):
    wanted = Preference(sections, Frequency.WEEKLY, weekday)
    day, run = WEDNESDAY, []
    for at, gap in enumerate(gaps):
        day += timedelta(gap)
        run.append(issue_of(*what[at % len(what)], day=day))
    got, theirs = [], {}
    for at, issue in enumerate(run):
        if isinstance(comes(wanted, "en", issue, run[:at]), Variant):
            got.append(week_of(issue.day, weekday))
        if isinstance(variant_of(wanted, "en", issue), Variant):
            theirs.setdefault(week_of(issue.day, weekday), issue.day)
    assert got == list(theirs)


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)), weekday=st.integers(0, 6))
def test_a_week_begins_on_its_weekday_and_holds_its_day(day, weekday):
    begins = week_of(day, weekday)
    assert begins.weekday() == weekday
    assert begins <= day < begins + WEEK


def test_a_weekly_reader_gets_the_issue_of_their_day_or_the_next_one_after():
    monday = WEDNESDAY - timedelta(2)
    only_thursday = [issue_of(day=WEDNESDAY + timedelta(1))]
    assert comes(WEEKLY, "en", only_thursday[0], [issue_of(day=monday)]) == Variant("en")
    daily = [issue_of(day=monday + timedelta(n)) for n in range(5)]
    came = [
        isinstance(comes(WEEKLY, "en", one, daily[:at]), Variant) for at, one in enumerate(daily)
    ]
    assert came == [True, False, True, False, False]  # Monday closes the week before theirs


def test_an_issue_that_came_while_they_paused_is_not_the_week_s_one():
    wanted = replace(WEEKLY, paused_until=WEDNESDAY + timedelta(1))
    thursday = issue_of(day=WEDNESDAY + timedelta(1))
    assert comes(wanted, "en", thursday, [issue_of()]) == Variant("en")


def test_a_story_of_two_sections_stands_in_the_one_that_was_chosen():
    both = pages.placed(pages.story(1), "world", SectionKind.NEWS, fits=("sport",))
    lead = pages.placed(pages.story(0), "lead", SectionKind.LEAD)
    today = contents(DIGEST, WEDNESDAY, ["lead", "world"], [("world", "sport")])
    got = {}
    for chosen in (("world",), ("sport",), ("sport", "world"), ("also",)):
        variant = variant_of(Preference(chosen), "en", today)
        if isinstance(variant, Variant):
            page = lay_out(pages.issue((lead, both)), DIGEST, variant, words=words_for("en"))
            got[chosen] = [(block.slug, len(block.cards)) for block in page.blocks]
        else:
            got[chosen] = variant
    assert got == {
        ("world",): [("world", 1)],
        ("sport",): [("sport", 1)],
        ("sport", "world"): [("world", 1)],
        ("also",): Exclusion.NO_SECTION,
    }


def _printed_sections(variant: Variant, sections: list[str]) -> set[str]:
    """What stands on the page itself, by the layout and not by the rule under test."""
    kinds = {plan.slug: plan.kind for plan in PLANS}
    placed = tuple(
        pages.placed(pages.story(at), slug, kinds[slug]) for at, slug in enumerate(sections)
    )
    layout = lay_out(pages.issue(placed), DIGEST, variant, words=words_for(variant.language))
    lead = {"lead"} if layout.lead else set()
    return lead | {block.slug for block in layout.blocks}


@settings(max_examples=40, deadline=None)
@given(sections=filled, chosen=choices, language=st.sampled_from(["en", "ur"]))
def test_each_reader_s_page_has_exactly_what_they_chose_and_what_is_everybody_s(
    sections, chosen, language
):
    wanted = Preference(chosen)
    got = variant_of(wanted, language, issue_of(*sections))
    here = [slug for slug in sections if slug != "urdu" or language == "ur"]
    compulsory = {slug for slug in here if slug not in OPTIONAL}
    mine = set(here) if chosen is None else {*set(chosen) & set(here), *compulsory}
    if isinstance(got, Variant):
        assert _printed_sections(got, sections) == mine
    else:
        assert not (mine - compulsory)


@given(asked=st.dictionaries(st.builds(Variant, st.just("en"), choices), st.integers(1, 99)))
def test_however_many_sets_are_chosen_few_are_printed_and_everybody_has_an_edition(asked):
    most = 3
    editions = printed(asked, [Variant("en"), Variant("ur")], most)
    assert len(editions) <= 2 + most
    for wanted in asked:
        got = nearest(wanted, editions)
        assert got is not None
        if wanted in editions:
            assert got == wanted
        elif got.sections is not None:
            assert wanted.sections is not None
            assert set(wanted.sections) < set(got.sections)


def test_the_most_wanted_sets_are_printed_and_a_rare_one_gets_the_smallest_that_holds_it():
    sport, pair = Variant("en", ("sport",)), Variant("en", ("world", "also"))
    rare = Variant("en", ("world",))
    asked = {sport: 40, pair: 30, rare: 1}
    editions = printed(asked, [Variant("en")], 2)
    assert editions == (Variant("en"), sport, pair)
    assert nearest(rare, editions) == pair


def test_a_million_sets_cost_no_more_than_the_most_that_are_allowed():
    sections = tuple(f"s{n}" for n in range(16))
    asked = {
        Variant("en", tuple(s for at, s in enumerate(sections) if bits >> at & 1)): 1
        for bits in range(2**14)
    }
    assert len(printed(asked, [Variant("en")], 24)) == 25


def test_a_language_without_a_story_has_no_edition_but_the_digest_s_own_has_one():
    assert whole_editions(DIGEST, issue_of("urdu")) == (Variant("en"), Variant("ur"))
    english = (SectionPlan("world", SectionKind.NEWS, languages=("en",)),)
    digest = pages.digest(sections=english, languages=("en", "ur"))
    assert whole_editions(digest, everything(digest, WEDNESDAY)) == (Variant("en"),)


def test_a_reader_of_another_language_gets_the_digest_s_own():
    plan = Going("morning", "en", ("en", "ur"), issue_of())
    assert plan.wanted("sv", Preference()) == Variant("en")
    assert plan.wanted("ur", Preference(("urdu",))) == Variant("ur", ("urdu",))


@given(variant=st.builds(Variant, st.sampled_from(["en", "pt-BR"]), choices))
def test_a_variant_is_read_back_from_its_key(variant):
    assert Variant.read(variant.key) == variant
