"""/livez, /readyz, /metrics over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from digest.model.schedule import Schedule, parse_rules
from digest.store import counters, models
from digest.store import house as switches
from tests import cast, counter

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"alive\n"


def test_a_whole_house_is_ready(client):
    response = client.get("/readyz")
    answer = response.json()
    assert response.status_code == 200
    assert answer["ready"] is True
    assert answer["failing"] == []
    assert answer["checks"] == {
        "database": True,
        "migrations": True,
        "keys": True,
        "broker": True,
    }


def test_a_missing_migration_is_named(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'store'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failing"] == ["migrations"]


def test_a_database_that_does_not_answer_is_named_without_its_error(client, monkeypatch):
    def broken():
        raise RuntimeError("password=secret at db.internal")

    monkeypatch.setitem(__import__("digest.web.health", fromlist=["x"]).CHECKS, "database", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "database" in response.json()["failing"]
    assert b"secret" not in response.content


def test_a_broker_that_is_away_is_named(client, house, monkeypatch):
    away = replace(house, redis_url="redis://:hush@127.0.0.1:1/0")
    monkeypatch.setattr("digest.settings.current", lambda: away)
    response = client.get("/readyz")
    assert response.json()["failing"] == ["broker"]
    assert b"hush" not in response.content


def test_a_broker_that_answers_is_well(client, house, monkeypatch, valkey):
    for url in (valkey.url, f"redis+socket://{valkey.socket}"):
        there = replace(house, redis_url=url)
        monkeypatch.setattr("digest.settings.current", lambda there=there: there)
        assert client.get("/readyz").json()["checks"]["broker"] is True


@pytest.mark.parametrize(
    ("ages", "failing"),
    [
        ({"ticker": 30}, []),
        ({"ticker": 181}, ["heartbeat ticker"]),
        ({"ticker": 20, "worker@one:1": 900, "worker@two:7": 5}, []),
        ({"worker@one:1": 900, "worker@two:7": 300}, ["heartbeat worker"]),
        ({"webhook": 99_999}, []),
    ],
)
def test_parts_that_fell_silent_are_named(client, ages, failing):
    now = datetime.now(UTC)
    for name, age in ages.items():
        switches.beat(name, now - timedelta(seconds=age))
    answer = client.get("/readyz").json()
    assert answer["failing"] == failing
    assert answer["heartbeats"].keys() == ages.keys()


# ------------------------------------------------------------------ metrics


def scrape(client) -> dict[tuple[str, tuple[str, ...]], float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_figures_are_the_ledgers(client):
    cast.ada(), cast.bilal(), cast.clara(), cast.dora()
    cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    cast.issue()
    figures = scrape(client)
    assert figures["digest_recipients_total", ("morning", "submitted")] == 2
    assert figures["digest_recipients_total", ("morning", "excluded")] == 4
    assert figures["digest_recipients_total", ("morning", "failed")] == 0
    assert figures["digest_issue_state", ("morning", "sending")] == 1
    assert figures["digest_issue_state", ("morning", "finished")] == 0
    assert figures["digest_audience", ("morning",)] == 4
    assert figures["digest_pending_recipients", ("morning",)] == 2
    assert figures["digest_unbalanced_recipients", ("morning",)] == 0
    assert figures["digest_frozen", ("morning",)] == 0
    assert figures["digest_suppressions_total", ("hard_bounce",)] == 1
    assert scrape(client) == figures


def test_uncertain_frozen_and_silent_are_seen(client):
    ada = cast.ada()
    made = cast.issue()
    models.Batch.objects.filter(issue=made).update(cursor=1, inflight_to=1, uncertain=1)
    mail = counter.made(ada)
    models.Notice.objects.filter(pk=mail).update(state="uncertain", intent_at=cast.NOW)
    switches.freeze("", actor="eve", reason="test", now=cast.NOW)
    switches.beat("ticker", cast.NOW)
    figures = scrape(client)
    assert figures["digest_uncertain_recipients", ("morning",)] == 1
    assert figures["digest_service_mails", ("uncertain",)] == 1
    assert figures["digest_service_mails", ("pending",)] == 0
    assert figures["digest_sign_ups_refused", ()] == 0
    assert figures["digest_frozen", ("morning",)] == 1
    assert figures["digest_tick_timestamp_seconds", ()] == cast.NOW.timestamp()
    assert figures["digest_heartbeat_timestamp_seconds", ("ticker",)] == cast.NOW.timestamp()


def test_no_address_and_no_subject_is_a_label(client):
    ada = cast.ada()
    cast.issue(steps=cast.FINISHED, subject="Secret of the day")
    page = client.get("/metrics").content.decode()
    assert ada.address not in page
    assert "Secret" not in page


def test_the_clock_tells_what_is_due_how_long_it_took_and_who_was_heard(client, monkeypatch):
    timed = replace(cast.digest(), timing=Schedule(parse_rules("daily 06:00")))
    known = replace(cast.house(), digests={"morning": timed, "breaking": cast.digest()})
    monkeypatch.setattr("digest.settings.current", lambda: known)
    number = cast.issue(steps=cast.FINISHED)
    begun = models.Issue.objects.get(pk=number).frozen_at
    models.Issue.objects.filter(pk=number).update(finished_at=begun + timedelta(seconds=90))
    models.RawEvent.objects.create(received_at=cast.NOW, provider="sendgrid", body=b"[]")
    models.Alarm.objects.create(key="unbalanced issue 1", kind="unbalanced", raised_at=cast.NOW)
    figures = scrape(client)
    assert figures["digest_send_duration_seconds_count", ("morning",)] == 1
    assert figures["digest_send_duration_seconds_sum", ("morning",)] == 90
    assert figures["digest_webhook_last_event_timestamp_seconds", ()] == cast.NOW.timestamp()
    assert figures["digest_conservation_violations_total", ()] == 1
    due = figures["digest_next_due_timestamp_seconds", ("morning",)]
    assert 0 < due - datetime.now(UTC).timestamp() < timedelta(days=1).total_seconds()
    assert ("digest_next_due_timestamp_seconds", ("breaking",)) not in figures


def test_what_is_counted_as_it_happens_is_told(client, monkeypatch):
    monkeypatch.setattr(counters, "notepad", counters.Notepad())
    other = counters.Notepad()
    other.request("202", 0.3)
    other.write()
    counters.notepad.request("202", 4)
    counters.notepad.request("lost", 31)
    counters.trip("unusual")
    figures = scrape(client)
    assert figures["digest_provider_responses_total", ("202",)] == 2
    assert figures["digest_provider_responses_total", ("lost",)] == 1
    seconds = "digest_provider_request_seconds"
    buckets = [figures[f"{seconds}_bucket", (at,)] for at in ("0.25", "0.5", "5.0", "+Inf")]
    assert buckets == [0, 1, 2, 3]
    assert figures[f"{seconds}_count", ()] == 3
    assert figures[f"{seconds}_sum", ()] == pytest.approx(35.3)
    assert figures["digest_guard_trips_total", ("unusual",)] == 1
    assert figures["digest_duplicate_deliveries_total", ()] == 0


def test_a_scrape_asks_as_much_for_many_issues_as_for_few(client, django_assert_max_num_queries):
    cast.ada()
    for back in range(6):
        cast.issue(cast.DAY - timedelta(days=back), steps=cast.FINISHED)
    with django_assert_max_num_queries(21):
        scrape(client)


@pytest.mark.parametrize(
    "stranger",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": "::ffff:192.0.2.1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.1"},
    ],
)
def test_only_this_machine_may_scrape(client, stranger):
    response = client.get("/metrics", **stranger)
    assert response.status_code == 403
    assert b"digest_" not in response.content


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_loopback_in_all_spellings_is_this_machine(client, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200
