"""Who may ask the API: tokens with roles, shown once, revoked at once."""

import re
from datetime import timedelta

import pytest

from digest.bootstrap import now
from digest.rules import apitokens as shape
from digest.store import apitokens, models
from digest.web.api import bearer
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_only_a_hash_of_a_token_is_kept_and_the_audit_names_it(machine):
    made = machine("viewer", name="cms")
    mark, secret = shape.parts(made.token)
    row = models.ApiToken.objects.get()
    assert secret not in str(vars(row))
    assert (row.mark, len(row.sealed)) == (mark, 64)
    assert models.Audit.objects.get(act="add-api-token").subject == "token cms"


def test_a_revoked_expired_wrong_or_missing_token_opens_nothing_and_all_look_the_same(machine):
    dead, old = machine("viewer", name="dead"), machine("viewer", name="old")
    apitokens.revoke("dead", actor="test", now=now())
    models.ApiToken.objects.filter(name="old").update(expires_at=now() - timedelta(seconds=1))
    wrong = machine("viewer", name="wrong")
    wrong.token = wrong.token[:-1] + ("A" if wrong.token[-1] != "A" else "B")
    answers = [one.get("issues") for one in (dead, old, wrong)]
    answers.append(dead.ask("GET", "issues", authorization=""))
    assert [answer.status_code for answer in answers] == [401] * 4
    assert len({answer.content for answer in answers}) == 1
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers)


def test_a_token_tells_when_it_was_used_to_the_minute(machine, django_assert_num_queries):
    made = machine("viewer")
    made.get("issues")
    first = models.ApiToken.objects.get().used_at
    assert now() - first < timedelta(minutes=1)
    made.get("issues")
    assert models.ApiToken.objects.get().used_at == first


def test_many_wrong_tokens_from_one_place_wait_and_a_live_one_from_there_does_not(
    machine, monkeypatch
):
    monkeypatch.setattr(bearer, "FAILURES", 3)
    made = machine("viewer")
    tries = [made.ask("GET", "issues", authorization="Bearer x") for _ in range(5)]
    assert [answer.status_code for answer in tries] == [401] * 3 + [429] * 2
    assert tries[-1].headers["Retry-After"] == "900"
    assert made.get("issues").status_code == 200


def test_a_token_that_asks_too_often_waits_and_others_do_not(machine, monkeypatch):
    monkeypatch.setattr(bearer, "MOST", 2)
    busy, other = machine("viewer", name="busy"), machine("viewer", name="other")
    assert [busy.get("issues").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("issues").status_code == 200


def test_a_session_of_the_console_opens_nothing_here(machine, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root"))
    assert client.get("/api/v1/issues").status_code == 401


def test_a_token_is_in_no_log(machine, caplog):
    made = machine("viewer")
    made.token += "x"
    made.get("issues")
    assert shape.parts(made.token[:-1])[1] not in caplog.text
    assert cast.NOW.year == 2026


@pytest.mark.parametrize("name", ["", "Über", "a b", "-a", "x" * 41, "a\n"])
def test_a_token_has_a_name_that_can_stand_in_the_audit(name, machine):
    from digest.model.errors import UsageError

    with pytest.raises(UsageError):
        machine("viewer", name=name or " ")


def test_an_admin_makes_a_token_on_its_page_and_revokes_it(client, monkeypatch):
    from django.contrib.auth import get_user_model

    from digest.store import operators

    operators.add("chief", ["admin"], "correct horse battery", actor="t", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="chief"))
    form = {"act": "make", "name": "cms", "role": ["editor"], "expires": "2099-12-31"}
    made = client.post("/console/tokens/change/", form).content.decode()
    found = re.search(r"dgst_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", made)
    assert found
    token = {"authorization": f"Bearer {found[0]}"}
    assert client.get("/api/v1/issues", headers=token).status_code == 200
    page = client.get("/console/tokens/").content.decode()
    assert "cms" in page
    assert found[0] not in page
    for wrong in ({"name": "cms"}, {"name": "x y"}, {"role": []}, {"expires": "yesterday"}):
        client.post("/console/tokens/change/", form | {"name": "two"} | wrong)
    assert [one.name for one in apitokens.everyone()] == ["cms"]
    client.post("/console/tokens/change/", {"act": "revoke", "name": "cms"})
    assert client.get("/api/v1/issues", headers=token).status_code == 401
    assert models.Audit.objects.get(act="revoke-api-token").actor == "chief"
