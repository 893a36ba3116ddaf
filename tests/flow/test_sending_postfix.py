"""An issue through a real Postfix: every verdict of the ledger agrees with its mail log, and what it
bounces settles the reader whom it speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from digest.flow.advance import advance, work_off
from digest.flow.bounces import collect
from digest.flow.ports import passing
from digest.flow.submit import submit
from digest.mail.bounce_box import Maildir
from digest.mail.bounce_mail import read
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.mail.smtp_round import Patience
from digest.model.issue import IssueState
from digest.model.post import Sheet
from digest.rules import return_path
from digest.rules.evidence import WAIT, Sign
from digest.rules.soft_bounces import Limit
from digest.store import balance, batches, models, owners, settling
from tests.checker import compare, fates
from tests.newsroom import KEY, Killed, Newsroom
from tests.postfix import Postfix, postfix
from tests.waiting import until

pytestmark = pytest.mark.django_db
READERS = 120
QUICK = Patience(command=20.0, verdict=20.0, begin=40.0, end=60.0, again=(0.01,))


def named(*numbers: int) -> list[str]:
    return [f"reader{number}@example.org" for number in numbers]


UNKNOWN = named(3, 41, 42, 77)
UNWANTED = named(10, 60)
CLOSED = named(20)
FULL = named(30)
GREYLISTED = named(5, 6, 50, 99, 119)


@pytest.fixture
def server() -> Iterator[Postfix]:
    answers = {
        **dict.fromkeys(UNKNOWN, "550 5.1.1 no such mailbox here"),
        **dict.fromkeys(CLOSED, "421 4.3.2 this server is going down"),
        **dict.fromkeys(FULL, "452 4.2.2 the mailbox is full"),
    }
    refused = dict.fromkeys(UNWANTED, "554 5.7.1 this letter is not wanted")
    with postfix(at_rcpt=answers, at_end=refused, greylist=frozenset(GREYLISTED)) as running:
        yield running


@pytest.fixture
def sent(server: Postfix, tmp_path: Path) -> int:
    """The number of an issue that went out through it, until nothing waited any more."""
    newsroom = Newsroom(batch_size=40)
    servers = (Server("127.0.0.1", server.port, tls="none"),)
    posting = Posting(servers, tmp_path / "smtp", connections=4, patience=QUICK, me="here.test")
    mailer = Smtp(posting)
    newsroom.mailer = mailer  # type: ignore[assignment]
    newsroom.readers(READERS)
    newsroom.gathered()
    number = newsroom.issue()
    assert advance(number, newsroom.digest, newsroom.works) is IssueState.SENDING
    work_off(number, newsroom.room(), wait=lambda moment: newsroom.clock.advance(seconds=900))
    mailer.close()
    return number


def test_every_verdict_agrees_with_the_mail_log(server, sent):
    submitted = {address for address, state in fates(sent).items() if state == "submitted"}
    until(lambda: sum(server.sent().values()) >= len(submitted), seconds=30)
    found = compare(sent, server.sent())
    assert found.good, found
    told = balance.verify(sent)
    assert told.holds, told.findings
    gone_wrong = [*UNKNOWN, *UNWANTED, *CLOSED, *FULL]
    assert found.counts == {"submitted": READERS - len(gone_wrong), "failed": len(gone_wrong)}
    assert submitted.isdisjoint(gone_wrong)
    assert submitted >= set(GREYLISTED)
    _refusals_agree(server)
    _words_are_the_servers(server)


def _refusals_agree(server: Postfix) -> None:
    rejected = server.rejected()
    for address in UNKNOWN:
        assert rejected["550", address] == 1, "never asked again"
    for address in UNWANTED:
        assert rejected["554", address] == 1, "never asked again"
    for address in GREYLISTED:
        assert rejected["450", address] == 1
    for address in FULL:
        assert rejected["452", address] >= 8, "offered again, a few times"


def _words_are_the_servers(server: Postfix) -> None:
    reasons = dict(models.Delivery.objects.values_list("subscriber_id", "reason"))
    people = dict(models.Subscriber.objects.values_list("address_norm", "pk"))
    words = {
        UNKNOWN[0]: "no such mailbox here",
        UNWANTED[0]: "this letter is not wanted",
        FULL[0]: "the mailbox is full",
    }
    for address, said in words.items():
        assert said in reasons[people[address]]


HOME = "bounces@news.example.org"
LOST, (FULL_UP, TURNED_AWAY) = named(1, 3), named(4, 5)
CAME_BACK = [*LOST, FULL_UP, TURNED_AWAY]


@pytest.fixture
def bouncing() -> Iterator[Postfix]:
    """Takes every letter, and bounces those to mailboxes that it does not have."""
    there = {one: f"{one}/" for one in named(0, 2)}
    failing = {FULL_UP: "5.2.2 the mailbox is full", TURNED_AWAY: "5.7.1 this letter is spam"}
    with postfix(mailboxes={HOME: "bounces/", **there}, failing=failing) as running:
        yield running


def posting(server: Postfix, home: Path) -> Smtp:
    servers = (Server("127.0.0.1", server.port, tls="none"),)

    def returns(sheet: Sheet) -> Callable[[int], str]:
        return return_path.minter(KEY, return_path.LETTER, sheet.head.issue, HOME)

    return Smtp(Posting(servers, home, 2, patience=QUICK, me="here.test", returns=returns))


def test_what_postfix_bounces_settles_the_uncertain_readers_whom_it_speaks_of_and_nobody_else(
    bouncing, tmp_path, monkeypatch
):
    newsroom = Newsroom(batch_size=40)
    newsroom.readers(6)
    newsroom.gathered()
    number = newsroom.issue()
    advance(number, newsroom.digest, newsroom.works)
    (batch,) = batches.open_batches(number)
    for home, checkpoint in (("one", killed), ("another machine", passing)):
        newsroom.mailer = posting(bouncing, tmp_path / home)
        with suppress(Killed):
            submit(batch, newsroom.room(checkpoint=checkpoint))
        newsroom.mailer.close()
        monkeypatch.setattr(owners, "is_gone", lambda owner: True)
    assert balance.verify(number).balance.uncertain == 6
    box = bouncing.boxes / "bounces"
    until(lambda: len(list((box / "new").glob("*"))) == len(CAME_BACK), seconds=30)
    now = newsroom.clock()
    done = collect(
        Maildir(box), lambda raw: read(raw, [KEY], now), clock=newsroom.clock, soft=Limit()
    )
    assert (dict(done.mails), done.new) == ({"bounce": 4}, 4)
    found = fates(number)
    assert {address for address, state in found.items() if state == "uncertain"} == {*named(0, 2)}
    assert {found[one] for one in CAME_BACK} == {"bounced"}
    kinds = models.Event.objects.order_by("subscriber_id").values_list("kind", flat=True)
    assert list(kinds) == ["bounced", "bounced", "soft", "blocked"]
    assert balance.verify(number).holds
    kept = models.Suppression.objects.values_list("reason", flat=True)
    assert list(kept) == ["hard_bounce"] * len(LOST)
    newsroom.clock.advance(seconds=WAIT.total_seconds())
    (doubt,) = settling.uncertain_of(number, newsroom.clock())
    assert (doubt.people, doubt.sign) == (2, Sign.ALONE)


def killed(point: str) -> None:
    if point == "after acceptance":
        raise Killed
