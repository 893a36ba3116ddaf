"""A stranger follows the book: its first chapter is run from top to bottom, its links lead somewhere."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.book import DOCS, VENV, blocks, commands, shell
from tests.conftest import ROOT, plainly

TESTS = list((ROOT / "tests").rglob("test_*.py"))
PAGES = sorted(DOCS.glob("*.md"))


def test_the_book_is_built_without_a_warning_and_every_link_of_it_leads_somewhere(tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", DOCS, tmp_path / "book"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    for page in PAGES:
        assert (tmp_path / "book" / f"{page.stem}.html").is_file(), page.name


@cache
def program() -> Any:
    """The whole command line as a tree."""
    from digest.cli.program import app, load

    load()
    return typer.main.get_command(app)


def known(words: list[str]) -> None:
    """The words lead to a command, and each of its options is one that it has."""
    command = program()
    words = [word for word in words if word not in ("…", "...")]
    while children := getattr(command, "commands", None):
        if not words or words[0].startswith("-"):
            return
        assert words[0] in children, f"no command {words}"
        command, words = children[words[0]], words[1:]
    options = {option for field in command.params for option in field.opts + field.secondary_opts}
    asked = {word.split("=")[0] for word in words if word.startswith("--")}
    assert asked <= options | {"--help"}, f"{command.name}: {asked - options}"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.stem)
def test_every_command_that_a_page_names_is_one_that_there_is(page):
    for words in commands(page):
        known(words)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A house in the middle of its day: readers with a city, one issue out, one that waits."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "config", folder / "config")
    with (folder / "config" / "digest.toml").open("a", encoding="utf-8") as shared:
        shared.write('\n[attributes]\ncity = "text"\n')
    (folder / "readers.csv").write_text("email,name,city\nada@example.org,Ada Example,Riverton\n")
    (folder / "export.csv.gz").write_bytes(gzip.compress(b"Adresse,Leser\nbo@example.org,Bo\n"))
    environ = plainly(folder / "var") | {"DIGEST_CONFIG": "config"}
    shell(
        "digest demo && digest list add alert && digest send morning --hold --again",
        folder,
        environ,
    )
    return folder, environ


LIVE = {"choosing": 1, "console": 1, "digests": 4, "reports": 1, "subscribers": 4}
"""Pages whose blocks of commands are run in that house, and how many they are."""


@pytest.mark.parametrize("page", LIVE)
def test_the_commands_of_a_chapter_do_what_it_says(desk, page):
    folder, environ = desk
    script = blocks(DOCS / f"{page}.md", "sh")
    assert len(script) == LIVE[page]
    typed = [sys.executable, "-m", "tests.typist"]
    done = subprocess.run(
        typed,
        input=with_numbers_of("\n".join(script), folder, environ),
        env=environ | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def with_numbers_of(script: str, folder: Path, environ: dict[str, str]) -> str:
    """The chapter's example numbers of an issue and of its top stories, as those of this house."""
    if "digest issue edit 7" not in script:
        return script.replace("issue report 7", "issue report 1")
    shown = json.loads(shell("digest issue show 2 --json", folder, environ))
    top = [str(each["story"]) for each in shown["stories"] if each["section"] == "top"]
    here = dict(zip(("41", "9", "22", "12", "13"), top, strict=True)) | {"7": "2"}
    return re.sub(r"(?<= )\d+\b(?! *\")", lambda found: here.get(found[0], found[0]), script)


@contextmanager
def a_paper() -> Iterator[str]:
    """The sample newsroom as a stranger's paper: (address of its feed, host:port)."""
    from digest.sample.server import serve

    with serve(datetime.now(UTC)) as newsroom:
        yield newsroom.url_for("/courier/feed.xml")


@pytest.fixture
def clone(tmp_path: Path, environ: dict[str, str]) -> Path:
    """A clone with its environment made, and a place to pull the next version from."""
    origin, folder = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git = ["git", "-c", "user.name=desk", "-c", "user.email=desk@example.org"]
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        (origin / name).write_bytes((ROOT / name).read_bytes())
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "One"]):
        subprocess.run([*git, *words], cwd=origin, check=True)
    subprocess.run([*git, "clone", "-q", origin, folder], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "Two"], cwd=origin, check=True)
    return folder


def test_a_stranger_goes_from_nothing_to_a_mail_of_their_own_and_keeps_it_safe(clone, environ):
    environ.pop("DIGEST_CONFIG"), environ.pop("DIGEST_HOME")
    with a_paper() as feed:
        environ["DIGEST_ALLOW_PRIVATE"] = feed.split("/")[2]
        script = "\n".join(blocks(DOCS / "start.md", "sh")[2:])
        assert "FEED=https://news.example.org/feed.xml\n" in script
        told = shell(made_here(script, feed), clone, environ)
    page = (clone / "page" / "en" / "body.html").read_text(encoding="utf-8")
    assert "#005f73" in page
    assert "#94d2bd" in page
    assert "everybody once, nobody missing" in told
    assert "06:00" in told
    assert len(list((clone / "letters").glob("*.eml"))) == 2
    assert (clone / "before.zip").is_file()
    assert "Two" in subprocess.check_output(["git", "log", "-1"], cwd=clone, text=True)


def made_here(script: str, feed: str) -> str:
    """The chapter with this test's feed, and an environment that is there already."""
    script = script.replace("https://news.example.org/feed.xml", feed)
    return script.replace(
        "make venv",
        f'make venv VENV="{VENV}" --assume-old=requirements.lock --assume-old=pyproject.toml',
    )


def test_each_test_that_a_page_names_is_one_that_there_is():
    named = {name for page in PAGES for name in re.findall(r"`(test_\w+)`", page.read_text())}
    there = set(re.findall(r"def (test_\w+)", "".join(f.read_text() for f in TESTS)))
    assert named <= there, named - there
    assert len(named) > 40


def test_the_first_blocks_make_the_environment_and_put_it_on_the_path():
    install, activate = blocks(DOCS / "start.md", "sh")[:2]
    assert install == "make demo\n"
    assert activate == ". .venv/bin/activate\n"
    planned = ["make", "--dry-run", *install.split()[1:]]
    subprocess.run(planned, cwd=ROOT, check=True, capture_output=True, timeout=60)
