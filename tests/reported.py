"""Ten mornings that went out to sixty readers, with all that is reported of such a morning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.model.delivery import DeliveryEvent
from digest.model.event import Event
from digest.rules.scanners import Sign, Touch
from digest.store import clicks, consent, events, models, outcomes, reports
from tests import cast
from tests.readers import enlist, reader

DOMAINS = ("quay.test", "harbour.test", "lane.example.org")
READERS = 60
LATER = cast.NOW + timedelta(hours=8)
KEPT = timedelta(days=90)
_E = DeliveryEvent


def mornings(days: int = 10) -> list[int]:
    """The issues, the oldest first; the newest went badly, and its stories were read."""
    people = [
        reader(f"reader{n}@{DOMAINS[n % 3]}", f"Reader {n}", "en", "UTC") for n in range(READERS)
    ]
    enlist(people, cast.LISTS, key=cast.KEY, now=cast.NOW)
    made = []
    for back in range(days - 1, -1, -1):
        number = cast.issue(cast.DAY - timedelta(days=back), languages=("en",), steps=cast.FINISHED)
        out = cast.NOW - timedelta(days=back, hours=1)
        models.Issue.objects.filter(pk=number).update(frozen_at=out)
        _reported(number, out, bad=1 + back % 3 if back else 9)
        clicks.roll_up(out + timedelta(hours=4), KEPT)
        outcomes.count(number, out + timedelta(hours=5))
        made.append(number)
    reports.count_up(LATER, KEPT)
    return made


def _reported(number: int, out: datetime, *, bad: int) -> None:
    """Of the first `bad` readers something came back; the others got it, and some read it."""
    ids = list(models.Subscriber.objects.order_by("pk").values_list("pk", flat=True))
    soon = out + timedelta(minutes=1)
    kinds = (_E.BOUNCED, _E.BLOCKED, _E.SOFT, _E.BOUNCED)
    told = [_event(number, who, kinds[n % 4], soon) for n, who in enumerate(ids[:bad])]
    told += [_event(number, who, _E.DELIVERED, soon) for who in ids[bad:]]
    if bad > 5:
        told.append(_event(number, ids[-1], _E.COMPLAINED, soon + timedelta(hours=1)))
        told.append(_event(number, ids[-2], _E.UNSUBSCRIBED, soon + timedelta(hours=1)))
        consent.withdraw(
            ids[-3], cast.LISTS, source="one-click", actor="reader", now=soon, issue=number
        )
    events.take(told, events.Effects({}), soon)
    links = len(clicks.targets(number))
    for n, who in enumerate(ids[bad : bad + 20 + number % 5]):
        for link in range(1, links + 1):
            if (n * 7 + link * 3) % (link + 1) == 0:
                _touch(number, who, link, soon + timedelta(minutes=n + 2 * link))
    for link in range(1, links + 1):
        _touch(number, ids[-5], link, soon + timedelta(seconds=1), Sign.HEAD)


def _event(number: int, who: int, kind: DeliveryEvent, at: datetime) -> Event:
    return Event(f"{number}:{who}:{kind}", kind, number, who, at.astimezone(UTC))


def _touch(number: int, who: int, link: int, at: datetime, *signs: Sign) -> None:
    assert clicks.keep(number, who, Touch(link, at, frozenset(signs)))
