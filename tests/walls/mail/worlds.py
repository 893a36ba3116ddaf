"""Each transport with the other side it talks to, behind one face: for the contract they all keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.flow.ports import Mailer
from digest.mail.outbox import Outbox
from digest.mail.sendgrid import SendGrid
from digest.mail.sendgrid_wire import Wire
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.mail.smtp_round import Patience
from digest.sample.conduct import Conduct, Fault, Trouble
from digest.sample.mailhost import serve as serve_smtp
from tests.fakes import FakeMailer
from tests.standin_sendgrid import KEY
from tests.standin_sendgrid import serve as serve_sendgrid

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
BAD = "reader1@example.org"
"""Whom the other side refuses for good, where it refuses anybody."""

QUICK = Patience(command=2.0, verdict=2.0, begin=5.0, end=8.0, again=(0.01,))


@dataclass
class World:
    """A transport as each process has one of its own, and what the other side says that it took."""

    mailer: Callable[[], Mailer]
    record: Callable[[], Counter[str]]
    refuses: bool = True
    letter: Callable[[str], bytes] = lambda _: b""


@contextmanager
def fake(_: Path) -> Iterator[World]:
    mailer = FakeMailer(refuse=frozenset({BAD}))
    yield World(lambda: mailer, lambda: Counter(mailer.accepted.values()))


@contextmanager
def outbox(folder: Path) -> Iterator[World]:
    def record() -> Counter[str]:
        return Counter(kept.address for kept in Outbox(folder / "outbox").kept())

    yield World(lambda: Outbox(folder / "outbox"), record, refuses=False)


@contextmanager
def smtp(folder: Path, *, keep: bool = False) -> Iterator[World]:
    made: list[Smtp] = []
    conduct = Conduct(faults={BAD: Fault(Trouble.REFUSED, 0)}, keep=keep)
    with serve_smtp(folder / "host", conduct) as host:

        def mailer() -> Smtp:
            servers = (Server("127.0.0.1", host.port, tls="none"),)
            made.append(Smtp(Posting(servers, folder / "smtp", 2, patience=QUICK, me="a.test")))
            return made[-1]

        yield World(mailer, host.accepted, letter=host.letter)
        for one in made:
            one.close()


@contextmanager
def sendgrid(folder: Path) -> Iterator[World]:
    wires: list[Wire] = []
    with serve_sendgrid(folder / "record.jsonl") as post:
        post.bad = frozenset({BAD})

        def mailer() -> SendGrid:
            wires.append(Wire(post.url, connect=2, answer=2.0))
            return SendGrid(KEY, post.url, key=b"k" * 48, clock=lambda: NOW, wire=wires[-1])

        yield World(mailer, post.copies)
        for wire in wires:
            wire.close()


WORLDS = {"fake": fake, "outbox": outbox, "smtp": smtp, "sendgrid": sendgrid}
