"""One thing asked for now, at a press: a login, a key's scopes, a domain's records, an alarm.

Nothing is mailed to a reader and nothing is kept; who presses is told what was said.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from digest.bootstrap import House
from digest.checking import back, domain, there
from digest.checking.finding import Finding, bad, ok, warn
from digest.model.errors import ConfigurationError, DigestError

_SECONDS = 10.0


def post(house: House) -> Iterator[Finding]:
    """How mail would leave: the servers' login, or the provider's key with its scopes."""
    yield from there.delivery(house)
    match house.settings.delivery.scheme:
        case "smtp":
            yield from _logins(house)
        case "sendgrid":
            yield _scopes(house)


def _logins(house: House) -> Iterator[Finding]:
    from digest.mail.smtp_open import Server, context, open_socket

    first = house.settings.delivery
    for one in (first, *first.others):
        server = Server(one.host, one.port, one.tls, one.user, one.password)
        tls = None if one.tls == "none" else context()
        try:
            opened = open_socket(server, tls, timeout=_SECONDS, me=socket.getfqdn())
        except DigestError as error:
            wrong = isinstance(error, ConfigurationError)
            yield bad("login", str(error), "correct DELIVERY_URL", configuration=wrong)
            continue
        opened.socket.close()
        as_whom = f"as {one.user}" if one.user else "without a name"
        yield ok("login", f"{server.name} takes us {as_whom} (tls={one.tls})")


def _scopes(house: House) -> Finding:
    from digest.mail.sendgrid_scopes import NEEDED, scopes

    settings = house.settings
    try:
        found = scopes(settings.sendgrid_key, settings.sendgrid_url)
    except DigestError as error:
        wrong = isinstance(error, ConfigurationError)
        return bad("scopes", str(error), "correct SENDGRID_API_KEY", configuration=wrong)
    missing = [f"{name} ({what})" for name, what in NEEDED.items() if name not in found]
    if "mail.send" not in found:
        words = f"the key lacks {', '.join(missing)}"
        return bad("scopes", words, "give the key these scopes at SendGrid", configuration=True)
    if missing:
        words = f"the key lacks {', '.join(missing)}"
        return warn("scopes", words, "give the key these scopes, or set sync_lists = false")
    spare = len(found) - len(NEEDED)
    more = f"; {spare} scopes more than it needs" if spare > 0 else ""
    return ok("scopes", f"the key may do what it needs{more}")


def returns(house: House) -> Iterator[Finding]:
    """What comes back: the webhook's key and when it was last heard, the box of bounces."""
    from digest.store import timings

    settings = house.settings
    if settings.sendgrid_webhook_key:
        last = timings.heard()
        heard = f"last heard {last:%Y-%m-%d %H:%M} UTC" if last else "not heard yet"
        yield ok("webhook", f"SENDGRID_WEBHOOK_KEY can be read; {heard}")
    elif settings.delivery.scheme == "sendgrid":
        advice = "switch on the signed event webhook and set its public key"
        words = "SENDGRID_WEBHOOK_KEY is not set: bounces and complaints are not heard"
        yield warn("webhook", words, advice, configuration=True)
    yield from back.bounces(house)


def bells(house: House) -> Iterator[Finding]:
    """An alarm that says it is a trial, to the webhook; and one beat to the outside watcher."""
    from digest import outside

    told, allowed = house.settings.alarms, house.settings.allow_private
    body = {"text": "digest: this is a trial of the alarm, nothing is wrong", "trial": True}
    if told.webhook:
        ring = partial(outside.post, told.webhook, body, allowed)
        yield _rung("webhook", "DIGEST_ALARM_WEBHOOK", ring)
    if told.ping:
        beat = partial(outside.ping, told.ping, "ok", "a trial", allowed)
        yield _rung("watcher", "DIGEST_PING_URL", beat)
    if not (told.webhook or told.ping):
        advice = "set DIGEST_ALARM_WEBHOOK or DIGEST_PING_URL"
        yield warn("alarms", "there is no webhook and no watcher to try", advice)


def _rung(what: str, name: str, way: Callable[[], None]) -> Finding:
    try:
        way()
    except DigestError as error:
        return bad(what, f"{name}: {error}", f"look at the address in {name}")
    return ok(what, f"{name} took it")


TRIALS: Mapping[str, Callable[[House], Iterator[Finding]]] = {
    "post": post,
    "domain": domain.tried,
    "returns": returns,
    "bells": bells,
}
"""What can be tried, by name."""
