"""Everything that can be looked at, one finding after the other; changes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

from digest.bootstrap import House
from digest.checking import back, domain, here, there
from digest.checking.finding import Finding, bad, ok


def findings(*, fetch: bool, house: House | None = None) -> Iterator[Finding]:
    """Everything that can be looked at; without valid settings, only why they are not."""
    from digest.bootstrap import ready
    from digest.model.errors import ConfigurationError

    began = (time.time(), time.monotonic())
    try:
        settings = house.settings if house else ready()
    except ConfigurationError as error:
        yield bad("settings", str(error), "correct it, then look again", configuration=True)
        return
    house = house or House(settings)
    yield ok("settings", f"{settings.config / 'digest.toml'}, DIGEST_ENV={settings.environment}")
    yield from here.user()
    yield from here.home(settings)
    yield from here.database(settings)
    yield from here.broker_answers(settings)
    yield from there.digests(settings)
    yield from there.sources(settings)
    if fetch:
        yield from there.fetched(house)
    yield from there.delivery(house)
    yield from domain.sending(house)
    yield from back.bounces(house)
    yield from there.site(settings)
    yield from there.alarms(settings)
    yield from there.webhooks(house)
    yield from here.packages()
    yield from here.templates(settings)
    yield from here.clock(settings, began)
