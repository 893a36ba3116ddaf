"""The webhook at every crash point: reports that come while a worker dies, and a webhook that dies.

Whatever dies when, the provider tells again what it was not thanked for, and the ledger, the rows
and the suppressions end as if nobody had died.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from digest.bootstrap import House
from digest.flow.advance import work_off
from digest.flow.hands import submit_near
from digest.flow.ports import Checkpoint
from digest.jobs import record_sendgrid
from digest.mail.sendgrid import SendGrid
from digest.mail.sendgrid_wire import Wire
from digest.store import balance, batches, events, models, never, softly
from tests import cast, mortal
from tests.checker import compare
from tests.newsroom import KEY, Newsroom
from tests.standin_sendgrid import KEY as API_KEY
from tests.standin_sendgrid import Standin, serve
from tests.webhook import PUBLIC, Reports, encoded

pytestmark = pytest.mark.django_db(transaction=True)
READERS, BATCH, AT = 40, 4, int(time.time()) - 30
WORKER = [
    "before claim",
    "after claim",
    "after intent",
    "after acceptance",
    "after mark",
    "before acknowledgement",
]
WEBHOOK = ["body kept", "reports inserted", "rows written", "suppressed", "judged", "recorded"]


@dataclass
class World:
    """A newsroom that sends through a stand-in, and what that reports."""

    newsroom: Newsroom
    post: Standin
    number: int

    def room(self, checkpoint: Checkpoint | None = None) -> Any:
        wire = Wire(self.post.url, connect=20, answer=20)
        self.newsroom.mailer = SendGrid(  # type: ignore[assignment]
            API_KEY, self.post.url, key=KEY, clock=self.newsroom.clock, wire=wire
        )
        return self.newsroom.room(**({"checkpoint": checkpoint} if checkpoint else {}))

    def reports(self, seed: int = 0) -> bytes:
        told = list(Reports(self.post.people(), seed, at=AT).events())
        Reports([], seed).random.shuffle(told)
        return encoded(told)

    def tell(self, seed: int = 0, checkpoint: Checkpoint = lambda _: None) -> None:
        """What the page of the webhook does with a signed body."""
        settings = replace(cast.house(), secret_keys=(KEY,), sendgrid_webhook_key=PUBLIC)
        raw = self.reports(seed)
        number = events.keep_raw("sendgrid", raw, self.newsroom.clock())
        checkpoint("body kept")
        record_sendgrid(raw, House(settings, self.newsroom.clock), raw_id=number)
        checkpoint("recorded")

    def finish(self) -> None:
        room = self.room()
        work_off(self.number, room, wait=lambda moment: self.newsroom.clock.advance(seconds=900))
        room.mailer.close()

    def swept(self) -> None:
        """What the sweeper does each minute."""
        for issue in events.uncertain_issues(self.newsroom.clock().replace(year=2000)):
            events.reconsider(issue)

    def truth(self) -> tuple[dict[str, int], int, int]:
        told = balance.verify(self.number)
        assert told.holds, told.findings
        found = compare(self.number, self.post.copies())
        assert not found.doubled, found
        assert not found.strangers, found
        assert not found.lost, found
        known = models.Event.objects.count()
        return found.counts, known, models.Suppression.objects.count()


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=BATCH)
    made.readers(READERS)
    made.gathered()
    # Reports tell real times.
    made.clock.now = made.clock.now.fromtimestamp(int(time.time()), made.clock.now.tzinfo)
    return made


@pytest.fixture
def world(newsroom, sending, tmp_path) -> Iterator[World]:
    with serve(tmp_path / "record.jsonl", delay=0.005) as post:
        yield World(newsroom, post, sending)


def expected(copies: int) -> tuple[int, int]:
    """Reports and suppressions of that many copies."""
    bounced = sum(1 for n in range(copies) if n % 50 == 7)
    return 2 * copies, bounced


@pytest.mark.parametrize("when", ["while it dies", "before the take-over", "after the take-over"])
@pytest.mark.parametrize("point", WORKER)
def test_reports_that_come_while_a_worker_dies_settle_what_it_left_open(world, point, when):
    def work(checkpoint: Checkpoint) -> None:
        def heard(here: str) -> None:
            if here == point and when == "while it dies":
                world.tell()
            checkpoint(here)

        room = world.room(heard)
        for batch in batches.open_batches(world.number):
            submit_near(batch, room, until=lambda: False)

    assert mortal.killed(work, point, 3)
    if when == "before the take-over":
        world.tell(1)
    world.finish()
    world.swept()
    if when == "after the take-over":
        world.tell(2)
    world.tell(3)
    counts, known, suppressed = world.truth()
    # Asked and surely not accepted, and nobody can tell: a person's.
    lost = BATCH if point == "after intent" else 0
    assert counts.get("uncertain", 0) == lost
    copies = READERS - lost
    assert (known, suppressed) == expected(copies)
    assert sum(world.post.copies().values()) == copies


@pytest.mark.parametrize("point", WEBHOOK)
def test_a_webhook_that_dies_is_told_again_and_ends_alike(world, point):
    def dies(checkpoint: Checkpoint) -> None:
        pointed(checkpoint)
        world.tell(checkpoint=checkpoint)

    world.post.faults = ["500 after", "", "reset after", "503 before"]
    world.finish()
    for _ in range(2):
        assert mortal.killed(dies, point)
    world.tell(1)
    counts, known, suppressed = world.truth()
    accepted = sum(world.post.copies().values())
    assert accepted == READERS - BATCH
    assert counts["uncertain"] == BATCH
    assert (known, suppressed) == expected(accepted)


def pointed(checkpoint: Checkpoint) -> None:
    """Name the places inside the transaction, in this process alone."""

    def after(module: Any, name: str, point: str) -> None:
        original = getattr(module, name)

        def wrapped(*words: Any, **more: Any) -> Any:
            result = original(*words, **more)
            checkpoint(point)
            return result

        setattr(module, name, wrapped)

    after(events, "insert_new", "reports inserted")
    after(events, "_write", "rows written")
    after(never, "keep", "suppressed")
    after(softly, "judge", "judged")
