"""What slows down whoever asks too often: the same counts in the database and in Redis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import redis

from digest import brake as brakes
from digest.settings import current
from digest.store import models
from tests.fakes import FixedClock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(params=["database", "redis"])
def brake(request, valkey):
    clock = FixedClock()
    url = valkey.url if request.param == "redis" else ""
    return brakes.brake(replace(current(), redis_url=url), clock)


def test_each_key_counts_for_itself(brake):
    assert [brake.count("a", HOUR) for _ in range(3)] == [1, 2, 3]
    assert brake.count("b", HOUR) == 1


def test_a_window_of_the_database_ends_and_is_forgotten():
    clock = FixedClock()
    counting = brakes.InDatabase(clock)
    counting.count("a", HOUR), counting.count("a", HOUR)
    clock.advance(minutes=59)
    assert counting.count("a", HOUR) == 3
    clock.advance(minutes=2)
    assert counting.count("a", HOUR) == 1
    from digest.store import tallies

    clock.advance(hours=2)
    assert tallies.forget(clock()) == 1
    assert models.Tally.objects.count() == 0


def test_a_window_of_redis_ends_by_itself(valkey):
    counting = brakes.brake(replace(current(), redis_url=valkey.url), FixedClock())
    counting.count("a", HOUR)
    with valkey.client() as client:
        assert 3500 < client.ttl("digest:brake:a") <= 3600
        counting.count("a", timedelta(hours=9))
        assert client.ttl("digest:brake:a") <= 3600


def test_a_redis_that_is_away_does_not_open_the_door():
    away = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    counting = brakes.InRedis(away, brakes.InDatabase(FixedClock()))
    assert [counting.count("a", HOUR) for _ in range(3)] == [1, 2, 3]


def test_the_embedded_broker_holds_no_counts():
    from digest import broker

    url = broker.url(current().home)
    made = brakes.brake(replace(current(), redis_url=url), FixedClock())
    assert isinstance(made, brakes.InDatabase)


def test_a_key_names_its_kind_and_nobody():
    key = brakes.named("mailbox", "zoe@example.org", b"k" * 40)
    assert key.startswith("mailbox:")
    assert "zoe" not in key
    assert len(key) <= 80
    assert key != brakes.named("mailbox", "zoe@example.org", b"l" * 40)
