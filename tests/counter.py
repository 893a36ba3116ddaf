"""A counter for service mails: real press, real lint, the newsroom of `tests.cast`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from digest.flow.ports import Checkpoint, passing
from digest.flow.service import Counter
from digest.mail.proof import NoticeProofreader
from digest.model.notice import Draft
from digest.model.service import NoticeKind
from digest.press import Press
from digest.press.lint import lint_message
from digest.store import notices
from tests import cast, pages
from tests.fakes import FakeMailer, FixedClock


@lru_cache(maxsize=1)
def press() -> Press:
    """Compiled once for all tests of a process."""
    return Press((pages.TEMPLATES,), cast.SITE)


def _lint(raw: bytes):
    return lint_message(raw, site=cast.SITE, service=True)


@dataclass
class Desk:
    """The counter with what a test wants to look at or to break."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(cast.NOW))
    mailer: FakeMailer = field(default_factory=FakeMailer)

    def counter(self, checkpoint: Checkpoint = passing, **more: object) -> Counter:
        values: dict[str, object] = {
            "mailer": self.mailer,
            "press": press(),
            "reader": NoticeProofreader(_lint),
            "digests": {"morning": cast.digest()},
            "key": cast.KEY,
            "site": cast.SITE,
            "clock": self.clock,
            "checkpoint": checkpoint,
        }
        return Counter(**(values | more))  # type: ignore[arg-type]


def draft(reader: cast.Person, kind: NoticeKind = NoticeKind.CONFIRM, **more: object) -> Draft:
    """A service mail to a reader of the cast."""
    values: dict[str, object] = {
        "key": f"{kind}:{reader.id}",
        "kind": kind,
        "digest": "morning",
        "subscriber": reader.id,
        "address": reader.address,
        "address_hash": reader.hash,
        "language": "en",
        "name": "Ada",
        "lists": cast.LISTS,
    }
    return Draft(**(values | more))  # type: ignore[arg-type]


def made(reader: cast.Person, kind: NoticeKind = NoticeKind.CONFIRM, **more: object) -> int:
    """The same, kept; its number."""
    number = notices.add(draft(reader, kind, **more), cast.NOW)
    assert number is not None
    return number
