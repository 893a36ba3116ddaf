"""What every transport must keep: one contract, the fake and the real ones."""

from __future__ import annotations

import contextlib
import mailbox
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.letters import export
from digest.mail.outbox import Outbox
from digest.model.audience import Recipient
from digest.model.errors import TemporaryError, UsageError
from digest.model.post import Addressed, Fate, Parcel
from tests.walls.mail.test_letter import TOKEN, letter, sheet
from tests.walls.mail.worlds import WORLDS, World, smtp


def parcel(positions=range(3), *, batch=1, start=0, fence=1) -> Parcel:
    readers = tuple(
        Addressed(Recipient(p, 100 + p, f"reader{p}@example.org", f"Reader {p}"), TOKEN)
        for p in positions
    )
    return Parcel(batch, fence, start, start + len(readers), sheet(), readers)


@pytest.fixture(params=list(WORLDS))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with WORLDS[request.param](tmp_path) as made:
        yield made


class TestMailerContract:
    def test_a_parcel_is_accepted_reader_by_reader(self, world):
        answer = world.mailer().submit(parcel([0, 2, 3]))
        assert [answer.of(p).fate for p in (0, 2, 3)] == [Fate.ACCEPTED] * 3
        assert world.record() == {f"reader{p}@example.org": 1 for p in (0, 2, 3)}

    def test_a_refused_reader_is_named_and_costs_nobody_else_their_letter(self, world):
        answer = world.mailer().submit(parcel(range(5)))
        refused = [p for p in range(5) if answer.of(p).fate is Fate.REFUSED]
        assert refused == ([1] if world.refuses else [])
        assert all(answer.of(p).reason for p in refused)
        assert len(world.record()) == 5 - len(refused)
        assert set(world.record().values()) == {1}

    def test_asked_by_another_process_later_it_denies_nobody_who_has_it(self, world):
        world.mailer().submit(parcel([0, 2, 3]))
        told = world.mailer().evidence(7, 1, 0)
        assert told.accepted <= {0, 2, 3}
        assert told.accepted == {0, 2, 3} or not told.certain
        assert not any(told.verdicts.get(p) for p in (0, 2, 3))
        assert told.reached is None or told.reached > 3

    def test_of_a_parcel_never_offered_it_says_of_nobody_that_they_have_it(self, world):
        told = world.mailer().evidence(7, 1, 0)
        assert not told.accepted
        assert not told.verdicts

    def test_two_parcels_are_told_apart(self, world):
        mailer = world.mailer()
        mailer.submit(parcel([0]))
        mailer.submit(parcel([2, 3], batch=2))
        assert mailer.evidence(7, 2, 0).accepted <= {2, 3}
        assert sum(world.record().values()) == 3

    def test_it_names_itself_and_how_much_it_takes(self, world):
        mailer = world.mailer()
        assert mailer.name
        assert 1 <= mailer.step <= 1000
        assert mailer.at_once >= 1


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
def test_every_export_is_byte_for_byte_what_smtp_delivers_and_a_second_one_doubles_nothing(
    outbox, tmp_path, form
):
    outbox.submit(parcel())
    target = tmp_path / "letters"
    assert export(outbox, target, form) == 3
    assert export(outbox, target, form) == 3
    with smtp(tmp_path, keep=True) as world:
        world.mailer().submit(parcel([0, 2], batch=9))
        delivered = {world.letter(f"reader{p}@example.org") for p in (0, 2)}
    exported = _exported(target, form)
    assert len(exported) == 3
    assert delivered < set(exported)


def _exported(target: Path, form: str) -> list[bytes]:
    """The letters as a mail program finds them."""
    if form == "eml":
        return [path.read_bytes() for path in target.glob("*.eml")]
    box = mailbox.Maildir(target) if form == "maildir" else mailbox.mbox(target)
    with contextlib.closing(box):
        return [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 - a mailbox is no dict


def test_an_unknown_format_is_named(outbox, tmp_path):
    with pytest.raises(UsageError, match=r"eml \| maildir \| mbox"):
        export(outbox, tmp_path, "pdf")
