"""The page of settings: where each comes from, no secret in it, and what is tried at a press."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from digest.bootstrap import House
from digest.settings import shown
from digest.settings.alarms import Alarming
from digest.settings.environment import Delivery
from digest.store import models, operators
from digest.web.console import hall
from tests import cast
from tests.walls.feeds.loopback import site

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "correct horse battery"
SECRETS = ("SG.very.secret", "s3cret-word", "hook-of-ours", "ping-of-ours")


@pytest.fixture
def settle(monkeypatch):
    def made(**changes: Any) -> None:
        house = House(replace(cast.house(), **changes), lambda: cast.NOW)
        monkeypatch.setattr(hall, "house", lambda: house)

    made()
    return made


@pytest.fixture
def desk(client, settle):
    operators.add("eve", ["admin"], PASSWORD, actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    return client


def words(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def attempt(desk, what: str) -> str:
    return words(desk.post("/console/settings/try/", {"what": what}))


def test_every_setting_stands_with_where_it_comes_from_and_no_secret_does(
    desk, settle, monkeypatch
):
    settle(
        sendgrid_key=SECRETS[0],
        delivery=Delivery("smtp", "mail.example.org", 587, "digest", SECRETS[1]),
        alarms=Alarming(
            webhook=f"https://x.test/{SECRETS[2]}", ping=f"https://x.test/{SECRETS[3]}"
        ),
    )
    monkeypatch.setattr(
        "digest.web.console.house.named",
        lambda: frozenset({"SENDGRID_API_KEY_FILE", "DELIVERY_URL"}),
    )
    answer = desk.get("/console/settings/")
    told = words(answer)
    assert "DELIVERY_URL smtp://mail.example.org:587?tls=starttls the environment" in told
    assert "SENDGRID_API_KEY set, not shown a file of its own" in told
    assert "SENDGRID_WEBHOOK_KEY not set the default" in told
    assert "digests/morning.toml" in told
    assert "[[sources]]" in told
    assert "schedule" in told
    for secret in SECRETS:
        assert secret not in answer.content.decode()


def test_every_variable_of_the_docs_is_shown():
    from tests.unit.test_sourcefile import ROOT

    table = (ROOT / "docs/configuration.md").read_text().split("## digest.toml")[0]
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.M))
    assert named == set(shown.NAMES)


@pytest.mark.parametrize(
    ("scopes", "status", "told"),
    [
        (["mail.send", "suppression.read", "user.read"], 200, "may do what it needs; 1 scopes"),
        (["mail.send"], 200, "lacks suppression.read"),
        (["user.read"], 200, "lacks mail.send"),
        ([], 401, "SendGrid refuses the key: 401"),
    ],
)
def test_the_providers_key_is_asked_for_its_scopes(desk, settle, scopes, status, told):
    body = json.dumps({"scopes": scopes} if status == 200 else {"errors": []}).encode()
    pages: dict[str, Any] = {"v3/scopes": lambda asked: asked.reply(body, status)}
    with site(**pages) as server:
        settle(
            delivery=Delivery("sendgrid"),
            sendgrid_key=SECRETS[0],
            sendgrid_url=f"http://{server.place}",
        )
        page = attempt(desk, "post")
    assert told in page
    assert server.seen[0][1]["authorization"] == f"Bearer {SECRETS[0]}"
    assert SECRETS[0] not in page


def test_a_mail_server_that_does_not_answer_is_told_without_its_password(desk, settle):
    settle(delivery=Delivery("smtp", "127.0.0.1", 1, "digest", SECRETS[1], "none"))
    page = attempt(desk, "post")
    assert "127.0.0.1:1" in page
    assert SECRETS[1] not in page


def test_a_sending_domain_that_is_nobodys_is_not_looked_up(desk, settle):
    settle(delivery=Delivery("smtp", "127.0.0.1", 1))
    page = attempt(desk, "domain")
    assert "Tried: Sending domain: SPF, DKIM and DMARC" in page
    assert "set [sender] address to a domain of yours" in page


def test_an_alarm_is_rung_on_trial_and_says_so(desk, settle):
    with site(any=lambda asked: asked.reply(b"", 200)) as server:
        alarms = Alarming(webhook=server.url("/hook"), ping=server.url("/gone"))
        settle(alarms=alarms, allow_private=frozenset({server.place}))
        server.pages["/gone"] = lambda asked: asked.reply(b"", 500)
        server_post(server)
        page = attempt(desk, "bells")
    assert "DIGEST_ALARM_WEBHOOK took it" in page
    assert "DIGEST_PING_URL: it answered 500" in page
    settle(alarms=alarms)
    assert f"add {server.place} to DIGEST_ALLOW_PRIVATE" in attempt(desk, "bells")
    assert "there is no webhook" not in page
    settle()
    assert "there is no webhook and no watcher to try" in attempt(desk, "bells")


def server_post(server: Any) -> None:
    """Answers to POST are those to GET."""
    server.RequestHandlerClass.do_POST = server.RequestHandlerClass.do_GET


@pytest.mark.django_db(transaction=True)
def test_everything_that_doctor_looks_at_is_looked_at_and_who_did_stands_in_the_audit(desk):
    page = attempt(desk, "everything")
    assert "delivery fine outbox: letters are kept" in page
    assert models.Audit.objects.get(act="try").subject == "everything"
    assert desk.post("/console/settings/try/", {"what": "rm"}).status_code == 302
