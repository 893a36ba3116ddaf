"""The clock's side: every slot becomes one issue, on time, late with a reason, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from digest.flow import schedule
from digest.flow.schedule import Desk
from digest.model.errors import GuardRefused, TemporaryError
from digest.model.issue import IssueState
from digest.model.schedule import (
    Approval,
    CatchUp,
    Schedule,
    SlotState,
    parse_blackout,
    parse_rules,
)
from digest.model.story import Story
from digest.store import approval, balance, issues, models, occurrences
from tests.newsroom import Newsroom, stories

pytestmark = pytest.mark.django_db

SIX = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom()
    made.readers(5)
    timing = Schedule(parse_rules("daily 06:00"))
    made.digest = replace(made.digest, schedule="daily 06:00", timing=timing)
    at(made, SIX - timedelta(days=1))
    schedule.plan(made.digest, made.clock())
    return made


def at(newsroom: Newsroom, moment: datetime) -> None:
    newsroom.clock.advance(seconds=(moment - newsroom.clock()).total_seconds())


def ruled(newsroom: Newsroom, **keys: object) -> None:
    timing = replace(newsroom.digest.timing, **keys)  # type: ignore[arg-type]
    newsroom.digest = replace(newsroom.digest, timing=timing)


def tick(newsroom: Newsroom) -> None:
    """What any ticker does, twice: whoever comes second finds nothing."""
    for _ in range(2):
        schedule.plan(newsroom.digest, newsroom.clock())
        for number in occurrences.due(newsroom.clock()):
            schedule.step(number, newsroom.digest, desk(newsroom))


def desk(newsroom: Newsroom) -> Desk:
    return Desk(lambda: newsroom.gathered(*fresh(newsroom)), newsroom.works)


def fresh(newsroom: Newsroom) -> list[Story]:
    """Stories of the hour, other ones each day."""
    now = newsroom.clock()
    found = stories(4, start=now.toordinal() % 1000 * 4)
    return [replace(story, published=now - timedelta(hours=1)) for story in found]


def states(newsroom: Newsroom) -> list[tuple[str, str]]:
    found = reversed(occurrences.latest(newsroom.digest.slug))
    return [(row.slot[8:], row.state.value) for row in found if row.due_at >= SIX]


def run(newsroom: Newsroom, begin: datetime, end: datetime) -> None:
    moment = begin
    while moment <= end:
        at(newsroom, moment)
        tick(newsroom)
        moment += timedelta(minutes=1)


def test_an_issue_goes_through_its_stages_and_leaves_at_its_time(newsroom):
    seen = {}
    for minutes in (31, 30, 16, 15, 3, 2, 1, 0):
        at(newsroom, SIX - timedelta(minutes=minutes))
        tick(newsroom)
        seen[minutes] = states(newsroom)[-1:]
    words = [state for ((_, state),) in (s for s in seen.values() if s)]
    assert words == [
        "planned", "gathered", "gathered", "composed", "composed", "ready", "ready", "released",
    ]  # fmt: skip
    (row,) = [r for r in occurrences.latest("morning") if r.due_at == SIX]
    assert issues.state(row.issue) is IssueState.SENDING
    assert issues.load(row.issue).occurrence.slot == "2026-11-25T06:00"


def test_nothing_due_before_the_first_look_is_made_up_for(newsroom):
    assert [r.slot for r in occurrences.latest("morning")] == ["2026-11-24T06:00"]


@pytest.mark.parametrize(
    ("rule", "hour", "last"),
    [("limit", 8, "released"), ("limit", 12, "skipped"), ("always", 12, "released"),
     ("ask", 12, "held"), ("never", 8, "skipped")],
)  # fmt: skip
def test_after_three_days_asleep_there_is_one_issue_or_none(newsroom, rule, hour, last):
    ruled(newsroom, catch_up=CatchUp(rule))
    run(newsroom, SIX - timedelta(minutes=31), SIX - timedelta(minutes=20))
    at(newsroom, SIX + timedelta(days=3, hours=hour - 6))
    tick(newsroom)
    assert [state for _, state in states(newsroom)] == ["skipped"] * 3 + [last]
    told = occurrences.latest("morning", 4)
    assert all(row.reason for row in told)
    if last == "released":
        assert told[0].reason == f"{hour - 6} h late: nobody was at work at its time"
    assert models.Issue.objects.count() == (last == "released")


def test_a_person_lets_go_what_was_held(newsroom):
    ruled(newsroom, catch_up=CatchUp.ASK)
    at(newsroom, SIX + timedelta(hours=9))
    tick(newsroom)
    now = newsroom.clock()
    assert occurrences.release("morning", "2026-11-25T06:00", actor="eve", now=now)
    assert not occurrences.release("morning", "2026-11-25T06:00", actor="eve", now=now)
    tick(newsroom)
    assert states(newsroom) == [("25T06:00", "released")]


def test_without_a_word_it_goes_or_stays_as_the_digest_says(newsroom):
    for how, state in ((Approval.OR_SEND, "released"), (Approval.OR_HOLD, "ready")):
        ruled(newsroom, approve=how)
        day = SIX + timedelta(days=1 if how is Approval.OR_HOLD else 0)
        for minutes in (30, 15, 2, 0):
            at(newsroom, day - timedelta(minutes=minutes))
            if state == "ready" and minutes == 0:
                schedule.plan(newsroom.digest, newsroom.clock())
                with pytest.raises(GuardRefused, match="approve"):
                    tick(newsroom)
            else:
                tick(newsroom)
        assert states(newsroom)[-1][1] == state
    at(newsroom, SIX + timedelta(days=1, hours=4))
    tick(newsroom)
    row = occurrences.latest("morning", 1)[0]
    assert row.state is SlotState.SKIPPED
    assert "4 h late" in row.reason
    assert "approve" in row.reason
    assert issues.state(row.issue) is IssueState.CANCELLED


def test_an_editor_who_approves_late_sends_it_then(newsroom):
    ruled(newsroom, approve=Approval.OR_HOLD)
    for minutes in (30, 15, 2):
        at(newsroom, SIX - timedelta(minutes=minutes))
        tick(newsroom)
    number = occurrences.latest("morning", 1)[0].issue
    at(newsroom, SIX + timedelta(minutes=20))
    now = newsroom.clock()
    seen = issues.load(number).closed_at
    assert approval.approve(
        number, readers=5, reason="", actor="eve", goes_at=now, seen=seen, now=now
    )
    tick(newsroom)
    assert issues.state(number) is IssueState.SENDING
    assert states(newsroom)[-1][1] == "released"
    assert "20 min late" in occurrences.latest("morning", 1)[0].reason


def test_a_day_taken_out_by_hand_is_not_sent_even_when_it_was_composed(newsroom):
    run(newsroom, SIX - timedelta(minutes=31), SIX - timedelta(minutes=10))
    assert occurrences.skip_day("morning", date(2026, 11, 25), actor="eve", now=newsroom.clock())
    run(newsroom, SIX - timedelta(minutes=9), SIX + timedelta(minutes=2))
    row = occurrences.latest("morning", 1)[0]
    assert (row.state, row.reason) == (SlotState.SKIPPED, "this day is left out")
    assert issues.state(row.issue) is IssueState.CANCELLED


def test_a_schedule_that_moved_leaves_the_old_slot_behind(newsroom):
    run(newsroom, SIX - timedelta(minutes=31), SIX - timedelta(minutes=29))
    ruled(newsroom, rules=parse_rules("daily 06:10"))
    run(newsroom, SIX - timedelta(minutes=28), SIX + timedelta(minutes=10))
    assert states(newsroom) == [("25T06:00", "skipped"), ("25T06:10", "released")]


def test_who_was_killed_in_a_stage_is_followed_by_the_next(newsroom):
    at(newsroom, SIX - timedelta(minutes=30))
    schedule.plan(newsroom.digest, newsroom.clock())
    number = occurrences.due(newsroom.clock())[-1]
    assert occurrences.claim(number, newsroom.clock()) is not None
    assert schedule.step(number, newsroom.digest, desk(newsroom)) is None
    newsroom.clock.advance(seconds=7 * 60)
    assert schedule.step(number, newsroom.digest, desk(newsroom)) is SlotState.GATHERED


def test_a_late_issue_says_what_held_it_up(newsroom):
    at(newsroom, SIX - timedelta(minutes=30))
    schedule.plan(newsroom.digest, newsroom.clock())
    number = occurrences.due(newsroom.clock())[-1]

    def away() -> None:
        raise TemporaryError("the line to the papers is down")

    with pytest.raises(TemporaryError):
        schedule.step(number, newsroom.digest, Desk(away, newsroom.works))
    at(newsroom, SIX + timedelta(minutes=25))
    assert schedule.step(number, newsroom.digest, desk(newsroom)) is SlotState.RELEASED
    assert occurrences.latest("morning", 1)[0].reason == (
        "25 min late: the line to the papers is down"
    )


def test_a_late_issue_does_not_begin_in_a_blackout(newsroom):
    ruled(newsroom, blackouts=(parse_blackout("2026-11-25T06:30 to 2026-11-25T09:00"),))
    at(newsroom, SIX + timedelta(minutes=45))
    tick(newsroom)
    (row,) = [r for r in occurrences.latest("morning") if r.due_at == SIX]
    assert row.state is SlotState.SKIPPED
    assert row.reason == "nothing goes out from 2026-11-25 06:30 to 2026-11-25 09:00"


def test_two_slots_of_a_day_make_two_issues(newsroom):
    ruled(newsroom, rules=parse_rules("daily 06:00, 07:00"))
    for hour in (6, 7):
        for minutes in (30, 15, 2, 0):
            at(newsroom, SIX.replace(hour=hour) - timedelta(minutes=minutes))
            schedule.plan(newsroom.digest, newsroom.clock())
            for due in occurrences.due(newsroom.clock()):
                brought = stories(4, start=hour * 10)
                own = Desk(lambda brought=brought: newsroom.gathered(*brought), newsroom.works)
                schedule.step(due, newsroom.digest, own)
    assert [state for _, state in states(newsroom)] == ["released", "released"]
    assert models.Issue.objects.count() == 2


def test_what_an_editor_holds_is_not_agreed_to_by_silence(newsroom):
    ruled(newsroom, approve=Approval.OR_SEND)
    run(newsroom, SIX - timedelta(minutes=31), SIX - timedelta(minutes=10))
    row = occurrences.latest("morning", 1)[0]
    schedule.hold_back(row.issue, actor="eve", now=newsroom.clock())
    run(newsroom, SIX - timedelta(minutes=9), SIX - timedelta(minutes=1))
    at(newsroom, SIX)
    with pytest.raises(GuardRefused, match="approve"):
        tick(newsroom)
    at(newsroom, SIX + timedelta(minutes=5))
    goes_at = schedule.agree(row.issue, actor="eve", now=newsroom.clock())
    assert goes_at == newsroom.clock()
    tick(newsroom)
    assert issues.state(row.issue) is IssueState.SENDING
    with pytest.raises(GuardRefused, match="pause"):
        schedule.hold_back(row.issue, actor="eve", now=newsroom.clock())


@pytest.mark.django_db(transaction=True)
def test_eight_tickers_at_once_make_one_issue():
    newsroom = Newsroom()
    newsroom.readers(5)
    newsroom.digest = replace(newsroom.digest, timing=Schedule(parse_rules("daily 06:00")))
    at(newsroom, SIX - timedelta(minutes=31))
    newsroom.gathered(*fresh(newsroom))

    def ticker(_: int) -> None:
        try:
            schedule.plan(newsroom.digest, newsroom.clock())
            for number in occurrences.due(newsroom.clock()):
                quiet = Desk(lambda: None, newsroom.works)
                schedule.step(number, newsroom.digest, quiet)
        finally:
            connection.close()

    for minutes in (31, 30, 15, 2, 0):
        at(newsroom, SIX - timedelta(minutes=minutes))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ticker, range(8)))
    assert states(newsroom) == [("25T06:00", "released")]
    assert models.Issue.objects.count() == 1
    told = balance.verify(models.Issue.objects.get().pk)
    assert told.holds
    assert told.balance.audience == 5
