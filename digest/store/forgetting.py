"""An erased reader in every table: what names them goes, numbers in the ledgers stay.

subscriber, subscription, preference,
former address                          the rows go
event, sign-up, line of the admin,
click, specimen                         the rows go
upload                                  stays, without the rows it shows of them
notice                                  stays, naming nobody      store.notices.forget
raw event, the reason of a delivery or  stay, with the address taken out of their text
a notice, an issue's own addresses
suppression, consent, change            stand under a keyed hash and name nobody: they stay
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q, QuerySet

from digest.model.audience import normal_address
from digest.store import clicks, former, models, notices, specimens, uploads

ERASED = "erased@erased.invalid"
_GONE = "<erased>"


@dataclass(frozen=True, slots=True)
class Traces:
    """A reader as the tables know them: the number (0 = none), and every spelling of every address.

    `marks` = the hash of the address they have now first, then those of former ones.
    """

    subscriber: int
    addresses: tuple[str, ...]
    marks: tuple[str, ...]

    def pattern(self) -> re.Pattern[str]:
        """The address in any capitals."""
        return re.compile("|".join(map(re.escape, self.addresses)), re.IGNORECASE)


def traces(mark: str, normal: str = "") -> Traces:
    """What is known of the reader of an address hash; `normal` where the address was given."""
    row = models.Subscriber.objects.filter(address_hash=mark).first()
    known = [normal, row.address, row.address_norm] if row else [normal]
    before = former.left(row.pk) if row else ()
    known += [word for one in before for word in (one.address, one.normal)]
    marks = tuple(dict.fromkeys([mark, *(one.hash for one in before)]))
    known += models.Notice.objects.filter(address_hash__in=marks).values_list("address", flat=True)
    return Traces(row.pk if row else 0, tuple(sorted({one for one in known if one})), marks)


def everywhere(found: Traces, mark: str) -> None:
    """Take the reader out of every table, inside a transaction of the caller."""
    notices.forget(found.marks, subscriber=found.subscriber)
    if found.subscriber:
        models.Event.objects.filter(subscriber_id=found.subscriber).delete()
        clicks.forget(found.subscriber)
    if found.addresses:
        _texts(found)
        _wishes(found.addresses)
        specimens.forget(found.addresses)
        uploads.forget(found.addresses)
    models.Subscriber.objects.filter(address_hash=mark).delete()


def out_of_the_file() -> None:
    """SQLite's log of writes still holds the rows of before: write it back and cut it off.

    Where somebody reads just now it goes with the next one.  PostgreSQL's vacuum does its own.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _texts(found: Traces) -> None:
    """Where the address may stand in the middle of somebody's words."""
    pattern = found.pattern()
    _clean(models.Delivery.objects.filter(subscriber_id=found.subscriber), pattern)
    said = Q()
    for address in found.addresses:
        said |= Q(reason__icontains=address)
    _clean(models.Notice.objects.filter(said), pattern)
    for address in found.addresses:
        LogEntry.objects.filter(object_repr__iexact=address).delete()
        _raw_bodies(address)
    _issues(found)


def _clean(rows: QuerySet[Any], pattern: re.Pattern[str]) -> None:
    for row in rows.exclude(reason=""):
        if pattern.search(row.reason):
            row.reason = pattern.sub(_GONE, row.reason)
            row.save(update_fields=["reason"])


def _issues(found: Traces) -> None:
    """An issue for given addresses: one is put out of the list, and nobody is put in by that."""
    for address in found.addresses:
        rows = models.Issue.objects.filter(audience__icontains=address)
        for row in rows.only("pk", "audience"):
            only = [ERASED if one == address else one for one in row.audience.get("only", [])]
            models.Issue.objects.filter(pk=row.pk).update(audience=row.audience | {"only": only})


def _raw_bodies(address: str) -> None:
    """Providers' reports are of many readers: theirs stay, with another address in this one's."""
    words = re.compile(re.escape(address).encode(), re.IGNORECASE)
    for number in _holding(address):
        body = bytes(models.RawEvent.objects.values_list("body", flat=True).get(pk=number))
        told = words.sub(ERASED.encode(), body)
        models.RawEvent.objects.filter(pk=number).update(body=told)


def _holding(address: str) -> Iterable[int]:
    """The reports that hold an address; searched where they lie."""
    plain = address.lower().encode("ascii", "backslashreplace").decode()
    text = (
        "strpos(lower(encode(body, 'escape')), %s)"
        if connection.vendor == "postgresql"
        else "instr(lower(CAST(body AS TEXT)), %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM store_rawevent WHERE {text} > 0", [plain])  # noqa: S608 - our own words
        return [number for (number,) in cursor.fetchall()]


def _wishes(addresses: Iterable[str]) -> None:
    """Forms that wait to be answered, as they were typed."""
    wanted = {normal_address(one) for one in addresses}
    for number, typed in models.SignUp.objects.values_list("pk", "address").iterator():
        if _normal(typed) in wanted:
            models.SignUp.objects.filter(pk=number).delete()


def _normal(typed: str) -> str:
    try:
        return normal_address(typed)
    except ValueError:
        return ""
