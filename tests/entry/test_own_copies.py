"""Own copies from a configuration to the letter: `[look] copies = true` with the sample newsroom."""

from __future__ import annotations

import json
import os
import re
import shutil
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import ROOT

OWN = re.compile(r'src="https://[^"]+\.example\.org/media/([0-9a-f]{64}\.jpg)"')
PAPERS = re.compile(r'src="https://[^"]+\.example\.org/[^"]*pictures/')


@pytest.fixture
def copying(environ, tmp_path: Path) -> Path:
    """The shipped configuration, its morning brief with own copies; gives the data folder."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    brief = tmp_path / "config" / "digests" / "morning.toml"
    brief.write_text(brief.read_text().replace("[look]\n", "[look]\ncopies = true\n"))
    environ["DIGEST_CONFIG"] = str(tmp_path / "config")
    return Path(environ["DIGEST_HOME"])


def pages(folder: Path) -> list[str]:
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.rglob("*.eml"))
    ]
    bodies = [letter.get_body(("html",)) for letter in letters]
    return [body.get_content() for body in bodies if body]


def colours(path: Path) -> int:
    """How many a picture has; type and grounds alone have few."""
    with Image.open(path) as shot:
        return len(shot.convert("RGB").getcolors(1 << 24) or ())


@pytest.fixture
def readers(digest, copying, tmp_path) -> None:
    """Two of them, on the brief's list."""
    people = tmp_path / "readers.csv"
    people.write_text("email,name\nada@example.org,Ada\nbo@example.org,Bo\n")
    digest("subscribers", "import", str(people), "--list", "morning")


def test_a_rehearsal_keeps_nothing_and_a_letter_shows_copies_that_are_there(
    digest, copying, readers, tmp_path
):
    rehearsed = digest("preview", "morning", "--out", str(tmp_path / "page"))
    assert "own-copy" in rehearsed.stdout
    assert all(PAPERS.search(page) and not OWN.search(page) for page in pages(tmp_path / "page"))
    digest("send", "morning", "--dry-run")
    assert not (copying / "media").exists()

    digest("send", "morning")
    digest("outbox", "export", str(tmp_path / "letters"))
    letters = pages(tmp_path / "letters")
    assert len(letters) == 2
    kept = {path.name for path in (copying / "media").glob("*.*")}
    for page in letters:
        assert len(OWN.findall(page)) >= 3
        assert set(OWN.findall(page)) <= kept
        assert not PAPERS.search(page)
    for name in kept:
        body = (copying / "media" / name).read_bytes()
        assert name == f"{sha256(body).hexdigest()}.jpg"


def test_copies_that_no_issue_shows_are_pruned_and_those_of_letters_stay(
    digest, copying, readers, tmp_path
):
    digest("send", "morning")
    spare = copying / "media" / f"{'ab' * 32}.jpg"
    spare.write_bytes(b"of a page that was never saved")
    for path in (copying / "media").glob("*.jpg"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    shown = {path for path in (copying / "media").glob("*.jpg") if path != spare}

    told = json.loads(digest("media", "prune", "--dry-run", "--json").stdout)
    assert told == {"kept": len(shown), "gone": 1, "bytes": 30, "dry_run": True}
    assert "1 picture went" in digest("media", "prune").stdout
    assert set((copying / "media").glob("*.jpg")) == shown


@pytest.mark.browser
def test_a_preview_of_a_printed_issue_shows_its_copies_though_its_site_is_not_up(
    digest, copying, readers, tmp_path
):
    digest("send", "morning")
    digest("preview", "morning", "--issue", "1", "--out", str(tmp_path / "page"), "--png")
    with_pictures, without = (
        colours(tmp_path / "page" / "en" / f"600-light{how}.png") for how in ("", "-blocked")
    )
    assert without < 3000 < with_pictures
