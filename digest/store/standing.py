"""Who stands how on some lists, page by page, all who are alike as one: what an audience is cut from.

One pass over the keys, one row of the answer for thousands of people: a million readers are a text
of their ids and not a million rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Max

from digest.model.audience import Audience, Exclusion
from digest.model.edition import Variant
from digest.rules.allowing import Allowed
from digest.store import filtering, models, segments
from digest.store.lastlook import BEST
from digest.store.sharing import Share, Sharing

_PAGE = 20_000
_REASON = {3: Exclusion.PAUSED, 2: Exclusion.PENDING, 1: Exclusion.UNSUBSCRIBED}


@dataclass(frozen=True, slots=True)
class Group:
    """People of one page of the audience who read the same, or are left out for the same reason.

    `variant` is the edition they get of what they `wanted`; None where nobody's choice is asked.
    `zone` and `hour` are told where they were asked for (`placed`), the same for all of them.
    """

    language: str
    excluded: Exclusion | None
    ids: list[int]
    variant: Variant | None = None
    wanted: Variant | None = None
    zone: str = ""
    hour: int | None = None


def pages(
    audience: Audience,
    allowed: Allowed | None,
    now: datetime | None,
    sharing: Sharing | None = None,
    *,
    placed: bool = False,
    upto: int | None = None,
    first: int = 0,
) -> Iterator[list[Group]]:
    """Everybody on the lists once, a page at a time in order of id: memory stays flat.

    With `upto` only those whose id is no higher; `first` = readers of the first page, for those who
    look no further.

    A page is a range of ids that begins where the one before ended: whatever happens to somebody
    between two pages, their id stands in exactly one.
    """
    sharing = sharing or Sharing(None)
    lists, fits = list_ids(audience.lists), segments.fits(audience.segment, now)
    page = _Page(
        lists, audience.only, fits, sharing.digest, addressed=allowed is not None, placed=placed
    )
    last, size = 0, first or _PAGE
    while lists and (end := page.end(last, size)) > last and (upto is None or last < upto):
        end = end if upto is None else min(end, upto)
        found = [
            (row, [int(number) for number in row[-2].split(",")]) for row in page.rows(last, end)
        ]
        yield [group for row, ids in found for group in _groups(row, ids, allowed, sharing)]
        last, size = end, _PAGE


Row = tuple[Any, ...]
"""Language, standing, suppressed, erased, zone, hour, the four columns of a preference, and those
who are so: ids, addresses."""


def last_id(audience: Audience) -> int:
    """The highest id on the lists now; 0 where nobody is on them."""
    # One list at a time: the end of each is in its key.
    of_each = (
        models.Subscription.objects.filter(list=one).aggregate(last=Max("subscriber_id"))["last"]
        for one in list_ids(audience.lists)
    )
    return max((last for last in of_each if last), default=0)


def _groups(row: Row, ids: list[int], allowed: Allowed | None, sharing: Sharing) -> Iterator[Group]:
    language, best, suppressed, erased, zone, hour, *chosen, _, addresses = row
    reason = _reason(best, bool(suppressed), bool(erased))
    if reason is None and allowed is not None and addresses is not None:
        strangers = _strangers(ids, addresses.split("\n"), allowed)
        if strangers:
            left_out = Share(Exclusion.NOT_ALLOWED)
            yield _group(language, left_out, strangers, zone, hour)
            ids = [number for number in ids if number not in strangers]
    if ids:
        share = Share(reason) if reason else sharing.of(language, tuple(chosen))
        yield _group(language, share, ids, zone, hour)


def _strangers(ids: list[int], addresses: list[str], allowed: Allowed) -> set[int]:
    if allowed.all(addresses):
        return set()
    return {n for n, address in zip(ids, addresses, strict=True) if not allowed(address)}


def _group(language: str, share: Share, ids: Iterable[int], zone: str, hour: int | None) -> Group:
    return Group(
        language, share.excluded, sorted(ids), share.variant, share.wanted, zone=zone, hour=hour
    )


def _reason(best: int, suppressed: bool, erased: bool) -> Exclusion | None:
    if suppressed:
        return Exclusion.SUPPRESSED
    return Exclusion.ERASED if erased else _REASON.get(best)


@dataclass(frozen=True, slots=True)
class _Page:
    """Pages of the audience, a row for all who are alike; with their addresses where wanted.

    Every table is told the range of the page, and its key is in that order: a page costs its own
    rows only.  The ids of a row come in any order, addresses in the same.
    """

    lists: Sequence[int]
    only: Sequence[str]
    fits: filtering.Condition
    digest: str
    addressed: bool
    placed: bool

    def end(self, last: int, size: int) -> int:
        """The last id of the page behind this one: of no list more than `size`; 0 = nobody."""
        full = "SELECT CAST(NULL AS bigint) AS id" if self.only else _of_each(self.lists, _NTH)
        full_of = [(number, last, size - 1) for number in self.lists if not self.only]
        told = [*chain.from_iterable(full_of), *chain.from_iterable((n, last) for n in self.lists)]
        with connection.cursor() as cursor:
            cursor.execute(_END.format(full=full, last=_of_each(self.lists, _LAST)), told)
            return int(cursor.fetchall()[0][0])

    def rows(self, last: int, end: int) -> list[Row]:
        """Everybody on the lists whose id is in ]last, end]."""
        _, values = self.fits
        span = (last, end)
        told = [*self.lists, *span, *span, self.digest, *span, *values, *self.only]
        with connection.cursor() as cursor:
            cursor.execute(self._sql(), told)
            rows: list[Row] = cursor.fetchall()
        return rows

    def _sql(self) -> str:
        narrowed = f"AND s.address_norm IN ({_marks(self.only)})" if self.only else ""
        choice = "sections, frequency, weekday, paused_until"
        alike = f"language, best, suppressed, erased, zone, hour, {choice}"
        place = "s.zone, s.hour" if self.placed else "'' AS zone, NULL AS hour"
        return f"""
        SELECT {alike}, {_joined("id", ",")},
               {_joined("address_norm", chr(10)) if self.addressed else "NULL"}
          FROM (SELECT s.id, s.language, page.best, sup.address_hash IS NOT NULL AS suppressed,
                       s.erased, s.address_norm, {place},
                       p.sections, p.frequency, p.weekday, p.paused_until
                  FROM ({self._page()}) page
                  JOIN store_subscriber s
                    ON s.id = page.subscriber_id AND s.id > %s AND s.id <= %s
                  LEFT JOIN store_suppression sup ON sup.address_hash = s.address_hash
                  LEFT JOIN store_preference p
                    ON p.digest = %s AND p.subscriber_id = s.id
                   AND p.subscriber_id > %s AND p.subscriber_id <= %s
                 WHERE ({self.fits[0]}) {narrowed}) told
         GROUP BY {alike}"""  # noqa: S608 - only our own words and placeholders are put in

    def _page(self) -> str:
        """SQL: who stands how; on one list everybody stands once."""
        several = len(self.lists) > 1
        best = f"MAX({BEST})" if several else BEST
        return f"""
               SELECT subscriber_id, {best} AS best
                 FROM store_subscription
                WHERE list_id IN ({_marks(self.lists)}) AND subscriber_id > %s AND subscriber_id <= %s
                {"GROUP BY subscriber_id" if several else ""}"""  # noqa: S608 - as above


# In parentheses of its own, since it has an order and a limit.
_NTH = """SELECT * FROM (SELECT subscriber_id AS id FROM store_subscription
 WHERE list_id = %s AND subscriber_id > %s ORDER BY subscriber_id LIMIT 1 OFFSET %s) nth"""
_LAST = """SELECT MAX(subscriber_id) AS id FROM store_subscription
 WHERE list_id = %s AND subscriber_id > %s"""
_END = """
SELECT COALESCE((SELECT MIN(id) FROM ({full}) told), (SELECT MAX(id) FROM ({last}) told), 0)"""


def _of_each(lists: Sequence[int], sql: str) -> str:
    return " UNION ALL ".join(sql for _ in lists)


def _joined(column: str, divider: str) -> str:
    """SQL: the column of a group as one text, in the same order for every column."""
    if connection.vendor == "postgresql":
        # Without an order of its own: it would sort the whole page, which Python does for less.
        return f"STRING_AGG({column}::text, '{divider}')"
    return f"GROUP_CONCAT({column}, '{divider}')"


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)


def list_ids(slugs: Sequence[str]) -> list[int]:
    """The ids of the lists with these slugs."""
    return list(
        models.MailingList.objects.filter(slug__in=slugs)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
