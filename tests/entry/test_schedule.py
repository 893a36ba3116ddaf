"""When digests go out, as an operator asks."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta

from tests.conftest import ROOT


def test_the_next_ones_are_told_in_local_time_and_utc(digest):
    told = [
        json.loads(line)
        for line in digest("schedule", "next", "morning", "-n", "3", "--json").stdout.splitlines()
    ]
    assert len(told) == 3
    for one in told:
        local, utc = datetime.fromisoformat(one["local"]), datetime.fromisoformat(one["utc"])
        assert local == utc
        assert one["slot"] == f"{local:%Y-%m-%dT%H:%M}"
    words = digest("schedule", "next").stdout
    assert "UTC" in words
    assert "Europe/London" in words


def test_a_digest_with_single_dates_alone_is_said_to_have_those(digest, environ, tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    plan = tmp_path / "config" / "digests" / "weekly.toml"
    day = datetime.now(UTC).date() + timedelta(days=400)
    plan.write_text(re.sub(r"(?m)^schedule.*$", f'once = ["{day}T18:00"]', plan.read_text()))
    env = environ | {"DIGEST_CONFIG": str(tmp_path / "config")}
    told = digest("schedule", "next", "weekly", env=env).stdout
    assert told.startswith(f"weekly: single moments\n  {day:%a} {day} 18:00 Europe/London")
    assert f"single moments: {day:%a} {day}" in digest("status", env=env).stdout


def test_a_day_is_taken_out_and_put_back(digest):
    slot = json.loads(
        digest("schedule", "next", "paper", "-n", "2", "--json").stdout.splitlines()[1]
    )
    day = slot["slot"][:10]
    digest("schedule", "skip", day, "paper")
    assert f"{day} 17:30" in digest("schedule", "next", "paper").stdout
    assert "NOT SENT" in digest("schedule", "next", "paper").stdout
    digest("schedule", "unskip", day, "paper")
    assert "NOT SENT" not in digest("schedule", "next", "paper").stdout


def test_what_cannot_be_meant_is_refused_in_words(digest):
    wrong = digest("schedule", "skip", "tomorrow", exit_code=2)
    assert "2026-12-24" in wrong.stderr
    none = digest("schedule", "release", "morning", "2026-11-25T06:00", exit_code=3)
    assert "schedule list" in none.stderr
    digest("issue", "approve", "99", exit_code=3)
    digest("issue", "hold", "99", exit_code=3)
