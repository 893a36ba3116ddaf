"""The watch: each minute one living part of the house looks at all the others.

    take the minute ─▶ signs ─▶ rules.alarms ─▶ rows ─▶ operators (mail, webhook) ─▶ outside watcher

Ticker and pages both watch, so that a dead part is missed by one that lives; that all are dead is what the outside watcher is for, who misses the ping.  Mends nothing.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from digest.announcing import announce
from digest.bootstrap import House, open_house
from digest.logs import log
from digest.model.audience import Recipient
from digest.model.edition import Edition, Variant
from digest.model.errors import DigestError
from digest.model.plan import Digest
from digest.model.post import Addressed, Fate, Letterhead, Parcel, Sheet
from digest.restraint import restrained
from digest.rules.alarms import raised
from digest.rules.bell import mail_html, mail_subject, mail_text, webhook_body

if TYPE_CHECKING:
    from digest.store.alarms import Told

MINUTE = 60.0
_APART = 1 << 40
"""Parcels of alarms are numbered from here on: far from those of batches and service mails."""


def watch(house: House) -> bool:
    """One look, if nobody else has this minute; whether it was ours."""
    from digest.store import alarms, doubles, signs

    now = house.clock()
    if not alarms.take_turn(now):
        return False
    settings = house.settings
    reports = settings.delivery.scheme == "sendgrid" and bool(settings.sendgrid_webhook_key)
    seen = signs.signs(
        now,
        reports=reports,
        workers_expected=bool(settings.redis_url),
        restraint=restrained(house, now),
    )
    doubles.look()
    alarms.sync(raised(seen, settings.alarms.limits), now)
    _tell(house, alarms.untold(), now)
    _ping(house, now)
    announce(house)
    return True


def _tell(house: House, untold: Sequence[Told], now: datetime) -> None:
    """Told as soon as one way took it; asked again next minute where none did."""
    from digest.store import alarms

    if not untold:
        return
    for one in untold:
        log(__name__).warning("alarm", what=one.key, words=one.words, over=bool(one.cleared_at))
    ways = _ways(house, untold, now)
    took = [_took(way, name) for name, way in ways]  # every way is tried, whatever one says
    if any(took) or not ways:
        alarms.told(untold, now)


def _ways(
    house: House, untold: Sequence[Told], now: datetime
) -> list[tuple[str, Callable[[], None]]]:
    from digest import outside

    told, allowed = house.settings.alarms, house.settings.allow_private
    ways: list[tuple[str, Callable[[], None]]] = []
    if told.webhook:
        body = webhook_body(untold, house.settings.newsroom, now)
        ways.append(("webhook", lambda: outside.post(told.webhook, body, allowed)))
    if told.mail and house.settings.digests:
        ways.append(("mail", lambda: _mail(house, untold, now)))
    return ways


def _took(way: Callable[[], None], name: str) -> bool:
    try:
        way()
    except DigestError as error:
        log(__name__).warning("nobody could be told", way=name, error=str(error))
        return False
    return True


def _mail(house: House, untold: Sequence[Told], now: datetime) -> None:
    """One letter to each operator, straight to the post: also while everything is frozen."""
    digest = next(iter(house.settings.digests.values()))
    sheet = _sheet(house, digest, untold, now)
    readers = tuple(
        Addressed(Recipient(place, 0, address), "")
        for place, address in enumerate(house.settings.alarms.mail)
    )
    parcel = Parcel(sheet.id, 0, 0, len(readers), sheet, readers)
    answer = house.mailer().submit(parcel)
    if answer.of(0).fate in (Fate.NOT_ACCEPTED, Fate.REFUSED):
        raise DigestError(f"the post did not take it: {answer.of(0).reason}")


def _sheet(house: House, digest: Digest, untold: Sequence[Told], now: datetime) -> Sheet:
    edition = Edition(
        variant=Variant("en"),
        subject=mail_subject(untold, house.settings.newsroom),
        preheader="",
        html=mail_html(untold, house.settings.site),
        text=mail_text(untold, house.settings.site),
        nonce=secrets.token_hex(4),
    )
    number = _APART + secrets.randbits(32)
    head = Letterhead(
        issue=0,
        issue_key=f"{digest.slug}.alarm-{number}",
        digest=digest.slug,
        digest_title=digest.title,
        list_id=digest.list_id,
        sender=digest.sender,
        site=house.settings.site,
        date=now,
        service="alarm",
    )
    return Sheet(number, edition, head)


def _ping(house: House, now: datetime) -> None:
    """The house lives, and is well or not; and each scheduled issue by its own watcher."""
    from digest import outside
    from digest.store import alarms

    wrong, allowed = alarms.standing(), house.settings.allow_private
    if house.settings.alarms.ping:
        words = "\n".join(one.words for one in wrong)
        what = "fail" if wrong else "ok"
        _took(partial(outside.ping, house.settings.alarms.ping, what, words, allowed), "ping")
    for issue, slug, what in alarms.pings(now):
        digest = house.settings.digests.get(slug)
        url = digest.ping if digest else ""
        way = partial(outside.ping, url, what, f"issue {issue}", allowed)
        if not url or _took(way, f"ping of {slug}"):
            alarms.pinged(issue, what, now)


def look() -> None:
    """One look of this process; what goes wrong costs a line in the log."""
    from django.db import connections

    try:
        watch(open_house())
    except DigestError as error:
        log(__name__).warning("watch failed", error=str(error))
    except Exception:  # noqa: BLE001 - whoever watches must not die of what it sees
        log(__name__).exception("watch failed")
    finally:
        connections.close_all()


def in_background() -> None:
    """Watch once a minute for as long as this process lives, in a thread of its own."""
    stopped = threading.Event()

    def run() -> None:
        while not stopped.wait(MINUTE):
            look()

    threading.Thread(target=run, name="watch", daemon=True).start()
