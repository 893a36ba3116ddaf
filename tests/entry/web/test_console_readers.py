"""The readers' pages of the console: found, shown, acted upon, kept from mail, counted."""

import csv
import io
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest.bootstrap import House
from digest.model.audience import Segment
from digest.model.delivery import DeliveryEvent
from digest.store import models, operators, person, segments
from digest.web.console import hall
from digest.web.console.readers import growth, lists, never
from digest.web.console.readers import segments as builder
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
EVIL = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def that_morning(monkeypatch):
    monkeypatch.setattr(hall, "house", lambda: House(cast.house(), lambda: cast.NOW))
    for counts in (growth.COUNTS, lists.COUNTS, never.COUNTS, builder.COUNTS):
        counts.forget()


@pytest.fixture
def desk(client):
    """Signed in as an admin, whose name stands under what is done."""
    operators.add("eve", ["admin"], PASSWORD, actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    return client


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def found(page: str) -> list[str]:
    return re.findall(r'dir="ltr">([^<]+@[^<]+)</a>', page)


def test_a_reader_is_found_by_beginning_part_name_list_and_filter(desk):
    cast.ada(), cast.bilal(), cast.clara(), cast.dora()
    everybody = [f"{name}@reader.example.org" for name in ("dora", "clara", "bilal", "ada")]
    assert found(text(desk.get("/console/readers/"))) == everybody
    asked = {
        "q=ADA": ["ada"],
        "q=bilal%40reader.example.org": ["bilal"],
        "q=reader.exa&by=part": ["ada", "bilal", "clara", "dora"],
        "q=%25&by=part": [],
        "q=cLaR&by=name": ["clara"],
        "list=weekend": ["ada"],
        "list=readers&state=unsubscribed": ["clara"],
        "state=suppressed": ["dora"],
        "q=d&list=readers&state=suppressed": ["dora"],
        "filter=language+%3D+ur": ["bilal"],
        "q=a&filter=language+%3D+ur": [],
    }
    for query, names in asked.items():
        page = text(desk.get(f"/console/readers/?{query}"))
        assert found(page) == [f"{name}@reader.example.org" for name in names], query
    page = text(desk.get("/console/readers/?filter=language+%3D"))
    assert "The filter cannot be read, at character 11" in page


def test_every_page_of_a_search_begins_behind_the_last_reader_of_the_one_before(desk, monkeypatch):
    for number in range(7):
        models.Subscriber.objects.create(
            address=f"r{number}@reader.example.org",
            address_norm=f"r{number}@reader.example.org",
            address_hash=f"{number:040d}",
            name="Robin",
            created_at=cast.NOW,
        )
    monkeypatch.setattr("digest.web.console.readers.search.SIZE", 3)
    for way in ("", "q=r", "q=reader&by=part", "q=rob&by=name"):
        seen, query = [], way
        for _ in range(3):
            page = text(desk.get(f"/console/readers/?{query}"))
            seen += found(page)
            more = re.search(r'href="\?([^"]*after=\d+)"', page)
            query = more[1].replace("&amp;", "&") if more else ""
        assert sorted(seen) == sorted(set(seen)), way
        assert len(seen) == 7, way
        assert query == "", way


def test_an_address_that_is_nobodys_is_told_with_what_is_known_of_it(desk):
    key = House(cast.house()).address_key()
    person.suppress("gone@reader.example.org", key, source=EVIL, actor="test", now=cast.NOW)
    page = text(desk.get("/console/readers/?q=gone%40reader.example.org"))
    assert "gone@reader.example.org is nobody’s here." in page
    assert "It is never mailed: by hand, since 25 November 2026" in re.sub(r"<[^>]+>", "", page)
    assert EVIL not in page


def test_one_reader_is_shown_with_words_copies_and_what_came_back(desk):
    ada, clara = cast.ada(), cast.clara()
    number = cast.issue(steps=cast.FINISHED)
    models.Event.objects.create(
        natural_key="e1",
        issue_id=number,
        subscriber_id=ada.id,
        kind=DeliveryEvent.SOFT,
        reason=EVIL,
        at=cast.NOW,
    )
    page = text(desk.get(f"/console/readers/{ada.id}/"))
    assert f'<a href="/console/issues/{number}/">' in page
    assert "takes nothing for now" in page
    assert "submitted" in page
    assert "confirmed" in page
    assert EVIL not in page
    page = text(desk.get(f"/console/readers/{clara.id}/"))
    assert "excluded: the reader left this list" in page
    assert "withdrew" in page
    assert desk.get("/console/readers/4711/").status_code == 404
    assert desk.get(f"/console/readers/{ada.id}/?below=x").status_code == 404


def test_a_reader_of_many_issues_costs_no_more_queries_than_one_of_few(desk):
    ada = cast.ada()

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            text(desk.get(f"/console/readers/{ada.id}/"))
        return len(made.captured_queries)

    cast.issue(steps=cast.FINISHED)
    few = asked()
    for day in range(5):
        cast.issue(cast.DAY.replace(day=day + 1), steps=cast.FINISHED)
    assert asked() == few <= 25


def act(desk, who: cast.Person, act: str, why: str = "by telephone") -> str:
    path = f"/console/readers/{who.id}/act/"
    return text(desk.post(path, {"act": act, "why": why}, follow=True))


def test_an_operator_ends_and_pauses_but_never_says_yes_for_a_reader(desk):
    ada, clara, dora = cast.ada(), cast.clara(), cast.dora()
    assert "Say why" in act(desk, ada, "pause readers", "")
    assert ada.state() == "confirmed"
    assert "Paused on readers" in act(desk, ada, "pause readers")
    assert "The pause on readers is over" in act(desk, ada, "resume readers")
    assert "Unsubscribed from readers" in act(desk, ada, "unsubscribe readers")
    assert "It was so already" in act(desk, ada, "resume readers")
    assert "It was so already" in act(desk, clara, "resume readers")
    assert (ada.state(), ada.state("weekend"), clara.state()) == (
        "unsubscribed",
        "confirmed",
        "unsubscribed",
    )
    last = models.Consent.objects.filter(address_hash=ada.hash).latest("pk")
    assert (last.act, last.source, last.actor) == (
        "withdrew",
        "by an operator: by telephone",
        "eve",
    )
    assert "may be mailed again" in act(desk, dora, "lift")
    assert "never mailed again" in act(desk, dora, "suppress")
    models.Suppression.objects.filter(pk=dora.hash).update(reason="complaint")
    assert "only they can take that back" in act(desk, dora, "lift")
    assert models.Audit.objects.filter(actor="eve", act="standing").count() == 3


def test_a_reader_is_erased_by_their_typed_address_and_exported_with_a_line_in_the_audit(desk):
    ada = cast.ada()
    told = desk.post(f"/console/readers/{ada.id}/file/")
    assert json.loads(told.content)["address"] == ada.address
    assert models.Audit.objects.filter(act="export-reader", actor="eve").exists()
    path = f"/console/readers/{ada.id}/erase/"
    page = text(desk.post(path, {"address": "bilal@reader.example.org"}, follow=True))
    assert "Nothing was erased" in page
    page = text(desk.post(path, {"address": ada.address.upper()}, follow=True))
    assert "The reader is erased" in page
    assert not models.Subscriber.objects.filter(pk=ada.id).exists()


def test_lists_are_made_described_and_removed_only_while_empty(desk):
    cast.ada()

    def press(**form) -> str:
        return text(desk.post("/console/readers/lists/act/", form, follow=True))

    assert "The list sunday is made" in press(act="make", list="sunday", title=EVIL)
    assert "There is a list sunday already" in press(act="make", list="sunday")
    assert "small letters" in press(act="make", list="Sun day")
    page = press(act="describe", list="sunday", title="On Sunday", about="")
    assert "Title and sentence are changed" in page
    assert "On Sunday" in page
    assert EVIL not in page
    assert "it stays" in press(act="remove", list="readers")
    assert "The list sunday is gone" in press(act="remove", list="sunday")
    assert (
        desk.post("/console/readers/lists/act/", {"act": "remove", "list": "x"}).status_code == 404
    )


def test_a_segment_is_put_together_by_rows_counted_and_kept(desk):
    cast.ada(), cast.bilal()
    rows = {
        "join": "or",
        "field": ["language", "name", ""],
        "how": ["is", "begins", "is"],
        "value": ["ur", 'A" or email = "x', ""],
    }
    page = text(desk.get("/console/readers/segments/", rows))
    assert "It holds for 1 reader, on whatever lists." in page
    kept = re.search(r'name="text" value="([^"]+)"><label', page)[1]
    assert kept == "language = ur or name starts &quot;A\\&quot; or email = \\&quot;x&quot;"
    form = {"act": "keep", "segment": "urdu", "text": "language = ur"}
    page = text(desk.post("/console/readers/segments/act/", form, follow=True))
    assert "The segment urdu is kept" in page
    assert segments.find("urdu") == Segment("urdu", "language = ur", {})
    form |= {"text": "language ="}
    page = text(desk.post("/console/readers/segments/act/", form | {"segment": "x"}, follow=True))
    assert "at character 11. Nothing was kept" in page
    page = text(desk.get("/console/readers/segments/?text=on(nowhere)"))
    assert "There is no list nowhere" in page
    form = {"act": "remove", "segment": "urdu"}
    page = text(desk.post("/console/readers/segments/act/", form, follow=True))
    assert "keep their filter" in page


def test_growth_draws_every_day_and_tells_it_in_a_table(desk):
    cast.ada(), cast.bilal(), cast.clara()
    page = text(desk.get("/console/readers/growth/?list=readers&days=90"))
    assert "3 subscriptions came and 1 left." in page
    assert page.count('class="p-came"') == 2, "one bar, one key"
    assert '<td class="n">3</td><td class="n">1</td><td class="n">2</td>' in page
    assert desk.get("/console/readers/growth/?days=31").status_code == 404


def test_pasted_addresses_are_weighed_before_they_are_never_mailed(desk):
    ada, dora = cast.ada(), cast.dora()
    pasted = {
        "addresses": f"{ada.address}, new@reader.example.org\n{dora.address} nonsense",
        "why": "asked",
    }
    page = text(desk.post("/console/readers/never/these/", pasted))
    assert "3 addresses: 2 of readers here, 1 never mailed already." in page
    assert "nonsense" in page
    assert models.Suppression.objects.count() == 1
    page = text(desk.post("/console/readers/never/these/", pasted | {"act": "do"}, follow=True))
    assert "2 addresses are never mailed from now on." in page
    assert models.Suppression.objects.count() == 3
    told = desk.post("/console/readers/never/file/", {"reason": "by_hand"})
    rows = list(csv.reader(io.StringIO(b"".join(told.streaming_content).decode())))
    assert [row[0] for row in rows[1:]] in ([ada.address, ""], ["", ada.address])
    marks = list(models.Suppression.objects.values_list("pk", flat=True))
    models.Suppression.objects.filter(pk=ada.hash).update(reason="complaint")
    page = text(desk.post("/console/readers/never/lift/", {"mark": marks}, follow=True))
    assert "2 addresses may be mailed again." in page
    assert list(models.Suppression.objects.values_list("pk", flat=True)) == [ada.hash]


def test_what_came_back_is_shown_with_its_reader_who_may_be_left_in_peace(desk):
    ada = cast.ada()
    number = cast.issue(steps=cast.FINISHED)
    batch = models.Batch.objects.get(issue=number)
    models.Delivery.objects.create(
        issue_id=number,
        subscriber_id=ada.id,
        batch=batch,
        position=0,
        state="bounced",
        reason=EVIL,
        at=cast.NOW,
    )
    page = text(desk.get("/console/readers/bounces/?state=bounced"))
    assert ada.address in page
    assert EVIL not in page
    form = {"reader": [ada.id], "why": "full for weeks"}
    page = text(desk.post("/console/readers/bounces/act/", form, follow=True))
    assert "1 address is never mailed from now on." in page
    assert "Nothing came back" in text(desk.get("/console/readers/bounces/?state=failed"))
    assert desk.get("/console/readers/bounces/?behind=1;--").status_code == 404
