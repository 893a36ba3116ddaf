"""Who gets in, who may do what, and what ends a session."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from digest import settings
from digest.bootstrap import House
from digest.model.errors import UsageError
from digest.rules import onetime
from digest.store import models, operators
from tests import cast

# The doors ask nothing of an engine; all routes for all roles once are enough.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "correct horse battery"
KEY = onetime.key_of(b"12345678901234567890")


def text(response) -> str:
    return response.content.decode()


def add(name: str = "eve", *roles: str) -> None:
    operators.add(name, roles or ["viewer"], PASSWORD, actor="test", now=cast.NOW)


def enter(client: Client, name: str = "eve", password: str = PASSWORD, code: str = "", **more):
    form = {"username": name, "password": password, "code": code}
    return client.post("/console/login/", form, **more)


def inside(name: str = "eve") -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


@pytest.fixture
def clock(monkeypatch):
    """The house's clock, to be moved."""
    moment = [cast.NOW]
    monkeypatch.setattr(
        "digest.web.console.hall.house", lambda: House(cast.house(), lambda: moment[0])
    )
    return moment


# ------------------------------------------------------------------ the brake


def test_five_wrong_tries_from_one_place_have_to_wait(client, clock):
    add()
    for _ in range(5):
        assert enter(client, password="wrong").status_code == 200
    braked = enter(client)
    assert (braked.status_code, braked.headers["Retry-After"]) == (429, "900")
    clock[0] += timedelta(minutes=16)
    assert enter(client).status_code == 302


def test_guesses_from_elsewhere_do_not_lock_the_owner_out(client, clock):
    add()
    assert enter(client, REMOTE_ADDR="192.0.2.1").status_code == 302
    for number in range(40):
        enter(Client(), password="wrong", REMOTE_ADDR=f"198.51.100.{number}")
    assert enter(Client(), REMOTE_ADDR="203.0.113.9").status_code == 429
    assert enter(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302


def test_an_address_that_tries_many_names_has_to_wait(client, clock):
    for number in range(operators.BY_AN_ADDRESS):
        operators.tried(f"name{number}", "192.0.2.1", clock[0], good=False)
    assert enter(client, REMOTE_ADDR="192.0.2.1").status_code == 429


def test_behind_a_proxy_the_visitor_is_braked_and_nobody_else(client, clock):
    add()
    guesser, owner = "198.51.100.7", "192.0.2.1"
    for number in range(6):
        forged = f"203.0.113.{number}, {guesser}"  # what a visitor writes stands before the proxy's
        braked = enter(client, password="wrong", headers={"X-Forwarded-For": forged})
    assert braked.status_code == 429
    assert enter(Client(), headers={"X-Forwarded-For": owner}).status_code == 302


def test_who_comes_without_a_proxy_cannot_say_to_be_somebody_else(client, clock):
    add()
    statuses = [
        enter(
            client,
            password="wrong",
            REMOTE_ADDR="93.184.215.14",
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(6)
    ]
    assert statuses == [200] * 5 + [429]


def test_wrong_name_password_and_code_get_the_same_answer(client, clock):
    add()
    add("sam")
    models.Operator.objects.filter(user__username="sam").update(factor_key=KEY)
    answers = {
        text(enter(client, "nobody", "x")).replace("nobody", "eve"),
        text(enter(client, "eve", "x")),
        text(enter(client, "sam", code="000000")).replace("sam", "eve"),
    }
    assert len({re.sub(r'value="\w{64}"', "", answer) for answer in answers}) == 1


# ------------------------------------------------------------------ one-time codes


def code_now(moment) -> str:
    return onetime.code(KEY, onetime.step_of(moment))


def test_a_code_is_asked_for_and_opens_once(client, clock):
    add()
    models.Operator.objects.update(factor_key=KEY)
    assert enter(client).status_code == 200
    code = code_now(clock[0])
    assert enter(client, code=code).status_code == 302
    assert enter(Client(), code=code).status_code == 200


def test_codes_cannot_be_guessed_over_fresh_sign_ins(clock):
    add()
    models.Operator.objects.update(factor_key=KEY)
    answers = [enter(Client(), code=f"{n:06d}").status_code for n in range(12)]
    assert answers == [200] * 5 + [429] * 7


def test_the_second_factor_is_begun_only_with_a_right_code(clock):
    add()
    eve = inside()
    eve.post("/console/account/factor/", {"act": "make"})
    key = eve.session["factor-key"]
    page = text(eve.get("/console/account/"))
    assert key in page
    eve.post("/console/account/factor/", {"act": "prove", "code": "000000"})
    assert not operators.named("eve").factor
    other = inside()
    right = onetime.code(key, onetime.step_of(clock[0]))
    eve.post("/console/account/factor/", {"act": "prove", "code": right})
    assert operators.named("eve").factor
    assert eve.get("/console/").status_code == 200
    assert other.get("/console/").status_code == 302


def test_a_new_password_does_not_take_the_second_factor_away(clock):
    add()
    models.Operator.objects.update(factor_key=KEY)
    operators.set_password("eve", "another long password", actor="test", now=clock[0])
    assert enter(Client(), password="another long password").status_code == 200


# ------------------------------------------------------------------ sessions


def test_a_session_ends_with_another_role():
    add("eve", "sender")
    eve = inside()
    assert eve.get("/console/").status_code == 200
    add("chief", "admin")
    operators.change("eve", ["viewer"], actor="test", now=cast.NOW)
    assert eve.get("/console/").status_code == 302


def test_ones_own_password_change_ends_the_other_sessions_only():
    add()
    here, there = inside(), inside()
    form = {"old": PASSWORD, "new": "another long password"}
    assert here.post("/console/account/password/", form).status_code == 302
    assert here.get("/console/").status_code == 200
    assert there.get("/console/").status_code == 302


def test_the_old_password_is_asked_for():
    add()
    eve = inside()
    eve.post("/console/account/password/", {"old": "no", "new": "another long password"})
    assert get_user_model().objects.get(username="eve").check_password(PASSWORD)


def test_the_session_is_a_new_one_after_signing_in(client):
    add()
    client.get("/console/login/")
    client.cookies["sessionid"] = "a" * 32
    enter(client)
    assert client.cookies["sessionid"].value != "a" * 32


def test_somebody_stays_admin():
    add("chief", "admin")
    with pytest.raises(UsageError, match="somebody has to stay admin"):
        operators.change("chief", ["viewer"], actor="test", now=cast.NOW)
    with pytest.raises(UsageError, match="somebody has to stay admin"):
        operators.close("chief", active=False, actor="test", now=cast.NOW)


def test_where_nobody_was_admin_roles_change_all_the_same():
    add("eve", "editor")
    operators.change("eve", ["sender"], actor="test", now=cast.NOW)
    operators.close("eve", active=False, actor="test", now=cast.NOW)
    assert not operators.named("eve").active


# ------------------------------------------------------------------ operators and audit


def test_an_admin_adds_an_operator_and_the_password_shows_once():
    add("chief", "admin")
    chief = inside("chief")
    form = {"act": "add", "name": "sam", "role": ["editor", "sender"]}
    page = text(chief.post("/console/operators/change/", form))
    password = re.search(r"<code dir=\"ltr\">([\w-]{20})</code>", page)[1]
    assert enter(Client(), "sam", password).status_code == 302
    assert password not in text(chief.get("/console/operators/"))
    entry = models.Audit.objects.get(act="add-operator", subject="operator sam")
    assert (entry.actor, entry.after) == ("chief", {"roles": ["editor", "sender"]})


def test_what_is_wrong_is_said_and_changes_nothing():
    add("chief", "admin")
    chief = inside("chief")
    for form in (
        {"act": "add", "name": "sam"},
        {"act": "add", "name": "<b>", "role": "viewer"},
        {"act": "roles", "name": "ghost", "role": "viewer"},
        {"act": "roles", "name": "chief", "role": "emperor"},
        {},
    ):
        page = text(chief.post("/console/operators/change/", form, follow=True))
        assert 'class="note bad"' in page
    assert [one.name for one in operators.everybody()] == ["chief"]


def test_the_audit_shows_hostile_words_inert_and_narrows():
    add("chief", "admin")
    from digest.store import house

    evil = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'
    house.audit(evil, "freeze", evil, cast.NOW, before={"x": evil}, after=[evil])
    chief = inside("chief")
    page = text(chief.get("/console/audit/"))
    assert "<img" not in page
    assert page.count("<script") == 1  # our own file
    assert "add-operator" not in text(chief.get("/console/audit/?act=freeze"))
    assert chief.get("/console/audit/?before=1;drop").status_code == 404


def test_the_audit_goes_on_page_by_page(django_assert_max_num_queries):
    from digest.store import house

    add("chief", "admin")
    for number in range(120):
        house.audit("eve", "freeze", f"digest {number}", cast.NOW)
    chief = inside("chief")
    with django_assert_max_num_queries(6):
        page = text(chief.get("/console/audit/"))
    older = re.search(r"\?before=(\d+)", page)[1]
    assert "digest 69<" in text(chief.get(f"/console/audit/?before={older}"))


def test_the_console_speaks_what_was_chosen_else_the_browsers_language_else_the_houses(
    client, monkeypatch
):
    def spoken(asked=""):
        page = client.get("/console/account/", headers={"accept-language": asked})
        return re.search(r'<html lang="(\w+)" dir="(\w+)">', page.content.decode()).groups()

    door = client.get("/console/login/", headers={"accept-language": "fr-CA, en;q=0.5"})
    assert "Mot de passe" in door.content.decode()
    operators.add("eve", ["viewer"], PASSWORD, actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    assert spoken() == ("en", "ltr")
    assert spoken("de-AT,de;q=0.9") == ("de", "ltr")
    french = replace(settings.current(), language="fr")
    monkeypatch.setattr(settings, "current", lambda: french)
    assert spoken("sw") == ("fr", "ltr")
    told = client.post("/console/account/language/", {"language": "ur"}, follow=True)
    assert "کنسول اب آپ کی زبان میں ہے۔" in told.content.decode()
    client.logout()
    client.force_login(get_user_model().objects.get(username="eve"))
    assert spoken("de") == ("ur", "rtl")
    assert client.post("/console/account/language/", {"language": "tlh"}).status_code == 404
    told = client.get("/console/operators/", headers={"accept-language": "de"})
    assert (told.status_code, 'lang="ur"' in told.content.decode()) == (403, True)
    client.post("/console/account/language/", {"language": ""})
    assert spoken("de") == ("de", "ltr")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("/console/account/password/", "Dieses Passwort ist zu kurz."),
        ("/console/switch/", "Sagen Sie, warum eingefroren wird"),
        (
            "/console/operators/change/",
            'Nichts wurde geändert: <span lang="en" dir="ltr">an operator needs a role',
        ),
    ],
)
def test_what_is_refused_is_said_in_the_operators_language_or_marked_as_english(client, act, told):
    add("eve", "admin")
    operators.speak("eve", "de")
    client.force_login(get_user_model().objects.get(username="eve"))
    form = {"old": PASSWORD, "new": "short", "act": "add", "name": "sam"}
    form |= {"act": "freeze"} if "switch" in act else {}
    assert told in client.post(act, form, follow=True).content.decode()
