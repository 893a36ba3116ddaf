"""The desk walked in a real browser: by hand and by keyboard, with and without JavaScript."""

import re

import pytest
from django.contrib.auth import get_user_model

from digest import settings
from digest.bootstrap import House
from digest.model.hand import Order
from digest.store import approval, hand, issues, models
from digest.store import house as switches
from digest.web.console import hall
from tests import cast
from tests.axe import NAMELESS, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def that_morning(monkeypatch):
    """The clock stands at the morning of the cast's stories: days later they were no news."""
    monkeypatch.setattr(hall, "house", lambda: House(settings.current(), lambda: cast.NOW))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_today_over_the_desk_to_the_typed_number_and_back(walk, javascript):
    cast.ada(), cast.bilal()
    number = cast.issue(steps=())
    approval.ask(number, actor="eve")
    page = walk("editor", "sender", javascript=javascript)
    page.get_by_role("link", name="Open the desk").first.click()
    page.fill("#subject", "The ferry is back, and how")
    page.get_by_role("button", name="Keep these words").first.click()
    page.get_by_text("Subject and preheader are changed.").wait_for()
    assert issues.load(number).subject == "The ferry is back, and how"
    page.get_by_role("button", name=re.compile("^Hold for the next issue")).last.click()
    page.get_by_text("held story").first.wait_for()
    assert len(hand.of(number).steps) == 1
    page.get_by_role("link", name="375").click()
    page.get_by_role("link", name="dark").click()
    assert page.frame_locator("iframe").locator("body").inner_text().strip()
    page.get_by_role("link", name="Approve and send…").click()
    page.fill("#readers", "2")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("for 2 readers").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back").wait_for()
    told = approval.of(number)
    assert told
    assert told.goes_at is None
    assert page.trouble == []


def test_a_story_is_moved_by_keys_alone(walk):
    cast.ada()
    number = cast.issue(steps=())
    page = walk("editor")
    page.goto(f"/console/issues/{number}/desk/")
    page.fill("#note", "Good morning.")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("Done: wrote a note").wait_for()
    page.goto(f"/console/issues/{number}/desk/")
    rows = page.locator("[data-story]")
    section = next(
        rows.nth(at).get_attribute("data-section")
        for at in range(rows.count())
        if rows.nth(at).get_attribute("data-place") == "1"
    )
    second = page.locator(f'[data-section="{section}"][data-place="1"]')
    story = second.get_attribute("data-story")
    while page.evaluate("document.activeElement.dataset.story") != story:
        page.keyboard.press("j")
    page.keyboard.press("u")
    page.locator("p.note").wait_for()
    step = hand.of(number).steps[-1]
    assert isinstance(step, Order)
    assert (step.section, step.story_ids[0]) == (section, int(story))
    placed = issues.load(number).choice.placements
    assert next(one.story_id for one in placed if one.section == section) == int(story)


def test_pause_in_the_middle_and_the_figures_look_again_by_themselves(walk):
    cast.ada(), cast.bilal()
    number = cast.issue()
    page = walk("sender")
    page.goto(f"/console/issues/{number}/")
    models.Batch.objects.filter(issue=number).update(cursor=1, inflight_to=1, submitted=1)
    page.get_by_text("100 % have their verdict").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused. Nothing more leaves").wait_for()
    assert issues.state(number).value == "paused"
    assert page.trouble == []


EVIL = '<img src=https://evil.test/x onerror=alert(1)>"><script>alert(2)</script>'


def test_hostile_words_of_the_other_side_stay_words(walk):
    ada = cast.ada()
    number = cast.issue(steps=cast.FINISHED, subject=EVIL)
    batch = models.Batch.objects.get(issue=number)
    models.Batch.objects.filter(pk=batch.pk).update(submitted=0, uncertain=1)
    models.Delivery.objects.create(
        issue_id=number,
        subscriber_id=ada.id,
        batch=batch,
        position=0,
        state="uncertain",
        reason=EVIL,
        at=cast.NOW,
    )
    page = walk("admin")
    paths = ("", f"issues/{number}/", f"issues/{number}/desk/", "uncertain/", "audit/")
    for path in paths:
        page.goto(f"/console/{path}")
        assert page.locator("h1").count() == 1
    assert page.trouble == []


SCREENS = ("", "send/", "uncertain/", "audit/", "operators/", "account/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 375])
def test_no_screen_is_wider_than_its_window_and_every_field_has_a_name(walk, width, scheme):
    cast.ada(), cast.bilal()
    out = cast.issue(steps=cast.FINISHED)
    desk = cast.issue(cast.DAY.replace(day=24), steps=())
    page = walk("admin", width=width, scheme=scheme)
    more = (f"issues/{out}/", f"issues/{desk}/desk/", f"issues/{desk}/send/")
    for path in (*SCREENS, *more):
        page.goto(f"/console/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        nameless = page.evaluate(NAMELESS)
        assert nameless == [], path


@pytest.fixture
def busy_house():
    """Every screen has something to show: a past issue with trouble, one on the desk, a frozen one."""
    cast.ada(), cast.bilal()
    out = cast.issue(cast.DAY.replace(day=23), steps=cast.FINISHED, subject="The quay is closed")
    batch = models.Batch.objects.filter(issue=out).first()
    models.Batch.objects.filter(pk=batch.pk).update(submitted=0, uncertain=1)
    reader = models.Subscriber.objects.order_by("pk").first().pk
    models.Delivery.objects.create(
        issue_id=out,
        subscriber_id=reader,
        batch=batch,
        position=0,
        state="uncertain",
        reason="the answer was lost",
        at=cast.NOW,
    )
    desk = cast.issue(cast.DAY.replace(day=24), steps=())
    approval.ask(desk, actor="rules", because="too thin: 2 stories, 3 needed")
    models.Source.objects.filter(slug="herald").update(failures=3, error="404")
    switches.freeze("morning", actor="eve", reason="wrong list", now=cast.NOW)
    switches.beat("ticker", cast.NOW)
    return out, desk, reader


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(walk, busy_house, scheme):
    out, desk, reader = busy_house
    page = walk("admin", scheme=scheme)
    here = (f"issues/{out}/", f"issues/{desk}/", f"issues/{desk}/desk/")
    looks = (f"issues/{desk}/desk/?reader={reader}", f"issues/{desk}/desk/?form=text&width=375")
    for path in (*SCREENS, "inbox/", *here, *looks):
        page.goto(f"/console/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == [], path
    switches.thaw("morning", actor="eve", now=cast.NOW)
    page.goto(f"/console/issues/{desk}/send/")
    assert page.locator("#readers").count() == 1
    assert violations(page) == []
    page.goto("/console/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")
    assert violations(page) == []
    assert page.trouble == []


def test_a_story_is_dragged_to_another_place(walk):
    cast.ada()
    number = cast.issue(steps=())
    page = walk("editor")
    page.goto(f"/console/issues/{number}/desk/")
    page.fill("#note", "Good morning.")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("Done: wrote a note").wait_for()
    lower = page.locator('[data-place="1"]').first
    section, story = lower.get_attribute("data-section"), lower.get_attribute("data-story")
    upper = page.locator(f'[data-section="{section}"][data-place="0"]')
    lower.locator(".headline").drag_to(upper.locator(".headline"))
    page.get_by_text("Done: ordered").wait_for()
    issue = issues.load(number)
    assert issue
    placed = [one.story_id for one in issue.choice.placements if one.section == section]
    assert placed[0] == int(story)


def test_the_operators_page_makes_somebody_who_gets_in(walk, browser, live_server):
    page = walk("admin")
    page.goto("/console/operators/")
    page.fill("#new-name", "sam")
    page.get_by_role("checkbox", name=re.compile("^editor changes")).check()
    page.get_by_role("button", name="Add the operator").click()
    password = page.locator(".key code").inner_text()
    user = get_user_model().objects.get(username="sam")
    assert user.check_password(password)
