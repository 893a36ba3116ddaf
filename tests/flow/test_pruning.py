"""What is older than it is kept for goes, in small portions; what proves something stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from digest.bootstrap import House
from digest.flow.advance import advance
from digest.model.keeping import ALWAYS, Keeping
from digest.pruning import prune, prune_daily, would_go
from digest.store import balance, models, pruning
from tests import cast
from tests.fakes import FixedClock
from tests.newsroom import Newsroom, finish, stories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KINDS = {
    "reports": 1,
    "events": 3,
    "service_mails": 1,
    "stories": 2,
    "slots": 1,
    "alarms": 1,
    "sessions": 1,
    "counts_of_days": 1,
    "triggers": 2,
}
OURS = {"sessions", "counts_of_days", "triggers"}
"""What goes of the rows below once all is past its time; `OURS` are in no setting."""


@pytest.fixture
def newsroom() -> Newsroom:
    """An issue that went out, and rows of every kind beside it."""
    made = Newsroom()
    made.readers(5)
    made.gathered(*stories(2))
    number = made.issue()
    advance(number, made.digest, made.works)
    finish(made, number)
    made.gathered(*stories(3, start=10))
    # One is still on its page, the others are not.
    models.Story.objects.exclude(guid="g10").update(position=None)
    _rows(made, number)
    return made


def _rows(newsroom: Newsroom, number: int) -> None:
    now = newsroom.clock()
    raw = models.RawEvent.objects.create(received_at=now, provider="sendgrid", body=b"[]")
    for n in range(3):
        models.Event.objects.create(
            natural_key=f"k{n}",
            raw=raw,
            issue_id=number,
            subscriber_id=n,
            kind="delivered",
            at=now,
        )
    for state in ("submitted", "uncertain"):
        models.Notice.objects.create(
            key=state,
            kind="welcome",
            digest="morning",
            subscriber_id=1,
            address_hash="h",
            made_at=now,
            not_before=now,
            intent_at=now,
            state=state,
        )
    models.Alarm.objects.create(key="over", kind="late", raised_at=now, cleared_at=now)
    models.Alarm.objects.create(key="not over", kind="late", raised_at=now)
    models.Audit.objects.create(at=now, actor="eve", act="look")
    for state in ("skipped", "held"):
        models.Occurrence.objects.create(
            digest="morning",
            slot=state,
            kind="scheduled",
            day=now.date(),
            due_at=now,
            created_at=now,
            state=state,
        )
    models.DayCount.objects.create(key="smtp", day=now.date(), n=5)
    token = models.ApiToken.objects.create(name="cms", mark="m", sealed="s", made_at=now)
    for state in ("accepted", "working", "made", "refused"):
        models.Trigger.objects.create(
            token=token, key=state, digest="morning", wanted={}, state=state, accepted_at=now
        )
    Session.objects.create(session_key="s", session_data="", expire_date=now)


def house(newsroom: Newsroom, later: timedelta, **keep: timedelta | None) -> House:
    clock = FixedClock(newsroom.clock() + later)
    return House(replace(cast.house(), keep=replace(Keeping(), **keep)), clock=clock)


def test_what_is_past_its_time_goes_and_the_ledger_still_balances(newsroom):
    number = models.Issue.objects.get().pk
    before = balance.verify(number)
    late = house(newsroom, 1000 * DAY)
    assert would_go(late) == KINDS
    gone, over = prune(late)
    assert (dict(gone), over) == (KINDS, True)
    assert not sum(would_go(late).values())
    assert balance.verify(number) == before
    assert before.holds
    assert models.Notice.objects.get().key == "uncertain"
    assert models.Alarm.objects.get().key == "not over"
    assert set(models.Trigger.objects.values_list("key", flat=True)) == {"accepted", "working"}
    assert set(models.Story.objects.values_list("guid", flat=True)) == {"g0", "g1", "g10"}
    assert models.Audit.objects.filter(actor="eve").exists()


def test_nothing_goes_before_its_time_or_where_it_is_kept_always(newsroom):
    early, _ = prune(house(newsroom, 29 * DAY))
    assert {kind: n for kind, n in early.items() if n} == {"sessions": 1}
    always = dict.fromkeys((name for name in KINDS if name not in OURS), ALWAYS)
    gone, _ = prune(house(newsroom, 61 * DAY, **always))
    assert dict(gone) == {"sessions": 0, "counts_of_days": 0, "triggers": 2}


def test_the_audit_goes_only_where_that_is_said(newsroom):
    late = house(newsroom, 1000 * DAY, audit=400 * DAY)
    assert prune(late)[0]["audit"] >= 1
    assert not models.Audit.objects.exists()


def test_a_story_stays_as_long_as_twice_what_a_digest_looks_back(newsroom):
    late = house(newsroom, 100 * DAY)
    assert would_go(late)["stories"] == 2
    digest = newsroom.digest
    digest = replace(digest, choosing=replace(digest.choosing, look_back=60 * DAY))
    patient = House(replace(late.settings, digests={"morning": digest}), clock=late.clock)
    assert would_go(patient)["stories"] == 0


def test_it_goes_in_portions_and_the_rest_with_the_next_tick(newsroom, monkeypatch):
    monkeypatch.setattr(pruning, "PORTION", 1)
    late = house(newsroom, 1000 * DAY)
    asked = iter([False, False, True])
    gone, over = prune(late, until=lambda: next(asked, True))
    assert (gone.total(), over) == (1, False)
    assert prune_daily(late).total() == sum(KINDS.values()) - 1
    assert prune_daily(late).total() == 0


def test_it_is_looked_for_once_a_day(newsroom):
    late = house(newsroom, 1000 * DAY)
    assert prune_daily(late).total() == sum(KINDS.values())
    Session.objects.create(session_key="t", session_data="", expire_date=newsroom.clock())
    assert not prune_daily(late).total()
    late.clock.advance(hours=25)
    assert prune_daily(late).total() == 1
