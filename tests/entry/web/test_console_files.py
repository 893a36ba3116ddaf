"""Files of readers in the console: tried, told row by row, agreed to with a consent, worked off; and out."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from digest import uploading
from digest.bootstrap import House
from digest.store import models, operators
from digest.web.console import hall
from digest.web.console.readers import imports
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
ROWS = (
    "email,Full Name,Shoe size\n"
    "new@reader.example.org,New,44\n"
    "ada@reader.example.org,Ada Lovelace,38\n"
    "clara@reader.example.org,Clara,38\n"
    "dora@reader.example.org,Dora,38\n"
    "no address,<script>alert(1)</script>,38\n"
)


@pytest.fixture
def desk(client, monkeypatch, tmp_path):
    """Signed in as an admin; the work on a file is done when a test says so."""
    made = House(replace(cast.house(), home=tmp_path), lambda: cast.NOW)
    monkeypatch.setattr(hall, "house", lambda: made)
    monkeypatch.setattr(uploading, "open_house", lambda: made)
    monkeypatch.setattr(imports, "_looks", {})
    operators.add("eve", ["admin"], PASSWORD, actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    cast.ada(), cast.clara(), cast.dora()
    return client


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def given(desk, rows: str = ROWS, **more: str):
    file = SimpleUploadedFile("fair.csv", rows.encode())
    form = {"file": file, "list": "readers"} | more
    return desk.post("/console/readers/files/in/", form, follow=True)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_file_is_tried_told_row_by_row_and_comes_in_after_a_yes_with_its_consent(desk):
    page = text(given(desk))
    assert "A worker takes it up within a minute" in page
    number = models.Upload.objects.get().pk
    here = f"/console/readers/files/{number}/"
    uploading.work_off(number)
    page = text(desk.get(here))
    told = words(page)
    for line in (
        "new readers 1",
        "on the list, brought up to date 1",
        "left this list before: not subscribed again 1",
        "never mailed: not subscribed 1",
        "refused 1",
        "2 rows would have brought back somebody who said no",
        "Columns that nobody reads: Shoe size",
        "name: Ada → Ada Lovelace",
    ):
        assert line in told
    assert re.search(r'<td class="n">6</td>\s*<td class="said" dir="auto">no address', page)
    assert "<script>alert" not in page
    assert not models.Subscriber.objects.filter(address="new@reader.example.org").exists()
    act = f"{here}act/"
    assert "Nobody came in" in text(desk.post(act, {"act": "agree", "have": "1"}, follow=True))
    form = {"act": "agree", "have": "1", "consent": "signed at the fair"}
    assert "They are coming in" in text(desk.post(act, form, follow=True))
    uploading.work_off(number)
    assert "finished" in text(desk.get(here))
    assert models.Subscriber.objects.filter(address="new@reader.example.org").exists()
    consent = models.Audit.objects.get(act="upload-consent")
    assert (consent.actor, consent.after) == ("eve", {"consent": "signed at the fair"})
    assert "It was over already" in text(desk.post(act, {"act": "cancel"}, follow=True))


def test_how_far_a_file_is_comes_with_its_rate_and_the_time_left(desk, monkeypatch):
    given(desk)
    number = models.Upload.objects.get().pk
    here = f"/console/readers/files/{number}/"
    text(desk.get(here))
    models.Upload.objects.update(rows=1000, line=400, state="coming")
    text(desk.get(here))
    models.Upload.objects.update(line=600)
    later = House(cast.house(), lambda: cast.NOW.replace(minute=1))
    monkeypatch.setattr(hall, "house", lambda: later)
    page = words(text(desk.get(here)))
    assert "600 of 1,000 lines · 3 a second, about 2 min left" in page
    assert "Called off" in text(desk.post(f"{here}act/", {"act": "cancel"}, follow=True))


def test_what_is_no_table_is_refused_in_words_and_a_column_can_be_named_by_hand(desk):
    assert "no column holds addresses" in text(given(desk, "a,b\n1,2\n"))
    assert "Choose a file and a list" in text(given(desk, list=""))
    told = text(given(desk, "wohin,b\nx@reader.example.org,2\n", **{"column-email": "wohin"}))
    assert "A worker takes it up" in told


def test_readers_leave_as_a_file_whose_cells_no_spreadsheet_runs(desk):
    models.Subscriber.objects.filter(address="ada@reader.example.org").update(name="=1+1")
    answer = desk.post("/console/readers/files/out/", {"list": "readers", "state": "confirmed"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["email"], row["name"]) for row in rows] == [("ada@reader.example.org", "'=1+1")]
    answer = desk.post("/console/readers/files/out/", {"form": "json"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    states = {json.loads(line)["email"]: json.loads(line)["state"] for line in lines}
    assert states["dora@reader.example.org"] == "suppressed"
    assert models.Audit.objects.filter(act="export-readers", actor="eve").count() == 2
    assert desk.post("/console/readers/files/out/", {"state": "x"}).status_code == 404
