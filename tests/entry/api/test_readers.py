"""Readers, consent, lists, segments and reports over the API."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest.store import models
from tests import cast

pytestmark = pytest.mark.django_db
HELD = {"source": "account page", "wording": "v3"}


def add(machine, address: str, **more):
    body = {"address": address, "list": "readers", "consent": HELD} | more
    return machine.post("subscribers", body)


def test_a_reader_comes_in_with_the_consent_that_the_caller_holds(machine):
    cast.ada()
    cms = machine("sender", name="cms")
    made = add(cms, "Eve@Reader.example.org", name="Eve", language="en")
    assert (made.status_code, made.json()["found"]) == (200, "new")
    assert add(cms, "eve@reader.example.org").json()["found"] == "unchanged"
    (word,) = cms.get("subscribers/eve@reader.example.org").json()["consents"]
    assert (word["act"], word["actor"]) == ("imported", "token cms")
    assert word["source"] == "token cms: account page (v3)"


def test_whoever_comes_or_leaves_the_readers_of_their_lists_are_not_counted(machine):
    cast.ada()
    cms = machine("sender")
    with CaptureQueriesContext(connection) as made:
        assert add(cms, "eve@reader.example.org").status_code == 200
        left = cms.post("subscribers/eve@reader.example.org/unsubscribe", {"reason": "asked us"})
    assert left.json()["lists"] == ["readers"]
    asked = [one["sql"] for one in made if "store_subscription" in one["sql"]]
    assert asked
    assert not [sql for sql in asked if "COUNT(" in sql]


def test_who_left_or_is_suppressed_does_not_come_back_by_a_machine(machine):
    clara, dora = cast.clara(), cast.dora()
    cms = machine("sender")
    for one in (clara, dora):
        answer = add(cms, one.address)
        assert (answer.status_code, answer.json()["guard"]) == (409, "consent")
    assert clara.state() == "unsubscribed"


def test_without_a_consent_a_reader_is_asked_by_mail_and_pending(
    machine, django_capture_on_commit_callbacks
):
    cast.ada()
    asks = machine("sender").post
    with django_capture_on_commit_callbacks() as callbacks:
        answer = asks("subscribers", {"address": "eve@reader.example.org", "list": "readers"})
    assert answer.json()["found"] == "asked by mail"
    assert len(callbacks) == 1
    wish = models.SignUp.objects.get()
    assert (wish.address, wish.digest, wish.list_slug) == (
        "eve@reader.example.org",
        "morning",
        "readers",
    )
    assert not models.Subscription.objects.filter(state="confirmed", subscriber__name="").exists()


def test_a_reader_leaves_is_suppressed_and_erased_and_the_history_says_by_whom(machine):
    ada = cast.ada()
    cms, boss = machine("sender", name="cms"), machine("admin", name="boss")
    at = f"subscribers/{ada.address}"
    left = cms.post(f"{at}/unsubscribe", {"lists": ["readers"], "reason": "asked on the telephone"})
    assert left.json()["lists"] == ["readers"]
    assert (ada.state("readers"), ada.state("weekend")) == ("unsubscribed", "confirmed")
    assert cms.ask("PUT", f"{at}/suppression", {"reason": "a lawyer's letter"}).json()["changed"]
    assert cms.ask("DELETE", f"{at}/suppression").json()["changed"]
    assert cms.ask("DELETE", at).status_code == 403
    assert boss.ask("DELETE", at).json() == {"address": ada.address, "erased": True, "known": True}
    kept = cms.get(at).json()
    assert (kept["known"], kept["suppressed"]["reason"]) == (False, "unsubscribe")
    assert cms.ask("DELETE", f"{at}/suppression").json()["guard"] == "consent"
    assert models.Audit.objects.filter(actor="token boss", act="erase").exists()


def test_an_export_is_for_admins_and_a_line_a_standing(machine):
    cast.ada(), cast.dora()
    assert machine("sender").get("subscribers").status_code == 403
    answer = machine("admin").get("subscribers?list=readers")
    states = {json.loads(line)["email"][:3]: json.loads(line)["state"] for line in lines(answer)}
    assert states == {"ada": "confirmed", "dor": "suppressed"}


def lines(answer):
    return answer.getvalue().splitlines()


def test_of_two_writers_of_a_list_the_later_one_looks_again(machine):
    cms = machine("sender")
    assert cms.ask("PUT", "lists/alerts", {"title": "Alerts"}).status_code == 200
    seen = {"if-match": cms.get("lists/alerts").headers["ETag"]}
    assert cms.ask("PUT", "lists/alerts", {"title": "Late"}).status_code == 428
    assert cms.ask("PUT", "lists/alerts", {"title": "Breaking"}, **seen).status_code == 200
    assert cms.ask("PUT", "lists/alerts", {"title": "Late"}, **seen).status_code == 412
    assert cms.get("lists/alerts").json()["title"] == "Breaking"


def test_a_filter_is_counted_before_it_is_kept_and_a_wrong_one_says_where(machine):
    cast.ada(), cast.bilal()
    cms = machine("sender")
    counted = cms.post("segments/count", {"filter": "language = ur"})
    assert counted.json()["readers"] == 1, counted.content
    wrong = cms.post("segments/count", {"filter": "1=1; DROP TABLE store_subscriber"})
    assert wrong.status_code == 422
    assert "character" in wrong.json()["detail"]
    assert cms.ask("PUT", "segments/urdu", {"filter": "language = ur"}).status_code == 200
    assert cms.ask("PUT", "segments/urdu", {"filter": "language = de"}).status_code == 409
    assert [one["segment"] for one in cms.get("segments").json()["items"]] == ["urdu"]
    assert cms.ask("DELETE", "segments/urdu").status_code == 200


def test_reports_of_an_issue_and_over_time(machine):
    cast.ada(), cast.bilal()
    numbers = [cast.issue(steps=cast.FINISHED, subject=f"{n}") for n in range(3)]
    asks = machine("viewer")
    told = asks.get(f"issues/{numbers[0]}/report").json()
    assert (told["audience"], told["submitted"], told["bounced"]) == (2, 2, 0)
    first = asks.get("digests/morning/reports?limit=2").json()
    rest = asks.get(f"digests/morning/reports?limit=2&after={first['next']}").json()
    assert [one["issue"] for one in (*first["items"], *rest["items"])] == numbers[::-1]
    assert rest["next"] is None


def doubtful() -> models.Batch:
    cast.ada(), cast.bilal()
    number = cast.issue()
    batch = models.Batch.objects.filter(issue=number).first()
    assert batch is not None
    batch.cursor = batch.inflight_to = batch.uncertain = batch.n
    batch.state, batch.done_at = "done", cast.NOW
    batch.save()
    for position, who in enumerate((cast.ada(), cast.bilal())[: batch.n]):
        models.Delivery.objects.create(
            issue_id=number,
            batch=batch,
            subscriber_id=who.id,
            position=position,
            state="uncertain",
            at=cast.NOW,
        )
    return batch


def test_what_is_uncertain_is_settled_by_a_decision_with_a_reason(machine):
    batch = doubtful()
    ops, asks = machine("sender", name="ops"), machine("viewer")
    (doubt,) = asks.get("uncertain").json()["items"]
    assert (doubt["batch"], doubt["readers"]) == (batch.pk, batch.n)
    way = f"uncertain/{batch.pk}"
    assert ops.post(f"{way}/settle", {"verdict": "accepted", "reason": ""}).status_code == 422
    wrong = ops.post(f"{way}/send-again", {"readers": 99, "reason": "they rang"})
    assert wrong.status_code == 409
    done = ops.post(f"{way}/settle", {"verdict": "accepted", "reason": "their log says so"})
    assert done.json() == {"batch": batch.pk, "readers": batch.n}
    assert ops.post(f"{way}/settle", {"verdict": "accepted", "reason": "x"}).status_code == 409
    assert models.Audit.objects.get(act="settle-accepted").actor == "token ops"


def test_the_status_says_what_happens_and_what_needs_a_person(machine):
    cast.ada()
    number = cast.issue()
    told = machine("viewer").get("status").json()
    assert [line["issue"] for line in told["now"]] == [number]
    assert told["frozen"] == []
