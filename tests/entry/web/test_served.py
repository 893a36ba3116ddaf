"""The pages over a real socket: served as in life, walked by keyboard in a real browser."""

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "correct horse battery"
CONFIG = """
title = "The Morning Ledger"
zone = "Europe/Oslo"
languages = ["en", "ur"]
lists = ["readers", "weekend"]
[[sources]]
slug = "herald"
url = "https://herald.example.org/feed.xml"
"""
SEED = f"""
import json
from digest.bootstrap import start
start()
from tests import cast
from django.contrib.auth import get_user_model
ada, bilal = cast.ada(), cast.bilal()
made = cast.issue(steps=cast.FINISHED)
get_user_model().objects.create_superuser("eve", password={PASSWORD!r})
print(json.dumps({{"ada": ada.token(made), "bilal": bilal.token(made)}}))
"""


@dataclass(frozen=True)
class Served:
    port: int
    tokens: dict[str, str]
    database: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def states(self) -> list[tuple[str, str, str]]:
        """(address, list, state) as they stand in the file."""
        with sqlite3.connect(self.database) as file:
            rows = file.execute(
                "SELECT s.address, l.slug, x.state FROM store_subscription x "
                "JOIN store_subscriber s ON s.id = x.subscriber_id "
                "JOIN store_mailinglist l ON l.id = x.list_id ORDER BY 1, 2"
            ).fetchall()
        file.close()
        return rows

    def state(self, name: str, slug: str = "readers") -> str:
        return {(a.split("@")[0], s): state for a, s, state in self.states()}[name, slug]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    config = folder / "config"
    (config / "digests").mkdir(parents=True)
    (config / "digest.toml").write_text(
        'site = "https://news.example.org"\nnewsroom = "The Harbour Press"\n'
        '[sender]\naddress = "ledger@news.example.org"\n'
    )
    (config / "digests" / "morning.toml").write_text(CONFIG)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DIGEST_", "DATABASE_URL"))}
    environ = kept | {
        "DIGEST_CONFIG": str(config),
        "DIGEST_HOME": str(folder / "home"),
        "DIGEST_SECRET_KEY": "k" * 40,
        "PYTHONPATH": str(ROOT),
    }
    run = {"env": environ, "cwd": ROOT}
    words = [sys.executable, "-c", SEED]
    seeded = subprocess.run(words, capture_output=True, text=True, check=False, **run)
    assert seeded.returncode == 0, seeded.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4"
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *serve.split(), "digest.web.wsgi:application"],
            stdout=log,
            stderr=log,
            **run,
        )
    try:
        until(lambda: answers(port) or server.poll() is not None, what="the server")
        assert server.poll() is None, (folder / "log").read_text()
        yield Served(port, json.loads(seeded.stdout), folder / "home" / "digest.sqlite3")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/livez")[0] == 200
    except OSError:
        return False


def ask(port: int, method: str, path: str, body: str = "", **headers: str):
    """One request as a mail program's server would make it: no cookie, no referrer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    response = line.getresponse()
    answer = response.status, dict(response.getheaders()), response.read().decode()
    line.close()
    return answer


def test_one_click_over_the_wire(served):
    path = f"/s/{served.tokens['ada']}/unsubscribe"
    kind = "application/x-www-form-urlencoded"
    for _ in range(2):
        status, headers, _ = ask(
            served.port, "POST", path, "List-Unsubscribe=One-Click", Content_Type=kind
        )
        assert status == 200
        assert "set-cookie" not in {name.lower() for name in headers}
    assert served.state("ada") == "unsubscribed"
    assert served.state("bilal") == "confirmed"
    ask(served.port, "POST", path, "act=undo", Content_Type=kind)
    assert served.state("ada") == "confirmed"


def test_a_house_without_ticker_and_worker_is_ready(served):
    status, _, body = ask(served.port, "GET", "/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)


def test_metrics_are_for_this_machine(served):
    status, _, body = ask(served.port, "GET", "/metrics")
    assert status == 200
    assert 'digest_recipients_total{digest="morning",outcome="submitted"} 2.0' in body
    assert ask(served.port, "GET", "/metrics", X_Forwarded_For="192.0.2.1")[0] == 403


def test_the_admins_own_styles_are_served(served):
    status, headers, _ = ask(served.port, "GET", "/static/admin/css/base.css")
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"


# ------------------------------------------------------------------ in a browser


@pytest.fixture
def look(browser):
    """Pages that must stay silent: no complaint of the policy, no request elsewhere."""
    opened, complaints, elsewhere = [], [], []

    def page(*, javascript: bool = True, width: int = 800, scheme: str = "light"):
        room = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
        )
        opened.append(room)
        made = room.new_page()
        made.on("console", lambda message: complaints.append(message.text))
        made.on("pageerror", lambda error: complaints.append(str(error)))
        made.on("dialog", lambda dialog: complaints.append(dialog.message))
        made.on("request", lambda request: elsewhere.append(request.url))
        return made

    yield page
    for room in opened:
        room.close()
    assert complaints == []
    assert [url for url in elsewhere if not url.startswith("http://127.0.0.1:")] == []


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("who", "asked", "gone", "back"),
    [
        ("ada", "Unsubscribe from", "You are unsubscribed", "You are back"),
        ("bilal", "کی رکنیت ختم کرنی ہے؟", "آپ کی رکنیت ختم ہو گئی", "خوش آمدید"),
    ],
)
def test_leaving_and_coming_back_by_keyboard(served, look, who, asked, gone, back, javascript):
    page = look(javascript=javascript)
    page.goto(f"{served.base}/s/{served.tokens[who]}/unsubscribe")
    assert asked in page.locator("h1").inner_text()
    assert served.state(who) == "confirmed"
    press_on(page, "main button")
    assert gone in page.locator("h1").inner_text()
    assert served.state(who) == "unsubscribed"
    press_on(page, "main button")
    assert back in page.locator("h1").inner_text()
    assert served.state(who) == "confirmed"


def press_on(page, selector: str) -> None:
    """Tab to it, as somebody without a mouse does, and press Enter."""
    wanted = page.locator(selector)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            break
    assert page.locator(f"{selector}:focus").count() == 1
    with page.expect_navigation():
        wanted.press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_choosing_by_keyboard(served, look, javascript):
    page = look(javascript=javascript)
    page.goto(f"{served.base}/s/{served.tokens['bilal']}/preferences")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("#name").fill("بلال")
    page.locator('[name="list:readers"][value="confirmed"]').focus()
    page.keyboard.press("ArrowDown")
    press_on(page, "form:has([name=act][value=save]) button")
    assert page.locator("[role=status]").inner_text() == "محفوظ ہو گیا۔"
    assert served.state("bilal") == "paused"
    page.locator('[name="list:readers"][value="paused"]').focus()
    page.keyboard.press("ArrowUp")
    press_on(page, "form:has([name=act][value=save]) button")
    assert served.state("bilal") == "confirmed"


def test_a_scanner_that_opens_every_link_changes_nothing(served, look):
    before = served.states()
    page = look()
    for token in served.tokens.values():
        seen = {f"{served.base}/s/{token}/{name}" for name in ("unsubscribe", "preferences")}
        for address in sorted(seen):
            page.goto(address, wait_until="networkidle")
            links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
            for link in links:
                assert link.startswith((served.base, "mailto:"))
                page.goto(link, wait_until="networkidle")
    assert served.states() == before


@pytest.mark.parametrize("width", [320, 375, 1100])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_and_all_can_be_read(served, look, width, scheme):
    page = look(width=width, scheme=scheme)
    token = served.tokens["bilal"]
    for path in (
        "/",
        "/morning/",
        "/morning/?lang=ur",
        f"/s/{token}/unsubscribe",
        f"/s/{token}/preferences",
        "/console/login/",
    ):
        page.goto(served.base + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.evaluate(FAINT) == [], path
        assert page.evaluate(SMALL) == [], path


# Words with less than 4.5 to 1 against the nearest painted ground (WCAG 2.2, 1.4.3).
FAINT = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => { const f = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => { const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
      return (a + .05) / (b + .05) < 4.5; }).map(e => e.outerHTML.slice(0, 90));
}"""
# Targets under 24 CSS pixels (2.5.8); links inside a sentence are exempt.
SMALL = """() => [...document.querySelectorAll('button, input, select, .tongues a, .pages a')]
  .filter(e => e.type !== 'hidden').map(e => [e.closest('label') || e, e])
  .filter(([box]) => { const r = box.getBoundingClientRect(); return r.height < 24 || r.width < 24; })
  .map(([, e]) => e.outerHTML.slice(0, 90))"""


def test_every_field_has_its_label_and_every_page_its_head(served, look):
    page = look()
    token = served.tokens["ada"]
    paths = ("/morning/", f"/s/{token}/preferences", f"/s/{token}/unsubscribe", "/console/login/")
    for path in paths:
        page.goto(served.base + path)
        assert page.title()
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
        unnamed = "fields => fields.filter(f => f.type !== 'hidden' && !f.labels.length).length"
        assert page.eval_on_selector_all("input, select", unnamed) == 0
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_an_operator_signs_in_looks_and_signs_out(served, look):
    page = look()
    page.goto(f"{served.base}/console/")
    assert "/console/login/?next=" in page.url
    page.fill("#username", "eve")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.base}/console/")
    assert "The Morning Ledger, 25 November 2026" in page.locator("main").inner_text()
    page.locator(".card h4 a").first.click()
    assert re.search(r"It holds\.", page.locator("main").inner_text())
    page.goto(f"{served.base}/admin/store/edition/")
    page.locator("#result_list tbody a").first.click()
    assert "Harbour council" in page.locator("#content").inner_text()
    page.goto(f"{served.base}/console/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{served.base}/console/login/")
