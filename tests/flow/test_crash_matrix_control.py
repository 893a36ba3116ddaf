"""A hand on the switch at every point where a worker may die: what it stops stays, and is counted.

The command is given while the worker stands at the point; then the worker is killed there, or goes
on.  Whatever had left before is on the list of who got it, and nobody else is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.flow import control
from digest.flow.advance import work_off
from digest.flow.ports import Checkpoint
from digest.flow.submit import submit
from digest.model.issue import IssueState
from digest.sample.conduct import Conduct
from digest.sample.mailhost import serve as serve_mail
from digest.store import balance, batches, house, issues
from digest.store.people import people
from tests import mortal
from tests.checker import compare
from tests.flow.test_crash_matrix import (
    BATCH,
    POINTS,
    READERS,
    ThroughSendGrid,
    ThroughSmtp,
    tasks,
)
from tests.newsroom import Newsroom
from tests.standin_sendgrid import serve

pytestmark = pytest.mark.django_db(transaction=True)
Way = ThroughSendGrid | ThroughSmtp
WHERE = [(point, end) for point in POINTS for end in ("killed", "goes on")]


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom(batch_size=BATCH)
    made.readers(READERS)
    made.gathered()
    return made


@pytest.fixture(params=["sendgrid", "smtp"])
def way(request: pytest.FixtureRequest, tmp_path: Path, newsroom: Newsroom) -> Iterator[Way]:
    if request.param == "sendgrid":
        with serve(tmp_path / "record.jsonl", delay=0.005) as post:
            yield ThroughSendGrid(post, newsroom.clock)
    else:
        with serve_mail(tmp_path / "host", Conduct(delay=0.005)) as host:
            yield ThroughSmtp(host, tmp_path)


def commanded(
    newsroom: Newsroom, number: int, way: Way, command: Callable[[], object], point: str, end: str
) -> None:
    """A worker comes to the point for the third time, the command is given, and it dies or goes on."""
    work, seen = tasks(newsroom, number, way), [0]

    def commanding(checkpoint: Checkpoint) -> None:
        def here(name: str) -> None:
            seen[0] += name == point
            if name == point and seen[0] == 3:
                command()
            checkpoint(name)

        work(here)

    if end == "killed":
        assert mortal.killed(commanding, point, 3)
    else:
        mortal.whole(commanding)()


def on(newsroom: Newsroom, number: int, way: Way) -> None:
    """Another process does what there is to do, as the sweeper would."""
    newsroom.mailer = mailer = way.mailer()
    room = newsroom.room()
    work_off(number, room, wait=lambda moment: newsroom.clock.advance(seconds=900))
    for batch in batches.all_due(newsroom.clock()):
        submit(batch, room)
    mailer.close()


def checked(number: int, way: Way) -> Counter[str]:
    """The ledger balances, and says of everybody what the stand-in's record says."""
    told = balance.verify(number)
    assert told.holds, told.findings
    found = compare(number, way.accepted())
    assert found.good, found
    listed = Counter(person.state for person in people(number))
    assert listed.total() == READERS
    got = {person.address for person in people(number) if person.state == "submitted"}
    assert got <= set(way.accepted())
    assert len(set(way.accepted()) - got) <= listed["uncertain"]
    return listed


def stopped(newsroom: Newsroom, number: int, way: Way) -> Counter[str]:
    """Nothing more leaves, whoever tries."""
    had = way.accepted()
    on(newsroom, number, way)
    assert way.accepted() == had
    return checked(number, way)


@pytest.mark.parametrize(("point", "end"), WHERE)
def test_a_pause_holds_and_a_resume_finishes_with_everybody_once(
    newsroom, sending, way, point, end
):
    def pause() -> None:
        control.pause(sending, actor="ann", clock=newsroom.clock)

    commanded(newsroom, sending, way, pause, point, end)
    assert stopped(newsroom, sending, way)["pending"]
    control.resume(sending, actor="ann", clock=newsroom.clock, queue=newsroom.queue)
    on(newsroom, sending, way)
    listed = checked(sending, way)
    assert set(listed) <= {"submitted", "uncertain"}
    assert listed["uncertain"] <= (BATCH if end == "killed" else 0)


@pytest.mark.parametrize(("point", "end"), WHERE)
def test_a_cancel_leaves_the_exact_list_of_who_got_it(newsroom, sending, way, point, end):
    def cancel() -> None:
        control.cancel(sending, actor="ann", clock=newsroom.clock)

    commanded(newsroom, sending, way, cancel, point, end)
    listed = stopped(newsroom, sending, way)
    assert issues.state(sending) is IssueState.CANCELLED
    assert set(listed) <= {"submitted", "uncertain", "cancelled"}
    assert listed["cancelled"] >= READERS - 4 * BATCH
    assert listed["uncertain"] <= (BATCH if end == "killed" else 0)


@pytest.mark.parametrize(("point", "end"), WHERE)
def test_a_freeze_holds_and_a_thaw_lets_the_rest_go(newsroom, sending, way, point, end):
    def freeze() -> None:
        house.freeze("", actor="ann", reason="wrong picture", now=newsroom.clock())

    commanded(newsroom, sending, way, freeze, point, end)
    assert stopped(newsroom, sending, way)["pending"]
    house.thaw("", actor="ann", now=newsroom.clock())
    on(newsroom, sending, way)
    listed = checked(sending, way)
    assert set(listed) <= {"submitted", "uncertain"}


@pytest.mark.parametrize("point", POINTS)
def test_a_pause_and_a_resume_in_one_breath_change_nothing(newsroom, sending, way, point):
    def both() -> None:
        control.pause(sending, actor="ann", clock=newsroom.clock)
        control.resume(sending, actor="ann", clock=newsroom.clock, queue=newsroom.queue)

    commanded(newsroom, sending, way, both, point, "killed")
    on(newsroom, sending, way)
    listed = checked(sending, way)
    assert set(listed) <= {"submitted", "uncertain"}
    assert listed["uncertain"] <= BATCH


@pytest.mark.parametrize("end", ["killed", "goes on"])
def test_what_is_cancelled_while_paused_and_half_in_the_air_is_settled_and_listed(
    newsroom, sending, way, end
):
    def pause_and_cancel() -> None:
        control.pause(sending, actor="ann", clock=newsroom.clock)
        control.cancel(sending, actor="bob", clock=newsroom.clock)

    commanded(newsroom, sending, way, pause_and_cancel, "after intent", end)
    listed = stopped(newsroom, sending, way)
    assert set(listed) <= {"submitted", "uncertain", "cancelled"}
