"""The main job as a stranger runs it: commands, exit codes, files, and a kill in the middle."""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.waiting import until

DIGEST = str(Path(sys.executable).with_name("digest"))
KEYS = {
    "issue",
    "digest",
    "stories",
    "editorials",
    "recipients",
    "accepted",
    "failed",
    "uncertain",
    "html",
    "text",
    "outbox",
    "seconds",
}
SEND_KEYS = KEYS | {"lists", "excluded", "pending", "cancelled", "state", "why"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """One demo, its home and its answer."""
    home = tmp_path_factory.mktemp("played") / "home"
    done = subprocess.run(
        [DIGEST, "demo", "--json"],
        env=os.environ | {"DIGEST_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return home, json.loads(done.stdout)


@pytest.fixture
def home(played: tuple[Path, dict], tmp_path: Path) -> Path:
    """A copy of the home after the demo, to do with as one likes."""
    shutil.copytree(played[0], tmp_path / "home")
    # A copied house keeps still until somebody says that it is the one that sends.
    environ = os.environ | {"DIGEST_HOME": str(tmp_path / "home")}
    subprocess.run([DIGEST, "thaw"], env=environ, capture_output=True, check=True)
    return tmp_path / "home"


def run(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command whose end is not known beforehand."""
    return subprocess.run(
        [DIGEST, *words], env=env, capture_output=True, text=True, timeout=120, check=False
    )


def letters(digest, *words: str) -> list[dict]:
    return [
        json.loads(line) for line in digest("outbox", "list", "--json", *words).stdout.splitlines()
    ]


def test_the_demo_reaches_500_readers_and_answers_with_the_keys_of_the_contract(played):
    _home, told = played
    assert set(told) >= KEYS
    assert (told["recipients"], told["accepted"]) == (500, 500)
    assert (told["failed"], told["uncertain"]) == (0, 0)
    assert told["stories"] >= 8
    assert told["editorials"] >= 3
    assert told["seconds"] < 60
    for name in ("html", "text", "outbox"):
        assert Path(told[name]).exists(), name


def test_every_letter_of_the_demo_is_mail_that_any_program_opens(played):
    _home, told = played
    found = sorted(Path(told["outbox"]).glob("*.eml"))
    assert len(found) == 500
    message = email.message_from_bytes(found[0].read_bytes(), policy=email.policy.default)
    assert not message.defects
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    to = Counter(
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["To"]
        .addresses[0]
        .addr_spec
        for path in found
    )
    assert max(to.values()) == 1


def test_no_reader_has_another_readers_token(played):
    import re

    tokens: Counter[str] = Counter()
    for path in Path(played[1]["outbox"]).glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        mine = set(re.findall(r"/s/([\w-]{43})/", message["List-Unsubscribe"]))
        bodies = "".join(part.get_content() for part in message.iter_parts())
        assert set(re.findall(r"/s/([\w-]{43})", bodies)) == mine
        tokens.update(mine)
    assert len(tokens) == 500
    assert max(tokens.values()) == 1


def test_the_ledger_is_recomputed_and_holds(digest, played):
    told = json.loads(digest("issue", "verify", str(played[1]["issue"]), "--json").stdout)
    assert told["balances"]
    assert told["findings"] == []
    assert told["accepted"] == 500


def test_a_second_demo_repeats_no_story_and_at_last_nothing_is_new(digest, played, home, environ):
    first = {story["url"] for story in played[1]["why"] if story["url"]}
    again = json.loads(digest("demo", "--json").stdout)
    assert again["issue"] != played[1]["issue"]
    assert not first & {story["url"] for story in again["why"]}
    for _ in range(6):
        done = run("demo", env=environ)
        if done.returncode == 3:
            assert "nothing new" in done.stderr
            return
        assert done.returncode == 0, done.stderr
    pytest.fail("the newsroom never ran out of news")


def test_a_rehearsal_shows_everything_and_leaves_nothing_behind(digest, home):
    before = sorted(
        (path, path.stat().st_size) for path in home.rglob("*") if "sqlite3" not in path.name
    )
    issues = digest("issue", "list", "--json").stdout
    told = json.loads(digest("send", "morning", "--dry-run", "--json").stdout)
    assert told["subject"]
    assert told["recipients"] == 500
    assert told["excluded"] == {}
    assert {edition["variant"] for edition in told["editions"]} == {"en", "ur"}
    assert all(edition["html_bytes"] < 96_000 for edition in told["editions"])
    assert all(story["why"] for story in told["why"])
    assert told["left_out"]
    words = digest("send", "morning", "--dry-run").stdout
    assert "nothing is kept and nothing leaves" in words
    assert digest("issue", "list", "--json").stdout == issues
    assert (
        sorted(
            (path, path.stat().st_size) for path in home.rglob("*") if "sqlite3" not in path.name
        )
        == before
    )


def test_a_send_answers_with_the_keys_of_the_contract_and_then_cools_down(digest, home):
    told = json.loads(digest("send", "morning", "--again", "--json").stdout)
    assert set(told) >= SEND_KEYS
    assert told["state"] == "finished"
    assert told["lists"] == ["morning"]
    refused = digest("send", "morning", exit_code=3)
    assert "cool-down" in refused.stderr
    assert "--again" in refused.stderr


def test_readers_who_left_are_left_out_with_the_reason(digest, home, environ):
    # The way a reader leaves: the one-click address of their own letter.
    import sqlite3

    base = sqlite3.connect(home / "digest.sqlite3")
    base.execute("UPDATE store_subscription SET state='unsubscribed' WHERE subscriber_id <= 3")
    base.commit()
    base.close()
    told = json.loads(digest("send", "morning", "--again", "--json").stdout)
    assert told["excluded"] == {"unsubscribed": 3}
    assert told["accepted"] == 497
    assert told["recipients"] == 500


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("send", "nowhere"), 4, "there is no digest 'nowhere'"),
        (("send", "morning", "--date", "tomorrow"), 2, "YYYY-MM-DD"),
        (("send", "morning", "--again", "--expect", "12"), 3, "12 readers were expected"),
        (("send", "morning", "--again", "--list", "ghosts"), 2, "there is no list ghosts"),
        (("send", "morning", "--again", "--to", "no one"), 2, "no address"),
        (("send", "morning", "--again", "--to", "stranger@example.org"), 2, "stranger@example.org"),
        (("send",), 2, "digest"),
        (("issue", "verify", "99"), 2, "there is no issue 99"),
        (("outbox", "export", "--format", "pdf", "x"), 2, "eml | maildir | mbox"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(digest, home, words, code, says):
    done = digest(*words, exit_code=code)
    assert says in done.stderr.lower() or says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_frozen_digest_sends_nothing_until_it_is_thawed(digest, home):
    digest("freeze", "morning", "--reason", "wrong picture")
    refused = digest("send", "morning", "--again", exit_code=3)
    assert "wrong picture" in refused.stderr
    digest("thaw", "morning")
    digest("send", "morning", "--again", "--json")


def test_only_named_readers_get_an_issue_that_is_narrowed_to_them(digest, home):
    someone = letters(digest)[0]["to"]
    told = json.loads(digest("send", "morning", "--again", "--to", someone, "--json").stdout)
    assert (told["recipients"], told["accepted"]) == (1, 1)


# ---------------------------------------------------------------- killed in the middle


@pytest.fixture
def small_batches(tmp_path: Path, environ: dict[str, str]) -> None:
    """The sample configuration, cut into a hundred batches."""
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config", config)
    text = (config / "digest.toml").read_text()
    (config / "digest.toml").write_text(text.replace("batch_size = 1000", "batch_size = 5"))
    environ["DIGEST_CONFIG"] = str(config)


@pytest.mark.parametrize("parcels", [1, 20, 60])
def test_a_send_killed_in_the_middle_and_run_again_reaches_everybody_once(
    digest, home, environ, small_batches, parcels
):
    command = [DIGEST, "send", "morning", "--again", "--json"]
    running = subprocess.Popen(
        command,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    outbox = home / "outbox" / "issue-2"
    until(lambda: len(list(outbox.glob("parcel-*"))) >= parcels or running.poll() is not None)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    stopped = json.loads(digest("issue", "verify", "2", "--json").stdout)
    assert stopped["balances"]
    told = json.loads(digest("send", "morning", "--json").stdout)
    assert told["issue"] == 2
    assert told["joined"] is (stopped["state"] != "finished")
    assert (told["accepted"], told["uncertain"], told["failed"], told["pending"]) == (500, 0, 0, 0)
    verified = json.loads(digest("issue", "verify", "2", "--json").stdout)
    assert verified["balances"]
    to = Counter(letter["to"] for letter in letters(digest, "--issue", "2"))
    assert len(to) == 500
    assert max(to.values()) == 1


def test_many_sends_at_once_make_one_issue(digest, home, environ):
    command = [DIGEST, "send", "morning", "--json"]
    # After the demo's issue the cool-down would refuse them all; take its end as given.
    import sqlite3

    base = sqlite3.connect(home / "digest.sqlite3")
    base.execute("UPDATE store_issue SET finished_at = '2026-01-01 00:00:00'")
    base.commit()
    base.close()
    many = [
        subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    ends = [(one.communicate(timeout=120), one.returncode) for one in many]
    assert {code for _, code in ends} <= {0, 3}, ends
    issues = [
        json.loads(line)["issue"] for line in digest("issue", "list", "--json").stdout.splitlines()
    ]
    assert issues == [2, 1]
    to = Counter(letter["to"] for letter in letters(digest, "--issue", "2"))
    assert len(to) == 500
    assert max(to.values()) == 1
