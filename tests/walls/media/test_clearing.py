"""Copies that no page shows any more leave the album; whatever may still be shown stays."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from digest.media.album import Album
from digest.media.clearing import Cleared, clear, last_cleared, mark_cleared
from digest.model.owncopy import OwnCopy, Wanted

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE = datetime(2026, 11, 18, tzinfo=UTC)
URL = "https://paper.example.org/a.jpg"


def aged(album: Album, body: bytes = b"picture bytes") -> str:
    """A copy that was kept long ago."""
    name = album.keep(body, "jpg")
    set_age(album, name)
    return name


def set_age(album: Album, name: str) -> None:
    os.utime(album.folder / name, (LONG_AGO.timestamp(),) * 2)


@pytest.fixture
def album(tmp_path) -> Album:
    return Album(tmp_path)


def test_what_is_shown_or_young_stays_and_the_rest_goes(album):
    shown, spare, young = aged(album, b"1"), aged(album, b"22"), album.keep(b"333", "png")
    assert clear(album, {shown}, before=BEFORE) == Cleared(kept=2, gone=1, bytes=2)
    assert album.picture(spare) is None
    assert (album.picture(shown), album.picture(young)) == (b"1", b"333")


def test_a_rehearsal_takes_nothing_out(album):
    spare = aged(album)
    assert clear(album, (), before=BEFORE, rehearsed=True) == Cleared(0, 1, 13)
    assert album.picture(spare) == b"picture bytes"


def test_a_copy_that_is_kept_again_is_young_again(album):
    name = aged(album)
    album.keep(b"picture bytes", "jpg")
    assert clear(album, (), before=BEFORE) == Cleared(kept=1)
    assert album.picture(name) == b"picture bytes"


def test_nothing_is_taken_out_while_a_copy_is_being_kept(album):
    name = aged(album)
    judged = threading.Event()

    def clearing() -> None:
        clear(album, (), before=BEFORE)
        judged.set()

    with album.held():
        thread = threading.Thread(target=clearing)
        thread.start()
        assert not judged.wait(0.2)
        os.utime(album.folder / name)  # what keeping it again does
    thread.join(10)
    assert judged.is_set()
    assert album.picture(name) == b"picture bytes"


def test_the_note_of_a_copy_goes_with_it_and_others_stay(album):
    gone, kept = aged(album, b"1"), aged(album, b"2")
    lost, known = Wanted(URL, (600, 420)), Wanted(URL, (140, 140))
    album.note(lost, OwnCopy(gone, 8, 8))
    album.note(known, OwnCopy(kept, 8, 8))
    for note in (album.folder / "notes").iterdir():
        set_age(album, f"notes/{note.name}")
    clear(album, {kept}, before=BEFORE)
    assert album.noted(lost) is None
    assert album.noted(known) == OwnCopy(kept, 8, 8)


def test_what_a_killed_process_left_aside_goes_and_other_files_do_not(album):
    aged(album)
    for name in (".0f0f.part", "README", "letter.eml"):
        (album.folder / name).write_bytes(b"x")
        set_age(album, name)
    clear(album, (), before=BEFORE)
    assert {path.name for path in album.folder.iterdir()} == {"README", "letter.eml"}


def test_a_house_without_an_album_has_nothing_to_clear(album):
    assert clear(album, (), before=BEFORE) == Cleared()
    mark_cleared(album)
    assert last_cleared(album) is None


def test_it_is_known_when_it_was_done(album):
    aged(album)
    assert last_cleared(album) is None
    mark_cleared(album)
    done = last_cleared(album)
    assert done is not None
    assert abs(datetime.now(UTC) - done) < timedelta(minutes=1)
