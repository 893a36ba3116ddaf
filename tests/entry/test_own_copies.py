"""Own copies from a configuration to the letter: `[look] copies = true` with the sample newsroom."""

from __future__ import annotations

import re
import shutil
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest

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
    return [letter.get_body(("html",)).get_content() for letter in letters]


def test_a_rehearsal_keeps_nothing_and_a_letter_shows_copies_that_are_there(
    digest, copying, tmp_path
):
    readers = tmp_path / "readers.csv"
    readers.write_text("email,name\nada@example.org,Ada\nbo@example.org,Bo\n")
    digest("subscribers", "import", str(readers), "--list", "morning")
    rehearsed = digest("preview", "morning", "--out", str(tmp_path / "page"))
    assert "own-copy" in rehearsed.stdout
    assert all(PAPERS.search(page) and not OWN.search(page) for page in pages(tmp_path / "page"))
    digest("send", "morning", "--dry-run")
    assert not (copying / "media").exists()

    digest("send", "morning")
    digest("outbox", "export", str(tmp_path / "letters"))
    letters = pages(tmp_path / "letters")
    assert len(letters) == 2
    kept = {path.name for path in (copying / "media").iterdir()}
    for page in letters:
        assert len(OWN.findall(page)) >= 3
        assert set(OWN.findall(page)) <= kept
        assert not PAPERS.search(page)
    for name in kept:
        body = (copying / "media" / name).read_bytes()
        assert name == f"{sha256(body).hexdigest()}.jpg"
