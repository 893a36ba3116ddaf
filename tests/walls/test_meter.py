"""Letters counted for all workers together: the database and Redis keep the same limits."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
import redis

from digest import meter as meters
from digest.rules.pacing import Want
from digest.settings import current
from digest.store import house, models

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["database", "redis"])
def meter(request, valkey):
    meters._client.cache_clear()
    url = valkey.url if request.param == "redis" else ""
    with valkey.client() as client:
        client.flushall()
    yield meters.meter(replace(current(), redis_url=url))
    meters._client.cache_clear()


def test_what_is_free_is_granted_and_what_follows_too_soon_is_told_to_wait(meter):
    assert meter.ask([Want("a", 5, 1.0)]) == 0
    assert 3.5 < meter.ask([Want("a", 5, 1.0)]) <= 5
    assert meter.ask([Want("b", 5, 1.0)]) == 0


def test_of_two_keys_nothing_is_counted_where_one_has_to_wait(meter):
    assert meter.ask([Want("slow", 1, 0.2)]) == 0
    assert meter.ask([Want("fast", 1, 0.2), Want("slow", 1, 0.2)]) > 0
    assert meter.ask([Want("fast", 1, 0.2)]) == 0


def test_a_rate_that_is_raised_is_not_held_up_by_what_left_slowly(meter):
    assert meter.ask([Want("a", 1, 0.01)]) == 0
    assert 90 < meter.ask([Want("a", 1, 0.01)]) <= 100
    assert meter.ask([Want("a", 50, 1000)]) <= 1.0


def test_what_is_owed_is_waited_for_by_the_next(meter):
    meter.owe([Want("a", 3, 1.0)])
    assert 0 < meter.ask([Want("a", 1, 1.0)]) <= 3


def test_many_at_once_get_no_more_than_there_is(meter):
    rate, granted, lock, end = 200.0, [0], threading.Lock(), time.monotonic() + 1.0

    def hand() -> None:
        try:
            while time.monotonic() < end:
                wait = meter.ask([Want("shared", 10, rate)])
                if wait:
                    time.sleep(min(wait, 0.05))
                else:
                    with lock:
                        granted[0] += 10
        finally:
            house.leave()

    began = time.monotonic()
    hands = [threading.Thread(target=hand) for _ in range(4)]
    [one.start() for one in hands]
    [one.join() for one in hands]
    span = time.monotonic() - began
    assert 0.5 * rate <= granted[0] <= rate * span + 0.08 * rate + 10


def test_a_redis_that_is_away_grants_nothing():
    away = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    assert meters.InRedis(away).ask([Want("a", 1, 100.0)]) == meters.AWAY
    assert not models.Bucket.objects.exists()
