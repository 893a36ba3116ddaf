"""What readers chose, from their row to their letter: several variants, one balanced ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.flow.advance import advance, set_pages, work_off
from digest.flow.compose import compose
from digest.flow.dispatch import preflight, reach
from digest.model.audience import Audience
from digest.model.errors import GuardRefused
from digest.model.issue import IssueState
from digest.model.plan import SectionKind, SectionPlan
from digest.model.post import Fate, Verdict
from digest.model.preferences import Frequency, Preference
from digest.store import balance, editions, issues, models, preferences, reading
from digest.store.consent import Said
from tests.fakes import away
from tests.newsroom import DAY, DIGEST, Newsroom, stories

pytestmark = pytest.mark.django_db

SECTIONS = (
    SectionPlan("lead", SectionKind.LEAD, limit=1),
    SectionPlan("bridge", SectionKind.NEWS, keywords=("harbour",), limit=1),
    SectionPlan("house", SectionKind.NEWS, keywords=("parliament",), limit=1),
    SectionPlan("music", SectionKind.NEWS, keywords=("orchestra",), limit=1),
    SectionPlan("notice", SectionKind.NEWS, keywords=("miners",), limit=1, optional=False),
    SectionPlan("city", SectionKind.NEWS, keywords=("nothing-of-the-kind",)),
)
OPTIONAL = ("bridge", "house", "music", "city")
LEAD = {"lead", "notice"}
"""What everybody gets; the storm leads, for its source says so."""


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(digest=replace(DIGEST, sections=SECTIONS), batch_size=3)
    made.readers(10, languages=("en", "ur"))
    made.gathered(*_storm_first())
    return made


def _storm_first():
    found = stories(6)
    first = replace(found[2], position=0)
    return (
        first,
        *(replace(one, position=one.position + 1) for one in found if one is not found[2]),
    )


def chose(number: int, *sections: str, **more: Any) -> None:
    """reader<number> chose these sections."""
    wanted = Preference(sections if sections or not more else None, **more)
    preferences.choose(_id(number), "morning", wanted, Said("test", "reader", _NOW))


def _id(number: int) -> int:
    return models.Subscriber.objects.get(address_norm=f"reader{number}@example.org").pk


_NOW = Newsroom().clock()


def sent(newsroom: Newsroom, number: int) -> dict[str, str]:
    """The variant that each address got."""
    work_off(number, newsroom.room(), wait=lambda moment: newsroom.clock.advance(seconds=60))
    told = balance.verify(number)
    assert told.holds, told.findings
    assert told.balance == balance.balance(number)
    return {
        newsroom.mailer.accepted[parcel.batch, addressed.recipient.position]: (
            parcel.sheet.edition.variant.key
        )
        for parcel in newsroom.mailer.parcels
        for addressed in parcel.readers
        if (parcel.batch, addressed.recipient.position) in newsroom.mailer.accepted
    }


def go(newsroom: Newsroom) -> dict[str, str]:
    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    return sent(newsroom, number)


def test_readers_get_the_edition_of_their_sections_and_the_others_the_whole_one(newsroom):
    chose(0, "music")
    chose(2, "house", "music")
    chose(1, "bridge")
    got = go(newsroom)
    assert got["reader0@example.org"] == "en+music"
    assert got["reader2@example.org"] == "en+house+music"
    assert got["reader1@example.org"] == "ur+bridge"
    assert [got[f"reader{n}@example.org"] for n in (3, 4)] == ["ur", "en"]
    pages = {row.variant: row.text for row in models.Edition.objects.all()}
    assert "[music] [notice]" in pages["en+music"]
    assert "[bridge]" not in pages["en+music"]
    shares = {"en": 3, "ur": 4, "en+music": 1, "en+house+music": 1, "ur+bridge": 1}
    assert editions.readers(models.Issue.objects.get().pk) == shares
    assert set(pages) == set(shares)


def test_a_story_that_two_sections_take_reaches_who_chose_either(newsroom):
    twice = SectionPlan("bridges", SectionKind.NEWS, keywords=("bridge",))
    newsroom.digest = replace(newsroom.digest, sections=(*SECTIONS, twice))
    chose(0, "bridges")
    chose(2, "bridge")
    got = go(newsroom)
    pages = {row.variant: row.text for row in models.Edition.objects.all()}
    assert "[bridges]" in pages[got["reader0@example.org"]]
    assert "[bridge] " in pages[got["reader2@example.org"]]


def test_only_what_somebody_wants_is_printed_once_each(newsroom):
    for number in (0, 2, 4):
        chose(number, "music")
    chose(6, "bridge", "house", "music")  # all that is there is the whole edition
    models.Subscription.objects.filter(subscriber=_id(8)).update(state="unsubscribed")
    chose(8, "house")
    go(newsroom)
    keys = models.Edition.objects.order_by("variant").values_list("variant", flat=True)
    assert list(keys) == ["en", "en+music", "ur"]


def test_who_is_left_out_for_what_they_chose_is_counted_by_the_reason(newsroom):
    chose(0, "city")
    chose(2, frequency=Frequency.WEEKLY, weekday=DAY.weekday())
    chose(4, paused_until=DAY + timedelta(days=1))
    chose(6, paused_until=DAY)
    number = newsroom.issue()
    plan = reach(Audience(("morning",)), newsroom.digest, newsroom.works.terms, issues.load(number))
    assert plan.excluded == {"no_section": 1, "paused": 1}
    assert plan.variants == {"en": 3, "ur": 5}
    advance(number, newsroom.digest, newsroom.works)
    got = sent(newsroom, number)
    assert len(got) == 8
    assert "reader6@example.org" in got
    assert balance.balance(number).excluded == {"no_section": 1, "paused": 1}


def test_a_weekly_reader_gets_one_issue_a_week_and_a_weekday_one_none_on_saturday(newsroom):
    chose(0, frequency=Frequency.WEEKLY, weekday=2)  # from Wednesdays on
    chose(2, frequency=Frequency.WEEKDAYS)
    got = []
    # The same stories every day: what an unusual issue would wait for is not what is asked here.
    works = replace(newsroom.works, passed=frozenset({"same"}))
    asked = ("https://paper.example.org/2", "https://paper.example.org/0")
    for days in range(8):
        order = replace(newsroom.order(urls=asked), day=DAY + timedelta(days=days))
        number = compose(newsroom.digest, order, now=newsroom.clock())
        assert isinstance(number, int), number
        newsroom.mailer.accepted.clear()
        advance(number, newsroom.digest, works)
        sent(newsroom, number)
        addresses = newsroom.mailer.addresses
        got.append(("reader0@example.org" in addresses, "reader2@example.org" in addresses))
    assert [weekly for weekly, _ in got] == [True, *[False] * 6, True]
    assert [often for _, often in got] == [True, True, True, False, False, True, True, True]


def test_more_sets_than_may_be_printed_share_the_nearest_edition(newsroom):
    digest = replace(newsroom.digest, chosen_editions=1)
    for number in (0, 2):
        chose(number, "house", "music")
    chose(4, "music")
    chose(6, "bridge")
    number = newsroom.issue()
    count = reach(Audience(("morning",)), digest, newsroom.works.terms, issues.load(number))
    assert count.shared == 2
    advance(number, digest, newsroom.works)
    got = sent(newsroom, number)
    assert [got[f"reader{n}@example.org"] for n in (0, 2, 4, 6)] == [
        "en+house+music",
        "en+house+music",
        "en+house+music",
        "en",
    ]


def test_what_is_chosen_after_printing_is_printed_before_the_freeze(newsroom):
    number = newsroom.issue()
    set_pages(number, newsroom.digest, newsroom.works)
    assert issues.state(number) is IssueState.RENDERED
    chose(0, "music")
    advance(number, newsroom.digest, newsroom.works)
    assert sent(newsroom, number)["reader0@example.org"] == "en+music"


def test_a_pause_in_the_middle_of_a_send_holds_at_the_next_step(newsroom):
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    chose(9, paused_until=DAY + timedelta(days=7))
    assert "reader9@example.org" not in sent(newsroom, number)
    assert balance.balance(number).excluded == {"paused": 1}


def test_after_a_lost_answer_and_a_crash_several_variants_balance_still(newsroom):
    chose(0, "music")
    chose(2, "house")
    number = newsroom.issue()
    newsroom.mailer.can_tell = False
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer"), away()]
    advance(number, newsroom.digest, newsroom.works)
    got = sent(newsroom, number)
    told = balance.balance(number)
    assert told.uncertain + len(got) == 10
    assert told.uncertain > 0


def test_a_reader_s_own_web_view_is_the_edition_they_got(newsroom):
    chose(0, "music")
    go(newsroom)
    issue = models.Issue.objects.get()
    assert reading.edition_of(issue.pk, _id(0), languages=("en",)).variant.key == "en+music"
    assert reading.edition_of(issue.pk, _id(2), languages=("en",)).variant.key == "en"
    assert reading.edition_of(issue.pk, 0, languages=("ur",)).variant.key == "ur"
    assert reading.printed("morning", DAY, None, languages=("en",)).variant.key == "en"


def test_nobody_is_reached_where_all_want_another_day(newsroom):
    saturday = date(2026, 11, 28)
    for number in range(10):
        chose(number, frequency=Frequency.WEEKDAYS)
    with pytest.raises(GuardRefused, match="10 not_today"):
        preflight(Audience(("morning",)), newsroom.digest, newsroom.works.terms, saturday)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    chosen=st.lists(
        st.none() | st.lists(st.sampled_from(OPTIONAL), unique=True, max_size=3),
        min_size=10,
        max_size=10,
    )
)
def test_whatever_readers_choose_each_gets_exactly_that_and_what_is_everybodys(chosen):
    with transaction.atomic():
        newsroom = Newsroom(digest=replace(DIGEST, sections=SECTIONS), batch_size=3)
        newsroom.readers(10, languages=("en", "ur"))
        newsroom.gathered(*_storm_first())
        for number, sections in enumerate(chosen):
            wanted = Preference(None if sections is None else tuple(sections))
            preferences.choose(_id(number), "morning", wanted, Said("test", "reader", _NOW))
        got = go(newsroom)
        pages = {row.variant: row.text for row in models.Edition.objects.all()}
        for number, sections in enumerate(chosen):
            variant = got.get(f"reader{number}@example.org")
            mine = set(OPTIONAL if sections is None else sections) - {"city"}
            if variant is None:
                assert sections == ["city"]
                continue
            shown = {slug for slug in OPTIONAL if f"[{slug}]" in pages[variant]}
            assert shown == mine
            assert "[notice]" in pages[variant]
        transaction.set_rollback(True)
