"""A whole send through a mail host that misbehaves: its record against the ledger, by person."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.flow.submit import Outcome, submit
from digest.mail import smtp_journal
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.mail.smtp_round import Patience
from digest.model.errors import ConfigurationError
from digest.model.issue import IssueState
from digest.model.post import Fate, Parcel
from digest.sample.conduct import Conduct, Fault, Trouble
from digest.sample.mailhost import MailHost, serve
from digest.store import balance, batches, issues, journal, models, owners
from tests.checker import compare
from tests.newsroom import Killed, Newsroom, finish
from tests.postman import post
from tests.waiting import until

pytestmark = pytest.mark.django_db
POINTS = ["before claim", "after claim", "after intent", "after acceptance", "after mark"]
QUICK = Patience(command=1.0, verdict=0.5, begin=5.0, end=8.0, again=(0.01, 0.02))
EVERY = list(Trouble)
READERS = 60


@pytest.fixture
def host(tmp_path: Path) -> Iterator[MailHost]:
    faults = {
        f"reader{number}@example.org": Fault(trouble, times=number % 2)
        for number, trouble in zip(range(3, READERS, 4), EVERY * 2, strict=False)
    }
    with serve(tmp_path / "host", Conduct(faults=faults)) as running:
        yield running


def through(host: MailHost, tmp_path: Path) -> Smtp:
    servers = (Server("127.0.0.1", host.port, tls="none"),)
    return Smtp(Posting(servers, tmp_path / "smtp", connections=3, patience=QUICK, me="here.test"))


@pytest.fixture
def newsroom(host: MailHost, tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(batch_size=20)
    mailer = through(host, tmp_path)
    made.mailer = mailer  # type: ignore[assignment]
    made.readers(READERS)
    made.gathered()
    yield made
    mailer.close()


def checked(number: int, host: MailHost) -> dict[str, int]:
    told = balance.verify(number)
    assert told.holds, told.findings
    found = compare(number, host.accepted())
    assert found.good, found
    assert "pending" not in found.counts
    return found.counts


def test_with_every_trouble_there_is_everybody_has_one_fate_and_it_is_true(newsroom, sending, host):
    finish(newsroom, sending)
    counts = checked(sending, host)
    assert counts["submitted"] >= 45
    assert counts["failed"] >= 4
    assert 3 <= counts["uncertain"] <= 8


def kept_from_mail() -> set[str]:
    marks = models.Suppression.objects.filter(reason="hard_bounce").values("pk")
    rows = models.Subscriber.objects.filter(address_hash__in=marks)
    return set(rows.values_list("address", flat=True))


def nobody_there(host: MailHost) -> set[str]:
    faults = host.conduct.faults
    return {who for who, fault in faults.items() if fault.trouble is Trouble.REFUSED}


def test_a_mailbox_that_the_server_says_is_not_there_is_not_mailed_again(newsroom, sending, host):
    finish(newsroom, sending)
    gone = nobody_there(host)
    assert gone
    assert kept_from_mail() == gone
    people = models.Subscriber.objects.filter(address__in=gone).values("pk")
    rows = models.Delivery.objects.filter(issue=sending, subscriber_id__in=people)
    assert set(rows.values_list("state", flat=True)) == {"failed"}
    checked(sending, host)


def killed_at(point, newsroom, sending):
    """Each open batch is taken up once, by somebody who dies at that point."""

    def checkpoint(name: str) -> None:
        if name == point:
            raise Killed

    for batch in batches.open_batches(sending):
        with pytest.raises(Killed):
            submit(batch, newsroom.room(checkpoint=checkpoint))


@pytest.mark.parametrize("point", ["after acceptance", "after mark"])
def test_a_crash_forgets_no_mailbox_that_is_not_there(newsroom, sending, host, monkeypatch, point):
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)

    killed_at(point, newsroom, sending)
    finish(newsroom, sending)
    assert kept_from_mail() == nobody_there(host)


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_any_point_loses_nobody_and_doubles_nobody(
    newsroom, sending, host, monkeypatch, point
):
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)

    killed_at(point, newsroom, sending)
    finish(newsroom, sending)
    checked(sending, host)


@pytest.mark.parametrize("letters", [1, 7, 18])
def test_a_kill_in_the_middle_of_a_parcel_leaves_open_only_what_was_in_the_air(
    newsroom, sending, tmp_path, monkeypatch, letters
):
    monkeypatch.setattr(owners, "is_gone", lambda owner: True)
    with serve(tmp_path / "slow", Conduct(delay=0.05)) as slow:
        home = tmp_path / "smtp"
        batch = batches.open_batches(sending)[0]
        spawn = multiprocessing.get_context("spawn")
        taken: list[Parcel] = []

        class Kept:
            """Takes the parcel down and has another process post it, which is killed half way."""

            name, step = "smtp", 1000

            def ready(self, parcel: Parcel) -> Parcel:
                return parcel

            def submit(self, parcel: Parcel) -> None:
                taken.append(parcel)
                other = spawn.Process(target=post, args=(str(home), slow.port, parcel))
                other.start()
                until(lambda: sum(slow.accepted().values()) >= letters or not other.is_alive())
                os.kill(other.pid or 0, signal.SIGKILL)
                other.join()
                raise Killed

        newsroom.mailer, real = Kept(), newsroom.mailer
        with pytest.raises(Killed):
            submit(batch, newsroom.room())
        told = smtp_journal.evidence(home, sending, batch, taken[0].start)
        newsroom.mailer = through(slow, tmp_path)
        while submit(batch, newsroom.room()) is not Outcome.DONE:
            newsroom.clock.advance(seconds=900)
        newsroom.mailer.close()
        newsroom.mailer = real
        found = compare(sending, slow.accepted())
        assert (found.lost, found.doubled, found.unasked) == ([], [], [])
        assert found.counts.get("uncertain", 0) <= 3
        assert sum(found.counts.values()) == READERS
        assert all(one.fate is not Fate.ACCEPTED for one in told.verdicts.values())


@pytest.mark.parametrize(
    ("conduct", "words"),
    [
        (Conduct(login=("us", "secret")), "535 5.7.8 wrong user or password"),
        (Conduct(mail_refused="550 5.7.1 not from here"), "550 5.7.1 not from here"),
    ],
    ids=["login", "sender"],
)
def test_what_only_a_person_can_mend_pauses_the_issue_and_nobody_has_failed(
    newsroom, sending, tmp_path, conduct, words
):
    with serve(tmp_path / "strict", conduct) as strict:
        server = Server(
            "127.0.0.1", strict.port, "none", *(("us", "wrong") if conduct.login else ())
        )
        newsroom.mailer = Smtp(Posting((server,), tmp_path / "other", patience=QUICK))
        with pytest.raises(ConfigurationError, match=words):
            finish(newsroom, sending)
        newsroom.mailer.close()
        assert not strict.accepted()
    assert issues.state(sending) is IssueState.PAUSED
    assert balance.verify(sending).balance.pending == READERS
    assert words in str(journal.of_issue(sending)[0].after)
