"""Fifty triggers at the same moment, by command, by task and at the desk: one issue, everybody once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from digest.bootstrap import House
from digest.flow.advance import advance, work_off
from digest.flow.compose import compose
from digest.flow.hands import submit_near
from digest.model.errors import GuardRefused
from digest.model.issue import IssueKind, IssueState
from digest.settings import current
from digest.store import approval, balance, batches, house, issues, models, operators
from digest.web.console import hall
from tests.newsroom import DAY, Newsroom

TRIGGERS, COOL = 50, timedelta(hours=1)


@pytest.fixture
def newsroom(monkeypatch) -> Newsroom:
    """Sixty readers, stories on the table, and somebody at the desk who may send."""
    made = Newsroom(batch_size=5)
    made.readers(60)
    made.gathered()
    known = replace(current(), digests={"morning": made.digest}, site="https://news.example.org")
    monkeypatch.setattr("digest.settings.current", lambda: known)
    monkeypatch.setattr(hall, "house", lambda: House(known, made.clock))
    operators.add("sue", ["sender"], "correct horse battery", actor="test", now=made.clock())
    return made


@pytest.mark.django_db(transaction=True)
def test_fifty_triggers_at_once_make_one_issue_and_mail_everybody_once(newsroom):
    start = Barrier(TRIGGERS)

    def trigger(which: int) -> str:
        start.wait(60)
        try:
            return at_the_desk() if which % 3 == 0 else by_command_or_task(newsroom, which)
        finally:
            house.leave()

    with ThreadPoolExecutor(TRIGGERS) as pool:
        ends = set(pool.map(trigger, range(TRIGGERS)))
    assert ends <= {"done", "cooldown", "approval", "asked", "refused"}
    only = models.Issue.objects.get()
    assert models.Audit.objects.filter(act="approve").count() <= 1
    if only.state != IssueState.FINISHED:  # the desk had it first: it leaves by its yes alone
        newsroom.clock.advance(minutes=2)
        assert approval.due(newsroom.clock()) == [only.pk]
        advance(only.pk, newsroom.digest, newsroom.works)
        off(newsroom, only.pk, by_task=True)
        only.refresh_from_db()
    assert only.state == IssueState.FINISHED
    told = balance.verify(only.pk)
    assert told.holds, told.findings
    assert told.balance.submitted == 60
    assert len(newsroom.mailer.addresses) == len(set(newsroom.mailer.addresses)) == 60
    asked = [(parcel.batch, parcel.start) for parcel in newsroom.mailer.parcels]
    assert len(asked) == len(set(asked)) == 12


def by_command_or_task(newsroom: Newsroom, which: int) -> str:
    try:
        number = issues.unfinished("morning", DAY, IssueKind.ADHOC)
        if number is None:
            issues.refuse_too_soon("morning", IssueKind.ADHOC, COOL, newsroom.clock())
            order = newsroom.order(cool_down=COOL)
            made = compose(newsroom.digest, order, now=newsroom.clock())
            assert isinstance(made, int)
            number = made
        approval.refuse(number, newsroom.clock())
        advance(number, newsroom.digest, newsroom.works)
        off(newsroom, number, by_task=bool(which % 2))
    except GuardRefused as refused:
        return refused.guard
    return "done"


def off(newsroom: Newsroom, number: int, *, by_task: bool) -> None:
    """The batches that are there, as a task or as a command does it."""
    if not by_task:
        work_off(number, newsroom.room(), wait=lambda moment: None)
        return
    for batch in batches.open_batches(number):
        submit_near(batch, newsroom.room(), until=lambda: False)


def at_the_desk() -> str:
    """Prepare, look at the number, type it: whatever it is by then, the desk has an answer."""
    sue = Client(SERVER_NAME="127.0.0.1")
    sue.force_login(get_user_model().objects.get(username="sue"))
    made = sue.post("/console/send/", {"digest": "morning", "list-morning": "morning"})
    assert made.status_code == 302
    number = re.search(r"/issues/(\d+)/", made.headers["Location"])
    if number is None:  # refused, in words, back on the form
        return "refused"
    url = f"/console/issues/{number[1]}/send/"
    seen = re.search(r'name="seen" value="([^"]+)"', sue.get(url).content.decode())
    form = {"readers": "60", "reason": "so", "seen": seen[1] if seen else ""}
    assert sue.post(url, form).status_code in (302, 404)
    return "asked"
