"""What every transport must keep: one contract, the fake and the real ones."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.letters import export
from digest.mail.outbox import Outbox
from digest.model.audience import Recipient
from digest.model.errors import TemporaryError, UsageError
from digest.model.post import Addressed, Fate, Parcel
from tests.fakes import FakeMailer
from tests.walls.mail.test_letter import TOKEN, letter, sheet


def parcel(positions=range(3), *, batch=1, start=0, fence=1) -> Parcel:
    readers = tuple(
        Addressed(Recipient(p, 100 + p, f"reader{p}@example.org", f"Reader {p}"), TOKEN)
        for p in positions
    )
    return Parcel(batch, fence, start, start + len(readers), sheet(), readers)


@pytest.fixture(params=["fake", "outbox"])
def mailer(request: pytest.FixtureRequest, tmp_path: Path):
    made: dict[str, Callable[[], object]] = {
        "fake": FakeMailer,
        "outbox": lambda: Outbox(tmp_path / "outbox"),
    }
    return made[request.param]()


class TestMailerContract:
    def test_a_parcel_is_accepted_reader_by_reader(self, mailer):
        answer = mailer.submit(parcel())
        assert [answer.of(p).fate for p in range(3)] == [Fate.ACCEPTED] * 3

    def test_what_was_accepted_can_be_asked_for_later(self, mailer):
        mailer.submit(parcel())
        told = mailer.evidence(7, 1, 0)
        assert told.certain
        assert told.accepted == frozenset({0, 1, 2})

    def test_of_a_parcel_never_offered_it_knows_that_nothing_was_accepted(self, mailer):
        told = mailer.evidence(7, 1, 0)
        assert told.certain
        assert not told.accepted

    def test_it_names_itself_and_its_step(self, mailer):
        assert mailer.name
        assert 1 <= mailer.step <= 1000


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


def test_the_same_parcel_offered_twice_is_kept_once(outbox):
    outbox.submit(parcel())
    outbox.submit(parcel(fence=2))
    assert len(list(outbox.kept())) == 3


def test_who_was_not_in_the_parcel_that_came_first_is_not_taken_for_accepted(outbox):
    outbox.submit(parcel(range(2)))
    answer = outbox.submit(parcel(range(3)))
    assert [answer.of(p).fate for p in range(3)] == [Fate.ACCEPTED, Fate.ACCEPTED, Fate.REFUSED]


def _offer(folder: str) -> None:
    Outbox(Path(folder)).submit(parcel(range(200)))


def test_many_processes_offering_one_parcel_keep_it_once(outbox):
    spawn = multiprocessing.get_context("spawn")
    many = [spawn.Process(target=_offer, args=(str(outbox.folder),)) for _ in range(4)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert [one.exitcode for one in many] == [0] * 4
    assert sorted(kept.position for kept in outbox.kept()) == list(range(200))


def test_a_letter_in_the_outbox_is_the_letter_that_smtp_would_carry(outbox):
    outbox.submit(parcel(range(1)))
    ((kept, raw),) = outbox.letters()
    assert raw == letter(address="reader0@example.org", name="Reader 0")
    assert (kept.issue, kept.edition, kept.subscriber) == (7, 3, 100)


def test_nothing_half_written_is_ever_seen(outbox):
    home = outbox.folder / "issue-7"
    home.mkdir(parents=True)
    (home / ".parcel-1-0.jsonl.123.dead").write_text('{"issue": 7, "posi')
    assert list(outbox.kept()) == []
    assert not outbox.evidence(7, 1, 0).accepted


def test_an_outbox_whose_place_is_taken_by_a_file_is_a_temporary_error(tmp_path):
    (tmp_path / "outbox").write_text("")
    with pytest.raises(TemporaryError, match="cannot be written"):
        Outbox(tmp_path / "outbox").submit(parcel())


@pytest.mark.parametrize("form", ["eml", "maildir", "mbox"])
def test_every_export_holds_every_letter_and_a_second_one_doubles_nothing(outbox, tmp_path, form):
    import mailbox

    outbox.submit(parcel())
    target = tmp_path / "letters"
    assert export(outbox, target, form) == 3
    assert export(outbox, target, form) == 3
    if form == "eml":
        found = [path.read_bytes() for path in target.glob("*.eml")]
    else:
        box = mailbox.Maildir(target) if form == "maildir" else mailbox.mbox(target)
        found = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 - a mailbox is no dict
        box.close()
    assert len(found) == 3
    sent = {raw.replace(b"\r\n", b"\n") for _, raw in outbox.letters()}
    assert {raw.replace(b"\r\n", b"\n") for raw in found} == sent


def test_an_unknown_format_is_named(outbox, tmp_path):
    with pytest.raises(UsageError, match=r"eml \| maildir \| mbox"):
        export(outbox, tmp_path, "pdf")
