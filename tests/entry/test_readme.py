"""A stranger follows the README: every command in it is run, in order, in a fresh folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = ROOT / "README.md"
VENV = Path(sys.executable).parent.parent


def blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def shell(script: str, folder: Path, environ: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environ | {"PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_every_block_of_commands_is_known_to_this_test():
    kinds = [
        re.match(r"make (demo|test|bench)$|\. \.venv|digest init|printf", block)
        for block in blocks()
    ]
    assert all(kinds)
    assert len(kinds) == 6


def test_what_is_made_are_targets_that_make_understands():
    for block in (b for b in blocks() if b.startswith("make")):
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
    script = "\n".join(block for block in blocks() if not block.startswith("make"))
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
