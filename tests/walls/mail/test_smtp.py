"""SMTP against a server that keeps the truth and misbehaves on request."""

from __future__ import annotations

import os
import quopri
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail import smtp_journal
from digest.mail.outbox import Outbox
from digest.mail.quoted import encode_value
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.mail.smtp_round import Patience
from digest.model.audience import Recipient
from digest.model.errors import ConfigurationError
from digest.model.post import Addressed, Answer, Fate
from digest.rules import return_path
from digest.sample.conduct import Conduct, Fault, Trouble
from digest.sample.mailhost import MailHost, serve
from digest.store import counters
from tests.certificate import write
from tests.walls.mail.test_letter import TOKEN, letter
from tests.walls.mail.test_mailers import parcel

QUICK = Patience(command=2.0, verdict=1.0, begin=5.0, end=8.0, again=(0.01, 0.02, 0.05))
LOCK_STEP = ("8BITMIME",)

Post = Callable[..., tuple[MailHost, Smtp]]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with ExitStack() as open_now:

        def make(conduct: Conduct | None = None, **posting: object) -> tuple[MailHost, Smtp]:
            host = open_now.enter_context(serve(tmp_path / "host", conduct or Conduct(keep=True)))
            server = Server("127.0.0.1", host.port, tls="none")
            usual = {"connections": 3, "patience": QUICK, "servers": (server,), "me": "here.test"}
            mailer = Smtp(Posting(home=tmp_path / "smtp", **{**usual, **posting}))  # type: ignore[arg-type]
            open_now.callback(mailer.close)
            return host, mailer

        yield make


def faults(trouble: Trouble, *numbers: int, times: int = 0) -> Mapping[str, Fault]:
    return {f"reader{n}@example.org": Fault(trouble, times) for n in numbers}


def told(answer: Answer, count: int) -> list[Fate]:
    return [answer.of(position).fate for position in range(count)]


def fates_are_true(answer: Answer, host: MailHost, count: int) -> None:
    """Accepted once where the answer says so, at most once where it is open, else never."""
    record = host.accepted()
    assert max(record.values(), default=0) <= 1
    for position in range(count):
        times = record[f"reader{position}@example.org"]
        fate = answer.of(position).fate
        if answer.reached is not None and position >= answer.reached:
            fate = Fate.NOT_ACCEPTED
        if fate is not Fate.UNCERTAIN:
            assert times == (fate is Fate.ACCEPTED), (position, answer.of(position))


def test_every_letter_has_a_return_path_of_its_own_where_one_is_configured(post):
    host, mailer = post()
    mailer.submit(parcel(range(3)))
    assert set(host.senders.values()) == {parcel(range(3)).sheet.head.sender.address}
    back = return_path.minter(b"k" * 48, return_path.LETTER, 3, "bounces@news.example.org")
    host, mailer = post(returns=lambda sheet: back)
    mailer.submit(parcel(range(3)))
    ids = {one.recipient.address: one.recipient.subscriber for one in parcel(range(3)).readers}
    assert host.senders == {address: back(who) for address, who in ids.items()}
    assert len(set(host.senders.values())) == 3


@pytest.mark.parametrize("features", [("PIPELINING",), LOCK_STEP], ids=["pipelined", "lock-step"])
def test_every_reader_gets_the_letter_that_the_outbox_would_show(post, features):
    host, mailer = post(Conduct(features=features, keep=True))
    answer = mailer.submit(parcel(range(40)))
    assert told(answer, 40) == [Fate.ACCEPTED] * 40
    assert set(host.accepted().values()) == {1}
    assert host.letter("reader7@example.org") == letter(
        address="reader7@example.org", name="Reader 7"
    )


@pytest.mark.parametrize("features", [("PIPELINING",), LOCK_STEP], ids=["pipelined", "lock-step"])
@pytest.mark.parametrize(
    ("trouble", "fate", "code"),
    [
        (Trouble.REFUSED, Fate.REFUSED, "550"),
        (Trouble.GREYLISTED, Fate.NOT_ACCEPTED, "450"),
        (Trouble.REFUSED_AFTER, Fate.REFUSED, "554"),
        (Trouble.REFUSED_AND_KEPT, Fate.REFUSED, "554"),
        (Trouble.LATER_AFTER, Fate.NOT_ACCEPTED, "451"),
        (Trouble.CLOSING_AFTER, Fate.NOT_ACCEPTED, "421"),
        (Trouble.NO_DATA, Fate.REFUSED, "554"),
        (Trouble.TAKEN_THEN_RESET, Fate.UNCERTAIN, ""),
        (Trouble.TAKEN_THEN_SILENT, Fate.UNCERTAIN, ""),
        (Trouble.BABBLE, Fate.UNCERTAIN, ""),
    ],
)
def test_a_trouble_of_some_readers_is_theirs_alone(post, features, trouble, fate, code):
    host, mailer = post(Conduct(features=features, faults=faults(trouble, 3, 11)))
    answer = mailer.submit(parcel(range(20)))
    expected = [fate if n in (3, 11) else Fate.ACCEPTED for n in range(20)]
    assert told(answer, 20) == expected
    assert answer.of(3).code == code
    assert answer.of(3).reason
    fates_are_true(answer, host, 20)


@pytest.mark.parametrize("features", [("PIPELINING",), LOCK_STEP], ids=["pipelined", "lock-step"])
@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.GREYLISTED,
        Trouble.LATER_AFTER,
        Trouble.CLOSING,
        Trouble.CLOSING_AFTER,
        Trouble.SILENT,
    ],
)
def test_what_was_surely_not_accepted_may_be_offered_again_and_arrives_once(
    post, features, trouble
):
    host, mailer = post(
        Conduct(features=features, faults=faults(trouble, 0, 5, times=1)),
        patience=replace(QUICK, command=0.4),
    )
    answer = mailer.submit(parcel(range(12)))
    fates_are_true(answer, host, 12)
    left = [p for p in range(12) if answer.of(p).fate is not Fate.ACCEPTED]
    assert {answer.of(p).fate for p in left} <= {Fate.NOT_ACCEPTED}
    again = mailer.submit(replace(parcel(left, batch=2), stop=12))
    assert [again.of(p).fate for p in left] == [Fate.ACCEPTED] * len(left)
    assert set(host.accepted().values()) == {1}
    assert len(host.accepted()) == 12


def test_who_is_greylisted_holds_up_nobody(post):
    host, mailer = post(
        Conduct(faults=faults(Trouble.GREYLISTED, 5)), patience=replace(QUICK, again=(60.0,) * 4)
    )
    answer = mailer.submit(parcel(range(12)))
    assert answer.of(5).fate is Fate.NOT_ACCEPTED
    assert answer.of(5).reason == "4.2.0 greylisted, come again"
    assert sum(host.accepted().values()) == 11


def test_a_letter_read_by_half_is_never_taken_for_accepted(post):
    host, mailer = post(Conduct(faults=faults(Trouble.HALF_READ, 0, 5)))
    answer = mailer.submit(parcel(range(12)))
    assert told(answer, 12).count(Fate.ACCEPTED) == 10
    fates_are_true(answer, host, 12)


def test_connections_stay_open_from_parcel_to_parcel(post):
    host, mailer = post()
    for start in range(0, 30, 10):
        mailer.submit(parcel(range(10), start=start, batch=start + 1))
    assert host.connections <= 3


def test_a_server_that_takes_few_letters_on_a_connection_gets_all_of_them(post):
    host, mailer = post(Conduct(most_letters=4))
    answer = mailer.submit(parcel(range(10)))
    assert told(answer, 10) == [Fate.ACCEPTED] * 10
    fates_are_true(answer, host, 10)


def test_a_sender_that_the_server_does_not_know_stops_the_parcel(post):
    host, mailer = post(Conduct(mail_refused="550 5.7.1 not from here"))
    with pytest.raises(ConfigurationError, match=r"550 5\.7\.1 not from here"):
        mailer.submit(parcel(range(10)))
    assert not host.accepted()


def test_where_nobody_is_taken_for_now_the_whole_parcel_may_go_again(post):
    _, mailer = post(Conduct(faults=faults(Trouble.GREYLISTED, *range(5))))
    answer = mailer.submit(parcel(range(5)))
    assert answer.untaken
    assert answer.of(3).code == "450"


def test_no_server_means_that_nothing_was_accepted(post):
    pad = counters.Notepad()
    host, mailer = post(noted=pad.requests)
    host.shutdown()
    host.server_close()
    answer = mailer.submit(parcel())
    assert answer.verdict.fate is Fate.NOT_ACCEPTED
    assert "refused" in answer.verdict.reason
    assert pad.take().keys() == {"responses unreachable"}


@pytest.mark.parametrize("features", [("PIPELINING",), LOCK_STEP], ids=["pipelined", "lock-step"])
def test_every_answer_is_counted_by_its_code_with_the_time_that_it_took(post, features):
    wrong = faults(Trouble.REFUSED, 3) | faults(Trouble.TAKEN_THEN_RESET, 7)
    wrong |= faults(Trouble.GREYLISTED, 5, times=1)
    pad = counters.Notepad()
    _, mailer = post(Conduct(features=features, faults=wrong, delay=0.06), noted=pad.requests)
    mailer.submit(parcel(range(12)))
    counted = pad.take()
    codes = {key: n for key, n in counted.items() if key.startswith("responses ")}
    assert codes == {
        "responses 250": 10,
        "responses 550": 1,
        "responses 450": 1,
        "responses lost": 1,
    }
    assert counted["seconds 0.05"] <= 1, "all but the lost one waited for a reply"
    assert sum(n for key, n in counted.items() if key.startswith("seconds ")) == 13


def test_an_address_beyond_ascii_goes_only_where_it_is_taken(post, tmp_path):
    readers = tuple(
        Addressed(Recipient(p, 100 + p, address, "Reader"), TOKEN)
        for p, address in enumerate(["jörg@example.org", "ada@bücher.example"])
    )
    mixed = replace(parcel(), readers=readers, stop=2)
    _, mailer = post(Conduct(features=("PIPELINING",)))
    assert told(mailer.submit(mixed), 2) == [Fate.REFUSED, Fate.ACCEPTED]
    host, mailer = post(Conduct())
    assert told(mailer.submit(replace(mixed, batch=2)), 2) == [Fate.ACCEPTED] * 2
    assert "ada@xn--bcher-kva.example" in host.accepted()


def test_an_address_that_would_write_commands_of_its_own_never_reaches_the_server(post):
    readers = tuple(
        Addressed(Recipient(p, 100 + p, address, "Reader"), TOKEN)
        for p, address in enumerate(
            ["a@example.org>\r\nRCPT TO:<b@example.org", "no address", "ok@example.org"]
        )
    )
    host, mailer = post()
    answer = mailer.submit(replace(parcel(), readers=readers, stop=3))
    assert told(answer, 3) == [Fate.REFUSED, Fate.REFUSED, Fate.ACCEPTED]
    assert list(host.accepted()) == ["ok@example.org"]


def test_letters_begun_too_late_are_left_for_the_next_parcel(post):
    host, mailer = post(Conduct(delay=0.05), patience=replace(QUICK, begin=0.4), connections=1)
    answer = mailer.submit(parcel(range(200)))
    assert answer.reached is not None
    assert 0 < answer.reached < 200
    assert sum(host.accepted().values()) == answer.reached
    fates_are_true(answer, host, 200)


def test_two_servers_share_the_connections_by_weight(tmp_path):
    with serve(tmp_path / "one") as one, serve(tmp_path / "two") as two:
        servers = tuple(
            Server("127.0.0.1", host.port, tls="none", weight=weight)
            for host, weight in ((one, 1), (two, 3))
        )
        mailer = Smtp(Posting(servers, tmp_path / "smtp", connections=8, patience=QUICK))
        answer = mailer.submit(parcel(range(60)))
        mailer.close()
        assert told(answer, 60) == [Fate.ACCEPTED] * 60
        assert (one.connections, two.connections) == (2, 6)


def test_a_server_that_is_away_leaves_its_share_to_the_other(tmp_path):
    with serve(tmp_path / "one") as one:
        away = Server("127.0.0.1", 1, tls="none")
        here = Server("127.0.0.1", one.port, tls="none")
        mailer = Smtp(Posting((away, here), tmp_path / "smtp", patience=QUICK))
        answer = mailer.submit(parcel(range(20)))
        mailer.close()
        assert told(answer, 20) == [Fate.ACCEPTED] * 20


@pytest.mark.parametrize("how", ["starttls", "implicit"])
def test_letters_go_over_tls_with_a_login(post, tmp_path, certificate, how):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    conduct = Conduct(tls=tls, implicit=how == "implicit", login=("us", "sécret"), keep=True)
    host, _ = post(conduct)
    server = Server("localhost", host.port, how, "us", "sécret")
    usual = Posting((server,), tmp_path / "tls", patience=QUICK, trusted=str(certificate))
    mailer = Smtp(usual)
    answer = mailer.submit(parcel(range(20)))
    mailer.close()
    assert told(answer, 20) == [Fate.ACCEPTED] * 20
    assert host.letter("reader0@example.org") == letter(
        address="reader0@example.org", name="Reader 0"
    )


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ({"host": "127.0.0.1"}, "certificate"),
        ({"password": "wrong"}, "535 5.7.8 wrong user or password"),
        ({"user": ""}, "530 5.7.0 log in first"),
    ],
    ids=["another name", "wrong password", "no login"],
)
def test_a_server_that_cannot_be_trusted_or_does_not_trust_gets_nothing(
    post, tmp_path, certificate, server, words
):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    host, _ = post(Conduct(tls=tls, login=("us", "secret")))
    right = Server("localhost", host.port, "starttls", "us", "secret")
    mailer = Smtp(
        Posting(
            (replace(right, **server),), tmp_path / "tls", patience=QUICK, trusted=str(certificate)
        )
    )
    with pytest.raises(ConfigurationError) as refused:
        mailer.submit(parcel())
    mailer.close()
    assert words in str(refused.value)
    assert "DELIVERY_URL" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert not host.accepted()


def test_a_server_that_offers_no_tls_where_it_is_asked_for_gets_nothing(post, tmp_path):
    host, _ = post()
    server = Server("127.0.0.1", host.port, "starttls")
    mailer = Smtp(Posting((server,), tmp_path / "tls", patience=QUICK))
    with pytest.raises(ConfigurationError, match="STARTTLS"):
        mailer.submit(parcel())
    mailer.close()


def test_where_one_of_two_servers_refuses_the_login_the_other_gets_everything(post, tmp_path):
    host, _ = post()
    with serve(tmp_path / "strict", Conduct(login=("us", "secret"))) as strict:
        servers = (
            Server("127.0.0.1", strict.port, "none", "us", "wrong"),
            Server("127.0.0.1", host.port, "none"),
        )
        mailer = Smtp(Posting(servers, tmp_path / "two", patience=QUICK))
        answer = mailer.submit(parcel(range(20)))
        mailer.close()
    assert told(answer, 20) == [Fate.ACCEPTED] * 20


def test_a_login_refused_for_now_is_no_wrong_setting(post, tmp_path):
    host, _ = post(Conduct(login=("us", "secret"), login_refused="454 4.7.0 try later"))
    server = Server("127.0.0.1", host.port, "none", "us", "secret")
    mailer = Smtp(Posting((server,), tmp_path / "later", patience=QUICK))
    answer = mailer.submit(parcel())
    mailer.close()
    assert answer.untaken
    assert "454 4.7.0 try later" in answer.verdict.reason


def test_a_signed_letter_has_the_bytes_that_the_outbox_shows(post, tmp_path):
    def sign(raw: bytes) -> bytes:
        return b"DKIM-Signature: v=1\r\n" + raw

    host, mailer = post(Conduct(keep=True), sign=sign)
    mailer.submit(parcel(range(6)))
    box = Outbox(tmp_path / "outbox", lambda: sign)
    box.submit(parcel(range(6)))
    shown = list(box.letters())
    assert len(shown) == 6
    for kept, raw in shown:
        assert raw == host.letter(kept.address)
        assert box.letter(kept.issue, kept.batch, kept.position) == (kept, raw)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Trouble.TAKEN_THEN_RESET, "the letter had gone.*reset"),
        (Trouble.TAKEN_THEN_SILENT, "the letter had gone.*no answer in time"),
        (Trouble.BABBLE, "the letter had gone.*not a reply"),
    ],
)
def test_who_is_uncertain_is_told_with_what_happened(post, trouble, words):
    _, mailer = post(Conduct(faults=faults(trouble, 3)))
    assert re.search(words, mailer.submit(parcel(range(6))).of(3).reason)


def test_a_disk_that_takes_a_line_in_parts_holds_it_whole_before_the_letter_goes(
    tmp_path, monkeypatch
):
    whole = os.write
    monkeypatch.setattr(smtp_journal.os, "write", lambda file, data: whole(file, data[:3]))
    journal = smtp_journal.Journal(tmp_path, parcel(range(3)))
    journal.taken(0)
    journal.dot(0)
    journal.taken(1)
    journal.write()
    journal.close()
    told = smtp_journal.evidence(tmp_path, parcel().sheet.head.issue, parcel().batch, 0)
    assert told.reached == 2
    assert dict(told.verdicts) == {1: smtp_journal.STOPPED}


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("tls") / "localhost.pem")


@given(st.text(alphabet=" .=aZ~!-,/é\t", max_size=90))
def test_a_plain_name_is_written_as_the_long_way_would_write_it(name):
    """A value that needs nothing takes a short cut: it must read back, and never begin with a dot."""
    raw = encode_value(name)
    assert quopri.decodestring(raw).decode() == " ".join(name.split())
    for line in raw.split(b"\r\n"):
        assert not line.startswith((b".", b" "))
        assert len(line) <= 76
        assert not line.endswith(b" ")
