"""The operators' pages, the admin, and who gets in."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse

from digest.bootstrap import House
from digest.model.alarm import Alarm, AlarmKind
from digest.model.schedule import Schedule, parse_rules
from digest.model.webhook import Webhook
from digest.store import alarms, models, operators, pieces
from digest.store import house as switches
from digest.store.admin import WITHOUT, Looking
from digest.web.console import ahead, hall
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def operator(client):
    operators.add("eve", ["viewer"], PASSWORD, actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    return client


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", ["/console/", "/console/issues/1/"])
def test_strangers_are_sent_to_the_door(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == f"/console/login/?next={path}"


def test_signing_in_and_out(client):
    client.handler.enforce_csrf_checks = True
    operators.add("eve", ["viewer"], PASSWORD, actor="test", now=cast.NOW)
    page = text(client.get("/console/login/?next=/console/"))
    mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"username": "eve", "password": PASSWORD, "csrfmiddlewaretoken": mark}
    assert client.post("/console/login/", form | {"password": "no"}).status_code == 200
    response = client.post("/console/login/", form)
    assert (response.status_code, response.url) == (302, "/console/")
    page = text(client.get("/console/"))
    mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert client.get("/console/logout/").status_code == 405
    client.post("/console/logout/", {"csrfmiddlewaretoken": mark})
    assert client.get("/console/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test", r"/\evil.test", "javascript:x"]
)
def test_the_door_leads_nowhere_else(client, target):
    get_user_model().objects.create_user("eve", password=PASSWORD)
    form = {"username": "eve", "password": PASSWORD, "next": target}
    assert client.post("/console/login/", form).url == "/console/"


def test_a_forged_sign_in_is_refused_in_words(client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/console/login/", {"username": "eve", "password": PASSWORD})
    assert response.status_code == 403
    assert "the form was open for too long" in text(response)


def test_a_session_dies_with_the_password(operator):
    eve = get_user_model().objects.get(username="eve")
    eve.set_password("another long password")
    eve.save()
    assert operator.get("/console/").status_code == 302


def test_a_session_dies_with_the_account(operator):
    get_user_model().objects.update(is_active=False)
    assert operator.get("/console/").status_code == 302


def test_today_shows_state_and_balance(operator, monkeypatch):
    cast.ada(), cast.clara()
    made = cast.issue(steps=cast.FINISHED)
    page = text(operator.get("/console/"))
    assert "The Morning Ledger, 25 November 2026" in page
    assert "finished" in page
    assert "<dt>readers</dt><dd>2</dd>" in page
    assert "<dt>submitted</dt><dd>1</dd>" in page
    assert "<dt>excluded</dt><dd>1</dd>" in page
    assert "Nothing. Nobody is uncertain" in page
    assert f"/console/issues/{made}/" in page


def test_today_says_when_the_next_one_is_due_and_for_how_many_readers(operator, monkeypatch):
    cast.ada(), cast.bilal(), cast.clara()
    cast.issue(steps=cast.FINISHED)
    daily = Schedule(parse_rules("daily 06:00"))
    plan = replace(cast.digest(), timing=daily, zone="Asia/Karachi")
    house = replace(cast.house(), digests={"morning": plan})
    monkeypatch.setattr("digest.settings.current", lambda: house)
    monkeypatch.setattr(hall, "house", lambda: House(house, lambda: cast.NOW))
    monkeypatch.setattr(ahead, "_counted", {})
    page = text(operator.get("/console/"))
    assert "Thursday, 26 November 2026, 06:00 Asia/Karachi" in page
    assert ">in 19 h<" in page
    assert "2 confirmed, usually 3 in an issue" in page
    assert "on the table; an issue needs 3" in page
    models.Subscription.objects.update(state="unsubscribed")
    assert "2 confirmed" in text(operator.get("/console/")), "counted once a minute"
    monkeypatch.setattr(hall, "house", lambda: House(house, lambda: cast.NOW + ahead.KEPT))
    assert 'class="bad">0 confirmed, usually 3' in text(operator.get("/console/"))


def test_who_is_uncertain_needs_a_person_and_says_how(operator):
    cast.ada()
    made = cast.issue()
    models.Batch.objects.filter(issue=made).update(cursor=1, inflight_to=1, uncertain=1)
    page = text(operator.get("/console/"))
    assert "Nobody is uncertain" not in page
    assert f"digest issue recipients {made} --state uncertain" in page


def test_a_webhook_that_was_never_told_needs_a_person(operator, monkeypatch):
    hooks = {"cms": Webhook("cms", "https://cms.example.org/")}
    house = replace(cast.house(), webhooks=hooks)
    monkeypatch.setattr("digest.settings.current", lambda: house)
    monkeypatch.setattr(hall, "house", lambda: House(house, lambda: cast.NOW))
    for n, state in enumerate(("given_up", "given_up", "pending", "told")):
        models.Announcement.objects.create(
            hook="cms",
            key=f"k{n}",
            kind="issue.sent",
            state=state,
            at=cast.NOW,
            not_before=cast.NOW,
        )
    page = text(operator.get("/console/"))
    assert "never took 2 of this week" in page
    assert "digest webhooks again cms" in page
    assert "Nobody is uncertain" not in page


def test_what_is_wrong_and_what_blocks_a_newsletter_stand_on_the_first_page(operator, monkeypatch):
    monkeypatch.setattr(hall, "house", lambda: House(cast.house(), lambda: cast.NOW))
    monkeypatch.setattr(ahead, "_counted", {})
    made = cast.issue()
    late = Alarm(AlarmKind.LATE, "morning 2026-11-25T06:00", "morning is late: nobody is at it")
    doubt = Alarm(AlarmKind.UNCERTAIN, f"issue {made}", "it is not known whether they have it")
    alarms.sync([late, doubt], cast.NOW)
    models.Source.objects.filter(slug="herald").update(failures=3)
    models.RawEvent.objects.create(received_at=cast.NOW - timedelta(minutes=7), body=b"[]")
    page = text(operator.get("/console/"))
    assert 'role="alert"><strong>morning is late: nobody is at it' in page
    assert f'href="/console/issues/{made}/">Look at issue {made}' in page
    assert "no confirmed reader; 1 of 4 sources in trouble" in page
    assert "<bdi>reports of the post</bdi></dt><dd>7 min ago" in page
    alarms.sync([], cast.NOW)
    models.Source.objects.update(failures=0)
    cast.ada()
    monkeypatch.setattr(ahead, "_counted", {})
    page = text(operator.get("/console/"))
    assert "<dt>What blocks it</dt><dd>nothing</dd>" in page
    assert 'role="alert"' not in page
    switches.freeze("morning", actor="eve", reason="x", now=cast.NOW)
    assert "it is frozen" in text(operator.get("/console/"))


def test_a_balance_that_does_not_hold_is_shouted(operator):
    cast.ada()
    made = cast.issue(steps=cast.FINISHED)
    models.Issue.objects.filter(pk=made).update(audience_n=7)
    page = text(operator.get(f"/console/issues/{made}/"))
    assert "The balance does not hold: 1 of 7." in page
    assert f"digest issue verify {made}" in page


@pytest.mark.parametrize(
    ("scope", "words"), [("", "Everything is frozen"), ("morning", "morning is frozen")]
)
def test_frozen_is_the_first_thing_seen(operator, scope, words):
    switches.freeze(scope, actor="eve", reason="<b>wrong list</b>", now=cast.NOW)
    page = text(operator.get("/console/"))
    assert words in page
    assert "&lt;b&gt;wrong list&lt;/b&gt;" in page


def test_an_issue_shows_its_batches_and_what_was_said(operator):
    ada = cast.ada()
    made = cast.issue(steps=cast.FINISHED)
    batch = models.Batch.objects.get(issue=made)
    batch.submitted, batch.failed = 0, 1
    batch.save()
    models.Delivery.objects.create(
        issue_id=made,
        subscriber_id=ada.id,
        batch=batch,
        position=0,
        state="failed",
        reason='550 <img src=x onerror=alert(1)> "><script>alert(2)</script>',
        at=cast.NOW,
    )
    response = operator.get(f"/console/issues/{made}/")
    page = text(response)
    assert "550 &lt;img src=x onerror=alert(1)&gt;" in page
    assert page.count("<script") == 1  # our own file
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert 'href="/morning/2026-11-25/"' in page


def test_batches_in_trouble_come_first_with_what_was_said_most(operator):
    _, bilal = cast.ada(), cast.bilal()
    made = cast.issue()
    first, last = models.Batch.objects.filter(issue=made).order_by("pk")
    models.Batch.objects.filter(pk=last.pk).update(cursor=1, inflight_to=1, uncertain=1)
    models.Delivery.objects.create(
        issue_id=made,
        subscriber_id=bilal.id,
        batch=last,
        position=0,
        state="uncertain",
        reason="the line broke",
        at=cast.NOW,
    )
    shown = pieces.pieces(made, 10)
    assert [(one.language, one.said) for one in shown] == [
        (last.edition.language, "the line broke"),
        (first.edition.language, ""),
    ]
    assert len(pieces.pieces(made, 1)) == 1
    page = text(operator.get(f"/console/issues/{made}/"))
    assert page.index("Batches") < page.rindex("the line broke")


def test_sources_in_trouble_and_parts_that_live_are_shown(operator):
    models.Source.objects.create(slug="herald", failures=3, error="404 <b>", checked_at=cast.NOW)
    switches.beat("ticker", cast.NOW)
    page = text(operator.get("/console/"))
    assert "404 &lt;b&gt;" in page
    assert "ticker" in page


def test_an_empty_house_says_what_to_do(operator):
    page = text(operator.get("/console/"))
    assert "digest send morning" in page
    assert "digest up" in page


def test_an_issue_that_is_not_there_is_404(operator):
    assert operator.get("/console/issues/4711/").status_code == 404


def test_the_console_is_only_looked_at(operator):
    assert operator.post("/console/").status_code == 405


def test_operators_pages_are_never_kept_nor_framed(operator):
    for path in ("/console/", "/console/login/", "/admin/"):
        headers = operator.get(path).headers
        assert "no-store" in headers["Cache-Control"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


# ------------------------------------------------------------------ admin


def test_staff_is_not_enough_for_the_admin(client):
    client.force_login(get_user_model().objects.create_user("eve", is_staff=True))
    assert client.get("/admin/store/subscriber/").status_code == 302
    assert "who may not see that page" in text(client.get("/admin/login/", follow=True))


def test_every_table_is_in_the_admin_or_on_the_list_of_exceptions():
    shown = {model for model in admin.site._registry if model._meta.app_label == "store"}
    assert shown | WITHOUT == set(apps.get_app_config("store").get_models())
    assert not shown & WITHOUT


def test_every_table_can_be_looked_at_row_by_row(admin_client):
    cast.ada(), cast.dora()
    cast.issue(steps=cast.FINISHED)
    switches.freeze("morning", actor="eve", reason="x", now=cast.NOW)
    switches.beat("ticker", cast.NOW)
    assert admin_client.get("/admin/").status_code == 200
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        assert admin_client.get(reverse(f"admin:{name}_changelist")).status_code == 200, name
        row = model.objects.first()
        if row is not None:
            address = reverse(f"admin:{name}_change", args=[row.pk])
            assert admin_client.get(address).status_code == 200, name


def test_the_ledger_cannot_be_changed_in_the_admin(admin_client):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    for model, shown in admin.site._registry.items():
        if not isinstance(shown, Looking):
            continue
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        assert admin_client.get(reverse(f"admin:{name}_add")).status_code == 403, name
        row = model.objects.first()
        if row is None:
            continue
        assert admin_client.post(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403
        if model not in (models.Subscriber, models.MailingList):
            address = reverse(f"admin:{name}_change", args=[row.pk])
            assert admin_client.post(address, {"state": "open"}).status_code == 403, name


def test_a_readers_address_cannot_be_changed_in_the_admin(admin_client):
    ada = cast.ada()
    address = reverse("admin:store_subscriber_change", args=[ada.id])
    form = {"name": "Ada L.", "language": "de", "zone": "", "address": "x@y.test"}
    assert admin_client.post(address, form).status_code == 302
    row = models.Subscriber.objects.get(pk=ada.id)
    assert (row.name, row.address) == ("Ada L.", ada.address)
