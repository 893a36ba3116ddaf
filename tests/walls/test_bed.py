"""The test bed keeps its promises: two engines, a broker, no network, no settings from outside."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import psycopg
import pytest
import redis

from tests import offline


@pytest.mark.django_db
def test_the_engine_under_test_is_the_one_that_was_asked_for():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.vendor == os.environ.get("DIGEST_TEST_ENGINE", "sqlite")


@pytest.mark.postgres
def test_a_postgresql_database_of_its_own_can_be_had(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.info.server_version >= 180000


def test_valkey_answers_on_loopback_and_on_its_socket(valkey):
    for url in (valkey.url, valkey.socket_url):
        with redis.Redis.from_url(url) as client:
            assert client.ping()
            assert client.dbsize() == 0


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_nothing_outside_this_machine_can_be_reached(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(offline.NetworkIsOff):
        client.connect(address)


def test_no_name_outside_this_machine_is_looked_up():
    with pytest.raises(offline.NetworkIsOff):
        socket.getaddrinfo("example.org", 443)


def test_the_browser_shows_a_page_and_asks_nobody_else(browser):
    page = browser.new_page()
    refused = []
    page.on("requestfailed", lambda request: refused.append(request.url))
    page.set_content("<h1>خبریں</h1><img src='http://pictures.example.org/a.png'>")
    assert page.inner_text("h1") == "خبریں"
    assert refused == ["http://pictures.example.org/a.png"]
    page.close()


def test_no_setting_comes_in_from_the_outside(environ):
    ours = {name for name in environ if name.startswith(("DIGEST_", "SENDGRID_"))}
    assert ours == {"DIGEST_HOME", "DIGEST_CONFIG"}
    assert not {"DATABASE_URL", "REDIS_URL", "DELIVERY_URL"} & environ.keys()
    assert not Path(environ["DIGEST_HOME"]).exists()
