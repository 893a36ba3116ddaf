"""Specimens over real transports: marked on the wire, told apart from every issue, tracking off."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from digest.mail.outbox import Outbox
from digest.mail.sendgrid import SendGrid
from digest.mail.sendgrid_wire import Wire
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.model.specimen import SpecimenState
from digest.rules.specimens import APART
from digest.sample.conduct import Conduct, Fault, Trouble
from digest.sample.mailhost import serve as serve_mail
from tests.flow.test_specimens import DESK, NIGHT, sent
from tests.newsroom import KEY, Newsroom
from tests.standin_sendgrid import KEY as API_KEY
from tests.standin_sendgrid import serve as serve_sendgrid

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    made = Newsroom()
    made.readers(2)
    made.gathered()
    return made


def test_through_sendgrid_a_test_is_of_no_issue_and_untracked(newsroom, tmp_path: Path):
    with serve_sendgrid(tmp_path / "record.jsonl", faults=["", "reset after"]) as post:
        wire = Wire(post.url, connect=2, answer=2)
        newsroom.mailer = SendGrid(API_KEY, post.url, key=KEY, clock=newsroom.clock, wire=wire)
        number = newsroom.issue()
        taken, lost = sent(newsroom, number, DESK, NIGHT)
        wire.close()
        assert (taken.state, lost.state) == (SpecimenState.SUBMITTED, SpecimenState.UNCERTAIN)
        body = post.bodies[0]
    assert body["subject"].startswith("[TEST] ")
    assert body["categories"] == ["issue-0", f"batch-{APART + taken.id}"]
    assert not any(one["enable"] for one in body["tracking_settings"].values())
    assert dict(post.copies()) == {DESK: 1, NIGHT: 1}


def test_over_smtp_a_refused_test_says_why_and_a_taken_one_is_the_readers_letter(
    newsroom, tmp_path: Path
):
    conduct = Conduct(faults={NIGHT: Fault(Trouble.REFUSED, times=0)})
    with serve_mail(tmp_path / "host", conduct) as host:
        servers = (Server("127.0.0.1", host.port, tls="none"),)
        mailer = Smtp(Posting(servers, tmp_path / "smtp", connections=1, me="here.test"))
        newsroom.mailer = mailer
        taken, refused = sent(newsroom, newsroom.issue(), DESK, NIGHT)
        mailer.close()
        assert taken.state is SpecimenState.SUBMITTED
        assert refused.state is SpecimenState.FAILED
        assert refused.reason.startswith("5")
        assert host.accepted() == {DESK: 1}


def test_in_the_outbox_it_stands_apart_from_the_issues_letters(newsroom, tmp_path: Path):
    outbox = Outbox(tmp_path / "outbox")
    newsroom.mailer = outbox
    number = newsroom.issue()
    sent(newsroom, number, DESK, NIGHT)
    assert list(outbox.kept(number)) == []
    found = list(outbox.letters(0))
    assert [kept.address for kept, _ in found] == [DESK, NIGHT]
    mails = [message_from_bytes(raw, policy=policy.default) for _, raw in found]
    assert all(str(mail["Subject"]).startswith("[TEST] ") for mail in mails)
    assert all("One-Click" in mail["List-Unsubscribe-Post"] for mail in mails)
    assert len({mail["Message-ID"] for mail in mails}) == 2
