"""A laptop that slept for three days: its own ticker wakes up, and the catch-up rule decides."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT

BEFORE = datetime(2027, 3, 1, 5, 0, tzinfo=UTC)
AWAKE = datetime(2027, 3, 4, 10, 0, tzinfo=UTC)
"""Three days later, four hours after the last slot."""
RULES = ("always", "limit", "ask", "never")
READERS = 12


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config" / "digests").mkdir(parents=True)
    (tmp_path / "config" / "digest.toml").write_text((ROOT / "config/digest.toml").read_text())
    for rule in RULES:
        (tmp_path / "config" / "digests" / f"{rule}.toml").write_text(
            f'title = "{rule}"\nzone = "UTC"\nlists = ["crowd"]\nschedule = "daily 06:00"\n'
            f'catch_up = "{rule}"\n[choosing]\nminimum = 1\n[[sources]]\nslug = "courier"\n'
            'url = "https://www.harbourcourier.example.org/feed.xml"\nsample = true\n'
        )
    return tmp_path / "config"


@pytest.fixture
def tick(environ, config) -> Callable[[datetime], None]:
    """The real ticker, once, at that time."""
    environ["DIGEST_CONFIG"] = str(config)

    def once(at: datetime) -> None:
        clock = ("1", f"{time.time()!r}@{at.timestamp()!r}")
        words = [sys.executable, "-m", "tests.hurried", *clock, "ticker", "--once"]
        done = subprocess.run(words, env=environ, cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr

    return once


@pytest.mark.sqlite
def test_after_three_days_asleep_one_issue_goes_or_none_and_a_line_says_why(
    digest, environ, tick, tmp_path
):
    tick(BEFORE)
    people = tmp_path / "crowd.csv"
    people.write_text("\n".join(["email", *(f"reader{n}@example.org" for n in range(READERS))]))
    digest("subscribers", "import", str(people), "--list", "crowd")
    tick(AWAKE)
    tick(AWAKE.replace(minute=1))

    lines = digest("schedule", "list", "--json").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    last = {one["digest"]: one for one in told if one["slot"] == "2027-03-04T06:00"}
    earlier = [one for one in told if one["slot"] < "2027-03-04"]
    assert len(earlier) == 3 * len(RULES)
    assert {one["state"] for one in earlier} == {"skipped"}
    assert {one["reason"] for one in earlier} == {
        "nobody was awake at its time; 2027-03-04T06:00 came after it"
    }
    assert {rule: (one["state"], one["reason"]) for rule, one in last.items()} == {
        "always": ("released", "4 h late: nobody was at work at its time"),
        "limit": ("skipped", "4 h late, more than the 3 h that are allowed"),
        "ask": ("held", "4 h late, more than the 3 h that are allowed"),
        "never": ("skipped", "4 h late, and this digest never catches up"),
    }
    assert [one["issue"] for one in told if one["issue"]] == [1]
    verified = json.loads(digest("issue", "verify", "1", "--json").stdout)
    assert verified["balances"]
    assert (verified["state"], verified["accepted"]) == ("finished", READERS)
