"""A stranger follows the README: every command in it is run, in order, in a fresh folder."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.book import VENV, blocks, shell
from tests.conftest import ROOT

README = ROOT / "README.md"
BLOCKS = blocks(README, "sh")


def test_every_block_of_commands_is_known_to_this_test():
    kinds = [
        re.match(r"make (demo|test|bench)$|\. \.venv|digest init|printf", block) for block in BLOCKS
    ]
    assert all(kinds)
    assert len(kinds) == 6


def test_what_is_made_are_targets_that_make_understands():
    for block in (b for b in BLOCKS if b.startswith("make")):
        planned = subprocess.run(
            ["make", "--dry-run", *block.split()[1:]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert planned.returncode == 0, planned.stderr


@pytest.fixture
def checkout(tmp_path: Path, environ: dict[str, str]) -> Path:
    """A folder that looks like a fresh clone after `make demo`."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("config", "templates", "Makefile", "digest"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(VENV)
    environ.pop("DIGEST_CONFIG")
    environ["DIGEST_HOME"] = str(folder / "var")
    shell("digest demo", folder, environ)
    return folder


def test_a_stranger_looks_around_and_makes_a_digest_of_their_own(checkout, environ):
    script = "\n".join(block for block in BLOCKS if not block.startswith("make"))
    told = shell(script, checkout, environ)
    assert "everybody once, nobody missing" in told
    assert "2 of 2" in told
    assert len(list((checkout / "letters").glob("*.eml"))) == 500
    assert (checkout / "page" / "en" / "body.html").is_file()


def test_every_file_and_picture_that_the_pages_link_to_is_there():
    for page in [README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]:
        text = page.read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) + re.findall(
            r'src="([^":]+)"', text
        )
        for link in links:
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
