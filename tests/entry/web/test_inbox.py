"""The local outbox in the browser: letters as they are, safe to look at, and not in production."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from digest.bootstrap import House
from digest.mail.outbox import Outbox
from digest.model.audience import Recipient
from digest.model.edition import gap
from digest.model.post import Addressed
from digest.settings import Settings
from digest.store import operators
from tests import cast
from tests.walls.mail.test_letter import NONCE, TOKEN, sheet
from tests.walls.mail.test_mailers import parcel

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def sue() -> Client:
    operators.add("sue", ["sender"], "correct horse battery", actor="test", now=cast.NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(username="sue"))
    return client


@pytest.fixture(autouse=True)
def settings(house, tmp_path, monkeypatch) -> Settings:
    """The house's, with an outbox of its own."""
    made = replace(house, home=tmp_path)
    monkeypatch.setattr("digest.settings.current", lambda: made)
    return made


@pytest.fixture
def outbox(settings: Settings) -> Outbox:
    """Three letters of issue 7, one to somebody with an evil name."""
    html = (
        f"<p>Hello{gap(NONCE, 'NAME')}</p>{EVIL}<img src='https://pictures.example.org/a.png'>"
        f"{gap(NONCE, 'TOKEN')}"
    )
    made = parcel()
    evil = Addressed(Recipient(0, 100, "reader0@example.org", EVIL), TOKEN)
    box = House(settings).outbox()
    box.submit(replace(made, sheet=sheet(html=html), readers=(evil, *made.readers[1:])))
    return box


def test_every_letter_is_listed_and_an_address_narrows_the_list(sue, outbox):
    page = sue.get("/console/inbox/").content.decode()
    assert page.count("@example.org</a>") == 3
    assert EVIL not in page
    narrowed = sue.get("/console/inbox/?issue=7&to=READER2").content.decode()
    assert narrowed.count("@example.org</a>") == 1


def test_a_letter_shows_its_headers_and_its_page_in_a_frame_that_can_do_nothing(sue, outbox):
    page = sue.get("/console/inbox/7/1/0/").content.decode()
    assert "List-Unsubscribe" in page
    assert EVIL not in page
    assert 'sandbox title="The letter as a page" src="/console/inbox/7/1/0/part/?form=html"' in page
    frame = sue.get("/console/inbox/7/1/0/part/?form=html")
    policy = frame.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert "pictures.example.org" not in frame.content.decode()
    asked = sue.get("/console/inbox/7/1/0/part/?form=html&pictures=on").content.decode()
    assert "pictures.example.org" in asked


def test_the_file_is_the_letter_byte_for_byte_and_the_text_is_its_text(sue, outbox):
    ((_, raw), *_) = outbox.letters(7)
    file = sue.get("/console/inbox/7/1/0/part/?form=eml")
    assert file.content == raw
    assert file.headers["Content-Disposition"].startswith("attachment")
    text = sue.get("/console/inbox/7/1/0/part/?form=text")
    assert text.headers["Content-Type"].startswith("text/plain")
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert text.content.decode() == body.get_content()


@pytest.mark.parametrize(
    "place", ["8/1/0", "7/2/0", "7/1/9", "7/1/99999999999999999999"], ids=lambda place: place
)
def test_what_is_not_there_is_not_found(sue, outbox, place):
    assert sue.get(f"/console/inbox/{place}/").status_code == 404


@pytest.mark.parametrize("asked", ["issue=-1", "issue=x", "from=1e9", "issue=9999999999999"])
def test_a_wrong_number_is_not_found(sue, asked):
    assert sue.get(f"/console/inbox/?{asked}").status_code == 404


def test_an_empty_outbox_says_so(sue):
    assert "The outbox is empty" in sue.get("/console/inbox/").content.decode()


def test_in_production_there_is_no_inbox(sue, outbox, settings, monkeypatch):
    strict = replace(settings, environment="production")
    monkeypatch.setattr("digest.settings.current", lambda: strict)
    for place in ("", "7/1/0/", "7/1/0/part/"):
        assert sue.get(f"/console/inbox/{place}").status_code == 404
    assert "console/inbox" not in sue.get("/console/").content.decode()
