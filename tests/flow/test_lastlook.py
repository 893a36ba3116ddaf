"""The last look: what was taken back or corrected before an issue leaves, and what is no sign."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.flow import schedule
from digest.flow.advance import Works, advance
from digest.flow.compose import choose
from digest.flow.edit import edit
from digest.flow.gather import gather, peek
from digest.flow.lastlook import foresee
from digest.flow.schedule import Desk
from digest.model.errors import GuardRefused
from digest.model.hand import Note, Pin, Reword
from digest.model.issue import Choice, Issue, IssueState
from digest.model.plan import Thin
from digest.model.schedule import Schedule, SlotState, parse_rules
from digest.model.source import Gone, Read
from digest.store import approval, hand, issues, models, occurrences
from tests.newsroom import Newsroom, stories

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
NOT_THERE = Gone("is no longer there (404)", sure=False)
TAKEN_AWAY = Gone("was taken away for good (410)", sure=True)


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom()
    made.readers(3)
    made.gathered(*stories(6))
    made.digest = replace(
        made.digest,
        sections=(made.digest.sections[0], replace(made.digest.sections[1], limit=3)),
    )
    return made


def works(newsroom: Newsroom) -> Works:
    return replace(newsroom.works, newsstands=lambda _: nullcontext(newsroom.newsstand))


def leave(newsroom: Newsroom, issue: int) -> IssueState:
    return advance(issue, newsroom.digest, works(newsroom))


def url(number: int) -> str:
    return f"https://paper.example.org/{number}"


def loaded(issue: int) -> Issue:
    found = issues.load(issue)
    assert found is not None
    return found


def guids(issue: int) -> list[str]:
    return [p.story.guid for p in loaded(issue).choice.placements]


def number(guid: str) -> int:
    return models.Story.objects.get(guid=guid).pk


def chosen(issue: int) -> tuple[list[str], datetime | None]:
    return guids(issue), loaded(issue).closed_at


@pytest.mark.parametrize("gone", [NOT_THERE, TAKEN_AWAY])
def test_a_story_whose_page_is_gone_drops_out_before_the_issue_leaves(newsroom, gone):
    issue = newsroom.issue()
    before = guids(issue)
    out = before[1]
    newsroom.newsstand.missing[url(int(out[1:]))] = gone
    assert leave(newsroom, issue) is IssueState.SENDING
    after = guids(issue)
    assert after[:3] == [before[0], before[2], before[3]]
    assert len(after) == 4
    (left,) = [o for o in issues.load(issue).choice.left_out if o.story_id == number(out)]
    assert left.reason == "withdrawn"
    assert left.words == f"its publisher took it back: its page {gone.words}"
    line = models.Audit.objects.get(act="issue-corrected")
    assert line.after["changes"] == [f"story {number(out)} is withdrawn: its page {gone.words}"]


def test_a_withdrawn_story_is_chosen_by_no_later_issue(newsroom):
    issue = newsroom.issue()
    newsroom.newsstand.missing[url(0)] = NOT_THERE
    leave(newsroom, issue)
    later = choose(newsroom.digest, newsroom.order(), now=newsroom.clock())
    reasons = {out.story_id: out.reason for out in later.left_out}
    assert reasons[number("g0")] == "withdrawn"


def test_a_page_that_cannot_be_reached_changes_nothing(newsroom):
    issue = newsroom.issue()
    before = chosen(issue)
    newsroom.newsstand.silent |= {url(n) for n in range(6)}
    leave(newsroom, issue)
    assert chosen(issue) == before
    assert not models.Story.objects.exclude(withdrawn_at=None).exists()


def test_a_server_that_knows_none_of_its_pages_is_ill_and_not_believed(newsroom):
    issue = newsroom.issue()
    before = chosen(issue)
    newsroom.newsstand.missing |= {url(n): NOT_THERE for n in range(6)}
    leave(newsroom, issue)
    assert chosen(issue) == before


def test_who_takes_the_place_of_a_story_is_looked_at_too(newsroom):
    issue = newsroom.issue()
    before = guids(issue)
    spare = {f"g{n}" for n in range(6)} - set(before)
    gone = {before[2], min(spare)}
    newsroom.newsstand.missing |= {url(int(guid[1:])): TAKEN_AWAY for guid in gone}
    leave(newsroom, issue)
    assert set(guids(issue)) == {f"g{n}" for n in range(6)} - gone


def test_when_the_lead_is_gone_the_next_leads_and_the_subject_follows(newsroom):
    issue = newsroom.issue()
    first, second = guids(issue)[:2]
    newsroom.newsstand.missing[url(int(first[1:]))] = NOT_THERE
    leave(newsroom, issue)
    lead = issues.load(issue).choice.placements[0]
    assert (lead.story.guid, lead.section) == (second, "lead")
    assert issues.load(issue).subject == lead.story.title


def corrected(newsroom: Newsroom, guid: str, title: str, teaser: str = "As it is.") -> None:
    """The paper tells that story otherwise; the others stay."""
    told = [replace(s, title=title, teaser=teaser) if s.guid == guid else s for s in stories(6)]
    newsroom.newsstand.readings["paper"] = Read(tuple(told))


def test_a_corrected_story_takes_its_newest_words_and_keeps_its_place(newsroom):
    issue = newsroom.issue()
    before = guids(issue)
    corrected(newsroom, before[1], title="Correction: fares fall", teaser="They fall, by a tenth.")
    leave(newsroom, issue)
    assert guids(issue) == before
    placed = issues.load(issue).choice.placements[1]
    words = (placed.story.title, placed.story.teaser)
    assert words == ("Correction: fares fall", "They fall, by a tenth.")
    (line,) = models.Audit.objects.get(act="issue-corrected").after["changes"]
    assert line == f"story {placed.story_id} is corrected: 'Correction: fares fall'"


def test_the_hand_outlives_a_correction(newsroom):
    issue = newsroom.issue()
    who = {"by": "ada"}
    edit(issue, newsroom.digest, Pin(number("g5"), "lead", **who), clock=newsroom.clock)
    edit(issue, newsroom.digest, Reword(number("g5"), "In our words", **who), clock=newsroom.clock)
    edit(issue, newsroom.digest, Note("Good night.", **who), clock=newsroom.clock)
    corrected(newsroom, "g5", title="Their new words", teaser="Their new teaser.")
    newsroom.newsstand.missing[url(1)] = TAKEN_AWAY
    leave(newsroom, issue)
    choice = issues.load(issue).choice
    lead = choice.placements[0]
    assert (lead.story.guid, lead.story.title) == ("g5", "In our words")
    assert lead.story.teaser == "Their new teaser."
    assert choice.note == "Good night."
    assert "g1" not in guids(issue)
    assert len(hand.of(issue).steps) == 3


def test_what_came_after_the_choice_is_not_mixed_into_it(newsroom):
    issue = newsroom.issue()
    newsroom.clock.advance(minutes=20)
    late = [replace(s, position=s.position - 6) for s in stories(9)[6:]]
    newsroom.gathered(*late, *stories(6))
    newsroom.newsstand.missing[url(0)] = TAKEN_AWAY
    leave(newsroom, issue)
    assert set(guids(issue)) <= {f"g{n}" for n in range(1, 6)}


def test_a_look_holds_for_ten_minutes_unless_the_choice_changes(newsroom):
    newsroom.digest = replace(newsroom.digest, lists=("nobody",))
    issue = newsroom.issue()
    look = schedule.look_again

    def asked() -> int:
        newsroom.newsstand.looked.clear()
        assert look(issue, newsroom.digest, works(newsroom)) is None
        return len(newsroom.newsstand.looked)

    assert asked() == 4
    newsroom.clock.advance(minutes=9)
    assert asked() == 0
    edit(issue, newsroom.digest, Note("One more word."), clock=newsroom.clock)
    assert asked() == 4
    newsroom.clock.advance(minutes=11)
    assert asked() == 4


def test_a_page_that_is_back_brings_its_story_back(newsroom):
    issue = newsroom.issue()
    before = guids(issue)
    newsroom.newsstand.missing[url(int(before[1][1:]))] = NOT_THERE
    schedule.look_again(issue, newsroom.digest, works(newsroom))
    assert before[1] not in guids(issue)
    newsroom.newsstand.missing.clear()
    newsroom.clock.advance(minutes=11)
    newsroom.newsstand.silent = {url(int(before[1][1:]))}
    schedule.look_again(issue, newsroom.digest, works(newsroom))
    assert before[1] not in guids(issue)  # a silent page is not back
    newsroom.newsstand.silent = set()
    newsroom.clock.advance(minutes=11)
    leave(newsroom, issue)
    assert guids(issue) == before


def thin(newsroom: Newsroom, what: Thin) -> int:
    """An issue that is too thin as soon as one of its stories goes."""
    newsroom.gathered(*stories(2))
    choosing = replace(newsroom.digest.choosing, minimum=6, thin=what)
    newsroom.digest = replace(newsroom.digest, choosing=choosing)
    newsroom.digest = replace(
        newsroom.digest,
        sections=(newsroom.digest.sections[0], replace(newsroom.digest.sections[1], limit=5)),
    )
    issue = newsroom.issue()
    newsroom.newsstand.missing[url(3)] = TAKEN_AWAY
    return issue


def test_where_too_little_is_left_there_is_no_issue(newsroom):
    issue = thin(newsroom, Thin.SKIP)
    with pytest.raises(GuardRefused, match="5 stories, 6 needed"):
        leave(newsroom, issue)
    assert issues.state(issue) is IssueState.CANCELLED
    assert "5 stories, 6 needed" in models.Issue.objects.get(pk=issue).skipped_because


def test_where_too_little_is_left_a_person_decides_if_the_digest_says_so(newsroom):
    issue = thin(newsroom, Thin.HOLD)
    with pytest.raises(GuardRefused, match="waits for somebody to approve it: too thin"):
        leave(newsroom, issue)
    assert "g3" not in guids(issue)
    waits = approval.of(issue)
    assert waits is not None
    assert "5 stories, 6 needed" in waits.because
    schedule.agree(issue, actor="eve", now=newsroom.clock())
    newsroom.newsstand.missing[url(2)] = TAKEN_AWAY
    newsroom.clock.advance(minutes=11)
    assert leave(newsroom, issue) is IssueState.SENDING
    assert len(guids(issue)) == 4


def test_a_frozen_issue_is_not_looked_at_and_stays_for_ever(newsroom):
    issue = newsroom.issue()
    leave(newsroom, issue)
    before = chosen(issue)
    newsroom.clock.advance(hours=1)
    newsroom.newsstand.missing[url(0)] = TAKEN_AWAY
    corrected(newsroom, "g1", title="Too late")
    leave(newsroom, issue)
    assert chosen(issue) == before


def timed(newsroom: Newsroom, minutes: int) -> None:
    newsroom.clock.now = SIX - timedelta(minutes=minutes)
    schedule.plan(newsroom.digest, newsroom.clock())
    desk = Desk(lambda: None, works(newsroom))
    for due in occurrences.due(newsroom.clock()):
        schedule.step(due, newsroom.digest, desk)


@pytest.fixture
def morning(newsroom) -> Newsroom:
    """Half an hour before six, with the news gathered."""
    newsroom.digest = replace(newsroom.digest, timing=Schedule(parse_rules("daily 06:00")))
    newsroom.clock.now = SIX - timedelta(minutes=31)
    schedule.plan(newsroom.digest, newsroom.clock())
    models.Story.objects.update(first_seen=SIX - timedelta(hours=1))
    return newsroom


def test_a_scheduled_issue_is_looked_at_two_minutes_before_and_not_again_at_its_time(morning):
    for minutes in (30, 15):
        timed(morning, minutes)
    morning.newsstand.missing[url(0)] = TAKEN_AWAY
    timed(morning, 2)
    asked = list(morning.newsstand.looked)
    timed(morning, 0)
    assert morning.newsstand.looked == asked
    row = occurrences.latest("morning", 1)[0]
    assert row.state is SlotState.RELEASED
    assert "g0" not in guids(row.issue)


def test_a_scheduled_issue_of_which_too_little_is_left_is_skipped_with_the_reason(morning):
    choosing = replace(morning.digest.choosing, minimum=4)
    morning.digest = replace(morning.digest, choosing=choosing)
    for minutes in (30, 15):
        timed(morning, minutes)
    morning.newsstand.missing |= {url(n): TAKEN_AWAY for n in (0, 1, 2)}
    timed(morning, 2)
    row = occurrences.latest("morning", 1)[0]
    assert row.state is SlotState.SKIPPED
    assert row.reason.startswith("too thin: 3 stories, 4 needed")
    assert issues.state(row.issue) is IssueState.CANCELLED


def test_a_rehearsal_foresees_what_the_last_look_would_leave_and_writes_nothing(newsroom):
    newsroom.newsstand.missing[url(0)] = NOT_THERE
    known, _ = peek(
        newsroom.digest.sources,
        newsstand=newsroom.newsstand,
        clock=newsroom.clock,
        since=SIX - timedelta(days=2),
    )
    found = foresee(
        newsroom.digest,
        newsroom.order(),
        known,
        newsstand=newsroom.newsstand,
        now=newsroom.clock(),
    )
    assert isinstance(found, Choice)
    assert "g0" not in [p.story.guid for p in found.placements]
    reasons = {out.story_id: out.reason for out in found.left_out}
    assert reasons[number("g0")] == "withdrawn"
    assert not models.Story.objects.exclude(withdrawn_at=None).exists()


def test_a_story_told_anew_by_its_source_is_no_longer_withdrawn(newsroom):
    issue = newsroom.issue()
    newsroom.newsstand.missing[url(0)] = NOT_THERE
    schedule.look_again(issue, newsroom.digest, works(newsroom))
    assert models.Story.objects.get(guid="g0").withdrawn_at is not None
    changed = [replace(s, teaser="Told anew.") if s.guid == "g0" else s for s in stories(6)]
    newsroom.gathered(*changed)
    assert models.Story.objects.get(guid="g0").withdrawn_at is None


def test_a_story_that_its_source_names_as_deleted_is_withdrawn_though_its_page_is_there(newsroom):
    issue = newsroom.issue()
    rest = [story for story in stories(6) if story.guid != "g1"]
    newsroom.newsstand.readings["paper"] = Read(tuple(rest), deleted=("g1", "g2", "unknown"))
    leave(newsroom, issue)
    assert "g1" not in guids(issue)
    assert "g2" in guids(issue)  # told again in the same answer
    (out,) = [o for o in loaded(issue).choice.left_out if o.story_id == number("g1")]
    assert out.words == "its publisher took it back: its source says that it was deleted"
    newsroom.clock.advance(hours=2)
    known, _ = peek(
        newsroom.digest.sources,
        newsstand=newsroom.newsstand,
        clock=newsroom.clock,
        since=SIX - timedelta(days=2),
    )
    assert {one.story.guid for one in known if one.withdrawn} == {"g1"}


def test_gathering_hears_of_a_deleted_story(newsroom):
    newsroom.newsstand.readings["paper"] = Read(stories(6)[1:], deleted=("g0",))
    known, _ = peek(
        newsroom.digest.sources,
        newsstand=newsroom.newsstand,
        clock=newsroom.clock,
        since=SIX - timedelta(days=2),
    )
    assert [one.story.guid for one in known if one.withdrawn] == ["g0"]
    assert not models.Story.objects.exclude(withdrawn_at=None).exists()
    list(gather(newsroom.digest.sources, newsstand=newsroom.newsstand, clock=newsroom.clock))
    assert models.Story.objects.exclude(withdrawn_at=None).get().guid == "g0"
