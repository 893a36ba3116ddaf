"""Which own copies the issues in the archive still show, and that the others go once a day."""

from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.bootstrap import House
from digest.clearing import EACH, GRACE, clear_album, clear_daily, journals_daily
from digest.media.album import Album
from digest.model.owncopy import OwnCopy, Wanted
from digest.store import issues, models
from tests import cast, counter

pytestmark = pytest.mark.django_db
OLD = timedelta(days=30)


@pytest.fixture
def album(tmp_path) -> Album:
    return Album(tmp_path)


def house(album: Album, later: timedelta = timedelta(0)) -> House:
    known = replace(cast.house(), home=album.folder.parent)
    return House(known, clock=lambda: datetime.now(UTC) + later)


def kept(album: Album, body: bytes) -> str:
    """A copy of a month ago."""
    name = album.keep(body, "jpg")
    age(album, name)
    return name


def age(album: Album, name: str) -> None:
    then = (datetime.now(UTC) - OLD).timestamp()
    os.utime(album.folder / name, (then, then))


def test_a_copy_that_an_edition_shows_stays_and_one_that_none_shows_goes(album):
    cast.ada()
    shown, spare = kept(album, b"shown"), kept(album, b"spare")
    made = cast.issue(steps=cast.FINISHED)
    row = models.Edition.objects.filter(issue=made).order_by("pk").first()
    page = row.html.replace("</body>", f'<img src="https://old.example.org/media/{shown}"></body>')
    models.Edition.objects.bulk_create(
        [models.Edition(**{**_columns(row), "variant": "en+world", "html": page})]
    )
    assert clear_album(house(album)).gone == 1
    assert album.picture(shown) == b"shown"
    assert album.picture(spare) is None


def _columns(row):
    named = [field.attname for field in row._meta.fields if field.name != "id"]
    return {name: getattr(row, name) for name in named}


def test_the_whole_page_of_a_shortened_mail_keeps_its_copies(album):
    cast.ada()
    made = cast.issue(steps=cast.FINISHED, shortened=True)
    images = [place.story.image for place in issues.load(made).choice.placements]
    thumb, lost = kept(album, b"thumb"), kept(album, b"lost")
    for picture in filter(None, images):
        album.note(Wanted(picture.url, (104, 78)), OwnCopy(lost, 8, 8))
    album.note(Wanted(next(filter(None, images)).url, (600, 420)), OwnCopy(thumb, 8, 8))
    assert clear_album(house(album)).gone == 1
    assert album.picture(thumb) == b"thumb"


def test_it_is_done_once_a_day_and_where_there_is_an_album(album):
    assert clear_daily(house(album)) is None
    spare = kept(album, b"spare")
    assert clear_daily(house(album)).gone == 1
    again = kept(album, b"spare")
    assert again == spare
    assert clear_daily(house(album)) is None
    assert clear_daily(house(album, EACH + timedelta(minutes=1))).gone == 1


def test_a_copy_of_this_week_may_belong_to_a_page_that_is_still_being_set(album):
    name = album.keep(b"new", "jpg")
    assert clear_album(house(album)).gone == 0
    assert clear_album(house(album, GRACE + timedelta(minutes=1))).gone == 1
    assert album.picture(name) is None


def journal(album: Album, issue: int, batch: int, *, ago: timedelta = OLD) -> Path:
    path = album.folder.parent / "smtp" / f"issue-{issue}" / f"{batch}-0-1.journal"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("boot x\nt 0\nv 0\n", encoding="utf-8")
    then = (datetime.now(UTC) - ago).timestamp()
    os.utime(path, (then, then))
    return path


def test_journals_of_what_is_settled_go_after_a_week_and_others_stay(album):
    cast.ada()
    made = cast.issue(steps=cast.FINISHED)
    done = models.Batch.objects.filter(issue=made).first().pk
    sent, doubted = (counter.made(cast.person(name, "en")) for name in ("Eli", "Fay"))
    models.Notice.objects.filter(pk=sent).update(state="submitted", intent_at=cast.NOW)
    gone = [journal(album, made, done), journal(album, 0, sent), journal(album, 999, 1)]
    stays = [journal(album, 0, doubted), journal(album, made, done + 1, ago=timedelta(days=6))]
    assert journals_daily(house(album)) == len(gone)
    assert [path.exists() for path in gone] == [False] * 3
    assert all(path.exists() for path in stays)
    assert not (album.folder.parent / "smtp" / "issue-999").exists()


def test_a_journal_of_a_batch_whose_fate_is_unknown_or_whose_writer_lives_stays(album):
    cast.ada()
    made = cast.issue(steps=cast.FINISHED)
    row = models.Batch.objects.filter(issue=made).first()
    path = journal(album, made, row.pk)
    models.Batch.objects.filter(pk=row.pk).update(uncertain=1, submitted=row.submitted - 1)
    assert journals_daily(house(album)) == 0
    models.Batch.objects.filter(pk=row.pk).update(uncertain=0, submitted=row.submitted)
    assert journals_daily(house(album)) == 0, "once a day"
    with path.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert journals_daily(house(album, EACH + timedelta(minutes=1))) == 0
    assert journals_daily(house(album, 3 * EACH)) == 1
