"""A letter with an error of the lint does not leave, unless a person says why it may."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture
def broken(digest, environ, tmp_path) -> None:
    """The shipped configuration, its footer put in place without the way out; one reader."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    parts = tmp_path / "config" / "templates" / "email" / "_parts"
    parts.mkdir(parents=True)
    (parts / "footer.mjml").write_text(
        "<mj-section><mj-column><mj-text>{{ page.footer.why }}</mj-text></mj-column></mj-section>\n"
    )
    environ["DIGEST_CONFIG"] = str(tmp_path / "config")
    people = tmp_path / "readers.csv"
    people.write_text("email\nada@example.org\n")
    digest("subscribers", "import", str(people), "--list", "morning")


def audited(home: Path) -> list[dict[str, str]]:
    """What was passed, and why."""
    with closing(sqlite3.connect(home / "digest.sqlite3")) as base:
        rows = base.execute("SELECT after FROM store_audit WHERE act = 'override-lint'")
        return [json.loads(after) for (after,) in rows]


def test_an_error_stops_it_and_an_override_is_audited(digest, broken, home, tmp_path):
    shown = digest("preview", "morning", "--out", str(tmp_path / "page"), exit_code=3)
    assert "unsub-visible" in shown.stdout + shown.stderr
    refused = digest("send", "morning", exit_code=3)
    assert "unsub-visible" in refused.stderr

    # Another rule's name opens nothing.
    digest("send", "morning", "--override-lint", "h1-one", "no reason", "--yes", exit_code=3)
    passed = ("--override-lint", "unsub-visible", "the way out is in the text")
    digest("send", "morning", "--dry-run", exit_code=3)
    digest("send", "morning", "--dry-run", *passed)
    told = json.loads(digest("send", "morning", *passed, "--yes", "--json").stdout)
    assert told["accepted"] == 1
    assert {"rule": "unsub-visible", "reason": "the way out is in the text"} in audited(home)


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--override-lint", "unsub-visable", "a typing error"), "no such rule"),
        (("--override-lint", "unsub-visible", " "), "wants a reason"),
        (("--override-lint", "unsub-visible", "later", "--hold"), "give one of them"),
    ],
)
def test_an_override_that_cannot_be_meant_is_refused_and_not_audited(digest, home, more, named):
    refused = digest("send", "morning", "--yes", *more, exit_code=2)
    assert named in refused.stderr
    assert not audited(home)
