"""A house whose readers stand in a database, and issues of 60 KB letters ready to be posted.

readers, an issue, one edition, batches of 1000      not measured
submit: claim, last look, intent, letters, journal, verdicts, mark      measured
"""

from __future__ import annotations

import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from digest.mail.letter import compile_letter
from digest.mail.smtp import Posting, Smtp
from digest.mail.smtp_open import Server
from digest.model.audience import Recipient
from digest.model.edition import Edition, Variant, gap
from digest.model.layout import Layout
from digest.model.plan import Digest, Sender
from digest.model.post import Letterhead, Sheet
from tests.fakes import FakePress

BATCH = 1000
"""Readers a batch, as a real send has them; fewer where a row has fewer letters."""
KEY = b"k" * 48
_NONCE = "n" * 16
_SITE = "https://news.example.org"
_NAMES = "Ada Bo Cleo Dara Emil Fenna Gus Hana Ivo June".split()


@dataclass(frozen=True)
class Took:
    """Seconds of CPU of the sender and of the clock, for so many letters."""

    letters: int
    cpu: float
    wall: float

    @property
    def cpu_per_thousand(self) -> float:
        """CPU seconds for 1000 letters."""
        return self.cpu / self.letters * 1000

    @property
    def rate(self) -> float:
        """Letters a second of the clock."""
        return self.letters / self.wall


@dataclass
class House:
    """A database with readers.  `post` sends one issue to all of them."""

    folder: Path
    letters: int
    batch: int = BATCH
    _mailers: dict[tuple[object, ...], Smtp] = field(default_factory=dict)
    _issue: int = 0

    def post(self, port: int, connections: int, *, trusted: str = "") -> Took:
        """Send the next issue over kept connections; the first batch is not measured."""
        from digest.flow.submit import Outcome, PostRoom, submit

        first, *others = self._batches()
        room = PostRoom(self._mailer(port, connections, trusted), KEY, lambda: datetime.now(UTC))
        if submit(first, room) is not Outcome.DONE:
            raise SystemExit("the first batch did not go out")
        began, before = time.perf_counter(), cpu()
        outcomes = {submit(batch, room) for batch in others}
        took = Took(len(others) * self.batch, cpu() - before, time.perf_counter() - began)
        if outcomes != {Outcome.DONE}:
            raise SystemExit(f"not everything went out: {outcomes}")
        self._verify()
        return took

    def _mailer(self, port: int, connections: int, trusted: str) -> Smtp:
        key = (port, connections)
        if key not in self._mailers:
            host, tls = ("localhost", "implicit") if trusted else ("127.0.0.1", "none")
            home = self.folder / "smtp"
            posting = Posting(
                (Server(host, port, tls),), home, connections, trusted=trusted or None
            )
            self._mailers[key] = Smtp(posting)
        return self._mailers[key]

    def _verify(self) -> None:
        from digest.store import balance

        told = balance.verify(self._issue)
        if not (told.holds and told.balance.submitted == self.letters):
            raise SystemExit(f"the ledger does not hold: {told}")

    def _batches(self) -> list[int]:
        """A new issue for all readers, printed, frozen and released."""
        from digest.flow.advance import advance
        from digest.store import batches
        from tests.newsroom import DIGEST, Newsroom, stories

        newsroom = Newsroom(replace(DIGEST, languages=("en",)), batch_size=self.batch)
        mark = hashlib.sha256(str(self._issue).encode()).hexdigest()
        title = " ".join(mark[at : at + 8] for at in range(0, 48, 8))
        newsroom.gathered(replace(stories(1)[0], guid=mark, url=f"{_SITE}/{mark}", title=title))
        self._issue = number = newsroom.issue()
        advance(number, newsroom.digest, replace(newsroom.works, press=_Press()))
        return batches.open_batches(number)

    def close(self) -> None:
        """End every connection."""
        for mailer in self._mailers.values():
            mailer.close()


class _Press(FakePress):
    """Prints the long letter, whatever is in the issue."""

    def set_page(self, layout: Layout, digest: Digest, *, nonce: str) -> Edition:  # noqa: ARG002
        """The edition of the bench."""
        return replace(sheet(1).edition, subject=str(layout.subject))


@contextmanager
def house(letters: int) -> Iterator[House]:
    """A house in a folder of its own, with a batch more readers in SQLite than a row has letters."""
    with tempfile.TemporaryDirectory(prefix="bench-smtp-") as folder:
        os.environ["DIGEST_HOME"] = folder
        os.environ["DIGEST_CONFIG"] = str(Path(__file__).resolve().parents[1] / "config")
        os.environ["DJANGO_SETTINGS_MODULE"] = "digest.django_settings"
        import django

        from digest.cli import collect_rarely

        # As every command of digest does, so also the one that sends.
        collect_rarely()
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        batch = min(BATCH, letters)
        made = House(Path(folder), letters // batch * batch + batch, batch)
        _readers(made.letters)
        try:
            yield made
        finally:
            made.close()


def _readers(count: int) -> None:
    from digest.store.subscribers import make_list
    from tests.readers import enlist, reader

    now = datetime.now(UTC)
    make_list("morning", now, "morning")
    people = (
        reader(f"reader{n}@mail{n % 50}.example.org", f"{_NAMES[n % 10]} Example{n}", "en")
        for n in range(count)
    )
    enlist(people, ("morning",), key=KEY, now=now)


def cpu() -> float:
    """Seconds of CPU of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def letter() -> bytes:
    """One letter as it leaves."""
    return compile_letter(sheet(7)).fill(Recipient(1, 1, "a@example.org", "Ada"), "t" * 43)


def sheet(issue: int) -> Sheet:
    """A letter of 29 stories, with as many links and tokens as a long brief has."""
    token, name = gap(_NONCE, "TOKEN"), gap(_NONCE, "NAME")
    words = "What happened, where it happened, and what it means for the people there. " * 11
    rows = [
        f'<tr><td style="font:16px Georgia;padding:8px"><a href="{_SITE}/c/{n}/{token}">Story {n}'
        f'</a><p>{words}</p><a href="{_SITE}/c/{n + 100}/{token}">More</a></td></tr>'
        for n in range(29)
    ]
    text = "\n\n".join(f"Story {n}\n{words}\n{_SITE}/c/{n}/{token}" for n in range(29))
    edition = Edition(
        variant=Variant("en"),
        subject="Harbour bridge closes after a cable parts",
        preheader="",
        html=f"<table><tr><td>Good morning{name}.</td></tr>{''.join(rows)}</table>",
        text=f"Good morning{name}.\n\n{text}\n",
        nonce=_NONCE,
    )
    head = Letterhead(
        issue=issue,
        issue_key=f"morning.{issue}",
        digest="morning",
        digest_title="The Morning",
        list_id="morning.example.org",
        sender=Sender("The Paper", "brief@example.org"),
        site=_SITE,
        date=datetime(2026, 11, 25, 6, 0, tzinfo=UTC),
    )
    return Sheet(1, edition, head)
