"""Who reads us is told by no answer's time: 200 of each sort, asked in turn, compared by rank."""

from __future__ import annotations

import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from digest.rules import signup as rules
from digest.rules import tokens
from digest.store import addresskey, models
from tests import cast
from tests.readers import enlist, reader

pytestmark = pytest.mark.django_db
EACH = 200
BOUND = 0.15
"""How far from a half: five standard errors of 200 against 200, far from what lets anybody guess."""


def slower(some: Sequence[float], others: Sequence[float]) -> float:
    """The share of pairs in which the first took longer: a half where nothing tells them apart."""
    ranked = sorted(others)
    wins = sum(bisect_left(ranked, one) + bisect_right(ranked, one) for one in some)
    return wins / (2 * len(some) * len(others))


def test_a_look_up_of_a_twentieth_would_be_seen():
    chance = random.Random(7)
    times = [chance.gauss(5.0, 0.1) for _ in range(2 * EACH)]
    assert abs(slower(times[:EACH], times[EACH:]) - 0.5) < BOUND
    assert slower([one * 1.05 for one in times[:EACH]], times[EACH:]) > 0.5 + BOUND


def timed(ask: Callable[[int, str], int], known: list[str], unknown: list[str]) -> float:
    """The share for known over unknown addresses; both see the same weather, since they take turns."""
    for number in range(5):
        ask(2 * EACH + number, f"warm{number}@warm.example.org")
    took: dict[bool, list[float]] = {True: [], False: []}
    for number, pair in enumerate(zip(known, unknown, strict=True)):
        turns = [(True, pair[0], 2 * number), (False, pair[1], 2 * number + 1)]
        for is_known, address, place in turns if number % 2 else turns[::-1]:
            began = time.perf_counter()
            status = ask(place, address)
            took[is_known].append(time.perf_counter() - began)
            assert status == 200
    return slower(took[True], took[False])


@pytest.fixture
def people() -> tuple[list[str], list[str]]:
    """Addresses of readers, and as many of nobody."""
    cast.ada()
    known = [f"reader{n:03}@known.example.org" for n in range(EACH)]
    enlist(map(reader, known), cast.LISTS, key=cast.KEY, now=cast.NOW)
    return known, [f"reader{n:03}@other.example.org" for n in range(EACH)]


def test_the_form_takes_as_long_for_a_reader_as_for_a_stranger(client, people):
    def ask(place: int, address: str) -> int:
        stamp = rules.stamp(cast.KEY, datetime.now(UTC) - timedelta(seconds=30))
        network = f"10.{place // 250}.{place % 250}.1"
        fields = {"email": address, "website": "", "t": stamp}
        return client.post("/morning/subscribe", fields, REMOTE_ADDR=network).status_code

    assert abs(timed(ask, *people) - 0.5) < BOUND
    assert models.SignUp.objects.count() == 2 * EACH + 5


def test_a_change_of_address_takes_as_long_to_a_readers_as_to_a_strangers(
    client, people, monkeypatch
):
    monkeypatch.setattr(addresskey, "address_key", lambda keys: cast.KEY)
    askers = [reader(f"asker{n}@ask.example.org") for n in range(2 * EACH + 5)]
    enlist(askers, cast.LISTS, key=cast.KEY, now=cast.NOW)
    rows = models.Subscriber.objects.filter(address_norm__endswith="@ask.example.org")
    ids, issue = list(rows.order_by("pk").values_list("pk", flat=True)), cast.issue()

    def ask(place: int, address: str) -> int:
        token = tokens.mint(cast.KEY, tokens.READER, ids[place], issue)
        fields = {"act": "address", "email": address}
        return client.post(f"/s/{token}/preferences", fields).status_code

    assert abs(timed(ask, *people) - 0.5) < BOUND
    assert models.Notice.objects.filter(kind="address-new").count() == 2 * EACH + 5
