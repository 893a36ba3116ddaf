"""The console worked in other languages, in a real browser: chosen once, then spoken on every page."""

import pytest
from django.utils import translation

from digest import settings
from digest.bootstrap import House
from digest.store import approval, hand, issues
from digest.web.console import hall
from digest.web.console.words import say
from tests import cast
from tests.axe import violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


def chooses(page, language: str) -> None:
    page.goto("/console/account/")
    page.select_option("#language", language)
    page.locator('form[action$="/language/"] button').click()


@pytest.mark.parametrize(
    ("language", "direction", "width", "typed"),
    [("ur", "rtl", 1200, "۲"), ("de", "ltr", 375, " 2 ")],
)
def test_an_operator_works_in_the_language_they_chose(
    walk, monkeypatch, language, direction, width, typed
):
    monkeypatch.setattr(hall, "house", lambda: House(settings.current(), lambda: cast.NOW))
    cast.ada(), cast.bilal()
    number = cast.issue(steps=())
    approval.ask(number, actor="eve")
    page = walk("editor", "sender", width=width, locale="fr-FR")

    def sees(phrase, **gaps):
        with translation.override(language):
            page.get_by_text(str(say(phrase, **gaps))).first.wait_for()

    chooses(page, language)
    sees("account.language.done")
    assert page.locator(f'html[lang="{language}"][dir="{direction}"]').count() == 1
    page.goto("/console/")
    sees("today.waits")
    assert violations(page) == []
    page.locator(f'a[href="/console/issues/{number}/desk/"]').first.click()
    sees("desk.choice")
    assert violations(page) == []
    page.fill("#subject", "The ferry is back, and how")
    assert page.locator("#subject-length").inner_text().startswith("26 ")
    page.locator('form[action$="/desk/words/"] button').click()
    sees("desk.words.kept")
    story = page.locator("[data-story]").last.get_attribute("data-story")
    page.locator(f'[data-story="{story}"] button[value="hold"]').click()
    sees("step.hold", story=int(story))
    assert len(hand.of(number).steps) == 1
    page.locator(f'a[href="/console/issues/{number}/send/"]').click()
    sees("confirm.type")
    assert violations(page) == []
    page.fill("#readers", "3")
    page.locator("#readers").press("Enter")
    sees("confirm.wrong")
    page.fill("#readers", typed)
    page.locator("#readers").press("Enter")
    sees("progress.approved", who="eve0", n=2)
    page.locator('form[action$="/undo/"] button').click()
    sees("progress.undone")
    assert approval.of(number).goes_at is None
    assert issues.load(number).subject == "The ferry is back, and how"
    assert page.trouble == []
