"""What `digest doctor` looks at beyond this machine: digests, sources, the post, the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.bootstrap import House
from digest.checking.finding import Finding, bad, ok, warn
from digest.model.errors import DigestError
from digest.model.source import Source
from digest.rules.speaking import clean, counted
from digest.settings import Settings

if TYPE_CHECKING:
    from digest.store.figures import Health

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_RESERVED = ("example", "test", "invalid", "localhost")
_MANY_FAILURES = 3


def digests(settings: Settings) -> Iterator[Finding]:
    """The newsletters as configured, and whether their lists are there."""
    folder = settings.config / "digests"
    if not settings.digests:
        yield warn(
            "digests", f"there is none in {folder}", "make one: digest init DIR", configuration=True
        )
    for slug, digest in sorted(settings.digests.items()):
        lists = ", ".join(digest.lists) or "none"
        missing = _missing_lists(settings, digest.lists)
        if missing:
            advice = f"digest subscribers import FILE --list {missing[0]}"
            words = f"{slug}: there is no list {', '.join(missing)} yet"
            yield warn("digests", words, advice)
        else:
            yield ok("digests", f"{slug}: {counted(len(digest.sources), 'source')}, lists {lists}")


def alarms(settings: Settings) -> Iterator[Finding]:
    """Whether anybody hears when something is wrong."""
    told = settings.alarms
    ways = [f"mail to {counted(len(told.mail), 'operator')}"] if told.mail else []
    ways += ["webhook"] if told.webhook else []
    ways += ["outside watcher"] if told.ping else []
    if ways:
        yield ok("alarms", ", ".join(ways))
    elif settings.production:
        advice = "name somebody: [alarms] mail in digest.toml, or DIGEST_ALARM_WEBHOOK"
        yield warn("alarms", "nobody is told when an issue is late", advice)


def webhooks(house: House) -> Iterator[Finding]:
    """Listeners, and whether they took what they were to be told."""
    from django.db import DatabaseError

    from digest.store import announcing

    database, hooks = house.settings.database, house.settings.webhooks
    if database.engine == "sqlite" and not Path(database.name).exists():
        return  # to ask would make it
    try:
        missed = announcing.given_up(hooks, house.clock())
    except DatabaseError:  # said of the database already
        return
    for name in hooks:
        check, n = f"webhook {name}", missed.get(name, 0)
        if n:
            advice = f"try it: digest webhooks test {name}; then digest webhooks again {name}"
            yield warn(check, f"{counted(n, 'event')} of this week never taken", advice)
        else:
            yield ok(check, "nothing was given up this week")


def _missing_lists(settings: Settings, lists: tuple[str, ...]) -> tuple[str, ...]:
    from django.db import DatabaseError, connection

    from digest.model.audience import Audience
    from digest.store.audience import unknown

    if settings.database.engine == "sqlite" and not Path(settings.database.name).exists():
        return lists
    try:
        return tuple(unknown(Audience(lists))[0])
    except DatabaseError:
        return ()
    finally:
        connection.close()


def sources(settings: Settings) -> Iterator[Finding]:
    """Every source by what its last check said."""
    from django.db import DatabaseError, connection

    from digest.store import figures

    known: dict[str, Health] = {}
    if settings.database.engine != "sqlite" or Path(settings.database.name).exists():
        try:
            known = {health.slug: health for health in figures.sources()}
        except DatabaseError:
            return
        finally:
            connection.close()
    for source in _all(settings):
        yield _health(source, known.get(source.slug))


def _all(settings: Settings) -> list[Source]:
    found = {s.slug: s for digest in settings.digests.values() for s in digest.sources}
    return [found[slug] for slug in sorted(found)]


def _health(source: Source, known: Health | None) -> Finding:
    check = f"source {source.slug}"
    if known is None or known.checked_at is None:
        return ok(check, "not asked yet")
    if known.gone:
        words = f"is gone: {clean(known.error)}"
        return bad(check, words, "take it out or correct its url", configuration=True)
    if known.failures:
        words = f"failed {counted(known.failures, 'time')} in a row: {clean(known.error)}"
        advice = f"look with: digest inspect {source.kind.value} {source.url}"
        return (bad if known.failures >= _MANY_FAILURES else warn)(check, words, advice)
    return ok(check, f"read {known.succeeded_at or known.checked_at:%Y-%m-%d %H:%M} UTC")


def fetched(house: House) -> Iterator[Finding]:
    """Every source, asked now; nothing is kept."""
    from digest.flow.gather import peek, since

    for digest in house.settings.digests.values():
        window = since(house.clock(), digest.choosing.look_back)
        with house.newsstand(digest.sources) as newsstand:
            _, reports = peek(digest.sources, newsstand=newsstand, clock=house.clock, since=window)
        for report in reports:
            check = f"source {report.source}"
            if report.status == "failed":
                yield bad(check, f"asked now: {clean(report.error)}", "look at its address")
            else:
                yield ok(check, f"asked now: {report.found} found, {report.new} new")


def delivery(house: House) -> Iterator[Finding]:
    """How mail would leave, and whether it may."""
    settings = house.settings
    scheme = settings.delivery.scheme
    try:
        house.mailer()
    except DigestError as error:
        yield bad("delivery", str(error), "correct DELIVERY_URL", configuration=True)
        return
    if scheme == "outbox":
        yield from _outbox(settings)
        return
    yield ok("delivery", f"{scheme}: is set up")
    if scheme == "sendgrid":
        yield from _sendgrid(settings)
    yield from _who(settings)


def _outbox(settings: Settings) -> Iterator[Finding]:
    words = f"outbox: letters are kept in {settings.home / 'outbox'}, nothing leaves this machine"
    if settings.production:
        advice = "set DELIVERY_URL to smtp: or sendgrid: when readers shall get mail"
        yield warn("delivery", words, advice, configuration=True)
    else:
        yield ok("delivery", words)


def _sendgrid(settings: Settings) -> Iterator[Finding]:
    local = (urlsplit(settings.sendgrid_url).hostname or "") in _LOOPBACK
    if not settings.sendgrid_key:
        advice = "set SENDGRID_API_KEY or SENDGRID_API_KEY_FILE"
        yield bad("key", "SENDGRID_API_KEY is not set", advice, configuration=True)
    elif not settings.production and not local:
        words = "a live key outside production: nothing will be sent with it"
        advice = "set DIGEST_ENV=production, or point SENDGRID_API_URL at a stand-in"
        yield bad("key", words, advice, configuration=True)
    else:
        yield ok("key", f"SENDGRID_API_KEY is set, for {settings.sendgrid_url}")
    if not settings.sendgrid_webhook_key:
        words = "SENDGRID_WEBHOOK_KEY is not set: bounces and complaints are not heard"
        advice = "switch on the signed event webhook and set its public key"
        yield warn("webhook", words, advice, configuration=True)


def _who(settings: Settings) -> Iterator[Finding]:
    if settings.production:
        yield ok("readers", "DIGEST_ENV=production: real readers are mailed")
    else:
        allowed = ", ".join(settings.allow_recipients) or "reserved domains alone"
        yield ok("readers", f"DIGEST_ENV=development: only {allowed} may be mailed")
    for slug, digest in sorted(settings.digests.items()):
        domain = digest.sender.address.rpartition("@")[2]
        if reserved(domain):
            words = f"{slug} is sent from {domain}, which no mailbox provider accepts"
            advice = "set [sender] address to a domain of yours with SPF, DKIM and DMARC"
            yield bad("sender", words, advice, configuration=True)


def reserved(host: str) -> bool:
    """Whether a name can be nobody's (RFC 2606)."""
    labels = host.lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or labels[-2:-1] == ["example"]


def site(settings: Settings) -> Iterator[Finding]:
    """The root of every link: readers must be able to reach it."""
    parts = urlsplit(settings.site)
    host = parts.hostname or ""
    real = settings.production or settings.delivery.scheme != "outbox"
    fault = ""
    if host in _LOOPBACK:
        fault = "is this machine's own name: no reader can reach it"
    elif reserved(host):
        fault = "is a reserved name: no reader can reach it"
    elif parts.scheme != "https":
        fault = "is not https: mailbox providers ask for https in the unsubscribe link"
    where = settings.sources.get("site", "digest.toml")
    if not fault:
        yield ok("site", f"{settings.site} (from {where})")
    elif real:
        advice = "set DIGEST_SITE_URL, or site in digest.toml"
        yield bad("site", f"{settings.site} {fault}", advice, configuration=True)
    else:
        yield ok("site", f"{settings.site} (from {where}); it {fault}, which is fine for a trial")
