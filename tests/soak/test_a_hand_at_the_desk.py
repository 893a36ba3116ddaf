"""A send of many readers paused, taken up and stopped at the desk, in a real browser.

At every look of the page the six numbers add up to the readers; what it says once nothing moves is
what the stand-in took, and the list that is downloaded after the stop names exactly those.
"""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.entry.test_one_machine import answer, free_port
from tests.soak.test_a_hand_on_the_switch import HANDS, PROCESSES
from tests.soak.test_sending_under_kills import DIGEST, SEND, bring_in, house
from tests.standin_sendgrid import KEY, Standin, serve
from tests.waiting import until

pytestmark = pytest.mark.sqlite
PASSWORD = "correct horse battery"
SIX = ("submitted", "excluded", "failed", "uncertain", "pending", "cancelled")
# Tells what the page says whenever it says something new.
WATCH = """
document.addEventListener('DOMContentLoaded', () => {
  const place = document.querySelector('[data-figures]');
  if (!place) return;
  const tell = () => {
    const said = [...place.querySelectorAll('dl.sums > div')].map((one) => [
      one.querySelector('dt').textContent.trim(),
      Number(one.querySelector('dd').textContent.replace(/[^0-9]/g, '')),
    ]);
    document.documentElement.dataset.looks = Number(document.documentElement.dataset.looks || 0) + 1;
    window.told(Object.fromEntries(said));
  };
  tell();
  new MutationObserver(tell).observe(place, { childList: true });
});
"""


@contextmanager
def web(env: dict[str, str], log: Path) -> Iterator[str]:
    """The pages of that house."""
    port = free_port()
    with log.open("wb") as told:
        pages = subprocess.Popen([DIGEST, "web", "--port", str(port)], env=env, stderr=told)
        try:
            until(lambda: answer(f"http://127.0.0.1:{port}/livez") == 200, seconds=60)
            yield f"http://127.0.0.1:{port}"
        finally:
            pages.terminate()
            pages.wait(30)


@contextmanager
def desk(browser: Any, base: str, seen: list[dict[str, int]]) -> Iterator[Any]:
    """A sender's page; `seen` takes what it says at every look."""
    context = browser.new_context(base_url=base, accept_downloads=True)
    context.expose_function("told", lambda said: seen.append(said))  # noqa: PLW0108 - it needs a function of ours
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/console/")
    page.fill("#username", "sue")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/console/")
    yield page
    context.close()


@contextmanager
def sending(env: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([*SEND, *words], env=env, stdout=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@pytest.mark.parametrize(
    ("readers", "batch", "delay"),
    [
        pytest.param(3_000, 50, 2.0, id="bounded"),
        pytest.param(100_000, 250, 1.0, id="long", marks=pytest.mark.soak),
    ],
)
def test_pause_go_on_and_stop_in_the_middle(
    digest, environ, tmp_path, browser, readers, batch, delay
):
    env = house(digest, environ, tmp_path, batch)
    bring_in(digest, env, tmp_path, readers)
    add = [DIGEST, "user", "add", "sue", "--role", "sender", "--password-stdin"]
    subprocess.run(add, env=env, input=PASSWORD, text=True, check=True, capture_output=True)
    seen: list[dict[str, int]] = []
    with serve(tmp_path / "record.jsonl", delay=delay, keep_bodies=False) as post:
        env |= {"DELIVERY_URL": "sendgrid:", "SENDGRID_API_KEY": KEY, "SENDGRID_API_URL": post.url}
        with web(env, tmp_path / "web.log") as base, desk(browser, base, seen) as page:
            with sending(env, "--again") as running:
                until(lambda: post.asked > 0, seconds=240)
                paused(page, running, post)
            taken = post.copies().total()
            assert (seen[-1]["submitted"], seen[-1]["pending"]) == (taken, readers - taken)
            page.get_by_role("button", name="Go on").click()
            page.get_by_text("It goes on where it stopped").wait_for()
            with sending(env) as running:
                until(lambda: post.asked * batch > taken + batch, seconds=240)
                said = stopped(page, running)
        copies = post.copies()
    print(f"{len(copies)} of {readers} had it; {len(seen)} looks")  # noqa: T201
    assert {address for address, state in said.items() if state == "submitted"} == set(copies)
    assert set(copies.values()) == {1}
    assert taken < len(copies) < readers == len(said)
    assert seen[-1]["cancelled"] == readers - len(copies)
    assert [one for one in seen if sum(one[name] for name in SIX) != one["readers"]] == []
    told = json.loads(digest("issue", "verify", "2", "--json", env=env).stdout)
    assert (told["state"], told["balances"]) == ("cancelled", True)


def paused(page: Any, running: subprocess.Popen[bytes], post: Standin) -> None:
    """Paused once the page looked again by itself; then it tells what stands still."""
    page.goto("/console/issues/2/")
    until(lambda: int(page.locator("html").get_attribute("data-looks") or 0) >= 3, seconds=60)
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused. Nothing more leaves").wait_for()
    had = post.asked
    assert running.wait(60) == 3
    assert post.asked - had <= PROCESSES * HANDS
    page.reload()


def stopped(page: Any, running: subprocess.Popen[bytes]) -> dict[str, str]:
    """Stopped for good; the fate of each reader, from the list that is downloaded."""
    until(lambda: int(page.locator("html").get_attribute("data-looks") or 0) >= 3, seconds=60)
    page.get_by_text("Stop…").click()
    page.get_by_role("button", name="Stop it for good").click()
    page.get_by_text("Stopped for good").wait_for()
    running.wait(60)
    page.reload()
    with page.expect_download() as file:
        page.get_by_role("button", name="Download the list").click()
    rows = list(csv.DictReader(Path(file.value.path()).read_text().splitlines()))
    said = {row["address"]: row["state"] for row in rows}
    assert len(said) == len(rows)
    return said
