"""A send through SendGrid's stand-in as a stranger runs it: killed, refused, reconciled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entry.conftest import DIGEST, Copied
from tests.standin_sendgrid import KEY, Standin, serve
from tests.waiting import until

AT_ONCE = 2
SEND = ("send", "morning", "--again", "--yes", "--json")


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Standin]:
    with serve(tmp_path / "record.jsonl") as running:
        yield running


@pytest.fixture(autouse=True)
def configured(copied: Copied, environ, post: Standin) -> None:
    """500 readers in batches of 10, through the stand-in."""
    environ |= copied(environ, batch_size=10, at_once=AT_ONCE) | {
        "DELIVERY_URL": "sendgrid:",
        "SENDGRID_API_KEY": KEY,
        "SENDGRID_API_URL": post.url,
    }


@pytest.mark.parametrize("requests", [1, 15, 40])
def test_a_send_killed_in_the_middle_doubles_nobody_and_shows_what_was_in_flight(
    digest, environ, post, requests
):
    post.delay = 0.02
    running = subprocess.Popen(
        [DIGEST, *SEND],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(lambda: post.asked >= requests or running.poll() is not None, seconds=60)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    subprocess.run(
        [DIGEST, "send", "morning", "--yes", "--json"],
        env=environ,
        capture_output=True,
        timeout=200,
        check=False,
    )
    verified = json.loads(digest("issue", "verify", "2", "--json").stdout)
    assert verified["balances"]
    assert verified["accepted"] + verified["uncertain"] == 500
    # With the post, or answered and not yet marked: one batch a hand, half as many hands again.
    assert verified["uncertain"] <= 10 * (AT_ONCE + AT_ONCE // 2) * (os.cpu_count() or 1)
    copies = post.copies()
    assert max(copies.values()) == 1
    assert verified["accepted"] <= len(copies) <= 500
    left = verified["uncertain"]
    told = json.loads(
        digest("issue", "reconcile", "2", "--json", exit_code=6 if left else 0).stdout
    )
    assert told["uncertain"] == left
    decided = ("--treat-as", "submitted", "--reason", "seen in the record")
    digest("issue", "reconcile", "2", *decided)
    assert json.loads(digest("issue", "verify", "2", "--json").stdout)["accepted"] == 500


def test_the_uncertain_get_it_again_when_a_person_says_how_many_and_why(digest, post):
    post.faults = ["500 after"]
    digest(*SEND, exit_code=6)
    told = json.loads(digest("issue", "reconcile", "2", "--json", exit_code=6).stdout)
    (batch,) = told["batches"]
    assert (told["uncertain"], batch["people"], batch["sign"]) == (10, 10, "waiting")
    again = ("issue", "reconcile", "2", "--send-again")
    assert "--reason" in digest(*again, "10", exit_code=2).stderr
    why = ("--reason", "the provider has no trace of it")
    assert "wait until" in digest(*again, "10", *why, exit_code=3).stderr
    assert "not 9" in digest(*again, "9", *why, "--now", exit_code=3).stderr
    told = json.loads(digest(*again, "10", *why, "--now", "--json").stdout)
    assert (told["sent_again"], told["uncertain"]) == (10, 0)
    assert json.loads(digest("issue", "verify", "2", "--json").stdout)["accepted"] == 500
    assert sorted(set(post.copies().values())) == [1, 2]
    assert sum(post.copies().values()) == 510


def test_a_refused_key_ends_with_the_exit_code_of_credentials_and_nobody_is_mailed(
    digest, environ, post
):
    wrong = environ | {"SENDGRID_API_KEY": "SG.wrong"}
    said = digest(*SEND, env=wrong, exit_code=4).stderr
    assert "SENDGRID_API_KEY" in said
    assert "SG.wrong" not in said
    assert not post.copies()
    shown = json.loads(digest("issue", "show", "2", "--json").stdout)
    assert shown["state"] == "paused"


def test_outside_production_the_public_address_is_never_spoken_to(digest, environ):
    live = environ | {"SENDGRID_API_URL": "https://api.eu.sendgrid.com"}
    assert "outside production" in digest(*SEND, env=live, exit_code=4).stderr


def test_the_providers_lists_are_synced_by_command(digest, environ, post):
    gone = "nobody@example.net"
    post.lists.rows = {"bounces": [{"email": gone, "created": 1_700_000_000, "status": "5.1.1"}]}
    told = json.loads(digest("events", "sync", "--json").stdout)
    assert told["lists"]["bounces"] == {"read": 1, "new": 1, "returned": 0, "unreadable": 0}
    assert (told["told"], told["taken_back"]) == (0, 0)
    assert "0 new" in digest("events", "sync").stdout
    live = environ | {"SENDGRID_API_URL": "https://api.sendgrid.com"}
    assert "outside production" in digest("events", "sync", env=live, exit_code=4).stderr


def test_a_recorded_body_can_be_replayed(digest, tmp_path):
    body = tmp_path / "body.json"
    body.write_text('[{"event": "delivered", "timestamp": 1, "delivery": "unknown"}]\r\n')
    told = json.loads(digest("events", "replay", str(body), "--json").stdout)
    assert told == {"events": 0, "new": 0, "ignored": 1}
    body.write_text("{}")
    assert "no list of events" in digest("events", "replay", str(body), exit_code=2).stderr


def test_who_failed_is_sent_to_once_more_by_command(digest, environ, post):
    digest("issue", "resend-failed", "1", exit_code=3)
    some = json.loads(digest(*SEND).stdout)
    assert some["failed"] == 0
    bad = next(iter(post.copies()))
    post.bad = frozenset({bad})
    assert json.loads(digest(*SEND, exit_code=6).stdout)["failed"] == 1
    told = json.loads(digest("issue", "resend-failed", "3", "--json", exit_code=6).stdout)
    assert (told["resent"], told["failed"]) == (1, 1)
    post.bad = frozenset()
    told = json.loads(digest("issue", "resend-failed", "3", "--json").stdout)
    assert (told["resent"], told["accepted"], told["failed"]) == (1, 500, 0)
    assert json.loads(digest("issue", "verify", "3", "--json").stdout)["balances"]
    assert post.copies()[bad] == 2


def test_whoever_was_refused_first_the_command_ends_with_the_code_of_credentials(
    digest, environ, post
):
    """Another process of the same send, or a worker, may have paused it before this one asked."""
    wrong = environ | {"SENDGRID_API_KEY": "SG.wrong"}
    digest(*SEND, env=wrong, exit_code=4)
    again = digest("send", "morning", "--yes", env=wrong, exit_code=4).stderr
    assert "SENDGRID_API_KEY" in again
    assert "digest issue resume 2" in again
    digest("issue", "resume", "2")
    assert json.loads(digest("issue", "verify", "2", "--json").stdout)["accepted"] == 500
