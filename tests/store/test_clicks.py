"""Touches rolled up to numbers: each once, people apart from machines, gone with an erasure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.rules.scanners import Sign, Touch
from digest.store import clicks, events, forgetting, models
from digest.store.person import whole
from tests.newsroom import KEY, Newsroom

pytestmark = pytest.mark.django_db
OUT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
KEPT = timedelta(days=90)
HOUR = timedelta(hours=1)


@pytest.fixture
def issue() -> int:
    newsroom = Newsroom()
    newsroom.readers(3)
    newsroom.gathered()
    return newsroom.issue()


@pytest.fixture
def people(issue) -> list[int]:
    return list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True))


def touch(issue: int, who: int, link: int, seconds: float, *signs: Sign) -> None:
    assert clicks.keep(issue, who, Touch(link, OUT + timedelta(seconds=seconds), frozenset(signs)))


def numbers(issue: int) -> dict[int | None, tuple[int, int, int]]:
    rows = models.LinkCount.objects.filter(issue=issue)
    return {row.link: (row.readers, row.clicks, row.machines) for row in rows}


def test_people_and_machines_are_counted_apart(issue, people):
    ada, bo, cy = people
    events.take([Event("k", DeliveryEvent.DELIVERED, issue, cy, OUT)], events.Effects({}), OUT)
    for seconds in (60, 300):
        touch(issue, ada, 1, seconds)
    touch(issue, ada, 2, 400)
    touch(issue, bo, 1, 90)
    touch(issue, bo, 1, 91, Sign.HEAD)
    touch(issue, bo, 0, 80)
    touch(issue, cy, 1, 4)
    assert clicks.roll_up(OUT + HOUR, KEPT) == 7
    assert numbers(issue) == {0: (1, 1, 0), 1: (2, 3, 2), 2: (1, 1, 0), None: (2, 4, 2)}


def test_what_comes_later_is_added_and_a_reader_counts_once(issue, people):
    ada, bo, _ = people
    touch(issue, ada, 1, 60)
    clicks.roll_up(OUT + HOUR, KEPT)
    touch(issue, ada, 1, 7200)
    touch(issue, ada, 2, 7300)
    touch(issue, bo, 1, 7400)
    assert clicks.roll_up(OUT + 3 * HOUR, KEPT) == 3
    assert clicks.roll_up(OUT + 3 * HOUR, KEPT) == 0
    assert numbers(issue) == {1: (2, 3, 0), 2: (1, 1, 0), None: (2, 4, 0)}


def test_a_touch_is_judged_when_its_burst_is_over(issue, people):
    touch(issue, people[0], 1, 60)
    assert clicks.roll_up(OUT + timedelta(minutes=3), KEPT) == 0
    touch(issue, people[0], 2, 60)
    touch(issue, people[0], 3, 61)
    touch(issue, people[0], 4, 61)
    assert clicks.roll_up(OUT + HOUR, KEPT) == 4
    assert numbers(issue)[None] == (0, 0, 4)


def test_many_touches_are_rolled_up_in_many_steps(issue, people, monkeypatch):
    monkeypatch.setattr(clicks, "_PAGE", 4)
    for who in people:
        for link in range(1, 5):
            touch(issue, who, link, 100 * link)
    assert clicks.roll_up(OUT + HOUR, KEPT) == 12
    assert numbers(issue) == dict.fromkeys(range(1, 5), (3, 3, 0)) | {None: (3, 12, 0)}


def test_single_touches_go_after_their_time_and_the_numbers_stay(issue, people):
    touch(issue, people[0], 1, 60)
    clicks.roll_up(OUT + HOUR, KEPT)
    clicks.roll_up(OUT + KEPT - HOUR, KEPT)
    assert models.Click.objects.count() == 1
    clicks.roll_up(OUT + KEPT + HOUR, KEPT)
    assert not models.Click.objects.exists()
    assert numbers(issue)[1] == (1, 1, 0)


def test_an_erased_reader_leaves_numbers_and_no_touch(issue, people):
    ada = models.Subscriber.objects.get(pk=people[0])
    touch(issue, ada.pk, 1, 60)
    touch(issue, people[1], 1, 60)
    told = whole(ada.address_norm, KEY)
    assert told is not None
    assert [(row["issue_id"], row["link"]) for row in told["clicks"]] == [(issue, 1)]
    clicks.roll_up(OUT + HOUR, KEPT)
    touch(issue, ada.pk, 2, 7200)
    forgetting.everywhere(forgetting.traces(ada.address_hash), ada.address_hash)
    assert set(models.Click.objects.values_list("subscriber_id", flat=True)) == {people[1]}
    clicks.roll_up(OUT + 4 * HOUR, KEPT)
    assert numbers(issue) == {1: (2, 2, 0), None: (2, 2, 0)}
    late = Touch(1, OUT + timedelta(hours=9))
    assert not clicks.keep(issue, people[0], late)
