"""A ticker wakes when a minute begins, and when an approved issue may leave."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from digest import ticker
from digest.bootstrap import House
from digest.stopping import Stopping
from digest.store import approval, issues
from tests import cast
from tests.newsroom import Newsroom

pytestmark = pytest.mark.django_db(transaction=True)
NEVER = 600.0


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stopping]:
    monkeypatch.setattr(ticker, "until_next_minute", lambda now: NEVER)
    monkeypatch.setattr(ticker, "LOOK", NEVER)
    with Stopping() as made:
        yield made


def test_an_issue_that_was_approved_leaves_at_its_instant_and_not_at_the_next_minute(
    stopping, monkeypatch
):
    newsroom = Newsroom()
    newsroom.readers(1)
    newsroom.gathered()
    number = newsroom.issue()
    issue = issues.load(number)
    assert issue is not None
    monkeypatch.setattr(ticker, "open_house", lambda: House(cast.house(), newsroom.clock))
    assert approval.next_at(newsroom.clock()) is None
    goes_at = newsroom.clock() + timedelta(seconds=0.3)
    assert approval.approve(
        number,
        readers=1,
        reason="",
        actor="ada",
        goes_at=goes_at,
        seen=issue.closed_at,
        now=newsroom.clock(),
    )
    begun = time.monotonic()
    assert ticker.waited(stopping) is False
    assert 0.2 < time.monotonic() - begun < NEVER / 2
    assert approval.next_at(goes_at) is None


def test_whoever_wants_it_to_stop_need_not_wait(stopping, monkeypatch):
    monkeypatch.setattr(ticker, "open_house", lambda: House(cast.house()))
    stopping.asked += 1
    assert ticker.waited(stopping) is True
