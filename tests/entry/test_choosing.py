"""The choice as an editor meets it: rehearsed as data, explained in words, changed by hand."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from digest.settings import shipped

KINDS = sorted(path.stem for path in (shipped("config") / "digests").glob("*.toml"))
COMPOSE = (
    "from digest import bootstrap, jobs; house = bootstrap.open_house(); "
    "day = jobs.today(house.settings.digest('morning'), house.clock()); "
    "print(jobs.compose_issue('morning', day.isoformat()))"
)


@pytest.fixture
def readers(digest, tmp_path):
    """One reader on the sample list."""
    rows = tmp_path / "readers.csv"
    rows.write_text("email,name\nada@example.org,Ada\n")
    digest("subscribers", "import", str(rows), "--list", "morning")


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_digest_is_rehearsed_with_all_that_one_needs_to_argue(digest, name):
    told = json.loads(digest("send", name, "--dry-run", "--json").stdout)
    assert told["why"]
    assert isinstance(told["left_out"], list)
    for story in told["why"]:
        assert story["why"]
        points = [reason["points"] for reason in story["why"] if reason["points"] is not None]
        assert sum(points) == (story["score"] or 0)
    assert all(out["reason"] and out["words"] for out in told["left_out"])


@pytest.fixture
def issue(environ) -> int:
    """An issue that is composed and not on its way yet."""
    done = subprocess.run(
        [sys.executable, "-c", COMPOSE], env=environ, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1])


def test_an_editor_changes_an_issue_and_every_step_says_who_and_why(digest, issue):
    number = str(issue)
    before = json.loads(digest("issue", "show", number, "--json").stdout)["stories"]
    second = next(story for story in before if story["section"] == "top")
    who = ("--by", "ada", "--why", "our own reporting")
    digest("issue", "edit", number, "pin", second["title"], "--section", "lead", *who)
    digest("issue", "edit", number, "ban", before[0]["title"], *who)
    digest("issue", "edit", number, "text", second["title"], "--title", "In our words", *who)
    after = json.loads(digest("issue", "show", number, "--json").stdout)["stories"]
    assert (after[0]["title"], after[0]["url"]) == ("In our words", second["url"])
    assert before[0]["title"] not in {story["title"] for story in after}
    said = digest("explain", "morning", before[0]["title"], "--issue", number).stdout
    assert "kept out by ada: our own reporting" in said


NOT_MEANT = (
    (("shout", "1"), "no step"),
    (("pin", "1"), "needs --section"),
    (("ban",), "ban STORY"),
    (("order", "top"), "SECTION STORY"),
    (("text", "1"), "at least one"),
    (("link", "https://example.org/", "--section", "also"), "--title"),
    (("take", "ftp://example.org/", "--section", "also"), "no web address"),
    (("ban", "no such headline anywhere"), "no story"),
    (("pin", "1", "--section", "sport"), "no section 'sport'"),
)


def test_a_step_that_cannot_be_meant_is_refused_in_words(digest, issue):
    for words, said in NOT_MEANT:
        done = digest("issue", "edit", str(issue), *words, exit_code=2)
        assert said in done.stderr, words


@pytest.fixture
def quiet_day(environ, tmp_path):
    """The shipped configuration with a minimum that the sample newsroom cannot reach."""
    folder = tmp_path / "config"
    shutil.copytree(shipped("config"), folder)
    file = folder / "digests" / "morning.toml"
    head, choosing, rest = file.read_text("utf-8").partition("[choosing]\n")
    assert choosing
    rest = re.sub(r"(?m)^minimum\s*=.*\n", "", rest)
    environ["DIGEST_CONFIG"] = str(folder)

    def choose(thin: str) -> None:
        keys = f'minimum = 500\nthin = "{thin}"\n'
        file.write_text(f"{head}{choosing}{keys}{rest}", "utf-8")

    return choose


@pytest.mark.usefixtures("readers")
def test_a_thin_day_is_skipped_or_held_and_argued_with_all_the_same(digest, quiet_day):
    quiet_day("skip")
    told = json.loads(digest("send", "morning", "--dry-run", "--json", exit_code=3).stdout)
    assert (told["no_issue"]["reason"], told["no_issue"]["held"]) == ("too_thin", False)
    assert told["why"]
    assert told["left_out"]
    assert "500 needed" in digest("send", "morning", "--yes", exit_code=3).stderr
    assert digest("issue", "list").stdout == ""
    quiet_day("hold")
    words = digest("send", "morning", "--dry-run", exit_code=3).stdout
    assert "WOULD WAIT for a person: too thin" in words
    refused = digest("send", "morning", "--yes", exit_code=3).stderr
    assert "500 needed" in refused
    assert "digest issue approve 1 lets it go" in refused
    (need,) = json.loads(digest("status", "--json").stdout)["needs_person"]
    assert (need["kind"], need["issue"]) == ("approval", 1)
    assert "too thin" in need["words"]
    assert "for approval: too thin" in digest("issue", "show", "1").stdout
    digest("issue", "edit", "1", "note", "A quiet day.")
    digest("issue", "approve", "1")
    sent = json.loads(digest("send", "morning", "--yes", "--json").stdout)
    assert (sent["issue"], sent["joined"], sent["accepted"]) == (1, True, 1)


def story_of(told: dict, section: str = "top") -> dict:
    return next(story for story in told["stories"] if story["section"] == section)


@pytest.mark.usefixtures("readers")
def test_an_issue_is_held_edited_let_go_and_then_stands_for_ever(digest, environ):
    held = json.loads(digest("send", "morning", "--hold", "--json").stdout)
    assert (held["issue"], held["state"]) == (1, "closed")
    first, url = story_of(held), story_of(held, "also")["url"]
    who = ("--by", "ada", "--why", "the desk")
    digest("issue", "edit", "1", "note", "Back on Monday.", *who)
    digest("issue", "edit", "1", "text", str(first["story"]), "--title", "In our words", *who)
    digest("issue", "edit", "1", "take", url, "--section", "top", "--place", "1", *who)
    link = ("link", "https://tides.example.org/", "--section", "also", "--title", "Tide tables")
    assert "added the link" in digest("issue", "edit", "1", *link, *who).stdout
    shown = json.loads(digest("issue", "show", "1", "--json").stdout)
    titles = [story["title"] for story in shown["stories"]]
    assert (shown["note"], shown["waits"]) == ("Back on Monday.", "for approval")
    assert "In our words" in titles
    assert titles[-1] == "Tide tables"
    assert digest("send", "morning", "--yes", exit_code=3).stderr.count("issue approve 1") == 1
    digest("issue", "approve", "1")
    sent = json.loads(digest("send", "morning", "--yes", "--json").stdout)
    assert (sent["state"], sent["issue"]) == ("finished", 1)
    text = Path(sent["text"]).read_text("utf-8")
    assert "From the editor" in text
    assert text.index("Back on Monday.") < text.index("Lead story")
    assert "Tide tables" in text
    before = digest("issue", "show", "1", "--json").stdout
    digest("gather", "morning")
    assert "stands for ever" in digest("issue", "edit", "1", "note", "x", exit_code=3).stderr
    assert digest("issue", "show", "1", "--json").stdout == before


@pytest.mark.usefixtures("readers")
def test_breaking_news_is_composed_from_given_addresses_and_names_its_paper(digest):
    known = json.loads(digest("send", "morning", "--dry-run", "--json").stdout)
    one, two = [story["url"] for story in known["why"] if story["source"] == "courier"][:2]
    told = json.loads(
        digest("send", "breaking", "--story", two, "--story", one, "--yes", "--json").stdout
    )
    assert [story["url"] for story in told["why"]] == [two, one]
    assert told["why"][0]["section"] == "lead"
    assert told["why"][0]["why"][0]["words"] == "asked for by its address"
    assert "The Harbour Courier" in Path(told["text"]).read_text("utf-8")
    nowhere = ("--story", "https://www.harbourcourier.example.org/articles/never-written")
    refused = digest("send", "breaking", *nowhere, "--again", "--yes", exit_code=3)
    assert "no story is known at" in refused.stderr
    assert "404" in refused.stderr


@pytest.mark.usefixtures("readers")
def test_a_rehearsal_carries_the_numbers_it_was_made_by(digest):
    told = json.loads(digest("send", "weekly", "--dry-run", "--json").stdout)
    assert told["no_issue"] is None
    choosing = told["choosing"]
    assert (choosing["look_back"], choosing["minimum"], choosing["thin"]) == (168, 6, "skip")
    assert sum(choosing["weights"].values()) == 100
    limits = {section["section"]: section["limit"] for section in choosing["sections"]}
    for name, limit in limits.items():
        assert sum(story["section"] == name for story in told["why"]) <= limit
    keys = {"title", "url", "source", "published", "published_source", "also", "score", "why"}
    assert all(set(story) >= keys for story in told["why"])


@pytest.mark.usefixtures("readers")
def test_explain_looks_ahead_before_the_first_issue_and_to_a_given_day(digest):
    told = digest("explain", "weekly", "Assembly approves tidal")
    assert "no issue of weekly yet" in told.stderr
    assert "is in 'lead'" in told.stdout
    past = digest("explain", "weekly", "--date", "2020-01-02").stdout
    assert "for 2020-01-02" in past
    assert "No issue: " in past
    assert "after the day of this issue" in past
    refused = digest("explain", "weekly", "--date", "tomorrow", exit_code=2)
    assert "YYYY-MM-DD" in refused.stderr


def test_explain_answers_for_a_story_that_was_not_looked_at(digest, issue, environ):
    shown = json.loads(digest("issue", "show", str(issue), "--json").stdout)
    later = "UPDATE store_story SET first_seen = '2099-01-01 00:00:00' WHERE id = {}"
    number = story_of(shown, "also")["story"]
    with sqlite3.connect(Path(environ["DIGEST_HOME"]) / "digest.sqlite3") as base:
        left_out = shown["left_out"][0]
        base.execute("DELETE FROM store_issuestory WHERE story_id = ?", [number])
        base.execute(later.format(number))
    told = digest("explain", "morning", str(number)).stdout
    assert f"{number} [" in told
    assert "was not looked at for issue" in told
    assert "after the choice was made; --now looks ahead" in told
    data = json.loads(digest("explain", "morning", str(number), "--json").stdout)
    assert [(s["story"], s["reason"]) for s in data["stories"]] == [(number, "not_looked_at")]
    assert left_out["words"] in digest("explain", "morning", str(left_out["story"])).stdout
    assert "is known to" in digest("explain", "morning", "999999", exit_code=2).stderr


def test_a_test_copy_goes_to_named_people_and_counts_for_nothing(digest, issue):
    number = str(issue)
    told = json.loads(
        digest("issue", "test-send", number, "desk@example.org", "--edition", "ur", "--json").stdout
    )
    assert told == {
        "issue": issue,
        "edition": "ur",
        "copies": [{"address": "desk@example.org", "state": "submitted", "reason": ""}],
    }
    kept = [json.loads(line) for line in digest("outbox", "list", "--json").stdout.splitlines()]
    assert [(one["issue"], one["to"]) for one in kept] == [(0, "desk@example.org")]
    shown = json.loads(digest("issue", "show", number, "--json").stdout)
    assert shown["specimens"] == {"test": {"submitted": 1}}
    assert (shown["recipients"], shown["accepted"]) == (0, 0)
    assert "test copies 1 submitted" in digest("issue", "show", number).stdout
    (line,) = digest("issue", "specimens", number, "--json").stdout.splitlines()
    assert json.loads(line)["address"] == "desk@example.org"
    assert "submitted  by command line" in digest("issue", "specimens", number).stdout
    refused = digest("issue", "test-send", number, "morning", exit_code=2)
    assert "never to a list" in refused.stderr
    assert "testers" in digest("issue", "test-send", number, exit_code=2).stderr
    digest("issue", "test-send", number, "desk@example.org", "--edition", "de", exit_code=2)
    digest("freeze", "morning", "--reason", "wrong story")
    digest("issue", "test-send", number, "desk@example.org", exit_code=3)


def test_a_report_is_told_in_words_json_csv_and_as_a_page(digest, issue):
    number = str(issue)
    assert "The audience is not frozen yet" in digest("issue", "report", number).stdout
    told = json.loads(digest("issue", "report", number, "--json").stdout)
    assert (told["issue"], told["submitted"], told["delivered"], told["clicks"]) == (
        issue,
        0,
        None,
        None,
    )
    assert {one["name"] for one in told["band"]["measures"]} >= {"delivered", "bounced", "clicks"}
    head, *rows = digest("issue", "report", number, "--csv").stdout.splitlines()
    assert head == "link,section,title,url,readers,clicks,machines"
    assert len(rows) > 5
    page = digest("issue", "report", number, "--html").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert "<script" not in page
    page = digest("issue", "report", number, "--html", "--language", "ur").stdout
    assert 'lang="ur" dir="rtl"' in page
    digest("issue", "report", number, "--html", "--language", "xx", exit_code=2)
    digest("issue", "report", number, "--html", "--json", exit_code=2)
    digest("issue", "report", "999", exit_code=2)
