"""Counted links over HTTP: they lead to the story and nowhere else, and count only what is asked."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from digest.model.plan import Tracking
from digest.rules import clicklinks, tokens
from digest.store import clicks, models
from tests import cast, letters, pages

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(minutes=30)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def counting(monkeypatch, *, at: datetime = LATER, **counts: bool) -> None:
    digest = replace(cast.digest(), tracking=Tracking(**counts))
    house = replace(cast.house(), digests={"morning": digest})
    monkeypatch.setattr("digest.settings.current", lambda: house)
    monkeypatch.setattr("digest.web.public.clicks.now", lambda: at)


@pytest.fixture
def ada():
    return cast.ada()


@pytest.fixture
def issue(ada) -> int:
    return cast.issue()


def token(reader: int, issue: int) -> str:
    return tokens.click_of(tokens.mint(cast.KEY, tokens.READER, reader, issue))


def kept() -> list[tuple[int, int, str]]:
    rows = models.Click.objects.order_by("pk")
    return list(rows.values_list("subscriber_id", "link", "signs"))


def test_a_link_leads_to_its_story_and_is_remembered_once_a_second(client, ada, issue, monkeypatch):
    counting(monkeypatch, clicks=True)
    for number, target in enumerate(clicks.targets(issue), 1):
        for _ in range(2):
            answer = client.get(f"/c/{number}/{token(ada.id, issue)}", HTTP_USER_AGENT=BROWSER)
            assert (answer.status_code, answer["Location"]) == (302, target)
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert not answer.cookies
    assert kept() == [(ada.id, n, "") for n in range(1, len(clicks.targets(issue)) + 1)]


@pytest.mark.parametrize(
    "path",
    [
        "/c/?u=https://evil.example.com",
        "/c/1/https://evil.example.com",
        "/c/1/{t}/https://evil.example.com",
        "/c/1//evil.example.com",
        "/c/01/{t}",
        "/c/-1/{t}",
        "/c/999/{t}",
        "/c/10000/{t}",
        "/c/1/{t}x",
        "/c/1/{forged}",
        "/c/1/{reader}",
        "/c/1/{elsewhere}",
        "/c/1/%0d%0aLocation:%20https://evil.example.com",
    ],
)
def test_an_edited_link_leads_nowhere(client, ada, issue, path, monkeypatch):
    counting(monkeypatch, clicks=True)
    own = token(ada.id, issue)
    forged = own[:20] + ("A" if own[20] != "A" else "B") + own[21:]
    names = {"forged": forged, "reader": ada.token(issue), "elsewhere": token(ada.id, issue + 50)}
    answer = client.get(path.format(t=own, **names))
    assert answer.status_code == 404
    assert "Location" not in answer
    assert kept() == []


def test_what_an_address_adds_changes_no_target(client, ada, issue, monkeypatch):
    counting(monkeypatch, clicks=True)
    told = "?u=https://evil.example.com&next=//evil.example.com"
    answer = client.get(f"/c/1/{token(ada.id, issue)}{told}", HTTP_X_FORWARDED_HOST="evil")
    assert answer["Location"] == clicks.targets(issue)[0]


def test_switched_off_it_leads_on_and_remembers_nothing(client, ada, issue, monkeypatch):
    counting(monkeypatch)
    link = f"/c/1/{token(ada.id, issue)}"
    assert client.get(link).status_code == 302
    counting(monkeypatch, clicks=True, at=LATER + cast.house().clicks_kept)
    assert client.get(link).status_code == 302
    counting(monkeypatch, clicks=True)
    assert client.get(f"/c/1/{token(0, issue)}").status_code == 302  # a test copy: nobody
    models.Subscriber.objects.filter(pk=ada.id).delete()
    assert client.get(link).status_code == 302
    assert kept() == []


def test_nothing_but_looking_is_taken_and_a_look_ahead_is_marked(client, ada, issue, monkeypatch):
    counting(monkeypatch, clicks=True)
    link = f"/c/1/{token(ada.id, issue)}"
    assert client.post(link).status_code == 405
    assert client.head(link, HTTP_USER_AGENT=BROWSER).status_code == 302
    assert kept() == [(ada.id, 1, "head")]


def test_the_picture_is_a_picture_and_counted_only_where_openings_are(
    client, ada, issue, monkeypatch
):
    picture = f"/c/0/{token(ada.id, issue)}"
    for counts in ({"clicks": True}, {"opens": True}):
        counting(monkeypatch, **counts)
        answer = client.get(picture, HTTP_USER_AGENT=BROWSER)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
        assert answer.content[:6] == b"GIF89a"
    assert kept() == [(ada.id, 0, "")]


def test_one_readers_link_cannot_fill_the_table(client, ada, issue, monkeypatch):
    monkeypatch.setattr("digest.store.clicks.MOST", 3)
    for second in range(6):
        counting(monkeypatch, clicks=True, at=LATER + timedelta(seconds=second))
        answer = client.get(f"/c/1/{token(ada.id, issue)}", HTTP_USER_AGENT=BROWSER)
        assert answer.status_code == 302
    assert len(kept()) == 3


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_busy_database_keeps_nobody_from_the_story(client, monkeypatch):
    ada = cast.ada()
    issue = cast.issue()
    counting(monkeypatch, clicks=True)
    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    busy = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, uri=True)
    busy.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    answer = client.get(f"/c/1/{token(ada.id, issue)}", HTTP_USER_AGENT=BROWSER)
    assert answer.status_code == 302
    assert time.monotonic() - began < usual[0] / 1000 / 2
    busy.execute("ROLLBACK")
    busy.close()
    assert kept() == []
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == usual
    client.get(f"/c/1/{token(ada.id, issue)}", HTTP_USER_AGENT=BROWSER)
    assert kept() == [(ada.id, 1, "")]


def test_archive_and_web_view_of_a_counted_issue_lead_straight(client, ada, monkeypatch):
    counting(monkeypatch, clicks=True, opens=True)
    found = clicklinks.targets(cast._kept(pages.issue()))
    layout = clicklinks.counted(pages.layout(), found, site=cast.SITE, nonce=pages.NONCE)
    page = letters.press().set_page(layout, cast.digest(), nonce=pages.NONCE)
    html = clicklinks.with_pixel(page.html, site=cast.SITE, nonce=pages.NONCE)
    monkeypatch.setattr(cast, "printed", lambda _: replace(page, html=html))
    number = cast.issue(languages=("en",))
    assert models.Edition.objects.get(issue=number).html.count("/c/") > len(set(found))
    for path in ("/morning/2026-11-25/", f"/s/{ada.token(number)}/view"):
        shown = client.get(path).content.decode()
        assert f'href="{found[0]}"' in shown
        assert "/c/" not in shown
