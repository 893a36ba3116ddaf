"""Every route of the site against every role, read from the table of addresses itself.

A new route fails here until it is named: in `MATRIX` with what a look and a press ask for, or in
`ELSEWHERE` with who guards it.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from digest.model.operator import POWERS, Power, Role
from digest.store import models, operators
from tests import cast

# The doors ask nothing of an engine; all routes for all roles once are enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "correct horse battery"
LOOK, EDIT, SEND, RULE = Power.LOOK, Power.EDIT, Power.SEND, Power.RULE

MATRIX: dict[str, tuple[Power, Power]] = {
    "console": (LOOK, LOOK),
    "console-switch": (LOOK, SEND),
    "console-issue": (LOOK, LOOK),
    "console-act": (LOOK, SEND),
    "console-recipients": (SEND, SEND),
    "console-desk": (LOOK, LOOK),
    "console-step": (LOOK, EDIT),
    "console-words": (LOOK, EDIT),
    "console-as-reader": (LOOK, EDIT),
    "console-test": (LOOK, EDIT),
    "console-links": (LOOK, EDIT),
    "console-proof": (LOOK, LOOK),
    "console-report": (LOOK, LOOK),
    "console-report-page": (LOOK, LOOK),
    "console-report-file": (LOOK, LOOK),
    "console-trend": (LOOK, LOOK),
    "console-trend-file": (LOOK, LOOK),
    "console-send": (SEND, SEND),
    "console-confirm": (SEND, SEND),
    "console-undo": (LOOK, SEND),
    "console-uncertain": (LOOK, LOOK),
    "console-settle": (LOOK, SEND),
    "console-audit": (LOOK, LOOK),
    "console-inbox": (SEND, SEND),
    "console-letter": (SEND, SEND),
    "console-letter-part": (SEND, SEND),
    "console-readers": (SEND, SEND),
    "console-person": (SEND, SEND),
    "console-person-act": (SEND, SEND),
    "console-person-export": (SEND, SEND),
    "console-person-erase": (RULE, RULE),
    "console-lists": (LOOK, LOOK),
    "console-lists-act": (LOOK, SEND),
    "console-segments": (LOOK, LOOK),
    "console-segments-act": (LOOK, SEND),
    "console-growth": (LOOK, LOOK),
    "console-never": (SEND, SEND),
    "console-never-these": (SEND, SEND),
    "console-never-lift": (SEND, SEND),
    "console-never-file": (RULE, RULE),
    "console-bounces": (SEND, SEND),
    "console-bounces-after": (SEND, SEND),
    "console-imports": (RULE, RULE),
    "console-imports-take": (RULE, RULE),
    "console-exports": (RULE, RULE),
    "console-import": (RULE, RULE),
    "console-import-decide": (RULE, RULE),
    "console-settings": (RULE, RULE),
    "console-settings-try": (RULE, RULE),
    "console-schedules": (LOOK, LOOK),
    "console-schedules-act": (LOOK, SEND),
    "console-sources": (LOOK, LOOK),
    "console-source-check": (LOOK, EDIT),
    "console-source-look": (LOOK, EDIT),
    "console-source-add": (RULE, RULE),
    "console-account": (LOOK, LOOK),
    "console-language": (LOOK, LOOK),
    "console-password": (LOOK, LOOK),
    "console-factor": (LOOK, LOOK),
    "console-operators": (RULE, RULE),
    "console-operators-change": (RULE, RULE),
    "console-tokens": (RULE, RULE),
    "console-tokens-change": (RULE, RULE),
}
"""What a look and what anything else asks for."""
DOORS = {"login", "logout"}
ELSEWHERE = {
    # for everybody, or for who holds a reader's token: tests/entry/web/test_reader.py and its like
    *("livez", "readyz", "robots", "", "home", "archive", "subscribe", "feed", "issue"),
    *("issue-of-day", "view", "unsubscribe", "confirm", "refuse", "preferences", "click", "media"),
    "metrics",  # this machine alone, or a token: test_health.py
    "sendgrid-events",  # a signature: test_sendgrid_events.py
    "api",  # tokens, by a matrix made from its own routes: tests/entry/api/test_issues.py
}
"""Routes outside the console that have a guard of their own."""
SAMPLES = {
    "number": 4711,
    "batch": 1,
    "position": 0,
    "digest": "morning",
    "day": date(2026, 11, 25),
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def routes(found: URLResolver | None = None, start: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with the view behind it."""
    for one in (found or get_resolver()).url_patterns:
        where = start + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, where)
        else:
            yield where, one


def console() -> dict[str, URLPattern]:
    return {str(one.name): one for where, one in routes() if where.startswith("console/")}


def address(route: URLPattern) -> str:
    return reverse(
        str(route.name), kwargs={name: SAMPLES[name] for name in route.pattern.converters}
    )


def client_of(*roles: str, enforce_csrf_checks: bool = False) -> Client:
    """Somebody with these roles who has come in; without one: a login that has no role."""
    if roles:
        operators.add("eve", roles, PASSWORD, actor="test", now=cast.NOW)
    else:
        get_user_model().objects.create_user("eve", password=PASSWORD)
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(get_user_model().objects.get(username="eve"))
    return client


def test_every_route_is_named_here_or_guarded_elsewhere():
    here = {name for name in console() if name not in DOORS}
    assert here == set(MATRIX)
    others = [(where, one) for where, one in routes() if not where.startswith("console/")]
    unnamed = {where for where, one in others if (one.name or "") not in ELSEWHERE}
    assert {where for where in unnamed if not where.startswith("admin/")} == set()


@pytest.mark.parametrize("role", list(Role))
def test_every_route_opens_to_the_roles_that_have_its_power(role):
    eve, wrong = client_of(role), []
    for name, (look, press) in MATRIX.items():
        for method in METHODS:
            power = look if method in ("GET", "HEAD") else press
            status = eve.generic(method, address(console()[name])).status_code
            if (status == 403) != (power not in POWERS[role]):
                wrong.append(f"{name}: {method} by {role}: {status}")
        if not eve.session.get("_auth_user_id"):
            wrong.append(f"{name} signed {role} out")
    assert wrong == []


def test_nobody_changes_anything_with_another_method_than_post():
    eve = client_of(Role.ADMIN)
    for route in console().values():
        for method in ("PUT", "PATCH", "DELETE"):
            assert eve.generic(method, address(route)).status_code == 405, (route.name, method)


def test_no_route_opens_to_strangers_nor_to_a_login_without_a_role(client):
    norole, wrong = client_of(), []
    for name in MATRIX:
        for method in METHODS:
            for who, status in ((client, 302), (norole, 403)):
                answer = who.generic(method, address(console()[name]))
                if answer.status_code != status:
                    wrong.append(f"{name}: {method}: {answer.status_code}, not {status}")
    assert wrong == []


def test_no_route_is_pressed_from_another_site():
    chief = client_of(Role.ADMIN, enforce_csrf_checks=True)
    for name in (*MATRIX, *DOORS):
        url = address(console()[name])
        for headers in ({"Origin": "https://evil.test"}, {"HX-Request": "true"}):
            assert chief.post(url, {"act": "add"}, headers=headers).status_code == 403, name
        forged = chief.post(url, '{"act": "add"}', content_type="text/plain")
        assert forged.status_code == 403, name


@pytest.mark.parametrize("role", [None, *Role])
def test_the_rows_open_to_nobody_by_a_role(role):
    eve = client_of(*([role] if role else []))
    for where, one in routes():
        if where.startswith("admin/") and not one.pattern.converters and "<" not in where:
            assert eve.get(f"/{where}").status_code in (302, 404, 405), where
            assert eve.post(f"/{where}").status_code in (302, 404, 405), where


def test_the_rows_have_no_door_of_their_own():
    user = get_user_model().objects.create_superuser("root", password=PASSWORD)
    models.Operator.objects.create(user=user, roles=["admin"], factor_key="A" * 32)
    root = Client()
    answer = root.post("/admin/login/?next=/admin/", {"username": "root", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/console/login/?next=/admin/")
    assert "_auth_user_id" not in root.session


def test_a_refusal_is_logged_with_who_and_what(caplog):
    eve = client_of(Role.VIEWER)
    assert eve.get("/console/send/").status_code == 403
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    told = [line for line in lines if line["event"] == "refused"]
    assert [(line["operator"], line["path"], line["power"]) for line in told] == [
        ("eve", "/console/send/", "send")
    ]


def test_sending_is_apart_from_editing():
    assert Power.SEND not in POWERS[Role.EDITOR]
    assert Power.EDIT not in POWERS[Role.SENDER]
