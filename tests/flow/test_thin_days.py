"""Days with too little news: no issue, or one that waits for a person; and evenings after mornings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.cli.explain import skipped_since
from digest.flow import schedule
from digest.flow.advance import advance
from digest.flow.compose import choose, compose
from digest.flow.edit import edit
from digest.flow.schedule import Desk
from digest.model.errors import GuardRefused
from digest.model.hand import Ban, Note, Reword
from digest.model.issue import Choice, IssueState, TooThin
from digest.model.plan import Thin
from digest.model.schedule import Approval, Schedule, SlotState, parse_rules
from digest.store import approval, hand, issues, models, occurrences
from tests.newsroom import Newsroom, stories

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Newsroom:
    """Three stories where five are wanted."""
    made = Newsroom()
    made.readers(5)
    choosing(made, minimum=5)
    made.gathered(*stories(3))
    return made


def choosing(newsroom: Newsroom, **keys: object) -> None:
    changed = replace(newsroom.digest.choosing, **keys)  # type: ignore[arg-type]
    newsroom.digest = replace(newsroom.digest, choosing=changed)


def held(newsroom: Newsroom) -> int:
    choosing(newsroom, thin=Thin.HOLD)
    return newsroom.issue()


def test_a_thin_day_has_no_issue_and_leaves_nothing_behind(newsroom):
    made = compose(newsroom.digest, newsroom.order(), now=newsroom.clock())
    assert isinstance(made, TooThin)
    assert (made.reason, made.found) == ("too_thin", 3)
    assert "3 stories, 5 needed" in made.words
    assert not models.Issue.objects.exists()


def test_a_thin_issue_that_is_held_waits_for_a_person_and_says_why(newsroom):
    issue = held(newsroom)
    waits = approval.of(issue)
    assert waits is not None
    assert waits.because.startswith("too thin: 3 stories, 5 needed")
    with pytest.raises(GuardRefused, match=r"3 stories, 5 needed.*issue approve") as said:
        advance(issue, newsroom.digest, newsroom.works)
    assert said.value.exit_code == 3
    assert [number for number, _ in approval.unanswered()] == [issue]
    lines = models.Audit.objects.filter(act="prepare", subject=f"issue {issue}")
    assert "too thin" in lines.get().after["because"]


def test_who_approves_a_thin_issue_lets_it_go(newsroom):
    issue = held(newsroom)
    schedule.agree(issue, actor="eve", now=newsroom.clock())
    assert approval.unanswered() == []
    assert advance(issue, newsroom.digest, newsroom.works) is IssueState.SENDING


def test_the_hand_may_change_an_issue_that_is_thin_anyway(newsroom):
    issue = held(newsroom)
    first = issues.load(issue).choice.placements[0].story_id
    edit(issue, newsroom.digest, Note("A quiet day."), clock=newsroom.clock)
    edit(issue, newsroom.digest, Reword(first, "In our words"), clock=newsroom.clock)
    assert issues.load(issue).choice.placements[0].story.title == "In our words"
    assert len(hand.of(issue).steps) == 2
    assert approval.of(issue).goes_at is None
    for placement in issues.load(issue).choice.placements[:2]:
        edit(issue, newsroom.digest, Ban(placement.story_id), clock=newsroom.clock)
    (last,) = issues.load(issue).choice.placements
    with pytest.raises(GuardRefused, match="there would be no issue"):
        edit(issue, newsroom.digest, Ban(last.story_id), clock=newsroom.clock)


def test_where_there_is_no_story_at_all_there_is_nothing_to_hold(newsroom):
    choosing(newsroom, thin=Thin.HOLD)
    newsroom.clock.advance(hours=72)
    newsroom.gathered(*[replace(s, position=None) for s in stories(1)])
    order = replace(newsroom.order(), day=newsroom.clock().date())
    made = compose(newsroom.digest, order, now=newsroom.clock())
    assert isinstance(made, TooThin)
    assert made.choice is None


def scheduled(newsroom: Newsroom, until: timedelta, approve: Approval = Approval.NO) -> None:
    """The clock's side from half an hour before six on; what waits for a person is refused."""
    timing = Schedule(parse_rules("daily 06:00"), approve=approve)
    newsroom.digest = replace(newsroom.digest, timing=timing)
    desk = Desk(lambda: newsroom.gathered(*stories(3)), newsroom.works)
    newsroom.clock.now = SIX - timedelta(days=1)
    schedule.plan(newsroom.digest, newsroom.clock())
    moment = SIX - timedelta(minutes=31)
    while moment <= SIX + until:
        newsroom.clock.now = moment
        schedule.plan(newsroom.digest, moment)
        for number in occurrences.due(moment):
            try:
                schedule.step(number, newsroom.digest, desk)
            except GuardRefused as refused:
                assert "too thin" in refused.message  # noqa: PT017 - a tick logs it and goes on
        moment += timedelta(minutes=1)


def test_a_scheduled_thin_day_is_skipped_with_its_reason(newsroom):
    scheduled(newsroom, timedelta(minutes=1))
    (row,) = [one for one in occurrences.latest("morning") if one.due_at == SIX]
    assert row.state is SlotState.SKIPPED
    assert row.reason.startswith("too thin: 3 stories, 5 needed")
    told = skipped_since(newsroom.digest, SIX - timedelta(days=1))
    assert told.startswith("the slot 2026-11-25T06:00 after it was skipped: too thin")
    assert skipped_since(newsroom.digest, SIX) == ""


@pytest.mark.parametrize("approve", [Approval.NO, Approval.OR_SEND])
def test_a_scheduled_thin_issue_that_is_held_goes_only_when_somebody_says_so(newsroom, approve):
    choosing(newsroom, thin=Thin.HOLD)
    scheduled(newsroom, timedelta(minutes=3), approve)
    (row,) = [one for one in occurrences.latest("morning") if one.due_at == SIX]
    assert row.state is SlotState.READY
    schedule.agree(row.issue, actor="eve", now=newsroom.clock())
    desk = Desk(lambda: None, newsroom.works)
    assert schedule.step(row.id, newsroom.digest, desk) is SlotState.RELEASED
    assert issues.state(row.issue) is IssueState.SENDING


def test_a_held_thin_issue_that_nobody_approved_is_skipped_when_it_is_too_late(newsroom):
    choosing(newsroom, thin=Thin.HOLD)
    scheduled(newsroom, timedelta(hours=3, minutes=2))
    (row,) = [one for one in occurrences.latest("morning") if one.due_at == SIX]
    assert row.state is SlotState.SKIPPED
    assert "late" in row.reason
    assert "too thin: 3 stories, 5 needed" in row.reason
    assert issues.state(row.issue) is IssueState.CANCELLED


def test_with_only_new_a_second_issue_has_what_came_since_the_first(newsroom):
    choosing(newsroom, minimum=1)
    newsroom.digest = replace(
        newsroom.digest, sections=tuple(replace(s, limit=1) for s in newsroom.digest.sections)
    )
    newsroom.gathered(*stories(4))
    morning = newsroom.issue()
    advance(morning, newsroom.digest, newsroom.works)
    newsroom.clock.advance(hours=9)
    newsroom.gathered(*stories(6))
    ask = {"now": newsroom.clock()}
    all_day = choose(newsroom.digest, newsroom.order(), **ask)
    evening = choose(newsroom.digest, newsroom.order(only_new=True), **ask)
    assert isinstance(all_day, Choice)
    assert isinstance(evening, Choice)
    late = set(models.Story.objects.filter(guid__in=("g4", "g5")).values_list("pk", flat=True))
    assert {p.story_id for p in evening.placements} == late
    assert {out.reason for out in evening.left_out} == {"not_since_last"}


def test_an_evening_digest_follows_the_morning_s(newsroom):
    choosing(newsroom, minimum=1)
    newsroom.gathered(*stories(4))
    advance(newsroom.issue(), newsroom.digest, newsroom.works)
    newsroom.clock.advance(hours=9)
    newsroom.gathered(*stories(6))
    evening = replace(newsroom.digest, slug="evening")
    alone = choose(evening, newsroom.order(), now=newsroom.clock())
    assert isinstance(alone, Choice)
    assert len(alone.placements) == 6
    following = replace(evening, choosing=replace(evening.choosing, after=("morning",)))
    choice = choose(following, newsroom.order(), now=newsroom.clock())
    assert isinstance(choice, Choice)
    assert sorted(p.story.guid for p in choice.placements) == ["g4", "g5"]
