"""A backup and its way back, by command: nothing lost, nobody mailed by a copy."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

READER = "abigail.applegarth@example.org"
SEND = ("send", "morning", "--again", "--yes")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A house after its demo, never changed by a test; its backup lies beside it."""
    folder = tmp_path_factory.mktemp("original")
    environ = {"DIGEST_HOME": str(folder / "home"), "NO_COLOR": "1", "PATH": "/usr/bin:/bin"}
    program = str(Path(sys.executable).with_name("digest"))
    for words in (["demo"], ["backup", str(folder / "house.zip")]):
        subprocess.run([program, *words], env=environ, check=True, capture_output=True)
    return folder


@pytest.fixture
def file(original):
    return str(original / "house.zip")


@pytest.fixture
def original_environ(original, environ):
    return environ | {"DIGEST_HOME": str(original / "home")}


@pytest.fixture
def empty(original, environ, tmp_path):
    """Makes the environment of an empty house with the same secret."""

    def make(name):
        (tmp_path / name).mkdir()
        shutil.copy(original / "home" / "secret_key", tmp_path / name)
        return environ | {"DIGEST_HOME": str(tmp_path / name)}

    return make


@pytest.fixture
def answer(digest):
    return lambda *words, env: json.loads(digest(*words, "--json", env=env).stdout)


def test_a_restored_house_is_the_same_but_keeps_still(
    digest, answer, file, original_environ, empty
):
    there = empty("there")
    assert answer("restore", file, env=there)["rows"] > 1500
    for words in (
        ("subscribers", "stats"),
        ("issue", "verify", "1"),
        ("subscribers", "show", READER),
    ):
        assert answer(*words, env=there) == answer(*words, env=original_environ)
    assert "restored from the backup of" in digest(*SEND, exit_code=3, env=there).stderr
    digest("thaw", env=there)
    assert answer(*SEND, env=there)["accepted"] == 500


def test_who_was_erased_after_the_backup_stays_erased(digest, answer, file, empty):
    first, second = empty("first"), empty("second")
    digest("restore", file, env=first)
    digest("subscribers", "erase", READER, "--yes", env=first)
    marks = str(Path(first["DIGEST_HOME"]) / "erased")
    told = answer("restore", file, "--erased", marks, env=second)
    assert told["passive"]["erased"] == 1
    shown = answer("subscribers", "show", READER, env=second)
    assert (shown["known"], shown["suppressed"]["reason"]) == (False, "unsubscribe")
    assert answer("subscribers", "stats", env=second)["confirmed"] == 499


def test_what_had_gone_by_its_time_does_not_come_back(digest, empty, file, tmp_path):
    first, second = empty("first"), empty("second")
    digest("restore", file, env=first)
    base = sqlite3.connect(Path(first["DIGEST_HOME"]) / "digest.sqlite3")
    kept = "INSERT INTO store_rawevent (received_at, provider, body) VALUES (?, 'sendgrid', '[]')"
    base.execute(kept, [f"{datetime.now(UTC) - timedelta(days=29):%Y-%m-%d %H:%M:%S}"])
    base.execute(kept, [f"{datetime.now(UTC) - timedelta(days=31):%Y-%m-%d %H:%M:%S}"])
    base.commit()
    base.close()
    digest("backup", str(tmp_path / "again.zip"), env=first)
    digest("restore", str(tmp_path / "again.zip"), env=second)
    base = sqlite3.connect(Path(second["DIGEST_HOME"]) / "digest.sqlite3")
    assert base.execute("SELECT COUNT(*) FROM store_rawevent").fetchone() == (1,)
    base.close()


def test_a_house_with_something_in_it_is_never_overwritten(
    digest, answer, file, original_environ, original
):
    before = answer("subscribers", "stats", env=original_environ)
    said = digest("restore", file, exit_code=3, env=original_environ).stderr
    assert "empty database" in said
    assert answer("subscribers", "stats", env=original_environ) == before
    size = (original / "house.zip").stat().st_size
    assert "there already" in digest("backup", file, exit_code=2, env=original_environ).stderr
    assert (original / "house.zip").stat().st_size == size


def test_a_damaged_file_is_named_and_leaves_nothing_behind(digest, answer, file, empty, tmp_path):
    there, bad = empty("there"), tmp_path / "bad.zip"
    content = bytearray(Path(file).read_bytes())
    middle = content.index(b"store.Subscriber.jsonl") + 2000
    content[middle : middle + 40] = bytes(40)
    bad.write_bytes(content)
    assert "damaged" in digest("restore", str(bad), exit_code=2, env=there).stderr
    assert answer("restore", file, env=there)["rows"] > 1500


def test_what_is_no_backup_is_refused_by_name(digest, empty, tmp_path):
    there, foreign = empty("there"), tmp_path / "photos.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "no backup of digest" in digest("restore", str(foreign), exit_code=2, env=there).stderr
    nowhere = str(tmp_path / "nowhere.zip")
    assert "is not there" in digest("restore", nowhere, exit_code=2, env=there).stderr


def test_without_the_secret_of_the_house_nothing_is_restored(digest, file, environ):
    assert "DIGEST_SECRET_KEY" in digest("restore", file, exit_code=4, env=environ).stderr


def test_no_secret_is_in_a_backup(original, file):
    secret = (original / "home" / "secret_key").read_bytes().strip()
    with zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) > 20
        assert not any(secret in archive.read(name) for name in archive.namelist())


@pytest.mark.postgres
def test_a_house_moves_from_sqlite_to_postgresql(
    answer, file, empty, original_environ, postgres_url
):
    there = empty("there") | {"DATABASE_URL": postgres_url}
    assert answer("restore", file, env=there)["rows"] > 1500
    for words in (("issue", "verify", "1"), ("subscribers", "show", READER)):
        assert answer(*words, env=there) == answer(*words, env=original_environ)
    added = ("subscribers", "add", "new@example.org", "--list", "morning")
    assert answer(*added, env=there)["found"] == "new"


def test_a_house_copied_by_its_files_keeps_still(digest, original, original_environ, tmp_path):
    shutil.copytree(original / "home", tmp_path / "copy")
    there = original_environ | {"DIGEST_HOME": str(tmp_path / "copy")}
    assert "is a copy" in digest("status", env=there).stdout
    assert "is a copy" not in digest("status", env=original_environ).stdout
