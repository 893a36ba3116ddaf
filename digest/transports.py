"""The transports of `DELIVERY_URL`, each made from the settings; connections live as long as a process.

    settings -> outbox | smtp | sendgrid

One line in the table for each.  What a transport does is in `digest.mail`.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.model.errors import ConfigurationError

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.flow.ports import Mailer
    from digest.mail.outbox import Outbox
    from digest.mail.smtp import ReturnPath
    from digest.model.post import Sheet
    from digest.rules.domain_dkim import PublicKey
    from digest.settings import Settings
    from digest.settings.dkim import Dkim
    from digest.settings.environment import Delivery


def mailer(house: House) -> Mailer:
    """The transport that `DELIVERY_URL` names."""
    scheme = house.settings.delivery.scheme
    try:
        make = _TRANSPORTS[scheme]
    except KeyError:
        raise ConfigurationError(
            f"DELIVERY_URL = {scheme}: this version of digest delivers through "
            f"{', '.join(f'{name}:' for name in _TRANSPORTS)} only"
        ) from None
    return make(house)


def outbox(house: House) -> Outbox:
    """The local outbox, whatever is configured for sending."""
    from digest.mail.outbox import Outbox

    dkim = house.settings.dkim
    return Outbox(
        house.settings.home / "outbox", functools.partial(_signature, dkim) if dkim else None
    )


def _smtp(house: House) -> Mailer:
    settings = house.settings
    back = settings.bounces.return_path, settings.key
    return _smtp_of(os.getpid(), settings.delivery, settings.home, settings.dkim, back)


@functools.lru_cache(maxsize=4)
def _smtp_of(
    _process: int, first: Delivery, home: Path, dkim: Dkim | None, back: tuple[str, bytes]
) -> Mailer:
    """One for the process, so that its connections are kept from batch to batch."""
    from digest.mail.smtp import Posting, Smtp
    from digest.mail.smtp_open import Server
    from digest.store.counters import notepad

    servers = tuple(
        Server(one.host, one.port, one.tls, one.user, one.password, max(1, one.weight))
        for one in (first, *first.others)
    )
    connections = sum(one.connections for one in (first, *first.others)) or 16
    return Smtp(
        Posting(
            servers,
            home / "smtp",
            connections,
            _signature(dkim) if dkim else None,
            returns=_returns(*back) if back[0] else None,
            noted=notepad.requests,
        )
    )


def _returns(address: str, key: bytes) -> ReturnPath:
    from digest.rules import return_path

    def of(sheet: Sheet) -> Callable[[int], str]:
        purpose, number = return_path.LETTER, sheet.head.issue
        if sheet.head.service:
            purpose, number = return_path.NOTICE, sheet.id
        return return_path.minter(key, purpose, number, address)

    return of


def _signature(dkim: Dkim) -> Callable[[bytes], bytes]:
    from digest.mail.dkim import Signer

    return Signer(_key(dkim), domain=dkim.domain, selector=dkim.selector).sign


def public_key(dkim: Dkim) -> PublicKey:
    """What has to stand under the selector for the key that letters are signed with."""
    from digest.mail import dkim as post

    return post.public_key(_key(dkim))


def _key(dkim: Dkim) -> bytes:
    try:
        return dkim.key_file.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"dkim.key_file = {str(dkim.key_file)!r} cannot be read: {error.strerror}"
        ) from None


def refuse_live_key(settings: Settings) -> None:
    """Outside production nothing but a stand-in on this machine is spoken to."""
    local = (urlsplit(settings.sendgrid_url).hostname or "") in _LOOPBACK
    if not (settings.production or local):
        raise ConfigurationError(
            "outside production no key of SendGrid is used: set DIGEST_ENV=production, or point "
            "SENDGRID_API_URL at a stand-in on this machine",
            url=settings.sendgrid_url,
        )


def _sendgrid(house: House) -> Mailer:
    settings = house.settings
    refuse_live_key(settings)
    allowed = None if settings.production else settings.allow_recipients
    return _sendgrid_of(
        os.getpid(),
        settings.sendgrid_key,
        settings.sendgrid_url,
        settings.key,
        house.clock,
        allowed,
        at_once=settings.dispatch.at_once,
    )


@functools.lru_cache(maxsize=4)
def _sendgrid_of(
    _process: int,
    api_key: str,
    url: str,
    key: bytes,
    clock: Callable[[], datetime],
    allowed: tuple[str, ...] | None,
    *,
    at_once: int,
) -> Mailer:
    """One for the process, so that its connections are kept from batch to batch."""
    from digest.mail.sendgrid import SendGrid
    from digest.mail.sendgrid_heap import keep_pages
    from digest.mail.sendgrid_wire import Wire
    from digest.rules.allowing import allowed_by
    from digest.store.counters import notepad

    keep_pages()
    may = None if allowed is None else allowed_by(allowed)
    wire = Wire(url, noted=notepad.request)
    return SendGrid(api_key, url, key=key, clock=clock, allowed=may, at_once=at_once, wire=wire)


_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_TRANSPORTS: dict[str, Callable[[House], Mailer]] = {
    "outbox": outbox,
    "sendgrid": _sendgrid,
    "smtp": _smtp,
}
