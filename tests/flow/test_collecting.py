"""The sweeper reads the box of bounces and the provider's lists when their turn has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest import collecting
from digest.bootstrap import House
from digest.model.audience import address_hash
from digest.rules import return_path
from digest.settings.bounces import BounceBox, Bounces
from digest.settings.environment import Delivery
from digest.settings.sendgrid import SendGridLists
from digest.store import house as switch
from digest.store import models
from digest.store.addresskey import address_key
from tests import cast
from tests.bounces import group, report
from tests.fakes import FixedClock
from tests.standin_sendgrid import KEY, Standin, serve

pytestmark = pytest.mark.django_db
HOME = "bounces@news.example.org"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with serve(tmp_path / "record.jsonl") as running:
        yield running


def house(clock: FixedClock, **more: Any) -> House:
    return House(replace(cast.house(), **more), clock)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    return tmp_path / "box"


def test_the_box_is_read_once_a_turn_and_a_service_mails_bounce_ends_the_mail(box):
    clock = FixedClock(cast.NOW)
    here = house(clock, bounces=Bounces(HOME, box=BounceBox(path=str(box))))
    ada, issue = cast.ada(), cast.issue()
    to = return_path.minter(cast.KEY, return_path.LETTER, issue, HOME)(ada.id)
    (box / "new" / "1").write_bytes(report(to, group(address=ada.address), returned="x"))
    assert collecting.sweep(here) == 1
    assert models.Suppression.objects.get().address_hash == ada.hash
    (box / "new" / "2").write_bytes(report(to, group("delayed", "4.4.1"), returned="x"))
    assert collecting.sweep(here) == 0
    clock.advance(seconds=301)
    assert collecting.sweep(here) == 1


def test_a_frozen_copy_leaves_the_originals_box_alone(box):
    clock = FixedClock(cast.NOW)
    here = house(clock, bounces=Bounces(HOME, box=BounceBox(path=str(box))))
    (box / "new" / "1").write_bytes(b"a mail")
    switch.freeze("", actor="digest", reason="a copy", now=clock())
    assert collecting.sweep(here) == 0
    assert (box / "new" / "1").exists()
    switch.thaw("", actor="ada", now=clock())
    collecting.sweep(here)
    assert not (box / "new" / "1").exists()


def test_a_box_that_is_gone_costs_a_line_in_the_log_and_no_tick(tmp_path):
    gone = BounceBox(path=str(tmp_path / "nowhere"))
    here = house(FixedClock(cast.NOW), bounces=Bounces(HOME, box=gone))
    assert collecting.sweep(here) == 0
    away = BounceBox(host="127.0.0.1", port=9, user="b", tls="none")
    here = house(FixedClock(cast.NOW.replace(hour=9)), bounces=Bounces(HOME, box=away))
    assert collecting.sweep(here) == 0


def test_the_lists_are_read_every_hour_where_mail_goes_through_the_provider(post):
    clock = FixedClock(cast.NOW)
    row = {"email": "ada@reader.example.org", "created": int(cast.NOW.timestamp()) - 60}
    post.lists.rows = {"bounces": [row]}
    through = {
        "delivery": Delivery("sendgrid"),
        "sendgrid_key": KEY,
        "sendgrid_url": post.url,
    }
    assert collecting.sweep(house(clock, **through, sendgrid_lists=SendGridLists(sync=False))) == 0
    assert collecting.sweep(house(clock)) == 0
    assert post.lists.asked == []
    assert collecting.sweep(house(clock, **through)) == 1
    mark = address_hash("ada@reader.example.org", address_key([cast.KEY]))
    assert models.Suppression.objects.filter(pk=mark, reason="hard_bounce").exists()
    asked = len(post.lists.asked)
    assert collecting.sweep(house(clock, **through)) == 0
    assert len(post.lists.asked) == asked
