"""The one place that joins walls and verbs: settings in, a house ready to work out.

    settings -> Django -> database migrated -> House(newsstand, press, mailer, queue, clock)

Used by commands, tasks and pages alike.  Decides nothing; a wrong joint is mended here.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from digest.migrating import migrate
from digest.model.finding import Finding
from digest.model.source import Source
from digest.settings import Settings, current

if TYPE_CHECKING:
    from digest.feeds.newsstand import Newsstand
    from digest.flow.advance import Works
    from digest.flow.pacing import Pacer
    from digest.flow.ports import Darkroom, Mailer, Queue
    from digest.flow.service import Counter
    from digest.flow.submit import PostRoom
    from digest.mail.outbox import Outbox
    from digest.rules.allowing import Allowed
    from digest.rules.soft_bounces import Limit


def now() -> datetime:
    """The house's clock."""
    return datetime.now(UTC)


def start() -> Settings:
    """Settings validated, Django ready, the database there and migrated."""
    settings = ready()
    migrate(settings)
    _moored(os.getpid())
    return settings


@functools.cache
def _moored(_process: int) -> None:
    """A copy of a database is frozen before anything can be done with it; looked at once."""
    from digest.store import anchor

    if anchor.drop(now()):
        # Not above: a logger costs more than the rest of a command's start.
        from digest.logs import log

        log(__name__).warning("everything is frozen", reason=anchor.WORDS)


def ready() -> Settings:
    """Settings validated and Django ready; the database is not touched."""
    settings = current()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.django_settings")
    import django

    django.setup()
    return settings


@dataclass(frozen=True, slots=True)
class House:
    """Walls and verbs joined, for one process."""

    settings: Settings
    clock: Callable[[], datetime] = now

    def mailer(self) -> Mailer:
        """The transport that `DELIVERY_URL` names."""
        from digest.transports import mailer

        return mailer(self)

    def outbox(self) -> Outbox:
        """The local outbox, whatever is configured for sending."""
        from digest.transports import outbox

        return outbox(self)

    def address_key(self) -> bytes:
        """What hashes of addresses are made with: stays the same when the secret is changed."""
        from digest.store.addresskey import address_key

        return address_key(self.settings.secret_keys)

    def post_room(self, worker: str = "") -> PostRoom:
        """What submitting batches needs."""
        from digest.flow.submit import PostRoom

        mailer = self.mailer()
        return PostRoom(
            mailer=mailer,
            key=self.settings.key,
            clock=self.clock,
            worker=worker,
            pace=self.pacer(mailer.name),
        )

    def pacer(self, provider: str) -> Pacer:
        """What says how fast letters may leave through that transport."""
        from digest.flow.pacing import Pacer
        from digest.meter import meter

        settings = self.settings
        return Pacer(
            settings.rates,
            settings.digests,
            provider=provider,
            meter=meter(settings),
            clock=self.clock,
        )

    def counter(self, worker: str = "") -> Counter:
        """What service mails need."""
        from digest.flow.service import Counter
        from digest.mail.proof import NoticeProofreader
        from digest.press import Press

        settings, mailer = self.settings, self.mailer()
        return Counter(
            mailer=mailer,
            pace=self.pacer(mailer.name),
            press=Press(settings.templates, settings.site),
            reader=NoticeProofreader(self._lint_notice),
            digests=settings.digests,
            key=settings.key,
            site=settings.site,
            clock=self.clock,
            allowed=self.allowed(),
            worker=worker,
        )

    def works(
        self,
        *,
        expect: int | None = None,
        queue: Queue | None = None,
        passed: frozenset[str] = frozenset(),
    ) -> Works:
        """What bringing an issue to the post needs; hints go to `queue`, else to the workers."""
        from digest.flow.advance import Works
        from digest.flow.dispatch import Terms
        from digest.mail.proof import Proofreader
        from digest.press import Press

        settings = self.settings
        return Works(
            site=settings.site,
            press=Press(settings.templates, settings.site),
            proofreader=Proofreader(self._lint),
            clock=self.clock,
            queue=queue or self.queue(),
            terms=Terms(settings.dispatch.batch_size, expect, self.allowed()),
            darkroom=self.darkroom(),
            newsstands=self.newsstand,
            passed=passed,
        )

    def darkroom(self) -> Darkroom:
        """What makes own copies of pictures."""
        from digest.media.album import Album
        from digest.media.darkroom import Darkroom

        return Darkroom(self.newsstand, Album(self.settings.home))

    @property
    def soft_limit(self) -> Limit:
        """When soft bounces end the mail to an address."""
        from digest.rules.soft_bounces import Limit

        return Limit(self.settings.bounces.soft, self.settings.bounces.soft_within)

    def queue(self) -> Queue:
        """Hints to workers where there are any."""
        from digest.queue import hints

        return hints(self.settings)

    @property
    def _lenient(self) -> bool:
        """Private addresses are notes where nothing leaves the machine."""
        return self.settings.delivery.scheme == "outbox" and not self.settings.production

    def _lint(self, raw: bytes, token: str) -> tuple[Finding, ...]:
        from digest.press.lint import lint_message

        return lint_message(
            raw, site=self.settings.site, secrets=(token,), lenient_urls=self._lenient
        )

    def _lint_notice(self, raw: bytes) -> tuple[Finding, ...]:
        from digest.press.lint import lint_message

        return lint_message(raw, site=self.settings.site, lenient_urls=self._lenient, service=True)

    def allowed(self) -> Allowed | None:
        """Outside production nobody is mailed by accident; the outbox mails nobody anyway."""
        if self.settings.production or self.settings.delivery.scheme == "outbox":
            return None
        from digest.rules.allowing import allowed_by

        return allowed_by(self.settings.allow_recipients)

    @contextmanager
    def newsstand(self, sources: Sequence[Source]) -> Iterator[Newsstand]:
        """A newsstand for these sources, the sample newsroom served for as long as it is open."""
        from digest.feeds.fetch import Fetcher
        from digest.feeds.newsstand import Newsstand
        from digest.sampled import sample_served

        contact = self.settings.contact or self.settings.site
        with (
            sample_served(sources, self.clock()) as (address, opened),
            Fetcher(contact=contact, allow_private=self.settings.allow_private | opened) as fetcher,
        ):
            yield Newsstand(fetcher, address)


def open_house() -> House:
    """The house of this process, database and all."""
    return House(start())
