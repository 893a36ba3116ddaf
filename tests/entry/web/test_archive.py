"""The public archive over HTTP."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from digest.media.album import Album
from digest.model.issue import IssueStep
from digest.model.owncopy import OwnCopy, Wanted
from digest.store import models
from tests import cast

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def text(response) -> str:
    return response.content.decode()


def test_the_archive_lists_what_went_out_newest_first(client):
    cast.ada()
    for back in (2, 1, 0):
        cast.issue(cast.DAY - timedelta(days=back), steps=cast.FINISHED, subject=f"Issue {back}")
    page = text(client.get("/morning/"))
    assert re.findall(r"Issue (\d) \(en\)", page) == ["0", "1", "2"]
    assert 'href="/morning/2026-11-24/"' in page


@pytest.mark.parametrize(
    "steps", [(), (IssueStep.FREEZE,), (IssueStep.CANCEL,), (IssueStep.FREEZE, IssueStep.CANCEL)]
)
def test_what_never_went_out_is_not_public(client, steps):
    cast.ada()
    cast.issue(steps=steps)
    assert "The ferry is back" not in text(client.get("/morning/"))
    assert client.get("/morning/2026-11-25/").status_code == 404
    assert "The ferry is back" not in text(client.get("/morning/feed.xml"))


def test_an_issue_cancelled_after_somebody_had_it_stays_public(client):
    cast.ada()
    made = cast.issue()
    models.Batch.objects.filter(issue=made).update(cursor=1, inflight_to=1, submitted=1)
    models.Issue.objects.filter(pk=made).update(state="cancelled")
    assert client.get("/morning/2026-11-25/").status_code == 200


def test_an_issue_for_single_people_is_not_public(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED, only=("ada@reader.example.org",))
    assert client.get("/morning/2026-11-25/").status_code == 404


def test_a_second_issue_of_a_day_has_an_address_of_its_own(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED, subject="First")
    cast.issue(steps=cast.FINISHED, subject="Second")
    listed = text(client.get("/morning/"))
    assert 'href="/morning/2026-11-25/"' in listed
    assert 'href="/morning/2026-11-25/2/"' in listed
    assert client.get("/morning/2026-11-25/2/").status_code == 200
    assert client.get("/morning/2026-11-25/3/").status_code == 404
    assert client.get("/morning/2026-11-25/02/").status_code == 404


def test_the_public_page_is_the_printed_one_without_any_reader(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    page = text(client.get("/morning/2026-11-25/"))
    assert "Harbour council votes to reopen the old ferry line" in page
    assert "%%" not in page
    assert "/s/" not in page
    assert "unsubscribe" not in page.lower()
    assert "You receive" not in page
    assert "Good morning." in page
    assert '<link rel="canonical" href="https://news.example.org/morning/2026-11-25/">' in page
    assert page.startswith("<!DOCTYPE html>")


def test_the_page_comes_in_the_language_asked_for(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    page = text(client.get("/morning/2026-11-25/?lang=ur"))
    assert re.search(r'<html[^>]* dir="rtl"', page)
    assert "تمام شمارے" in page
    assert 'href="/morning/?lang=ur"' in page
    listed = text(client.get("/morning/?lang=ur"))
    assert '<html lang="ur" dir="rtl">' in listed
    assert "The ferry is back (ur)" in listed


def test_the_archive_is_called_by_its_name_in_the_language_asked_for(client, monkeypatch):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    named = replace(cast.digest(), titles={"ur": "صبح کی بہی"})
    known = replace(cast.house(), digests={"morning": named})
    monkeypatch.setattr("digest.settings.current", lambda: known)
    page = text(client.get("/morning/?lang=ur"))
    assert '<h1 class="name" dir="auto">صبح کی بہی</h1>' in page
    assert "Ledger" not in page.partition("</h1>")[0]
    feed = ET.fromstring(client.get("/morning/feed.xml?lang=ur").content)
    assert feed.findtext(f"{ATOM}title") == "صبح کی بہی"
    assert '<h1 class="name" dir="auto">The Morning Ledger</h1>' in text(client.get("/morning/"))


@pytest.mark.parametrize("asked", ["xx", "../../etc", "<script>", "en;drop"])
def test_a_language_that_is_not_there_gives_the_newsletters_own(client, asked):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    page = text(client.get("/morning/", {"lang": asked}))
    assert '<html lang="en" dir="ltr">' in page
    assert "<script" not in page


def test_an_issue_not_printed_in_a_language_is_shown_in_the_newsletters_own(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED, languages=("en",))
    page = text(client.get("/morning/2026-11-25/?lang=fr"))
    assert re.search(r'<html[^>]* lang="en"', page)
    assert 'href="https://news.example.org/morning/2026-11-25/"' in page


def test_a_shortened_mail_has_its_whole_page_on_the_web(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED, shortened=True)
    page = text(client.get("/morning/2026-11-25/"))
    assert "Fares stay below the bus" in page
    assert "the summaries stand on the web page" not in page
    assert "%%" not in page


def test_the_whole_page_shows_the_copies_that_the_mail_was_made_with(
    client, house, monkeypatch, tmp_path
):
    ledger = house.digests["morning"]
    copying = replace(ledger, look=replace(ledger.look, copies=True))
    known = replace(house, home=tmp_path, digests={"morning": copying})
    monkeypatch.setattr("digest.settings.current", lambda: known)
    cast.ada()
    cast.issue(steps=cast.FINISHED, shortened=True)
    page = text(client.get("/morning/2026-11-25/"))
    lead = re.search(r'class="[^"]*wide"[^>]* src="([^"]+)"', page)[1]
    Album(tmp_path).note(Wanted(lead, (600, 420)), OwnCopy("ab" * 32 + ".jpg", 1200, 600))
    page = text(client.get("/morning/2026-11-25/"))
    assert f"{cast.SITE}/media/{'ab' * 32}.jpg" in page
    assert lead not in page


def test_the_archive_is_paged(client, monkeypatch):
    monkeypatch.setattr("digest.web.public.archive.ON_A_PAGE", 2)
    cast.ada()
    for back in range(5):
        cast.issue(cast.DAY - timedelta(days=back), steps=cast.FINISHED, subject=f"Issue {back}")
    second = text(client.get("/morning/?page=2&lang=ur"))
    assert re.findall(r"Issue (\d) \(ur\)", second) == ["2", "3"]
    assert 'href="?lang=ur&amp;page=3"' in second
    assert 'href="?lang=ur&amp;page=1"' in second
    assert "Issue 4" in text(client.get("/morning/?page=3"))


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1e3", "99999999999", "١", "1;select"])
def test_a_page_of_the_archive_that_is_not_there_is_404(client, number):
    assert client.get("/morning/", {"page": number}).status_code == 404


def test_an_empty_archive_says_what_will_stand_there(client):
    assert "The first issue will stand here" in text(client.get("/morning/"))


@pytest.mark.parametrize(
    "path",
    [
        "/evening/",
        "/evening/feed.xml",
        "/morning/2026-13-01/",
        "/morning/2026-02-30/",
        "/morning/yesterday/",
        "/morning/../settings/",
        "/morning/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_what_does_not_exist_is_404_in_words(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing here" in text(response)


def test_the_feed_is_valid_atom_with_permanent_ids(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED, subject="Tea & <cakes>\x0b")
    cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    response = client.get("/morning/feed.xml")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == "https://news.example.org/morning/"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "The Morning Ledger"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "https://news.example.org/morning/feed.xml"
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated"))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "https://news.example.org/morning/2026-11-25/",
        "https://news.example.org/morning/2026-11-24/",
    ]
    assert entries[0].findtext(f"{ATOM}title") == "Tea & <cakes> (en)"
    assert datetime.fromisoformat(entries[0].findtext(f"{ATOM}updated")).tzinfo == UTC


def test_a_hostile_headline_is_text_to_who_reads_the_feed(client):
    cast.ada()
    evil = "<img src=x onerror=alert(1)> & <script>alert(1)</script>"
    cast.issue(steps=cast.FINISHED, subject=evil, preheader=evil)
    feed = ET.fromstring(client.get("/morning/feed.xml").content)
    title, summary = (feed.find(f"{ATOM}entry/{ATOM}{name}") for name in ("title", "summary"))
    assert (title.get("type", "text"), title.text) == ("text", f"{evil} (en)")
    # What is called HTML is read as HTML: after that it has to be the words again.
    assert summary.get("type") == "html"
    assert "<" not in summary.text
    assert html.unescape(summary.text) == evil


def test_an_empty_feed_is_valid_too(client):
    feed = ET.fromstring(client.get("/morning/feed.xml").content)
    assert feed.findtext(f"{ATOM}updated")


def test_a_feed_reader_that_has_it_gets_304(client):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    mark = client.get("/morning/feed.xml").headers["ETag"]
    again = client.get("/morning/feed.xml", headers={"If-None-Match": mark})
    assert again.status_code == 304
    cast.issue(steps=cast.FINISHED)
    assert client.get("/morning/feed.xml", headers={"If-None-Match": mark}).status_code == 200


def test_the_front_door_lists_the_newsletters(client):
    page = text(client.get("/"))
    assert "Newsletters of The Harbour Press" in page
    assert 'href="/morning/"' in page


@pytest.mark.parametrize("visitor", ["client", "admin_client"])
def test_public_pages_set_no_cookie_and_may_be_kept(request, visitor):
    client = request.getfixturevalue(visitor)
    client.cookies.pop("csrftoken", None)
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    for path in ("/", "/morning/", "/morning/2026-11-25/", "/morning/feed.xml", "/robots.txt"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert response.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Preview"])
def test_a_header_of_the_request_changes_no_address(client, header):
    cast.ada()
    cast.issue(steps=cast.FINISHED)
    page = text(client.get("/morning/2026-11-25/", headers={header: "evil.test"}))
    assert "evil.test" not in page
    assert "https://news.example.org/morning/" in page


def test_a_foreign_host_is_refused_in_words(client):
    response = client.get("/morning/", headers={"Host": "evil.test"})
    assert response.status_code == 400
    assert "This request cannot be read" in text(response)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_archive_is_only_read(client, method):
    assert getattr(client, method)("/morning/").status_code == 405


def test_the_cost_of_the_archive_does_not_grow_with_its_issues(
    client, django_assert_max_num_queries
):
    cast.ada()
    for back in range(8):
        cast.issue(date(2026, 11, 1) + timedelta(days=back), steps=cast.FINISHED)
    with django_assert_max_num_queries(3):
        client.get("/morning/")
