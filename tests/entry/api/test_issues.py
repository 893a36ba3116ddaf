"""Issues over the API, and what every route keeps to."""

import json
import subprocess
import sys

import pytest

from digest.model.operator import POWERS, Power, Role
from digest.store import models
from digest.web.api.app import schema
from tests import cast

pytestmark = [pytest.mark.django_db]


def routes():
    """(method, path with numbers in it, power) of everything in the OpenAPI."""
    for path, operations in schema()["paths"].items():
        for method, operation in operations.items():
            yield method.upper(), path.removeprefix("/api/v1/"), operation["x-power"]


FILLED = {
    "{number}": "999999",
    "{digest}": "nowhere",
    "{day}": "2026-12-24",
    "{batch}": "999",
    "{address}": "nobody@example.org",
    "{slug}": "nothing",
    "{source}": "nowhere",
    "{id}": "x",
}


def filled(path: str) -> str:
    for gap, value in FILLED.items():
        path = path.replace(gap, value)
    assert "{" not in path, path
    return path


def test_issues_come_newest_first_a_page_at_a_time_each_once(machine):
    made = [cast.issue(steps=cast.FINISHED, subject=f"No. {n}") for n in range(5)]
    asks, seen, after = machine("viewer"), [], ""
    while after is not None:
        page = asks.get(f"issues?limit=2{after}").json()
        seen += [line["issue"] for line in page["items"]]
        after = f"&after={page['next']}" if page["next"] else None
    assert seen == made[::-1]


def test_the_six_figures_of_an_issue_add_up_and_its_stories_say_why(machine):
    cast.ada(), cast.bilal(), cast.clara(), cast.dora()
    number = cast.issue(steps=cast.FINISHED)
    answer = machine("viewer").get(f"issues/{number}")
    told = answer.json()
    figures = told["figures"]
    names = ("submitted", "excluded", "failed", "uncertain", "pending", "cancelled")
    assert sum(figures[name] for name in names) == figures["audience"] > 0
    assert figures["balances"]
    assert all("why" in story for story in told["stories"])
    assert answer.headers["ETag"]


def test_recipients_come_a_line_each_and_only_to_who_may_send(machine):
    cast.ada(), cast.bilal()
    number = cast.issue(steps=cast.FINISHED)
    assert machine("editor").get(f"issues/{number}/recipients").status_code == 403
    answer = machine("sender").get(f"issues/{number}/recipients?state=submitted")
    lines = [json.loads(line) for line in answer.getvalue().splitlines()]
    assert {line["address"].split("@")[0] for line in lines} == {"ada", "bilal"}


@pytest.mark.sqlite
def test_every_route_opens_to_those_roles_that_have_its_power_and_to_no_other(machine):
    asks = {role: machine(role.value) for role in Role}
    for method, path, power in routes():
        body = None if method in ("GET", "DELETE") else {}
        for role, who in asks.items():
            status = who.ask(method, filled(path), body).status_code
            may = Power(power) in POWERS[role]
            assert (status != 403) is may, (method, path, role, status)
            assert status != 401


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "query",
    [
        "sort=subject;select pg_sleep(5)--",
        "order=(case when 1=1 then 1 end)",
        "password__startswith=a",
        "digest__regex=.*",
        "digest=morning'--",
        "state=finished' or '1'='1",
        "after=1 or 1=1",
        "after=-1",
        "after=99999999999999999999",
        "limit=100000",
        "limit=0",
        "limit=1&limit=2",
        "digest=%00",
    ],
)
def test_what_is_no_filter_of_ours_is_refused(machine, query):
    cast.issue()
    answer = machine("viewer").get(f"issues?{query}")
    assert answer.status_code in (400, 422), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.sqlite
def test_every_refusal_says_what_where_and_what_to_do(machine):
    asks = machine("viewer")
    for answer, status in (
        (asks.get("nothing/here"), 404),
        (asks.get("issues/999"), 404),
        (asks.ask("DELETE", "issues"), 405),
        (asks.ask("POST", "issues", b"x" * (1 << 21)), 413),
    ):
        told = answer.json()
        assert answer.status_code == status == told["status"]
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert told["title"]
        assert told["detail"]
        assert told["instance"].startswith("/api/v1/")


@pytest.mark.sqlite
def test_a_body_in_chunks_is_told_to_come_with_its_length(machine):
    asks = machine("editor")
    for path in ("sources/cms/stories", "digests/morning/triggers"):
        request = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
        answer = asks.http.generic("POST", f"/api/v1/{path}", b"{}", "application/json", **request)
        told = answer.json()
        assert (answer.status_code, told["status"]) == (411, 411)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "Content-Length" in told["detail"]
    assert asks.ask("POST", "issues/999/undo").status_code != 411


@pytest.mark.sqlite
def test_no_other_site_may_read_an_answer_and_nobody_keeps_one(machine):
    answer = machine("viewer").get("issues", origin="https://evil.example.org")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert models.ApiToken.objects.count() == 1


@pytest.mark.sqlite
def test_the_pages_start_without_the_library_of_the_api():
    words = (
        "import django; django.setup(); import sys, digest.web.urls; print('ninja' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
