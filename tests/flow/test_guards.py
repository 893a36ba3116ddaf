"""The guards before the post hold an issue for a person; a few readers first, and what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest import restraint
from digest.bootstrap import House
from digest.cli import status
from digest.cli.outcome import exit_code
from digest.flow import canary, control, guarding
from digest.flow.advance import advance, work_off
from digest.flow.schedule import agree
from digest.model.alarm import Limits, Restraint
from digest.model.canary import CanaryPlan, Then
from digest.model.errors import GuardRefused
from digest.model.issue import IssueState
from digest.model.pace import Pace, parse_hours
from digest.restraint import restrained
from digest.rules.alarms import raised
from digest.store import approval, canaries, counters, house, issues, models, signs
from tests import cast
from tests.newsroom import Newsroom, finish, stories, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=100)
    made.readers(100)
    made.gathered()
    return made


_NEWS = (
    "Glacier yields a wooden ski of the bronze age",
    "Tram drivers accept a shorter week",
    "Beekeepers warn of an early winter",
    "Library lends its first telescope",
    "Salt mine becomes a concert hall",
)


def brought(newsroom: Newsroom, number: int) -> None:
    """The paper brings one story that nobody had."""
    (story,) = stories(1, start=10 + number)
    newsroom.gathered(replace(story, title=_NEWS[number]))


def went_out(newsroom: Newsroom, times: int) -> None:
    """So many issues that went to everybody, and news for another one."""
    for number in range(times):
        made = newsroom.issue()
        advance(made, newsroom.digest, newsroom.works)
        finish(newsroom, made)
        assert issues.state(made) is IssueState.FINISHED
        brought(newsroom, number)


def refused(newsroom: Newsroom, number: int, guard: str) -> str:
    with pytest.raises(GuardRefused) as stopped:
        advance(number, newsroom.digest, newsroom.works)
    assert stopped.value.guard == guard
    assert not newsroom.mailer.parcels or newsroom.mailer.parcels[-1].sheet.id not in pages(number)
    return stopped.value.message


def pages(number: int) -> set[int]:
    return set(models.Edition.objects.filter(issue=number).values_list("pk", flat=True))


def test_an_audience_far_off_the_usual_waits_for_a_person_with_a_reason(newsroom):
    went_out(newsroom, 3)
    newsroom.readers(80, start=1000)
    number = newsroom.issue()
    assert "180 readers, far more than the usual 100" in refused(newsroom, number, "unusual")
    refused(newsroom, number, "approval")
    assert counters.of("guards") == {"unusual": 1}
    with pytest.raises(GuardRefused, match="say why"):
        agree(number, actor="ann", now=newsroom.clock())
    agree(number, actor="ann", now=newsroom.clock(), reason="eighty came at the fair")
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    finish(newsroom, number)
    assert verified(number).submitted == 180
    told = models.Audit.objects.get(act="approve", subject=f"issue {number}")
    assert (told.actor, told.after["guards"]) == ("ann", ["unusual"])
    assert told.after["reason"] == "eighty came at the fair"


def test_an_audience_that_is_as_usual_and_one_for_a_few_go(newsroom):
    went_out(newsroom, 3)
    newsroom.readers(15, start=1000)
    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING


def test_nobody_is_counted_before_something_is_usual(newsroom, monkeypatch):
    monkeypatch.setattr("digest.store.guarding.size", lambda audience: pytest.fail("counted"))
    assert advance(newsroom.issue(), newsroom.digest, newsroom.works) is IssueState.SENDING


def test_whoever_names_the_number_has_thought_of_it(newsroom):
    went_out(newsroom, 3)
    newsroom.readers(80, start=1000)
    works = replace(newsroom.works, passed=frozenset({"unusual"}))
    assert advance(newsroom.issue(), newsroom.digest, works) is IssueState.SENDING


def test_the_contents_of_the_issue_before_wait_for_a_person(newsroom):
    went_out(newsroom, 1)
    number = newsroom.issue()
    before = models.Issue.objects.exclude(pk=number).get().content_hash
    models.Issue.objects.filter(pk=number).update(content_hash=before)
    models.Issue.objects.exclude(pk=number).update(
        content_hash=issues.load(number).choice.content_hash
    )
    assert "contents are those of the issue before" in refused(newsroom, number, "same")


def test_a_guard_passed_by_a_person_does_not_open_another_one(newsroom):
    went_out(newsroom, 3)
    newsroom.readers(80, start=1000)
    number = newsroom.issue()
    refused(newsroom, number, "unusual")
    agree(number, actor="ann", now=newsroom.clock(), reason="new readers")
    models.Issue.objects.filter(finished_at__isnull=False).update(
        content_hash=issues.load(number).choice.content_hash
    )
    refused(newsroom, number, "same")
    assert approval.of(number).guards == ("same", "unusual")


def test_a_send_with_many_bounces_is_paused_once_and_goes_on_when_resumed(newsroom):
    newsroom.readers(200, start=1000)
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    models.Batch.objects.filter(issue=number).update(
        state="done", cursor=100, inflight_to=100, submitted=100
    )
    batch = models.Batch.objects.filter(issue=number).first()
    rows = [
        models.Delivery(
            issue_id=number,
            subscriber_id=subscriber,
            batch=batch,
            position=place,
            state="bounced",
            at=newsroom.clock(),
        )
        for place, subscriber in enumerate(
            models.Subscriber.objects.order_by("-pk").values_list("pk", flat=True)[:20]
        )
    ]
    models.Delivery.objects.bulk_create(rows)
    assert guarding.watch(newsroom.clock()) == [number]
    assert issues.state(number) is IssueState.PAUSED
    told = models.Audit.objects.get(act="pause")
    assert told.after == {"guard": "signs", "because": "20 of 300 copies bounced"}
    control.resume(number, actor="ann", clock=newsroom.clock, queue=newsroom.queue)
    assert guarding.watch(newsroom.clock()) == []
    assert counters.of("guards") == {"signs": 1}


def first(newsroom: Newsroom, then: Then = Then.GO) -> int:
    """An issue whose first ten readers have it."""
    newsroom.digest = replace(newsroom.digest, canary=CanaryPlan(readers=10, then=then))
    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    off(newsroom, number)
    assert len(newsroom.mailer.addresses) == 10
    return number


def off(newsroom: Newsroom, number: int) -> None:
    work_off(number, newsroom.room(), wait=lambda moment: newsroom.clock.advance(seconds=30))


def looked(newsroom: Newsroom, **also: bool) -> None:
    canary.look({"morning": newsroom.digest}, newsroom.clock(), newsroom.queue, **also)


def test_a_few_readers_go_first_and_the_rest_after_a_while(newsroom):
    number = first(newsroom)
    told = verified(number)
    assert (told.submitted, told.pending) == (10, 90)
    looked(newsroom)
    off(newsroom, number)
    assert verified(number).submitted == 10
    newsroom.clock.advance(minutes=15)
    looked(newsroom)
    off(newsroom, number)
    assert verified(number).submitted == 100
    assert len(set(newsroom.mailer.addresses)) == 100
    assert issues.state(number) is IssueState.FINISHED


def test_the_status_says_that_an_issue_waits_for_its_first_readers_and_for_its_hours(newsroom):
    number = first(newsroom)
    place = House(cast.house(), newsroom.clock)
    now = status.look(place)
    assert "what its first readers say" in now.waits[number]
    assert f"      waits for {now.waits[number]}" in status.words(now)
    looked(newsroom)
    newsroom.clock.advance(minutes=15)
    looked(newsroom)
    assert status.status_json(status.look(place))["now"][0]["waits_for"] is None
    local = newsroom.clock().astimezone(newsroom.digest.tz)
    hours = Pace(
        hours=parse_hours(f"daily {(local.hour + 2) % 24:02}:00-{(local.hour + 3) % 24:02}:00"),
        window=True,
    )
    closed = replace(newsroom.digest, pace=hours)
    place = House(replace(cast.house(), digests={"morning": closed}), newsroom.clock)
    assert "waits for its hours" in "\n".join(status.words(status.look(place)))


def test_what_is_frozen_on_its_way_says_what_lets_it_go_and_ends_as_a_guard_does(newsroom):
    number = first(newsroom)
    place = House(cast.house(), newsroom.clock)
    issue, told = issues.load(number), verified(number)
    waits = restraint.waits(place, issue, told)
    assert exit_code(issue, told, waits) == 75
    house.freeze("", actor="ann", reason="wrong picture", now=newsroom.clock())
    waits = restraint.waits(place, issue, told)
    assert waits.startswith("digest thaw: everything is frozen")
    assert exit_code(issue, told, waits) == 3


def test_the_first_readers_stand_all_over_the_list(newsroom):
    first(newsroom)
    people = list(models.Subscriber.objects.order_by("pk").values_list("address", flat=True))
    places = [n for n, address in enumerate(people) if address in newsroom.mailer.addresses]
    assert places == list(range(0, 100, 10))


def test_the_rest_waits_for_a_person_where_the_digest_wants_one(newsroom):
    number = first(newsroom, then=Then.ASK)
    newsroom.clock.advance(days=1)
    looked(newsroom)
    assert canaries.waits(number)
    canary.go_on(
        number, actor="ann", because="looks right", now=newsroom.clock(), queue=newsroom.queue
    )
    off(newsroom, number)
    assert verified(number).submitted == 100
    assert models.Audit.objects.get(act="canary").actor == "ann"
    with pytest.raises(GuardRefused):
        canary.go_on(number, actor="ann", because="", now=newsroom.clock(), queue=newsroom.queue)


def test_an_issue_made_by_hand_may_have_first_readers_of_its_own(newsroom):
    newsroom.digest = replace(newsroom.digest, canary=CanaryPlan(readers=10))
    own = CanaryPlan(readers=4, wait=timedelta(minutes=2), then=Then.ASK)
    number = newsroom.issue(first=own)
    assert canary.plan_of(number, newsroom.digest) == own
    advance(number, newsroom.digest, newsroom.works)
    off(newsroom, number)
    assert len(newsroom.mailer.addresses) == 4
    newsroom.clock.advance(hours=1)
    looked(newsroom)
    assert canaries.waits(number)
    assert canary.asking({"morning": newsroom.digest}) == {number}


def test_a_send_by_hand_may_do_without_the_first_readers_of_its_digest(newsroom):
    newsroom.digest = replace(newsroom.digest, canary=CanaryPlan(readers=10))
    number = newsroom.issue(first=CanaryPlan(readers=0))
    advance(number, newsroom.digest, newsroom.works)
    off(newsroom, number)
    assert len(newsroom.mailer.addresses) == 100


def test_a_complaint_of_the_first_readers_stops_the_rest_until_a_person_resumes(newsroom):
    number = first(newsroom)
    few = models.Batch.objects.get(issue=number, submitted=10)
    models.Delivery.objects.create(
        issue_id=number,
        subscriber_id=few.first_id,
        batch=few,
        position=0,
        state="complained",
        at=newsroom.clock(),
    )
    looked(newsroom)
    assert issues.state(number) is IssueState.PAUSED
    told = models.Audit.objects.get(act="pause").after
    assert told == {"guard": "canary", "because": "1 of the first readers complained"}
    assert counters.of("guards") == {"canary": 1}
    newsroom.clock.advance(days=1)
    looked(newsroom)
    assert verified(number).pending == 90
    control.resume(number, actor="ann", clock=newsroom.clock, queue=newsroom.queue)
    off(newsroom, number)
    assert verified(number).submitted == 100


def test_a_provider_that_tells_of_nobody_stops_the_rest_at_the_end_of_the_wait(newsroom):
    number = first(newsroom)
    looked(newsroom, reports=True)
    assert issues.state(number) is IssueState.SENDING
    newsroom.clock.advance(minutes=16)
    looked(newsroom, reports=True)
    assert issues.state(number) is IssueState.PAUSED


def test_a_cancel_while_the_rest_waits_leaves_it_to_nobody(newsroom):
    number = first(newsroom)
    control.cancel(number, actor="ann", clock=newsroom.clock)
    newsroom.clock.advance(days=1)
    looked(newsroom)
    off(newsroom, number)
    told = verified(number)
    assert (told.submitted, told.cancelled) == (10, 90)


def test_a_freeze_and_a_pause_hold_the_first_readers_too(newsroom):
    newsroom.digest = replace(newsroom.digest, canary=CanaryPlan(readers=10))
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    house.freeze("morning", actor="ann", reason="", now=newsroom.clock())
    off(newsroom, number)
    assert not newsroom.mailer.parcels


def test_a_short_list_has_no_first_readers(newsroom):
    newsroom.digest = replace(newsroom.digest, canary=CanaryPlan(readers=60))
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    finish(newsroom, number)
    assert verified(number).submitted == 100


def test_a_dispatcher_that_dies_before_the_release_leaves_nobody_out_and_nobody_first_twice(
    newsroom,
):
    newsroom.digest = replace(
        newsroom.digest, canary=CanaryPlan(readers=10, wait=timedelta(minutes=1))
    )
    number = newsroom.issue()

    class Dead(BaseException):
        pass

    def dying(point: str) -> None:
        if point == "after canary":
            raise Dead

    with pytest.raises(Dead):
        advance(number, newsroom.digest, replace(newsroom.works, checkpoint=dying))
    assert issues.state(number) is IssueState.FROZEN
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    off(newsroom, number)
    assert len(newsroom.mailer.addresses) == 10
    newsroom.clock.advance(minutes=2)
    looked(newsroom)
    off(newsroom, number)
    assert verified(number).submitted == 100
    assert len(set(newsroom.mailer.addresses)) == 100


def raised_at(newsroom: Newsroom, restraint: Restraint) -> list[str]:
    seen = signs.signs(newsroom.clock(), reports=False, workers_expected=False, restraint=restraint)
    return [alarm.key for alarm in raised(seen, Limits())]


@pytest.mark.parametrize("then", list(Then))
def test_an_issue_whose_first_readers_have_it_is_neither_stuck_nor_late_but_may_ask(newsroom, then):
    number = first(newsroom, then=then)
    models.Occurrence.objects.update(kind="scheduled", due_at=newsroom.clock())
    late = f"late morning {models.Occurrence.objects.get().slot}"
    newsroom.clock.advance(minutes=14)
    asks = canary.asking({"morning": newsroom.digest})
    assert asks == ({number} if then is Then.ASK else set())
    told = Restraint(asks=asks)
    assert raised_at(newsroom, told) == ([late] if asks else [])
    canary.go_on(number, actor="a", because="b", now=newsroom.clock(), queue=newsroom.queue)
    newsroom.clock.advance(minutes=9)
    assert raised_at(newsroom, told) == []
    newsroom.clock.advance(minutes=2)
    assert raised_at(newsroom, told) == [late, f"stalled issue {number}"]


def test_first_readers_who_have_not_got_it_are_stuck_as_anybody_is(newsroom):
    newsroom.digest = replace(newsroom.digest, canary=CanaryPlan(readers=10))
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    newsroom.clock.advance(minutes=14)
    assert raised_at(newsroom, Restraint()) == [f"stalled issue {number}"]


def test_an_issue_that_waits_for_its_hours_is_not_stuck_until_they_have_come_for_a_while(newsroom):
    pace = replace(newsroom.digest.pace, hours=parse_hours("daily 12:00-22:00"), window=True)
    newsroom.digest = replace(newsroom.digest, pace=pace)
    settings = replace(cast.house(), digests={"morning": newsroom.digest})
    made = House(settings, clock=newsroom.clock)
    number = newsroom.issue()
    local = newsroom.clock().astimezone(newsroom.digest.tz)
    newsroom.clock.now = local.replace(hour=3)
    advance(number, newsroom.digest, newsroom.works)
    found = {}
    for hour, minute in ((4, 0), (12, 5), (12, 11)):
        newsroom.clock.now = local.replace(hour=hour, minute=minute)
        found[hour, minute] = raised_at(newsroom, restrained(made, newsroom.clock()))
        (line,) = status.status_json(now := status.look(made))["now"]
        assert ("its hours" in (line["waits_for"] or "")) is (hour == 4)
        assert ("waits for its hours" in " ".join(status.words(now))) is (hour == 4)
    assert found == {(4, 0): [], (12, 5): [], (12, 11): [f"stalled issue {number}"]}
