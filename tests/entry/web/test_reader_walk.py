"""A reader's whole way in a real browser, by keys alone: subscribe, confirm, choose, leave, come back.

In English and in Urdu, with and without JavaScript; axe looks at every page on the way.
"""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from digest.mail.outbox import Outbox
from digest.rules import signup
from digest.settings import Settings
from digest.store import models
from tests import cast
from tests.axe import violations
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
ZOE = "zoe@reader.example.org"
SAID = {
    "en": ("Please look into your mail", "You are subscribed", "Saved.", "You are unsubscribed"),
    "ur": ("اپنی ڈاک دیکھیے", "آپ کی رکنیت ہو گئی", "محفوظ", "آپ کی رکنیت ختم ہو گئی"),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The newsroom of the cast with an outbox of its own; a form may be filled at any speed."""
    made = replace(cast.house(), home=tmp_path)
    monkeypatch.setattr("digest.settings.current", lambda: made)
    monkeypatch.setattr("digest.bootstrap.current", lambda: made)
    monkeypatch.setattr(signup, "FASTEST", timedelta(0))
    cast.ada()
    return made


@dataclass
class Walker:
    """A browser's page, walked by keys; `trouble` holds dialogs, errors and foreign requests."""

    page: Any
    outbox: Outbox
    javascript: bool
    trouble: list[str]

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.looked_at()

    def looked_at(self) -> None:
        """Nothing on the page keeps anybody from using it."""
        if self.javascript:
            assert violations(self.page) == [], self.page.url

    def reach(self, selector: str) -> None:
        """Press Tab until that is in focus."""
        for _ in range(80):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {selector} by Tab on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.looked_at()

    def reads(self, words: str) -> None:
        assert words in self.page.locator("main").inner_text()

    def mailed(self, page: str) -> str:
        """The path of that link in the newest mail that has one; waits for it."""
        found: list[str] = []

        def there() -> bool:
            for _, raw in self.outbox.letters():
                body = email.message_from_bytes(raw, policy=default)
                assert isinstance(body, EmailMessage)
                plain = body.get_body(("plain",))
                assert plain is not None
                found.extend(re.findall(rf"/s/[\w-]{{43}}/{page}\b", plain.get_content()))
            return bool(found)

        until(there, seconds=30, what=f"a mail with a link to {page}")
        return found[-1]


@pytest.fixture
def walker(browser, live_server, home) -> Iterator[Callable[..., Walker]]:
    contexts = []

    def start(*, javascript: bool = True, width: int = 600, scheme: str = "light") -> Walker:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        made = Walker(page, Outbox(home.home / "outbox"), javascript, [])
        page.on("dialog", lambda dialog: made.trouble.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: made.trouble.append(f"error {error}"))

        def asked(request: Any) -> None:
            if not request.url.startswith((live_server.url, "data:")):
                made.trouble.append(f"request {request.url}")

        page.on("request", asked)
        return made

    yield start
    for context in contexts:
        context.close()


def state(slug: str = "readers") -> str | None:
    rows = models.Subscription.objects.filter(subscriber__address_norm=ZOE, list__slug=slug)
    return rows.values_list("state", flat=True).first()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_whole_way_by_keys_alone(walker, language, javascript):
    asked, confirmed, saved, left = SAID[language]
    walk = walker(javascript=javascript)
    walk.go(f"/morning/subscribe?lang={language}")
    walk.reach("#email")
    walk.page.keyboard.type(ZOE)
    walk.press("button.button")
    walk.reads(asked)

    walk.go(walk.mailed("confirm"))
    assert state() == "pending"
    walk.press("button.button")
    walk.reads(confirmed)
    assert state() == "confirmed"

    walk.go(walk.mailed("preferences"))
    assert walk.page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
    walk.reach('input[name="frequency:morning"]')
    walk.page.keyboard.press("ArrowDown")
    walk.reach('input[name="section:morning"]')
    walk.page.keyboard.press("Space")
    walk.press('form:first-of-type button[type="submit"]')
    walk.reads(saved)
    kept = models.Preference.objects.get(subscriber__address_norm=ZOE)
    assert kept.frequency == "weekdays"
    assert kept.sections

    walk.press('p.then a[href$="/unsubscribe"]')
    walk.press("button.button")
    walk.reads(left)
    assert state() == "unsubscribed"
    walk.press("button.button")
    assert state() == "confirmed"
    assert walk.page.context.cookies() == []
    assert walk.trouble == []


PAGES = {
    "subscribe": "/morning/subscribe",
    "confirm": "/s/{confirm}/confirm",
    "refuse": "/s/{confirm}/refuse",
    "preferences": "/s/{reader}/preferences",
    "unsubscribe": "/s/{reader}/unsubscribe",
    "export": "/s/{export}/confirm",
    "erase": "/s/{erase}/confirm",
    "address": "/s/{address-new}/confirm",
    "keep": "/s/{address-old}/confirm",
}


def tokens_of(reader: cast.Person, language: str) -> dict[str, str]:
    """A token for every page of a reader."""
    from digest.rules import service, tokens
    from tests import counter

    found = {"reader": reader.token(cast.issue())}
    for kind in service.ASKING:
        number = counter.made(reader, kind, language=language)
        models.Notice.objects.filter(pk=number).update(
            intent_at=models.Notice.objects.get(pk=number).made_at + timedelta(days=3650)
        )
        found[kind.value] = tokens.mint(cast.KEY, service.purpose(kind), reader.id, number)
    return found


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("en", 600, "light"),
        ("en", 320, "dark"),
        ("ur", 375, "light"),
        ("ur", 600, "dark"),
        ("de", 375, "dark"),
        ("fr", 320, "light"),
    ],
)
def test_no_page_keeps_anybody_from_using_it(walker, language, width, scheme):
    reader = cast.person("Noor Jahan", language)
    found = tokens_of(reader, language)
    walk = walker(width=width, scheme=scheme)
    for path in PAGES.values():
        asked = f"?lang={language}" if "subscribe" in path and "/s/" not in path else ""
        walk.go(path.format(**found) + asked)
        assert walk.page.locator("html").get_attribute("lang") == language, path
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= width, path
        low = walk.page.evaluate(LOW)
        assert low == [], path
    assert walk.trouble == []


LOW = """() => [...document.querySelectorAll('main button, main select, main input:not([type=hidden])')]
  .filter((e) => !e.closest('.trap'))
  .filter((e) => { const box = (e.closest('label') || e).getBoundingClientRect();
                   return box.height < 24 || box.width < 24; })
  .map((e) => e.outerHTML.slice(0, 90))"""


def test_a_browser_that_follows_every_link_and_waits_changes_nothing(walker):
    """As a scanner with JavaScript does it: every page opened, every script run, nothing pressed."""
    reader = cast.person("Noor Jahan", "en")
    found = tokens_of(reader, "en")
    before = everything()
    walk = walker()
    for path in PAGES.values():
        walk.page.goto(path.format(**found), wait_until="networkidle")
    assert everything() == before


def everything() -> dict[str, list[str]]:
    tables = (
        models.Subscriber,
        models.Subscription,
        models.Consent,
        models.Suppression,
        models.Preference,
        models.Notice,
        models.SignUp,
    )
    return {t.__name__: sorted(map(str, t.objects.values_list())) for t in tables}
