"""Fifty triggers at the same moment, by hand and by task: one issue, and everybody once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from digest.flow.advance import advance, work_off
from digest.flow.compose import compose
from digest.flow.hands import submit_near
from digest.model.errors import GuardRefused
from digest.model.issue import IssueKind, IssueState
from digest.store import balance, batches, house, issues, models
from tests.newsroom import DAY, Newsroom

TRIGGERS, COOL = 50, timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_fifty_triggers_at_once_make_one_issue_and_mail_everybody_once():
    newsroom = Newsroom(batch_size=5)
    newsroom.readers(60)
    newsroom.gathered()
    start = Barrier(TRIGGERS)

    def issue_of_now() -> int:
        """The unfinished issue, or a new one where the last is long enough ago."""
        found = issues.unfinished("morning", DAY, IssueKind.ADHOC)
        if found is not None:
            return found
        issues.refuse_too_soon("morning", IssueKind.ADHOC, COOL, newsroom.clock())
        made = compose(newsroom.digest, newsroom.order(cool_down=COOL), now=newsroom.clock())
        assert isinstance(made, int)
        return made

    def trigger(which: int) -> str:
        start.wait(60)
        try:
            number = issue_of_now()
            advance(number, newsroom.digest, newsroom.works)
            if which % 2:
                work_off(number, newsroom.room(), wait=lambda moment: None)
            else:
                for batch in batches.open_batches(number):
                    submit_near(batch, newsroom.room(), until=lambda: False)
        except GuardRefused as refused:
            return refused.guard
        finally:
            house.leave()
        return "done"

    with ThreadPoolExecutor(TRIGGERS) as pool:
        ends = set(pool.map(trigger, range(TRIGGERS)))
    assert ends <= {"done", "cooldown"}
    only = models.Issue.objects.get()
    assert only.state == IssueState.FINISHED
    told = balance.verify(only.pk)
    assert told.holds, told.findings
    assert told.balance.submitted == 60
    assert len(newsroom.mailer.addresses) == 60
    asked = [(parcel.batch, parcel.start) for parcel in newsroom.mailer.parcels]
    assert len(asked) == len(set(asked)) == 12
