"""What is done beside the clock has its turns: hints where there are workers, the sweeper where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest import collecting
from digest.bootstrap import House
from digest.flow.advance import advance, work_off
from digest.flow.record import record
from digest.model.audience import address_hash
from digest.model.delivery import DeliveryEvent
from digest.model.errors import GuardRefused
from digest.model.event import Event
from digest.model.post import Fate, Verdict
from digest.queue import NoHints
from digest.rules import return_path
from digest.settings.bounces import BounceBox, Bounces
from digest.settings.environment import Delivery
from digest.settings.sendgrid import SendGridLists
from digest.store import balance, models
from digest.store import house as switch
from digest.store.addresskey import address_key
from tests import cast
from tests.bounces import group, report
from tests.fakes import FakeQueue, FixedClock
from tests.newsroom import Newsroom
from tests.standin_sendgrid import KEY, Standin, serve

pytestmark = pytest.mark.django_db
HOME = "bounces@news.example.org"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with serve(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Callable[..., House]:
    def made(clock: FixedClock, **more: Any) -> House:
        here = House(replace(cast.house(), **more), clock)
        monkeypatch.setattr(collecting, "open_house", lambda: here)
        return here

    return made


def due(here: House) -> set[str]:
    """What the sweeper would hint at; nothing is done."""
    told = FakeQueue()
    collecting.sweep(here, told)  # type: ignore[arg-type]
    return set(told.followed)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    return tmp_path / "box"


def test_the_box_is_read_once_a_turn_and_a_service_mails_bounce_ends_the_mail(box, house):
    clock = FixedClock(cast.NOW)
    here = house(clock, bounces=Bounces(HOME, box=BounceBox(path=str(box))))
    ada, issue = cast.ada(), cast.issue()
    to = return_path.minter(cast.KEY, return_path.LETTER, issue, HOME)(ada.id)
    (box / "new" / "1").write_bytes(report(to, group(address=ada.address), returned="x"))
    assert "bounces" in due(here)
    assert collecting.follow("bounces") == 1
    assert models.Suppression.objects.get().address_hash == ada.hash
    (box / "new" / "2").write_bytes(report(to, group("delayed", "4.4.1"), returned="x"))
    assert "bounces" not in due(here)
    assert collecting.follow("bounces") == 0
    clock.advance(seconds=301)
    assert "bounces" in due(here)
    assert collecting.follow("bounces") == 1


def test_without_workers_the_sweeper_does_it_and_no_second_one_the_same_minute(box, house):
    clock = FixedClock(cast.NOW)
    here = house(clock, bounces=Bounces(HOME, box=BounceBox(path=str(box))))
    (box / "new" / "1").write_bytes(b"a mail")
    assert collecting.sweep(here, NoHints()) == len({"bounces", "counts", "seeds"})
    assert not (box / "new" / "1").exists()
    assert collecting.sweep(here, NoHints()) == 0


def test_a_frozen_copy_leaves_the_originals_box_alone(box, house):
    clock = FixedClock(cast.NOW)
    here = house(clock, bounces=Bounces(HOME, box=BounceBox(path=str(box))))
    (box / "new" / "1").write_bytes(b"a mail")
    switch.freeze("", actor="digest", reason="a copy", now=clock())
    assert "bounces" not in due(here)
    collecting.follow("bounces")
    assert (box / "new" / "1").exists()
    switch.thaw("", actor="ada", now=clock())
    collecting.follow("bounces")
    assert not (box / "new" / "1").exists()


def test_a_box_that_is_gone_costs_a_line_in_the_log_and_no_tick(tmp_path, house):
    gone = BounceBox(path=str(tmp_path / "nowhere"))
    here = house(FixedClock(cast.NOW), bounces=Bounces(HOME, box=gone))
    assert collecting.sweep(here, NoHints())
    away = BounceBox(host="127.0.0.1", port=9, user="b", tls="none")
    here = house(FixedClock(cast.NOW.replace(hour=9)), bounces=Bounces(HOME, box=away))
    assert collecting.sweep(here, NoHints())


def test_the_lists_are_read_in_their_turn_where_mail_goes_through_the_provider(post, house):
    clock = FixedClock(cast.NOW)
    row = {"email": "ada@reader.example.org", "created": int(cast.NOW.timestamp()) - 60}
    post.lists.rows = {"bounces": [row]}
    through = {
        "delivery": Delivery("sendgrid"),
        "sendgrid_key": KEY,
        "sendgrid_url": post.url,
    }
    assert "lists" not in due(house(clock, **through, sendgrid_lists=SendGridLists(sync=False)))
    assert "lists" not in due(house(clock))
    assert "lists" in due(house(clock, **through))
    assert post.lists.asked == []
    assert collecting.follow("lists") == 1
    mark = address_hash("ada@reader.example.org", address_key([cast.KEY]))
    assert models.Suppression.objects.filter(pk=mark, reason="hard_bounce").exists()
    asked = len(post.lists.asked)
    assert collecting.follow("lists") == 0
    assert len(post.lists.asked) == asked


def test_a_doubt_that_a_report_had_spoken_of_before_is_settled_in_its_turn(house):
    newsroom = Newsroom(batch_size=4)
    newsroom.mailer.can_tell = False
    newsroom.readers(4)
    newsroom.gathered()
    number = newsroom.issue()
    here = house(FixedClock(newsroom.clock()))
    advance(number, newsroom.digest, newsroom.works)
    one = models.Subscriber.objects.earliest("pk").pk
    told = Event("k1", DeliveryEvent.DELIVERED, number, one, newsroom.clock())
    record([told], clock=newsroom.clock)
    assert "doubts" not in due(here)
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer")]
    work_off(number, newsroom.room(), wait=lambda moment: None)
    assert "doubts" in due(here)
    assert collecting.follow("doubts") == 1
    assert balance.balance(number).uncertain == 3


def test_what_nobody_knows_is_refused():
    with pytest.raises(GuardRefused, match="nothing follows"):
        collecting.follow("os.system")
