"""`digest rate`: what holds, set and taken back, and what is refused with words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.sqlite


def held(digest, environ) -> dict[str, dict[str, object]]:
    told = json.loads(digest("rate", "show", "--json", env=environ).stdout)
    return {one["of"]: one for one in told["rates"]}


def test_a_limit_is_set_shown_and_taken_back(digest, environ):
    assert "nothing is limited" in digest("rate", "show", env=environ).stdout
    digest("rate", "set", "100/s", "--domain", "GMail.com", env=environ)
    digest("rate", "set", "600/min, 5000/day", "--provider", "smtp", env=environ)
    digest("rate", "set", "--digest", "morning", "--window", "daily 06:00-24:00", env=environ)
    found = held(digest, environ)
    assert found["domain gmail.com"]["per_second"] == 100
    assert (found["smtp"]["per_second"], found["smtp"]["per_day"]) == (10, 5000)
    assert found["smtp"]["today"] == 0
    assert "digest morning" in found
    digest("rate", "clear", "--provider", "smtp", env=environ)
    digest("rate", "set", "off", "--domain", "gmail.com", env=environ)
    assert set(held(digest, environ)) == {"digest morning"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fast", "--digest", "morning"], "500/s"),
        (["5/s"], "exactly one of"),
        (["5/s", "--digest", "morning", "--provider", "smtp"], "exactly one of"),
        (["5/s", "--provider", "pigeon"], "smtp | sendgrid | outbox"),
        (["--domain", "x.test", "--window", "06:00-07:00"], "--digest NAME"),
        (["--digest", "morning"], "--window"),
    ],
)
def test_what_cannot_be_meant_is_refused(digest, environ, words, said):
    assert said in digest("rate", "set", *words, env=environ, exit_code=2).stderr


def test_a_send_outside_its_hours_waits_and_says_until_when(digest, environ):
    another_day = (datetime.now(UTC) + timedelta(days=3)).strftime("%A").lower()
    hours = f"{another_day} 06:00-07:00"
    digest("rate", "set", "--digest", "morning", "--window", hours, env=environ)
    told = json.loads(digest("demo", "--json", env=environ, exit_code=75).stdout)
    assert told["accepted"] == 0
    shown = json.loads(digest("issue", "verify", str(told["issue"]), "--json", env=environ).stdout)
    assert (shown["state"], shown["balances"]) == ("sending", True)
    digest("rate", "set", "--digest", "morning", "--window", "off", env=environ)
    told = json.loads(digest("send", "morning", "--yes", "--json", env=environ).stdout)
    assert (told["state"], told["pending"], told["waits"]) == ("finished", 0, None)
    assert told["accepted"] > 0
