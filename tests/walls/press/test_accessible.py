"""Every mail by axe-core in a real browser: both widths, both schemes, both directions."""

from __future__ import annotations

import pytest

from digest.model.service import NoticeKind
from tests.axe import MAIL_EXCEPT, violations
from tests.letters import edition, press
from tests.pages import digest, filled
from tests.walls.press.test_service import notice

pytestmark = pytest.mark.browser


def found(browser, html: str, width: int, scheme: str) -> list[str]:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.set_content(html, wait_until="domcontentloaded")
    try:
        return violations(page, exceptions=MAIL_EXCEPT)
    finally:
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 375])
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("design", ["brief", "paper", "alert"])
def test_no_design_keeps_anybody_from_reading(browser, design, language, width, scheme):
    assert found(browser, filled(edition(design, language))[0], width, scheme) == []


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 375, "light"), ("ur", 600, "dark")]
)
@pytest.mark.parametrize("kind", NoticeKind)
def test_no_service_mail_keeps_anybody_from_reading(browser, kind, language, width, scheme):
    html = press().set_notice(notice(kind, language), digest()).html
    assert found(browser, html, width, scheme) == []


def test_the_check_finds_what_is_wrong(browser):
    html = filled(edition())[0].replace(' alt="', ' data-alt="').replace("#1b1f23", "#eeeeee")
    rules = {line.partition(":")[0] for line in found(browser, html, 600, "light")}
    assert {"image-alt", "color-contrast"} <= rules
