"""When a reader gets an issue at the own hour: after it is made, once, in order, at that hour."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.issue import IssueKind, Occurrence
from digest.model.schedule import OwnHour, Schedule
from digest.rules.cohorts import AT_ONCE, Cohorts, cohorts_of, hours
from tests.pages import digest

SIX = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
ZONES = sorted(available_timezones())


def cohorts(due_at: datetime = SIX, wall: time = time(6), zone: str = "Europe/London") -> Cohorts:
    return Cohorts(due_at, wall, zone)


@pytest.mark.parametrize(
    ("zone", "hour", "at"),
    [
        ("", None, "2026-11-25T06:00"),  # lives where the newsroom lives
        ("Europe/London", None, "2026-11-25T06:00"),
        ("Europe/Berlin", None, "2026-11-26T05:00"),  # six there was an hour before it was made
        ("America/New_York", None, "2026-11-25T11:00"),
        ("America/Los_Angeles", 7, "2026-11-25T15:00"),
        ("Asia/Karachi", 7, "2026-11-26T02:00"),
        ("Asia/Kathmandu", 12, "2026-11-25T06:15"),
        ("Pacific/Auckland", None, "2026-11-25T17:00"),
        ("", 6, "2026-11-25T06:00"),
        ("", 5, "2026-11-26T05:00"),
        ("", 23, "2026-11-25T23:00"),
        ("Mars/Base", 7, "2026-11-25T07:00"),  # a zone nobody knows is the newsroom's
        ("../etc/passwd", 7, "2026-11-25T07:00"),
    ],
)
def test_the_first_such_hour_that_is_not_before_the_issue(zone, hour, at):
    assert cohorts().of(zone, hour).isoformat(timespec="minutes") == f"{at}+00:00"


@pytest.mark.parametrize(
    ("zone", "due", "hour", "local"),
    [
        # No 02:30, none of the two o'clock hour, in New York on 8 March 2026: three o'clock.
        ("America/New_York", "2026-03-08T06:30", 2, "2026-03-08T03:00:00-04:00"),
        # Two one o'clocks on 1 November 2026: the first.
        ("America/New_York", "2026-11-01T03:00", 1, "2026-11-01T01:00:00-04:00"),
        # Made between the two: the first has passed, so the next day's.
        ("America/New_York", "2026-11-01T05:30", 1, "2026-11-02T01:00:00-05:00"),
        # Apia had no 30 December 2011.
        ("Pacific/Apia", "2011-12-30T00:00", 7, "2011-12-31T00:00:00+14:00"),
    ],
)
def test_summer_time_is_taken_as_by_the_schedule(zone, due, hour, local):
    due_at = datetime.fromisoformat(f"{due}+00:00")
    at = cohorts(due_at=due_at).of(zone, hour)
    assert at.astimezone(ZoneInfo(zone)).isoformat() == local
    assert at >= due_at


MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.sampled_from(ZONES), st.none() | st.integers(0, 23))
def test_nobody_is_forgotten_and_nobody_waits_longer_than_two_days(moment, zone, hour):
    due_at = moment.replace(second=0, microsecond=0)
    at = cohorts(due_at=due_at).of(zone, hour)
    assert due_at <= at <= due_at + timedelta(hours=50)  # where a zone skips a whole day
    local = at.astimezone(ZoneInfo(zone))
    wanted = time(6) if hour is None else time(hour)
    before = (at - timedelta(minutes=1)).astimezone(ZoneInfo(zone))
    moved = local.utcoffset() != before.utcoffset()
    assert local.time().replace(second=0) == wanted or moved


@given(
    MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)), st.sampled_from(ZONES),
    st.integers(0, 23),
)  # fmt: skip
def test_issues_reach_a_reader_in_the_order_they_were_made(moment, later, zone, hour):
    one, other = cohorts(due_at=moment), cohorts(due_at=moment + later)
    assert one.of(zone, hour) <= other.of(zone, hour)


@pytest.mark.parametrize("how", OwnHour)
def test_only_a_scheduled_issue_of_such_a_digest_has_cohorts(how):
    made = digest(timing=Schedule(own_hour=how))
    slot = Occurrence("morning", "2026-11-25T06:00", IssueKind.SCHEDULED, SIX.date(), SIX)
    by_hand = Occurrence("morning", "2026-11-25#1", IssueKind.ADHOC, SIX.date(), SIX)
    assert hours(made, by_hand) == AT_ONCE
    assert (hours(made, slot).cohorts is None) == (how is OwnHour.NO)
    assert hours(made, slot).rolling == (how is OwnHour.ROLLING)
    assert AT_ONCE.of("Asia/Karachi", 7) is None
    assert cohorts_of(made, slot).of("", None) == SIX
