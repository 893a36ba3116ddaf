"""Other systems are told what happens to issues: signed, until they take it, through the guarded wall.

    what happened -> rows | due -> signed POST -> 2xx: told   410: given up   else: again, later each time

Called by the watch once a minute.  At least once: whoever is killed after the listener took an event
leaves it to be told again, under the same id.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from digest.bootstrap import House
from digest.logs import log
from digest.model.errors import TemporaryError, UsageError
from digest.model.webhook import Webhook
from digest.outside import ask
from digest.rules.webhooks import event_id, secret, signature

_AT_MOST = 40.0
"""Seconds of a minute that telling may take."""


def announce(house: House) -> int:
    """Note what happened and tell what is due; how many events were taken."""
    from digest.store import announcing as rows

    hooks, now = house.settings.webhooks, house.clock()
    if not hooks:
        return 0
    rows.note(list(hooks.values()), house.settings.site, now)
    until, taken = time.monotonic() + _AT_MOST, 0
    for number in rows.due(now):
        if time.monotonic() > until:
            break
        taken += _tell(house, number)
    return taken


def _tell(house: House, number: int) -> bool:
    from digest.store import announcing as rows

    one = rows.claim(number, house.clock())
    if one is None:
        return False
    hook = house.settings.webhooks.get(one.hook)
    if hook is None:
        rows.failed(one, "it is configured no more", for_good=True, now=house.clock())
        return False
    try:
        status = post(house, hook, one.event, one.body.encode())
    except TemporaryError as error:
        log(__name__).warning("webhook not taken", hook=hook.name, why=error.message)
        rows.failed(one, error.message, for_good=False, now=house.clock())
        return False
    if 200 <= status < 300:
        rows.told(one.id, f"answered {status}")
        return True
    log(__name__).warning("webhook not taken", hook=hook.name, status=status)
    rows.failed(one, f"answered {status}", for_good=status == 410, now=house.clock())
    return False


def secrets_of(house: House, name: str) -> Sequence[str]:
    """What a listener may verify with; the first one is of the house's present key."""
    return [secret(key, name) for key in house.settings.secret_keys]


def try_it(house: House, name: str) -> int:
    """Tell a listener of a test, at once; its answer's status.  Leaves no row."""
    hook = house.settings.webhooks.get(name)
    if hook is None:
        known = ", ".join(house.settings.webhooks) or "none; [webhooks.NAME] in digest.toml"
        raise UsageError(f"there is no webhook {name!r}; configured: {known}")
    now = house.clock()
    body = {
        "type": "test",
        "timestamp": now.isoformat(),
        "data": {"newsroom": house.settings.newsroom},
    }
    return post(house, hook, event_id(f"test:{now.isoformat()}"), json.dumps(body).encode())


def post(house: House, hook: Webhook, event: str, body: bytes) -> int:
    """One signed POST; the status.  TemporaryError where there is no answer, or the wall says no."""
    at = int(house.clock().timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": event,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secrets_of(house, hook.name), event, at, body),
    }
    return ask(hook.url, body, headers, house.settings.allow_private)
