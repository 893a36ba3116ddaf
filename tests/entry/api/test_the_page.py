"""docs/api.md and docs/api-reference.md: every example is asked, the reference is what the routes are."""

from __future__ import annotations

import re
import shlex
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest.flow.advance import advance
from digest.rules.webhooks import secret, signature
from digest.store import models
from digest.web.api.app import schema
from digest.web.api.reference import page
from tests.entry.api.test_stories import CMS
from tests.entry.api.test_triggers import Desk
from tests.newsroom import DIGEST, SOURCE
from tests.readers import enlist, reader

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")
KINDS = {"issues": models.Issue, "stories": models.Story, "triggers": models.Trigger}
pytestmark = pytest.mark.sqlite


def test_the_reference_is_what_the_routes_say():
    kept = (DOCS / "api-reference.md").read_text(encoding="utf-8")
    assert kept == page(schema()), "run: make api-reference"


def asked(machine, line: str):
    """A curl line as the request that it is."""
    words = shlex.split(line.replace("$DIGEST/api/v1/", "").replace("$TOKEN", machine.token))[1:]
    method, headers, body, path = "", {}, None, ""
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name.lower()] = value
            case "-d":
                body = words.pop(0)
            case address:
                path = address
    headers.pop("content-type", "")
    return machine.ask(method or ("POST" if body else "GET"), path, body, **headers)


def the_first(kind: Any) -> int:
    """The number of the first row here, whatever the tests before left to it."""
    return kind.objects.order_by("pk").values_list("pk", flat=True).first() or 1


def as_here(line: str) -> str:
    """The page's number 1 of each kind, as the number that it has here."""
    for word, kind in KINDS.items():
        line = re.sub(rf"/{word}/1\b", f"/{word}/{the_first(kind)}", line)
    return line


@pytest.mark.django_db
def test_every_example_of_the_page_is_answered_as_the_page_says(machine, monkeypatch):
    desk = Desk(monkeypatch, replace(DIGEST, sources=(SOURCE, CMS), lists=("readers",)))
    people = [reader(f"reader{n}@example.org", f"R {n}", "en", "UTC") for n in range(3)]
    enlist(people, ("readers",), key=b"k" * 48, now=desk.newsroom.clock())
    boss = machine("admin", name="boss")
    lines = re.findall(r"^curl .+$", PAGE, re.MULTILINE)
    assert len(lines) > 15
    for line in lines:
        if "/pause" in line:
            advance(the_first(models.Issue), desk.newsroom.digest, desk.newsroom.works)
        answer = asked(boss, as_here(line))
        assert 200 <= answer.status_code < 300, (line, answer.content)
        desk.work()


def test_the_example_of_verifying_a_webhook_verifies_and_refuses():
    code = re.search(r"```python\n(.+?)```", PAGE, re.DOTALL)
    assert code
    known: dict[str, object] = {}
    exec(code[1], known)  # the page's own words are what is tried
    verified = known["verified"]
    secrets, body, at = (
        [secret(b"a" * 32, "cms"), secret(b"b" * 32, "cms")],
        b'{"a":1}',
        int(time.time()),
    )
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secrets, "evt_1", at, body),
    }
    assert callable(verified)
    assert all(verified(headers, body, one) for one in secrets)
    assert not verified(headers, body + b" ", secrets[0])
    assert not verified(headers | {"webhook-id": "evt_2"}, body, secrets[0])
    assert not verified(headers, body, secret(b"c" * 32, "cms"))
    old = {"webhook-timestamp": str(at - 3600)}
    old |= {"webhook-signature": signature(secrets, "evt_1", at - 3600, body)}
    assert not verified(headers | old, body, secrets[0])
