"""Service mails at the command line: what is uncertain needs a person, who settles it once."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SEED = """
from digest.bootstrap import now, start
start()
from digest.store import models
for number, (kind, state) in enumerate((("confirm", "uncertain"), ("welcome", "failed")), 1):
    models.Notice.objects.create(
        key=f"k{number}", kind=kind, digest="morning", subscriber_id=1, address="zoe@example.org",
        address_hash="f" * 40, made_at=now(), not_before=now(), state=state, intent_at=now(),
        reason="the answer was lost",
    )
"""


@pytest.fixture(autouse=True)
def seeded(environ):
    subprocess.run([sys.executable, "-c", SEED], env=environ, check=True, timeout=100)


@pytest.mark.sqlite
def test_what_is_uncertain_is_shown_named_and_settled_by_a_person(digest):
    told = json.loads(digest("status", "--json").stdout)
    kinds = {need["kind"] for need in told["needs_person"]}
    assert {"service-uncertain", "service-failed"} <= kinds
    assert told["service"]["uncertain"] == 1
    named = digest("notice", "list", "--state", "uncertain").stdout
    assert "zoe@example.org" in named
    assert "the answer was lost" in named
    (line,) = digest("notice", "list", "--state", "uncertain", "--json").stdout.splitlines()
    number = str(json.loads(line)["id"])
    digest("notice", "settle", number, "--treat-as", "perhaps", exit_code=2)
    settled = digest("notice", "settle", number, "--treat-as", "submitted", "--json").stdout
    assert json.loads(settled) == {"notice": int(number), "state": "submitted"}
    digest("notice", "settle", number, "--treat-as", "failed", exit_code=2)
    digest("notice", "list", "--state", "lost", exit_code=2)
