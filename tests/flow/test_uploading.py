"""A file that an operator gave to a page: worked off by whoever has time, each row once."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest import uploading
from digest.bootstrap import House
from digest.flow.ports import Checkpoint
from digest.model.audience import ConsentAct
from digest.model.errors import UsageError
from digest.model.upload import Given, Upload, UploadState
from digest.store import importing, models, person, uploads
from tests import cast, mortal
from tests.fakes import FixedClock

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = Given("fair.csv", "readers", "ada")
PEOPLE = [f"reader{n}@mail.example.org" for n in range(5)]
ROWS = ["email,name", *(f"{one},R" for one in PEOPLE)]
CSV = "\n".join([*ROWS[:3], "nobody,X", *ROWS[3:], "a@b@c,Y", ""]).encode()
"""Five readers in rows 2, 3, 5, 6, 7; two rows that cannot be taken."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(replace(cast.house(), home=tmp_path), FixedClock(cast.NOW))
    monkeypatch.setattr(uploading, "open_house", lambda: made)
    monkeypatch.setattr(importing, "CHUNK", 2)
    return made


def given(here: House, raw: bytes = CSV, *, rehearse: bool = False, **more: Any) -> int:
    return uploading.take(here, io.BytesIO(raw), replace(GIVEN, **more), rehearse=rehearse)


def stands(number: int) -> Upload:
    found = uploads.find(number)
    assert found is not None
    return found


def joined() -> list[str]:
    return sorted(models.Subscriber.objects.values_list("address", flat=True))


def test_a_file_is_kept_and_its_readers_come_in_with_its_consent(here):
    number = given(here)
    assert joined() == []
    assert uploading.work_off(number) == "finished"
    told = stands(number).told
    assert (dict(told.found), told.refused) == ({"new": 5}, 2)
    assert [row["line"] for row in told.refused_rows] == [4, 8]
    assert joined() == PEOPLE
    said = set(models.Consent.objects.values_list("act", "source", "actor"))
    assert said == {
        (ConsentAct.IMPORTED, f"import sha256:{stands(number).digest[:16]} fair.csv", "ada")
    }


def test_nothing_of_the_file_is_left_when_it_is_done_with(here, tmp_path):
    number = given(here, gzip.compress(CSV))
    assert models.UploadPiece.objects.exists()
    uploading.work_off(number)
    assert not models.UploadPiece.objects.exists()
    assert not list((tmp_path / "uploads").iterdir())
    assert uploading.work_off(number) == "elsewhere"


def test_a_rehearsal_tells_what_would_come_of_it_and_waits_for_a_yes(here):
    cast.ada()
    raw = CSV + b"ada@reader.example.org,Ada E.\n"
    number = given(here, raw, rehearse=True)
    assert uploading.work_off(number) == "tried"
    told = stands(number).told
    assert (dict(told.found), told.refused) == ({"new": 5, "changed": 1}, 2)
    (changed,) = (row for row in told.shown if row["found"] == "changed")
    assert changed["changes"] == {"name": ["Ada", "Ada E."]}
    assert len(joined()) == 1
    assert uploading.work_off(number) == "elsewhere"
    assert uploading.agree(here, number, actor="bo")
    assert not uploading.agree(here, number, actor="bo")
    assert uploading.work_off(number) == "finished"
    assert dict(stands(number).told.found) == {"new": 5, "changed": 1}
    assert stands(number).told.shown == ()


def test_a_task_lets_others_have_its_place_and_the_next_one_goes_on(here):
    number = given(here)
    seen = []
    while uploading.work_off(number, seconds=0) != "finished":
        seen.append((stands(number).told.line, sum(stands(number).told.found.values())))
    assert seen == [(3, 2), (6, 4), (8, 5)]
    assert dict(stands(number).told.found) == {"new": 5}
    assert stands(number).told.refused == 2


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_killed_in_a_chunk_it_goes_on_behind_the_last_one_that_was_kept(here, monkeypatch, nth):
    number, note = given(here), uploads.note

    def work(checkpoint: Checkpoint) -> None:
        def noted(*args: object) -> None:
            note(*args)
            checkpoint("noted")

        monkeypatch.setattr(uploads, "note", noted)
        uploading.work_off(number)

    assert mortal.killed(work, "noted", nth)
    assert len(joined()) == sum(stands(number).told.found.values()) == 2 * (nth - 1)
    assert uploading.work_off(number) == "finished"
    assert (dict(stands(number).told.found), stands(number).told.refused) == ({"new": 5}, 2)
    assert Counter(models.Consent.objects.values_list("act", flat=True)) == {"imported": 5}


def test_of_two_who_want_it_one_has_it(here):
    number = given(here)
    mine = uploads.claim(number, cast.NOW)
    assert mine is not None
    assert uploading.work_off(number) == "elsewhere"
    assert uploads.due(cast.NOW) == []
    assert uploads.due(cast.NOW + uploads.LEASE + timedelta(seconds=1)) == [number]


def test_cancelled_in_the_middle_nothing_more_comes_in_and_who_is_in_stays(here):
    number = given(here)
    uploading.work_off(number, seconds=0)

    def cancelled() -> bool:
        return uploads.cancel(number, actor="bo", now=cast.NOW)

    assert uploading.work_off(number, halted=cancelled) == "cancelled"
    assert len(joined()) == 4
    assert stands(number).reason == "cancelled by bo"
    assert not cancelled()


def test_who_is_asked_first_is_pending_and_asked_once(here):
    number = given(here, asks="morning")
    while uploading.work_off(number, seconds=0) != "finished":
        pass
    assert set(models.Subscription.objects.values_list("state", flat=True)) == {"pending"}
    assert models.Notice.objects.count() == 5


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"name,age\nAda,30\n", "no column"),
        (b"", "no column"),
        (b"PK\x03\x04broken", "cannot be read"),
    ],
)
def test_what_is_no_table_of_readers_is_refused_at_once(here, raw, words, tmp_path):
    with pytest.raises(UsageError) as refused:
        given(here, raw)
    assert "fair.csv" in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
    assert words in str(refused.value)
    assert not models.Upload.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [({"list": "No List"}, "no list's name"), ({"asks": "evening"}, "no digest 'evening'")],
)
def test_what_cannot_be_meant_is_refused_before_the_file_is_read(here, more, words):
    with pytest.raises(Exception, match=words):
        given(here, **more)


def test_a_file_that_turns_out_to_be_broken_says_so_and_goes(here):
    raw = CSV + b"a" * 2_000_000
    number = given(here, raw)
    assert uploading.work_off(number) == "failed"
    assert "fair.csv is not a table of readers" in stands(number).reason
    assert not models.UploadPiece.objects.exists()


def test_without_workers_the_sweeper_works_it_off(here):
    from digest.queue import NoHints

    number = given(here)
    assert uploading.sweep(here, NoHints()) == 1
    assert stands(number).state is UploadState.FINISHED
    assert uploading.sweep(here, NoHints()) == 0


def test_a_file_that_nobody_says_yes_to_is_called_off_after_a_day(here):
    number = given(here, rehearse=True)
    uploading.work_off(number)
    assert uploads.due(cast.NOW + timedelta(hours=23)) == []
    assert stands(number).state is UploadState.TRIED
    assert uploads.due(cast.NOW + timedelta(hours=25)) == []
    assert stands(number).state is UploadState.CANCELLED
    assert not models.UploadPiece.objects.exists()


def test_an_erased_reader_is_in_no_row_that_a_file_shows_and_in_nobodys_list(here):
    cast.ada()
    number = given(here, CSV + b"Ada@reader.example.org,Ada E.\n", rehearse=True)
    uploading.work_off(number)
    assert "ada@reader" in str(stands(number).told.shown).lower()
    person.erase("ada@reader.example.org", here.address_key(), actor="ada", now=cast.NOW)
    assert "ada@reader" not in str(stands(number).told.shown).lower()
    uploading.agree(here, number, actor="bo")
    uploading.work_off(number)
    assert joined() == PEOPLE
    assert stands(number).told.found["suppressed"] == 1
