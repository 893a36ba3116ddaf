"""Every screen of the desk in a real browser: light and dark, wide and narrow, in two languages.

One house for each walk, in which every screen has something to show, much of it hostile: stories,
subjects, names, reasons, sources, letters.  Nothing opens a dialog or asks another server.
"""

from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import resolve

from digest.bootstrap import House
from digest.mail.outbox import Outbox
from digest.model.audience import Recipient
from digest.model.edition import gap
from digest.model.issue import IssueStep
from digest.model.post import Addressed
from digest.model.source import Gone, PagesSeen
from digest.store import approval, canaries, models, operators
from digest.store import house as book
from digest.web.console import hall
from tests import cast
from tests.axe import NAMELESS, violations
from tests.entry.web import test_console_rooms_walk as rooms
from tests.entry.web.test_roles import MATRIX, address, console
from tests.walls.mail.test_letter import NONCE, TOKEN, sheet
from tests.walls.mail.test_mailers import parcel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
EVIL = '<img src=https://evil.test/x onerror=alert(1)>"><script>alert(2)</script>{{7*7}}'
EMPTY = ("", "send/", "uncertain/", "audit/", "operators/", "tokens/", "account/", "inbox/")
FILES = {
    "console-recipients",
    "console-report-page",
    "console-report-file",
    "console-trend-file",
    "console-proof",
    "console-letter-part",
}
"""Answers to a look that are no screen: what is downloaded, and what stands in a frame."""


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    """The cast's newsroom on its morning, with an outbox of its own; pages of stories are gone."""
    made = replace(cast.house(), home=tmp_path)
    monkeypatch.setattr("digest.settings.current", lambda: made)
    monkeypatch.setattr(hall, "house", lambda: House(made, lambda: cast.NOW))
    gone = Gone("is gone", sure=True)
    seen = SimpleNamespace(look=lambda urls: PagesSeen(frozenset(urls[2:]), {urls[0]: gone}))
    monkeypatch.setattr(House, "newsstand", lambda *_, **__: nullcontext(seen))
    return made


def hostile_house(outbox: Outbox) -> dict[str, int]:
    """Issues past, on their way and on the desk; whatever others may write is an attack."""
    ada = cast.ada()
    cast.bilal(), cast.person("Zoe", "en"), cast.person("Yann", "en")
    past = cast.issue(cast.DAY.replace(day=23), steps=cast.FINISHED, subject=EVIL)
    batch = models.Batch.objects.filter(issue=past).earliest("pk")
    models.Batch.objects.filter(pk=batch.pk).update(submitted=batch.n - 1, uncertain=1)
    models.Issue.objects.filter(pk=past).update(state="finished_in_part", skipped_because=EVIL)
    models.Delivery.objects.create(
        issue_id=past,
        subscriber_id=ada.id,
        batch=batch,
        position=0,
        state="uncertain",
        reason=EVIL,
        at=cast.NOW,
    )
    first = (IssueStep.FREEZE,)
    moving = cast.issue(cast.DAY.replace(day=24), steps=first, languages=("en",), subject=EVIL)
    assert canaries.set_aside(moving, 1, cast.NOW)
    models.Issue.objects.filter(pk=moving).update(state="sending")
    desk = cast.issue(cast.DAY, steps=(), subject=EVIL)
    approval.ask(desk, actor=EVIL, because=EVIL)
    models.Story.objects.update(title=EVIL, teaser=EVIL, section=EVIL)
    models.Issue.objects.filter(pk=desk).update(subject=EVIL, preheader=EVIL)
    models.Subscriber.objects.filter(pk=ada.id).update(name=EVIL)
    models.Specimen.objects.create(
        issue_id=desk,
        kind="test",
        address="tess@example.org",
        edition="en",
        state="failed",
        reason=EVIL,
        actor=EVIL,
        at=cast.NOW,
    )
    models.Source.objects.filter(slug="herald").update(failures=3, error=EVIL)
    book.freeze("evening", actor=EVIL, reason=EVIL, now=cast.NOW)
    book.audit(EVIL, EVIL, EVIL, cast.NOW, before={EVIL: EVIL}, after=[EVIL])
    book.beat("ticker", cast.NOW)
    html = f"<p>Hello{gap(NONCE, 'NAME')}</p>{EVIL}{gap(NONCE, 'TOKEN')}"
    to = Addressed(Recipient(0, ada.id, ada.address, EVIL), TOKEN)
    outbox.submit(replace(parcel([0]), sheet=sheet(html=html), readers=(to,)))
    return {"past": past, "moving": moving, "desk": desk, "reader": ada.id}


def screens(past: int, moving: int, desk: int, reader: int) -> tuple[str, ...]:
    """Every address below the console that is walked here."""
    return (
        *EMPTY,
        f"issues/{past}/",
        f"issues/{past}/report/",
        f"issues/{moving}/",
        f"issues/{desk}/",
        f"issues/{desk}/desk/",
        f"issues/{desk}/desk/?reader={reader}",
        f"issues/{desk}/desk/?form=text&width=375",
        f"issues/{desk}/desk/?scheme=dark",
        f"issues/{desk}/send/",
        "inbox/7/1/0/",
        "inbox/7/1/0/?form=text",
        "issues/999999/",
    )


def looked_at(page, where: str, width: int) -> None:
    """The screen that is open can be read and used by everybody."""
    assert page.locator("h1").count() == 1, where
    assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    assert page.evaluate(NAMELESS) == [], where
    assert violations(page) == [], where


@pytest.mark.parametrize(
    ("locale", "scheme", "width"),
    [("en-GB", "light", 1280), ("ur", "dark", 375)],
)
def test_every_screen_can_be_read_by_everybody_and_takes_no_attack(
    walk, settings, locale, scheme, width
):
    page = walk("admin", scheme=scheme, width=width, locale=locale)
    for path in EMPTY:
        page.goto(f"/console/{path}")
        looked_at(page, f"empty {path}", width)
    places = hostile_house(House(settings).outbox())
    for path in screens(**places):
        page.goto(f"/console/{path}")
        looked_at(page, path, width)
    desk = f"/console/issues/{places['desk']}/desk/"
    page.goto(desk)
    assert EVIL in page.locator("main").inner_text()
    page.locator('form[action$="/links/"] button').click()
    page.wait_for_url("**/links/")
    looked_at(page, "links", width)
    page.goto("/console/account/")
    page.locator('button[value="make"]').click()
    page.locator(".key").wait_for()
    looked_at(page, "account with a key", width)
    page.goto("/console/operators/")
    page.fill("#new-name", "sam")
    page.locator('form:has(#new-name) input[value="viewer"]').check()
    page.locator('button[value="add"]').click()
    page.locator(".key").wait_for()
    looked_at(page, "a new operator", width)
    page.context.clear_cookies()
    page.goto("/console/")
    looked_at(page, "the door", width)
    page.fill("#username", EVIL)
    page.fill("#password", "wrong")
    page.press("#password", "Enter")
    page.locator("p.bad").wait_for()
    looked_at(page, "the door that stays shut", width)
    assert page.trouble == []


def test_who_may_not_see_a_page_is_told_so(walk):
    page = walk("viewer")
    page.goto("/console/operators/")
    looked_at(page, "403", 1200)
    assert page.trouble == []


def test_no_screen_is_forgotten():
    """What answers a look with a page is walked here or with the other rooms."""
    operators.add("chief", ["admin"], "correct horse battery", actor="test", now=cast.NOW)
    chief = Client()
    chief.force_login(get_user_model().objects.get(username="chief"))
    pages = {n for n in MATRIX if chief.get(address(console()[n])).status_code != 405}
    paths = (*screens(1, 2, 3, 4), *rooms.screens(SimpleNamespace(id=1)))
    walked = {resolve(f"/console/{path.partition('?')[0]}").url_name for path in paths}
    assert pages - walked - FILES == set()
