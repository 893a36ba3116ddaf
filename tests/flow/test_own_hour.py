"""One issue, each reader at the own hour: nobody twice, nobody forgotten, whoever moves meanwhile."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from digest.bootstrap import House
from digest.cli import status
from digest.coming import coming, words
from digest.flow import schedule
from digest.flow.advance import advance
from digest.flow.hours import call_off_late
from digest.flow.schedule import Desk
from digest.flow.submit import submit
from digest.model.issue import IssueState
from digest.model.schedule import CatchUp, OwnHour, Schedule, parse_rules
from digest.rules import batching
from digest.store import balance, batches, cohorts, issues, models, occurrences, operators, signs
from digest.store.restored import make_passive
from digest.web.console import hall
from tests import cast
from tests.checker import compare
from tests.newsroom import Newsroom, stories

pytestmark = pytest.mark.django_db

SIX = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
PLACES = (("", None), ("America/New_York", None), ("Asia/Karachi", 7), ("Europe/London", 9))
"""Their hours: 06:00, 11:00 and 09:00 UTC of the day, and 02:00 of the next one."""
HOURS = ["25T06", "25T09", "25T11", "26T02"]


@pytest.fixture(params=[OwnHour.FROZEN, OwnHour.ROLLING])
def newsroom(request) -> Newsroom:
    made = Newsroom(batch_size=2)
    people(made, 12)
    timing = Schedule(parse_rules("daily 06:00"), own_hour=request.param)
    made.digest = replace(made.digest, schedule="daily 06:00", timing=timing)
    at(made, SIX - timedelta(minutes=40))
    schedule.plan(made.digest, made.clock())
    return made


def people(newsroom: Newsroom, count: int, start: int = 0) -> None:
    newsroom.readers(count, start=start)
    for n in range(start, start + count):
        live_at(n, *PLACES[n % len(PLACES)])


def live_at(number: int, zone: str, hour: int | None) -> None:
    rows = models.Subscriber.objects.filter(address=f"reader{number}@example.org")
    assert rows.update(zone=zone, hour=hour)


def at(newsroom: Newsroom, moment: datetime) -> None:
    newsroom.clock.advance(seconds=(moment - newsroom.clock()).total_seconds())


def tick(newsroom: Newsroom) -> None:
    """What any ticker without workers does, as `digest.jobs.sweep` does it."""
    now = newsroom.clock()
    call_off_late(newsroom.digest, now)
    schedule.plan(newsroom.digest, now)
    for number in occurrences.due(now):
        schedule.step(number, newsroom.digest, Desk(lambda: gather(newsroom), newsroom.works))
    for number in cohorts.due(now):
        advance(number, newsroom.digest, newsroom.works)
    for number in batches.all_due(now):
        submit(number, newsroom.room())


def gather(newsroom: Newsroom) -> None:
    now = newsroom.clock()
    found = stories(4, start=now.toordinal() % 1000 * 4)
    newsroom.gathered(*(replace(story, published=now - timedelta(hours=1)) for story in found))


def run(newsroom: Newsroom, begin: datetime, end: datetime, step: int = 15) -> None:
    moment = begin
    while moment <= end:
        at(newsroom, moment)
        tick(newsroom)
        moment += timedelta(minutes=step)


def number():
    return models.Issue.objects.order_by("pk").values_list("pk", flat=True).first()


def accepted(newsroom: Newsroom) -> Counter[str]:
    return Counter(newsroom.mailer.accepted.values())


def hours_of(issue: int) -> dict[str, set[str]]:
    """When each address got it."""
    found: dict[str, set[str]] = {}
    for batch in models.Batch.objects.filter(issue=issue):
        ids = batching.unpack(bytes(batch.recipients))
        names = models.Subscriber.objects.filter(pk__in=ids).values_list("address", flat=True)
        for name in names:
            found.setdefault(name.split("@")[0], set()).add(f"{batch.done_at:%dT%H}")
    return found


def test_everybody_gets_it_at_their_hour_and_the_ledger_balances_all_the_way(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(hours=3, minutes=30))
    issue = number()
    assert issues.state(issue) is IssueState.SENDING
    told = balance.verify(issue)
    assert told.holds, told.findings
    assert told.balance.submitted == 6
    waiting = cohorts.waiting(issue, newsroom.clock())
    assert [f"{one.at:%dT%H}" for one in waiting] == HOURS[2:]
    frozen = newsroom.digest.timing.own_hour is OwnHour.FROZEN
    assert [one.readers for one in waiting] == ([3, 3] if frozen else [None, None])

    run(newsroom, SIX + timedelta(hours=4), SIX + timedelta(hours=20, minutes=15))
    assert issues.state(issue) is IssueState.FINISHED
    told = balance.verify(issue)
    assert told.holds, told.findings
    assert (told.balance.audience, told.balance.submitted) == (12, 12)
    got = hours_of(issue)
    for n in range(12):
        expected = {0: "25T06", 1: "25T11", 2: "26T02", 3: "25T09"}[n % 4]
        assert got[f"reader{n}"] == {expected}
    assert cohorts.waiting(issue, newsroom.clock()) == ()


def test_whoever_moves_in_between_gets_it_once_all_the_same(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    live_at(0, "Asia/Karachi", 7)  # had it at six; would have it again at night
    live_at(2, "", 6)  # six has gone: the next hour that comes
    live_at(6, "Europe/London", 9)  # from night to nine
    live_at(3, "America/New_York", 6)  # from nine to eleven
    run(newsroom, SIX + timedelta(hours=1), SIX + timedelta(hours=20, minutes=15))
    issue = number()
    assert issues.state(issue) is IssueState.FINISHED
    assert set(accepted(newsroom).values()) == {1}
    assert len(accepted(newsroom)) == 12
    assert compare(issue, accepted(newsroom)).good
    got = hours_of(issue)
    if newsroom.digest.timing.own_hour is OwnHour.ROLLING:
        moved = {n: got[f"reader{n}"] for n in (0, 2, 3, 6)}
        assert moved == {0: {"25T06"}, 2: {"25T09"}, 3: {"25T11"}, 6: {"25T09"}}
    else:
        assert got["reader6"] == {"26T02"}


def test_who_joins_in_between_is_in_it_where_it_is_rolling(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    people(newsroom, 4, start=12)
    run(newsroom, SIX + timedelta(hours=1), SIX + timedelta(hours=20, minutes=15))
    told = balance.verify(number())
    assert told.holds, told.findings
    rolling = newsroom.digest.timing.own_hour is OwnHour.ROLLING
    assert told.balance.submitted == (16 if rolling else 12)


def test_who_leaves_before_their_hour_gets_nothing(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    person = models.Subscriber.objects.get(address="reader2@example.org")
    models.Subscription.objects.filter(subscriber=person).update(state="unsubscribed")
    run(newsroom, SIX + timedelta(hours=1), SIX + timedelta(hours=20, minutes=15))
    told = balance.verify(number())
    assert told.holds, told.findings
    assert told.balance.excluded == {"unsubscribed": 1}
    assert "reader2@example.org" not in accepted(newsroom)


def test_a_pause_holds_the_hours_up_and_nothing_is_lost(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    issue = number()
    models.Issue.objects.filter(pk=issue).update(state=IssueState.PAUSED)
    run(newsroom, SIX + timedelta(hours=3), SIX + timedelta(hours=4))
    assert len(accepted(newsroom)) == 3
    models.Issue.objects.filter(pk=issue).update(state=IssueState.SENDING)
    run(newsroom, SIX + timedelta(hours=5), SIX + timedelta(hours=20, minutes=15))
    assert issues.state(issue) is IssueState.FINISHED
    assert len(accepted(newsroom)) == 12


@pytest.mark.parametrize(
    ("rule", "sent"), [(CatchUp.LIMIT, 3), (CatchUp.NEVER, 3), (CatchUp.ALWAYS, 12)]
)
def test_hours_that_passed_while_nobody_was_awake_go_as_the_digest_says(newsroom, rule, sent):
    newsroom.digest = replace(
        newsroom.digest, timing=replace(newsroom.digest.timing, catch_up=rule)
    )
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    issue = number()
    at(newsroom, SIX + timedelta(days=3))
    tick(newsroom)
    tick(newsroom)
    balance.finish(issue, newsroom.clock())
    told = balance.verify(issue)
    assert told.holds, told.findings
    assert issues.state(issue) is IssueState.FINISHED
    assert told.balance.submitted == sent
    if sent < 12:
        audit = models.Audit.objects.get(act="call off late hours")
        assert audit.after["readers"] == 9
        assert "nobody was awake" in audit.after["why"]


def test_the_alarms_do_not_take_an_hour_to_come_for_a_late_issue(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(hours=2))
    found = signs.signs(newsroom.clock(), reports=False, workers_expected=False)
    (due,) = [one for one in found.due if one.issue == number()]
    assert due.done
    assert due.open == 0
    assert [one.open for one in found.moving] == [0]


def test_status_and_schedule_tell_the_hours(newsroom):
    (coming_one,) = coming(newsroom.digest, SIX - timedelta(minutes=40), 1)
    assert [(f"{when:%dT%H}", n) for when, n in coming_one.hours] == [(h, 3) for h in HOURS]
    told = words(coming_one, newsroom.clock())
    assert "readers at their own hours: 3 at once, the last at Thu 02:00 UTC (4 cohorts)" in told

    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    settings = replace(cast.house(), digests={"morning": newsroom.digest})
    now = status.look(House(settings, clock=newsroom.clock))
    (line,) = status.status_json(now)["now"]
    assert [f"{one['at']:%dT%H}" for one in line["hours"]] == HOURS[1:]
    frozen = newsroom.digest.timing.own_hour is OwnHour.FROZEN
    assert [one["readers"] for one in line["hours"]] == [3 if frozen else None] * 3
    said = "\n".join(status.words(now))
    assert (
        f"own hours to come, UTC: Wed 09:00 ({'3' if frozen else 'readers settled then'})" in said
    )
    assert status.status_json(now)["needs_person"] == []
    # Those at once are out; who waits for an hour of their own is not what is left to do.
    assert "nobody else is due now" in said
    assert line["seconds_left"] is None


def test_the_console_tells_the_hours_and_who_is_due_now(newsroom, client, monkeypatch):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    settings = replace(cast.house(), digests={"morning": newsroom.digest})
    monkeypatch.setattr("digest.settings.current", lambda: settings)
    monkeypatch.setattr(hall, "house", lambda: House(settings, clock=newsroom.clock))
    operators.add("eve", ["viewer"], "correct horse battery", actor="test", now=SIX)
    client.force_login(get_user_model().objects.get(username="eve"))
    page = client.get(f"/console/issues/{number()}/").content.decode()
    table = page[page.index("Own hours to come") :].partition("</table>")[0]
    frozen = newsroom.digest.timing.own_hour is OwnHour.FROZEN
    rows = re.findall(
        r'<td><time datetime="([^"]+)">[^<]+</time></td><td class="n">([^<]+)<', table
    )
    assert rows == [
        (f"2026-11-{when}:00:00+00:00", "3" if frozen else "settled then")
        for when in ("25T09", "25T11", "26T02")
    ]
    assert "0 others are due now" in table


def test_an_issue_made_by_hand_goes_to_everybody_at_once(newsroom):
    newsroom.gathered()
    made = newsroom.issue()
    advance(made, newsroom.digest, newsroom.works)
    for batch in batches.all_due(newsroom.clock()):
        submit(batch, newsroom.room())
    assert issues.state(made) is IssueState.FINISHED
    assert len(accepted(newsroom)) == 12


def test_a_restored_copy_sends_no_hour_that_was_still_to_come(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    issue = number()
    make_passive(newsroom.clock(), (), actor="eve", now=newsroom.clock())
    models.Freeze.objects.all().delete()
    run(newsroom, SIX + timedelta(hours=1), SIX + timedelta(hours=20, minutes=15))
    assert len(accepted(newsroom)) == 3
    assert balance.verify(issue).holds
    assert issues.state(issue) in (IssueState.FINISHED, IssueState.FINISHED_IN_PART)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_freeze_each_hour_once(newsroom):
    run(newsroom, SIX - timedelta(minutes=30), SIX + timedelta(minutes=30))
    issue = number()
    at(newsroom, SIX + timedelta(hours=20, minutes=15))

    def worker(_: int) -> None:
        try:
            advance(issue, newsroom.digest, newsroom.works)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(worker, range(6)))
    told = balance.verify(issue)
    assert told.holds, told.findings
    assert told.balance.audience == 12
