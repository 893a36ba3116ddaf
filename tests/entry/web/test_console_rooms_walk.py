"""The console's other rooms walked in a real browser, in two languages, light and dark, by keys alone.

One house for each walk, in which every screen has something to show, much of it hostile.
"""

from dataclasses import replace
from datetime import date

import pytest

from digest.bootstrap import House
from digest.model.audience import Segment
from digest.model.schedule import Schedule, parse_rules
from digest.store import models, person, segments
from digest.web.console import hall
from digest.web.console.readers import growth, lists, never
from tests import cast
from tests.axe import NAMELESS, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
EVIL = '<img src=https://evil.test/x onerror=alert(1)>"><script>alert(2)</script>'


@pytest.fixture(autouse=True)
def that_morning(monkeypatch):
    timing = Schedule(parse_rules("weekdays 02:30"), holidays=((date(2026, 12, 25), EVIL),))
    plan = replace(cast.digest(), timing=timing, schedule="weekdays 02:30", title=EVIL)
    made = replace(cast.house(), digests={"morning": plan})
    monkeypatch.setattr(hall, "house", lambda: House(made, lambda: cast.NOW))
    for counts in (growth.COUNTS, lists.COUNTS, never.COUNTS):
        counts.forget()


def full_house() -> cast.Person:
    """Readers who said, got and lost something; a name, a reason and a source that are an attack."""
    ada, key = cast.ada(), House(cast.house()).address_key()
    cast.bilal(), cast.clara(), cast.dora()
    number = cast.issue(steps=cast.FINISHED, subject=EVIL)
    models.Subscriber.objects.filter(pk=ada.id).update(name=EVIL, attributes={"city": EVIL})
    models.MailingList.objects.filter(slug="readers").update(title=EVIL, about=EVIL)
    models.Consent.objects.create(
        at=cast.NOW,
        address_hash=ada.hash,
        list_slug="readers",
        act="paused",
        source=EVIL,
        actor=EVIL,
    )
    models.Event.objects.create(
        natural_key="e",
        issue_id=number,
        subscriber_id=ada.id,
        kind="soft",
        reason=EVIL,
        at=cast.NOW,
    )
    models.Delivery.objects.create(
        issue_id=number,
        subscriber_id=ada.id,
        batch=models.Batch.objects.filter(issue=number).earliest("pk"),
        position=0,
        state="bounced",
        reason=EVIL,
        at=cast.NOW,
    )
    person.suppress("far@reader.example.org", key, source=EVIL, actor="test", now=cast.NOW)
    models.Upload.objects.create(
        pk=1,
        name=EVIL,
        list_slug="readers",
        actor="eve",
        digest="d",
        encoding="utf-8",
        bytes=1,
        rows=9,
        at=cast.NOW,
        state="tried",
        line=9,
        found={"new": 2},
        kept_away=1,
        refused=1,
        refused_rows=[{"line": 3, "found": EVIL, "reason": "the row has no address"}],
        shown=[{"line": 2, "email": EVIL, "found": "changed", "changes": {"name": ["", EVIL]}}],
        unused=[EVIL],
    )
    models.Source.objects.filter(slug="herald").update(failures=2, error=EVIL, moved_to=EVIL)
    models.Occurrence.objects.create(
        digest="morning",
        slot="2026-11-24T02:30",
        kind="scheduled",
        day=cast.DAY,
        due_at=cast.NOW,
        created_at=cast.NOW,
        state="held",
        reason=EVIL,
    )
    segments.keep(Segment("urdu", "language = ur", {}), actor=EVIL, now=cast.NOW)
    return ada


def screens(ada: cast.Person) -> tuple[str, ...]:
    """Every address below the console that is walked here."""
    return (
        "readers/",
        "readers/?filter=x",
        "readers/?q=far%40reader.example.org",
        f"readers/{ada.id}/",
        "readers/lists/",
        "readers/segments/?field=language&how=is&value=ur",
        "readers/growth/",
        "readers/never/",
        "readers/bounces/",
        "readers/files/",
        "readers/files/1/",
        "schedules/",
        "sources/",
        "digests/morning/report/",
        "settings/",
    )


@pytest.mark.parametrize(
    ("locale", "scheme", "width"),
    [("en-GB", "light", 1200), ("ur", "dark", 375)],
)
def test_every_screen_can_be_read_by_everybody_and_takes_no_attack(walk, locale, scheme, width):
    paths = screens(full_house())
    page = walk("admin", scheme=scheme, width=width, locale=locale)
    for path in paths:
        page.goto(f"/console/{path}")
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.lang") == locale[:2]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(NAMELESS) == [], path
        assert violations(page) == [], path
    assert page.trouble == []


def test_a_reader_is_found_and_unsubscribed_by_keys_alone(walk):
    ada = full_house()
    page = walk("sender", javascript=False)
    page.goto("/console/readers/")
    page.locator("#q").focus()
    page.keyboard.type("ada@")
    page.keyboard.press("Enter")
    page.locator(f'a[href="/console/readers/{ada.id}/"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/readers/{ada.id}/")
    page.locator("#why").focus()
    page.keyboard.type("wrote to the desk")
    while page.evaluate("document.activeElement.value") != "unsubscribe weekend":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Unsubscribed from weekend").wait_for()
    assert ada.state("weekend") == "unsubscribed"
