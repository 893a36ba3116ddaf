"""SendGrid's signed reports over HTTP: proven, kept, counted once; a lie changes nothing."""

from __future__ import annotations

import base64
import json
import random
import time
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from digest.flow.advance import advance, work_off
from digest.mail.sendgrid_events import SIGNATURE, TIMESTAMP
from digest.model.post import Fate, Verdict
from digest.rules import tokens
from digest.store import balance, counters, models
from digest.store.counters import Notepad
from tests import cast
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db
PRIVATE = ec.generate_private_key(ec.SECP256R1())


def public(private: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(
        private.public_key().public_bytes(serialization.Encoding.DER, form)
    ).decode()


PUBLIC = public(PRIVATE)
URL = "/hooks/sendgrid/events"


@pytest.fixture(autouse=True)
def keyed(monkeypatch):
    made = replace(cast.house(), sendgrid_webhook_key=PUBLIC)
    monkeypatch.setattr("digest.settings.current", lambda: made)
    return made


@pytest.fixture
def sent() -> tuple[int, list[int]]:
    """An issue of 4 readers whose first batch of two is uncertain."""
    newsroom = Newsroom(batch_size=2)
    newsroom.readers(4)
    newsroom.gathered()
    newsroom.mailer.fates = [Verdict(Fate.UNCERTAIN, "no answer")]
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    work_off(number, newsroom.room(), wait=lambda moment: None)
    return number, list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True))


def report(word: str, issue: int, who: int, **more) -> dict[str, object]:
    key = tokens.mint(cast.KEY, tokens.DELIVERY, who, issue)
    told = {"email": "r@example.org", "timestamp": int(time.time()), "event": word}
    return told | {"delivery": key, "sg_event_id": f"e{random.random()}"} | more


def tell(client, told, *, at: str = "", private=PRIVATE, signature: str | None = None, raw=b""):
    raw = raw or json.dumps(told).encode() + b"\r\n"
    at = at or str(int(time.time()))
    if signature is None:
        seal = private.sign(at.encode() + raw, ec.ECDSA(hashes.SHA256()))
        signature = base64.b64encode(seal).decode()
    headers = {SIGNATURE: signature, TIMESTAMP: at}
    return client.post(URL, raw, content_type="application/json", headers=headers)


def test_events_settle_what_was_uncertain_and_suppress_by_rule(client, sent):
    issue, people = sent
    told = [
        report("processed", issue, people[0]),
        report("bounce", issue, people[1], type="bounce", reason="no such user", status="5.1.1"),
        report("bounce", issue, people[2], type="blocked"),
        report("deferred", issue, people[3], attempt="3"),
        report("open", issue, people[3]),
    ]
    assert tell(client, told).status_code == 204
    verified = balance.verify(issue)
    assert verified.holds
    assert (verified.balance.submitted, verified.balance.uncertain) == (4, 0)
    assert models.Suppression.objects.get().reason == "hard_bounce"
    assert models.Delivery.objects.get(subscriber_id=people[1]).reason == "5.1.1 no such user"
    assert bytes(models.RawEvent.objects.get().body).endswith(b"\r\n")


@pytest.mark.parametrize("seed", range(6))
def test_duplicates_under_new_ids_and_any_order_end_alike(client, sent, seed):
    issue, people = sent
    told = [
        report("processed", issue, people[0]),
        report("delivered", issue, people[0]),
        report("bounce", issue, people[1], type="bounce"),
        report("spamreport", issue, people[0]),
        report("dropped", issue, people[2], reason="Invalid"),
    ]
    again = told + [one | {"sg_event_id": "other"} for one in told]
    random.Random(seed).shuffle(again)
    for one in again:
        assert tell(client, [one]).status_code == 204
    states = dict(models.Delivery.objects.values_list("subscriber_id", "state"))
    assert states == {people[0]: "complained", people[1]: "bounced", people[2]: "failed"}
    assert models.Event.objects.count() == 5
    assert models.Suppression.objects.count() == 2
    assert balance.verify(issue).holds


def forged(client, told):
    good = base64.b64encode(b"0" * 70).decode()
    other = ec.generate_private_key(ec.SECP256R1())
    yield tell(client, told, signature="")
    yield tell(client, told, signature=good)
    yield tell(client, told, signature="not base64!")
    yield tell(client, told, private=other)
    yield tell(client, told, at=str(int(time.time()) - 27 * 3600))
    yield tell(client, told, at=str(int(time.time()) + 3600))
    yield tell(client, told, at="yesterday")
    at, raw = str(int(time.time())), json.dumps(told).encode()
    seal = base64.b64encode(PRIVATE.sign(at.encode() + raw, ec.ECDSA(hashes.SHA256()))).decode()
    yield tell(client, told, at=at, signature=seal, raw=raw + b" ")
    yield client.post(URL, raw, content_type="application/json")


def test_what_is_not_provably_sendgrids_is_refused_and_leaves_no_trace(client, sent):
    issue, people = sent
    told = [report("bounce", issue, people[0], type="bounce")]
    assert {answer.status_code for answer in forged(client, told)} == {403}
    assert not models.RawEvent.objects.exists()
    assert not models.Suppression.objects.exists()


def test_while_a_key_is_changed_the_old_and_the_new_one_are_heard(client, monkeypatch, keyed):
    new, stranger = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    both = replace(keyed, sendgrid_webhook_key=f"{PUBLIC},{public(new)}")
    monkeypatch.setattr("digest.settings.current", lambda: both)
    found = [tell(client, [], private=one).status_code for one in (PRIVATE, new, stranger)]
    assert found == [204, 204, 403]


def test_without_a_key_everything_is_refused(client, monkeypatch, sent):
    monkeypatch.setattr("digest.settings.current", cast.house)
    assert tell(client, []).status_code == 403


def test_a_signed_lie_about_deliveries_that_are_not_ours_changes_nothing(client, sent):
    issue, people = sent
    mine = report("bounce", issue, people[0], type="bounce")
    told = [
        mine | {"delivery": f"{issue}.{people[0]}"},
        mine | {"delivery": tokens.mint(b"x" * 48, tokens.DELIVERY, people[0], issue)},
        mine | {"delivery": tokens.mint(cast.KEY, tokens.READER, people[0], issue)},
        report("bounce", issue + 99, people[0], type="bounce"),
        mine | {"event": "<script>"},
        mine | {"event": "group_resubscribe"},
        mine | {"timestamp": "never"},
        "text",
        None,
    ]
    assert tell(client, told).status_code == 204
    assert not models.Suppression.objects.exists()
    assert not models.Event.objects.exists()


@pytest.mark.parametrize("word", ["bounce", "spamreport", "unsubscribe", "group_unsubscribe"])
def test_a_signed_lie_never_ends_the_mail_to_a_person_of_another_issue(client, sent, word):
    issue, people = sent
    vip = cast.ada()
    lie = report(word, issue, vip.id, type="bounce", email=vip.address)
    named = report(word, issue, people[0], type="bounce", email=vip.address)
    assert tell(client, [lie, named]).status_code == 204
    gone = set(models.Suppression.objects.values_list("address_hash", flat=True))
    assert vip.hash not in gone
    assert len(gone) == 1
    assert balance.verify(issue).holds


def test_a_body_that_is_replayed_changes_nothing_more(client, sent):
    issue, people = sent
    raw = json.dumps([report("spamreport", issue, people[0])]).encode()
    at = str(int(time.time()))
    seal = base64.b64encode(PRIVATE.sign(at.encode() + raw, ec.ECDSA(hashes.SHA256()))).decode()
    assert tell(client, None, raw=raw, at=at, signature=seal).status_code == 204
    models.Suppression.objects.all().delete()
    for _ in range(3):
        assert tell(client, None, raw=raw, at=at, signature=seal).status_code == 204
    assert models.Event.objects.count() == 1
    assert not models.Suppression.objects.exists()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"bounce_classification": "Mailbox Unavailable"}, "soft"),
        ({"status": "5.2.2", "reason": "552 mailbox full"}, "soft"),
        ({"bounce_classification": "Reputation", "reason": "552 mailbox full"}, "blocked"),
        ({"reason": "550 5.7.1 blocked"}, "blocked"),
    ],
)
def test_a_block_of_a_mailbox_is_a_soft_bounce_and_ends_nothing_by_itself(
    client, sent, more, reason
):
    issue, people = sent
    told = [report("bounce", issue, people[0], type="blocked", **more)]
    assert tell(client, told).status_code == 204
    assert models.Event.objects.get().kind == reason
    assert not models.Suppression.objects.exists()


@pytest.mark.parametrize("raw", [b"{}", b"\xff", b"[" * 100_000, b"nothing"])
def test_a_signed_body_that_is_no_list_is_kept_and_not_told_again(client, raw):
    status = tell(client, None, raw=raw).status_code
    assert status == (403 if raw == b"\xff" else 202)


def test_a_body_beyond_two_megabytes_is_not_read(client):
    assert tell(client, None, raw=b" " * (2 * 1024 * 1024 + 1)).status_code == 413


def test_bodies_that_are_refused_are_counted_without_a_statement_each(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("digest.web.hooks.sendgrid.notepad", pad := Notepad())
    tell(client, [], private=ec.generate_private_key(ec.SECP256R1()))
    with django_assert_num_queries(0):
        for _ in range(5):
            tell(client, [], private=ec.generate_private_key(ec.SECP256R1()))
    pad.write()
    assert counters.of("events") == {"body not_signed": 6}


def test_reports_of_nothing_here_are_counted(client):
    tell(client, [{"event": "account_status_change", "type": "opened", "timestamp": 1}])
    assert counters.of("events") == {"other ignored": 1}


def test_only_a_post_is_answered(client):
    assert client.get(URL).status_code == 405


def test_a_suspended_account_freezes_everything(client):
    told = [{"event": "account_status_change", "type": "compliance_suspend", "timestamp": 1}]
    assert tell(client, told).status_code == 204
    assert "compliance_suspend" in models.Freeze.objects.get().reason


def test_words_that_no_database_takes_are_made_harmless_and_lose_no_other_report(client, sent):
    issue, people = sent
    wild = "550 \x00 \ud800 \udfff \u202e \x1b[31m no such user"
    told = [
        report("bounce", issue, people[0], type="bounce", reason=wild, status="\ud800"),
        report("delivered", issue, people[1], response=wild),
    ]
    assert tell(client, told).status_code == 204
    assert models.Event.objects.count() == 2
    assert balance.verify(issue).holds
    assert "no such user" in models.Delivery.objects.get(subscriber_id=people[0]).reason
