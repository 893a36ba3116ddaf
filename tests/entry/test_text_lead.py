"""A newsroom's page as a text document: its story leads by configuration, undated, and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.walls.feeds.test_newsstand import TEXT

CONFIG = """
site = "https://news.example.org"
[sender]
name = "The Paper"
address = "brief@example.org"
postal_address = "1 Quay, Saltmere"
"""
DIGEST = """
title = "A Paper's Day"
zone = "Asia/Karachi"
lists = ["paper"]
[[sources]]
slug = "page"
name = "The Paper"
kind = "text"
path = "{path}"
lead = "first"
"""


@pytest.fixture
def paper(tmp_path: Path, environ: dict[str, str]):
    """Configure a digest that leads with that document."""

    def configure(path: Path) -> None:
        folder = tmp_path / "config"
        (folder / "digests").mkdir(parents=True)
        (folder / "digest.toml").write_text(CONFIG)
        (folder / "digests" / "paper.toml").write_text(DIGEST.format(path=path))
        (tmp_path / "readers.csv").write_text(
            "email,name\nada@example.org,Ada\nbo@example.org,Bo\n"
        )
        environ["DIGEST_CONFIG"] = str(folder)

    return configure


def test_a_text_document_leads_undated_and_is_sent_with_its_editorials(digest, paper, tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(TEXT)
    paper(path)
    digest("subscribers", "import", str(tmp_path / "readers.csv"), "--list", "paper")
    told = json.loads(digest("send", "paper", "--json").stdout)
    assert (told["stories"], told["editorials"], told["accepted"]) == (1, 2, 2)
    lead = told["why"][0]
    assert lead["kind"] == "lead"
    assert lead["published"] is None
    assert "configuration" in lead["why"][0]["words"]
    assert "no date" in lead["why"][0]["words"]
    again = digest("send", "paper", "--again", exit_code=3)
    assert "nothing new" in again.stderr


def test_the_seed_document_makes_an_issue_of_its_day(digest, paper, shared):
    paper(shared / "seeds" / "000_be3d6d2358b38c0a.txt")
    seed = str(shared / "seeds" / "000_be3d6d2358b38c0a.txt")
    seen = json.loads(digest("inspect", "text", seed, "--json").stdout)
    assert seen["lead"]["published"] is None
    assert seen["lead"]["credit"] == "AP"
    assert seen["lead"]["dateline"] == "ISLAMABAD"
    assert len(seen["lead"]["paragraphs"]) == 17
    assert len(seen["editorials"]) == 6
    assert sum(editorial["updated"] for editorial in seen["editorials"]) == 2


def test_the_seed_documents_issue_has_its_story_first_and_six_editorials_in_order(
    digest, paper, shared, tmp_path
):
    paper(shared / "seeds" / "000_be3d6d2358b38c0a.txt")
    digest("preview", "paper", "--date", "2024-04-23", "--out", str(tmp_path / "out"))
    issue = json.loads((tmp_path / "out" / "en" / "issue.json").read_text())
    (lead, *editorials) = issue["stories"]
    assert lead["published"] is None
    assert "placed by configuration" in lead["why"][0]["words"]
    assert [(e["title"], e["published"], e["updated"]) for e in editorials] == [
        ("By-election trends", "2024-04-23", True),
        ("Privatising PIA", "2024-04-23", False),
        ("Suffering in captivity", "2024-04-23", False),
        ("Not without reform", "2024-04-22", True),
        ("Raisi’s visit", "2024-04-22", False),
        ("Janus-faced", "2024-04-22", False),
    ]
    assert [e["note"] for e in editorials] == [""] * 3 + ["yesterday"] * 3
    of_the_day = [any("(today's)" in why["words"] for why in e["why"]) for e in editorials]
    assert of_the_day == [True] * 3 + [False] * 3
    body = (tmp_path / "out" / "en" / "body.txt").read_text()
    assert body.count("Updated") == 2
    assert body.index("Ashraf said Thursday") < body.index("By-election trends")
