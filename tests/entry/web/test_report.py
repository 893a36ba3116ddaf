"""An issue's report on the desk and as a file: right, readable, and without a foreign thing in it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from digest import settings
from digest.bootstrap import House
from digest.reporting import report_of
from digest.reporting.page import document
from digest.rules.clicklinks import OPENED
from digest.store import models, operators
from digest.web.console import hall, trend
from tests import cast, reported
from tests.axe import violations

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    made = House(settings.current(), lambda: reported.LATER)
    monkeypatch.setattr(hall, "house", lambda: made)
    return made


@pytest.fixture
def viewer(client):
    operators.add("eve", ["viewer"], "correct horse battery", actor="test", now=cast.NOW)
    client.force_login(get_user_model().objects.get(username="eve"))
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_viewer_reads_the_report_and_may_keep_it(viewer):
    number = reported.mornings(6)[-1]
    assert f'href="/console/issues/{number}/report/"' in text(
        viewer.get(f"/console/issues/{number}/")
    )
    page = text(viewer.get(f"/console/issues/{number}/report/"))
    for words in ("came back", "quay.test", "Against the last 30 days", "above"):
        assert words in page
    assert "<script" not in page.split('<main id="content">')[1]
    assert "style=" not in page
    kept = viewer.get(f"/console/issues/{number}/report.html")
    assert f"issue-{number}.html" in kept["Content-Disposition"]
    assert "<svg" in text(kept)


def test_a_digests_issues_stand_one_after_the_other_with_what_is_usual(viewer, monkeypatch):
    mornings = reported.mornings(7)
    models.Issue.objects.filter(pk=mornings[0]).update(subject="=1+1")
    models.LinkCount.objects.create(issue_id=mornings[-1], link=OPENED, readers=9, clicks=11)
    monkeypatch.setattr(trend, "SIZE", 5)
    page = text(viewer.get("/console/digests/morning/report/"))
    assert re.findall(r'href="/console/issues/(\d+)/report/"', page) == [
        str(one) for one in reversed(mornings[2:])
    ]
    assert page.count('class="p-usual"') == page.count('role="img"') == 6
    assert page.count('class="p-submitted"') > 10
    assert "Openings stand in grey" in page
    older = re.search(r'href="(\?below=\d+)"', page)[1]
    page = text(viewer.get(f"/console/digests/morning/report/{older}"))
    assert page.count('/report/">') == 2
    kept = list(
        csv.DictReader(io.StringIO(text(viewer.get("/console/digests/morning/report.csv"))))
    )
    assert [row["issue"] for row in kept] == [str(one) for one in reversed(mornings)]
    assert kept[-1]["subject"] == "'=1+1"
    assert 0 < float(kept[0]["delivered"]) < 1
    stories = list(
        csv.reader(io.StringIO(text(viewer.get(f"/console/issues/{mornings[-1]}/report.csv"))))
    )
    assert stories[0][:3] == ["link", "section", "title"]
    assert len(stories) > 5
    assert viewer.get("/console/digests/nowhere/report/").status_code == 404
    models.Issue.objects.update(state="cancelled")
    assert "No issue has finished yet" in text(viewer.get("/console/digests/morning/report/"))


def test_a_page_that_stands_alone_asks_nobody_for_anything_and_names_no_reader(afternoon):
    number = reported.mornings(2)[-1]
    page = document(report_of(afternoon, number))
    assert not re.search(r"<script|<link|<img|@import|url\(", page)
    assert "reader1@" not in page
    assert page.count('role="img"') >= 3
    for chart in re.findall(r'<[^>]*role="img"[^>]*>', page):
        assert re.search(r'aria-label="[^"]{10,}"', chart)


def test_empty_states_are_said_in_words(viewer):
    cast.ada()
    waiting = cast.issue(steps=())
    assert "The audience is not frozen yet" in text(
        viewer.get(f"/console/issues/{waiting}/report/")
    )
    done = cast.issue(cast.DAY - timedelta(days=1), steps=cast.FINISHED)
    page = text(viewer.get(f"/console/issues/{done}/report/"))
    assert "Nobody reports deliveries here" in page
    assert "Nothing came back." in page
    assert "Clicks are not counted in this issue." in page
    assert "nothing to compare with" in page
    assert viewer.get("/console/issues/999/report/").status_code == 404


def test_hostile_headlines_and_domains_stay_words(viewer, monkeypatch):
    evil = '"><script>alert(1)</script>'
    monkeypatch.setattr(reported, "DOMAINS", (f"{evil}.test", "b.test", "c.test"))
    cast.ada()
    number = cast.issue(steps=cast.FINISHED, subject=evil)
    page = text(viewer.get(f"/console/issues/{number}/report/"))
    assert evil not in page
    assert "&lt;script&gt;" in page


@pytest.mark.browser
@pytest.mark.sqlite
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_in_light_and_in_dark(browser, afternoon, scheme, tmp_path):
    number = reported.mornings(6)[-1]
    path = tmp_path / "report.html"
    for width, language in ((1100, "en"), (380, "de"), (380, "ur")):
        path.write_text(document(report_of(afternoon, number), language), encoding="utf-8")
        context = browser.new_context(
            color_scheme=scheme, java_script_enabled=True, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        page.goto(path.as_uri())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()
