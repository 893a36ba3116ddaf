"""What a reader may choose, and what a form may not say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from digest.model.plan import SectionKind, SectionPlan
from digest.model.preferences import Frequency, Preference, Preferences, Profile
from digest.rules.preferences import fitting, fixed, offered, sound
from tests import pages

TODAY = date(2026, 11, 25)
SECTIONS = (
    SectionPlan("lead", SectionKind.LEAD),
    SectionPlan("world", SectionKind.NEWS),
    SectionPlan("notice", SectionKind.NEWS, optional=False),
    SectionPlan("urdu", SectionKind.NEWS, languages=("ur",)),
    SectionPlan("sport", SectionKind.NEWS),
)


def _digest(sections=SECTIONS):
    return pages.digest(sections=sections, languages=("en", "ur"))


def _fit(choice, sections=SECTIONS):
    return fitting(choice, _digest(sections), "en", TODAY)


def test_a_reader_may_leave_out_what_is_optional_and_printed_in_their_language():
    assert [plan.slug for plan in offered(_digest(), "en")] == ["world", "sport"]
    assert [plan.slug for plan in offered(_digest(), "ur")] == ["world", "urdu", "sport"]
    assert [plan.slug for plan in fixed(_digest(), "en")] == ["lead", "notice"]


def test_the_top_stories_are_everybodys_whatever_the_plan_says():
    assert not SectionPlan("top", SectionKind.TOP, optional=True).choosable


def test_every_section_ticked_means_all_also_those_that_come_later():
    assert _fit(Preference(("sport", "world"))).sections is None
    assert _fit(Preference(("world",))).sections == ("world",)


def test_nothing_ticked_leaves_what_is_fixed_and_is_refused_where_nothing_is():
    assert _fit(Preference(())).sections == ()
    with pytest.raises(ValueError, match="at least one"):
        _fit(Preference(()), SECTIONS[1:2])


@pytest.mark.parametrize("strange", ["lead", "notice", "nowhere"])
def test_a_section_that_is_not_offered_cannot_be_chosen(strange):
    with pytest.raises(ValueError, match=f"offers no section {strange}"):
        _fit(Preference((strange,)))


def test_a_pause_that_is_over_is_none_and_a_year_is_the_longest():
    assert _fit(Preference(paused_until=TODAY)).paused_until is None
    soon = TODAY + timedelta(days=1)
    assert _fit(Preference(paused_until=soon)).paused_until == soon
    with pytest.raises(ValueError, match="longer than a year"):
        _fit(Preference(paused_until=TODAY + timedelta(days=400)))


@pytest.mark.parametrize(
    "asked",
    [
        {"frequency": Frequency.WEEKLY},
        {"frequency": Frequency.WEEKLY, "weekday": 7},
        {"frequency": Frequency.EVERY, "weekday": 1},
    ],
)
def test_a_weekday_belongs_to_a_weekly_choice_alone(asked):
    with pytest.raises(ValueError, match="weekday"):
        Preference(**asked)


def test_the_order_of_ticks_makes_no_other_preference():
    assert Preference(("world", "sport", "world")) == Preference(("sport", "world"))


def test_a_digest_that_nobody_chose_about_comes_as_it_is():
    chosen = Preferences(digests={"morning": Preference(("sport",))})
    assert chosen.of("evening") == Preference()


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(hour=24), "hour 24"),
        (Profile(zone="Mars/Olympus"), "IANA"),
        (Profile(zone="../etc/passwd"), "IANA"),
        (Profile(name="x" * 101), "one line"),
        (Profile(name="a\nBcc: b"), "one line"),
        (Profile(name="\u202eevil"), "one line"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_with_words(profile, words):
    with pytest.raises(ValueError, match=words):
        sound(profile)


def test_a_profile_of_the_world_is_sound():
    told = Profile("زہرہ\u200cخان", "ur", "Asia/Karachi", 7)
    assert sound(told) is told
