"""What holds of every choice, whatever the morning brought."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.hand import Ban, Hand, Hold, Order, Pin
from digest.model.issue import Choice, Placement, TooThin
from digest.model.plan import SectionKind
from digest.model.story import Role
from digest.rules.clustering import cluster
from digest.rules.length import words_of
from digest.rules.ranking import seen
from digest.rules.selection import choose
from tests.unit.rules.newsroom import DAY, NOW, PAPERS, mornings, plan, printed

RANKED = {SectionKind.LEAD, SectionKind.TOP, SectionKind.NEWS, SectionKind.ALSO}
many = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def chosen(known, digest=None, **also):
    return choose(known, digest or plan(), now=NOW, day=DAY, **also)


def placements(choice: Choice | TooThin) -> tuple[Placement, ...]:
    return choice.placements if isinstance(choice, Choice) else ()


@many
@given(mornings())
def test_no_story_and_no_event_stands_twice(known):
    choice = chosen(known)
    ids = [placement.story_id for placement in placements(choice)]
    assert len(ids) == len(set(ids))
    for one in cluster([k for k in known if k.story.source in PAPERS]):
        ranked = {p.story_id for p in placements(choice) if p.kind in RANKED}
        if {m.id for m in one.members} <= ranked:
            assert len(one.members) == 1


@many
@given(mornings())
def test_every_story_is_in_or_out_and_says_why(known):
    choice = chosen(known)
    ins = {p.story_id for p in placements(choice)}
    outs = {out.story_id for out in choice.left_out}
    assert all(p.why for p in placements(choice))
    assert all(out.reason and out.words for out in choice.left_out)
    if isinstance(choice, Choice):
        assert ins | outs == {k.id for k in known}
        assert not ins & outs


@many
@given(mornings())
def test_every_why_adds_up_to_its_score(known):
    for placement in placements(chosen(known)):
        points = [reason.points for reason in placement.why if reason.points is not None]
        if placement.score is None:
            assert not points
        else:
            assert sum(points) == placement.score


@many
@given(mornings())
def test_limits_and_caps_hold(known):
    digest = plan()
    placed = placements(chosen(known, digest))
    for section in digest.sections:
        own = [p for p in placed if p.section == section.slug]
        assert len(own) <= section.limit
        if section.per_source is not None:
            most = Counter(p.story.source for p in own).most_common(1)
            assert not most or most[0][1] <= section.per_source


@many
@given(mornings(), st.sampled_from([0.2, 0.4, 0.7]))
def test_no_owner_has_more_than_its_share_of_the_ranked_places(known, share):
    digest = plan(owner_share=share)
    placed = [p for p in placements(chosen(known, digest)) if p.kind in RANKED]
    places = sum(section.limit for section in digest.sections if section.kind in RANKED)
    owners = Counter(p.story.source for p in placed)
    if len(owners) > 1:
        most = max(share, 1 / len(owners))
        assert max(owners.values()) <= max(1, math.floor(most * places + 1e-9))


@many
@given(mornings(), st.integers(1, 9), st.integers(10, 60), st.data())
def test_an_issue_keeps_to_its_links_and_words_and_never_loses_lead_or_pins(
    known, links, size, data
):
    here = [k for k in known if not k.withdrawn]
    pins = [Pin(k.id, "top") for k in here if data.draw(st.booleans())][:2]
    whole = placements(chosen(known, hand=Hand(tuple(pins))))
    choice = chosen(known, plan(links=links, words=size), hand=Hand(tuple(pins)))
    page = placements(choice)
    lasting = {pin.story_id for pin in pins}
    stays = [p for p in whole if p.story_id in lasting or p.kind is SectionKind.LEAD]
    assert [p for p in page if p in stays] == stays
    assert len(page) <= max(links, len(stays))
    assert sum(map(words_of, page)) <= max(size, sum(map(words_of, stays)))
    off = {out.story_id for out in choice.left_out if out.reason == "issue_full"}
    assert {p.story_id for p in whole} - {p.story_id for p in page} <= off
    for section in plan().sections:
        places = [p.place for p in page if p.section == section.slug]
        assert places == list(range(len(places)))


@many
@given(mornings(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(known, dice):
    other = list(known)
    dice.shuffle(other)
    assert chosen(known) == chosen(other)


@many
@given(mornings())
def test_nothing_older_than_the_window_and_nothing_from_tomorrow_is_news(known):
    digest = plan(look_back=timedelta(hours=24))
    by_id = {k.id: k for k in known}
    for placement in placements(chosen(known, digest)):
        if placement.kind in RANKED:
            at = seen(by_id[placement.story_id], digest)
            assert NOW - timedelta(hours=24) <= at <= NOW + timedelta(hours=1)


@many
@given(mornings())
def test_editorials_news_and_opinion_never_mix(known):
    roles = {SectionKind.EDITORIALS: Role.EDITORIAL, SectionKind.OPINION: Role.OPINION}
    for placement in placements(chosen(known)):
        leaders, columns = (placement.story.source == slug for slug in ("leaders", "columns"))
        wanted = roles.get(placement.kind, Role.NEWS)
        assert leaders == (wanted is Role.EDITORIAL)
        assert not columns or wanted is Role.OPINION
        assert (placement.score is None) == (wanted is not Role.NEWS)


@many
@given(mornings(), st.data())
def test_pins_stand_where_the_editor_put_them(known, data):
    here = [k for k in known if not k.withdrawn]
    wanted = data.draw(st.sampled_from(here)) if here else None
    if wanted is None:
        return
    section = data.draw(st.sampled_from(plan().sections))
    choice = chosen(known, hand=Hand((Pin(wanted.id, section.slug, 0, by="ada"),)))
    first = next(p for p in placements(choice) if p.section == section.slug)
    assert first.story_id == wanted.id
    assert "placed by ada" in first.why[0].words


@many
@given(mornings(), st.data())
def test_bans_and_holds_stay_out_whatever_else_is_wished(known, data):
    if not known:
        return
    ids = [k.id for k in known]
    out = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=5))
    steps = [Pin(story, "top") for story in out]
    steps += [Ban(story, why="no") if story % 2 else Hold(story) for story in out]
    steps.append(Order("top", tuple(ids)))
    choice = chosen(known, hand=Hand(tuple(steps)))
    assert not set(out) & {p.story_id for p in placements(choice)}


@many
@given(mornings(), st.integers(1, 12))
def test_no_issue_has_fewer_stories_than_its_minimum(known, least):
    choice = chosen(known, plan(minimum=least))
    if isinstance(choice, Choice):
        assert len(choice.placements) >= least
    else:
        assert choice.found < least
        assert str(least) in choice.words or choice.reason == "nothing_new"


@many
@given(mornings(), st.data())
def test_what_was_printed_and_did_not_change_is_not_printed_again(known, data):
    before = [k for k in known if data.draw(st.booleans())]
    choice = chosen(known, printed=[printed(k) for k in before])
    assert not {k.id for k in before} & {p.story_id for p in placements(choice)}


@many
@given(mornings())
def test_who_leads_by_score_has_a_sure_date_and_is_an_article(known):
    for placement in placements(chosen(known)):
        if placement.kind is SectionKind.LEAD and placement.score is not None:
            assert placement.story.published is not None
            assert placement.story.dated_by == "feed"
            assert placement.story.form == "article"
