"""A preview has a folder for every edition that the readers' choices ask for."""

from __future__ import annotations

import json
import sqlite3

import pytest


@pytest.fixture
def ada(digest, home, tmp_path) -> None:
    """A reader of the morning brief who wants the business pages, and none of the others."""
    people = tmp_path / "readers.csv"
    people.write_text("email,language\nada@example.org,en\n")
    digest("subscribers", "import", str(people), "--list", "morning")
    base = sqlite3.connect(home / "digest.sqlite3")
    base.execute(
        "INSERT INTO store_preference (digest, sections, frequency, chosen_at, subscriber_id)"
        " SELECT 'morning', '+business', 'every', '2026-11-01 08:00:00', id FROM store_subscriber"
    )
    base.commit()
    base.close()


def test_a_chosen_edition_is_written_beside_the_whole_ones_and_says_what_it_prints(
    digest, ada, tmp_path
):
    told = json.loads(digest("preview", "morning", "--out", str(tmp_path), "--json").stdout)
    assert set(told["variants"]) == {"en", "ur", "en+business"}
    assert not any(told["findings"].values())
    whole = json.loads((tmp_path / "en" / "issue.json").read_text())
    chosen = json.loads((tmp_path / "en+business" / "issue.json").read_text())
    assert chosen["edition"]["variant"] == "en+business"
    assert chosen["edition"]["sections"] == ["business"]
    for issue, folder in ((whole, "en"), (chosen, "en+business")):
        text = (tmp_path / folder / "body.txt").read_text()
        assert (tmp_path / folder / "subject.txt").read_text().strip() == issue["edition"][
            "subject"
        ]
        for story in issue["stories"]:
            assert (story["url"] in text) == (story["printed_in"] is not None)
    sections = {story["printed_in"] for story in chosen["stories"]}
    assert {"lead", "business"} <= sections
    assert "editorials" not in sections
    assert {story["printed_in"] for story in whole["stories"]} > sections
