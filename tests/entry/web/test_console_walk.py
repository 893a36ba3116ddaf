"""The desk walked in a real browser: by hand and by keyboard, with and without JavaScript."""

import re

import pytest
from django.contrib.auth import get_user_model

from digest import settings
from digest.bootstrap import House
from digest.model.hand import Order
from digest.store import approval, hand, issues, models
from digest.web.console import hall
from tests import cast

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


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_story_is_moved_pinned_and_reworded_by_keys_and_the_issue_let_go(walk, javascript):
    """Tab, Shift+Tab, Enter and letters: no mouse."""
    cast.ada(), cast.bilal()
    number = cast.issue(steps=())
    approval.ask(number, actor="eve")
    page = walk("editor", "sender", javascript=javascript)
    page.goto(f"/console/issues/{number}/desk/")
    second = page.locator('[data-place="1"]').first
    section, story = second.get_attribute("data-section"), second.get_attribute("data-story")
    with_keys(page, f'[data-story="{story}"] button[form="up-{story}"]')
    page.get_by_text("Done: ").wait_for()
    placed = [one for one in issues.load(number).choice.placements if one.section == section]
    assert placed[0].story_id == int(story)
    with_keys(page, f'[data-story="{story}"] button[form="pin-{story}"]')
    page.get_by_text("Done: pinned").wait_for()
    with_keys(page, f'[data-story="{story}"] summary')
    reach(page, f"#title-{story}")
    page.keyboard.press("Control+A")
    page.keyboard.type("What the quay will cost")
    with_keys(page, f'[data-story="{story}"] button[value="text"]')
    page.get_by_text("Done: ").wait_for()
    assert (
        page.locator(f'[data-story="{story}"] .headline').inner_text() == "What the quay will cost"
    )
    with_keys(page, f'a[href="/console/issues/{number}/send/"]')
    reach(page, "#readers")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.get_by_text("for 2 readers").wait_for()
    assert page.trouble == []


def reach(page, where: str) -> None:
    """On to it by Tab, where its focus can be seen."""
    there = page.locator(where)
    for _ in range(400):
        if there.evaluate("one => one === document.activeElement"):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{where} is not reached by Tab")


def with_keys(page, where: str) -> None:
    reach(page, where)
    page.keyboard.press("Enter")


def test_without_javascript_a_digest_by_hand_is_prepared_typed_and_taken_back(walk):
    cast.ada(), cast.bilal()
    known = cast.issue(steps=())
    models.Issue.objects.filter(pk=known).update(state="cancelled")
    page = walk("sender", javascript=False)
    page.goto("/console/send/")
    page.locator('input[name="gather"]').uncheck()
    page.locator('input[name="again"]').check()
    page.fill("#first", "1")
    page.get_by_role("button", name="Prepare it").click()
    page.wait_for_url("**/desk/")
    page.get_by_role("link", name="Approve and send…").click()
    page.get_by_text("1 reader; the rest follows").wait_for()
    page.fill("#readers", page.locator(".count").inner_text())
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back").wait_for()
    acts = models.Audit.objects.filter(actor="eve0").values_list("act", flat=True)
    assert list(acts) == ["prepare", "approve", "undo-approval"]
    assert page.trouble == []


def test_without_javascript_a_send_is_paused_and_stopped_and_doubts_are_settled(walk):
    ada, _ = cast.ada(), cast.bilal()
    past = cast.issue(cast.DAY.replace(day=23), steps=cast.FINISHED, languages=("en",))
    batch = models.Batch.objects.get(issue=past)
    models.Batch.objects.filter(pk=batch.pk).update(submitted=batch.n - 1, uncertain=1)
    models.Issue.objects.filter(pk=past).update(state="finished_in_part")
    models.Delivery.objects.create(
        issue_id=past,
        subscriber_id=ada.id,
        batch=batch,
        position=0,
        state="uncertain",
        reason="the answer was lost",
        at=cast.NOW,
    )
    moving = cast.issue(cast.DAY.replace(day=24))
    page = walk("sender", javascript=False)
    page.goto("/console/uncertain/")
    page.fill(f"#reason-{batch.pk}", "in the provider's log")
    page.get_by_role("button", name="They have it").click()
    page.get_by_text("Nobody is uncertain").wait_for()
    page.goto(f"/console/issues/{moving}/")
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused. Nothing more leaves").wait_for()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("It goes on where it stopped").wait_for()
    page.get_by_text("Stop…").click()
    page.get_by_role("button", name="Stop it for good").click()
    page.get_by_text("Stopped for good").wait_for()
    assert issues.state(moving).value == "cancelled"
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
