"""The last look at the readers of a step, in one query: whom to write to, and who left meanwhile.

A row that is gone altogether was erased with all it had.  Asks by key only: the cost is that of the
readers of the step, whatever the lists hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from digest.model.audience import Exclusion, SubscriptionState

_RANK = {
    SubscriptionState.CONFIRMED: 4,
    SubscriptionState.PAUSED: 3,
    SubscriptionState.PENDING: 2,
    SubscriptionState.UNSUBSCRIBED: 1,
}
BEST = (
    f"CASE state {' '.join(f'''WHEN '{s.value}' THEN {n}''' for s, n in _RANK.items())} ELSE 0 END"
)
"""SQL: how well somebody stands on a list; the best of several lists counts."""

# No join and no EXISTS on purpose: a planner may turn one into a pass over everybody.  Whoever is
# confirmed and did not pause is found in two short lists; only about the others more is asked.
_LOOK = f"""
WITH asked AS %(asked)s
SELECT s.id, s.address, s.name,
       CASE WHEN (SELECT 1 FROM store_suppression p WHERE p.address_hash = s.address_hash) = 1
            THEN 'suppressed'
            WHEN s.erased THEN 'erased'
            WHEN s.id IN (SELECT subscriber_id FROM store_subscription
                           WHERE list_id IN (%(lists)s) AND state = '{SubscriptionState.CONFIRMED}'
                             AND subscriber_id %(among)s)
            THEN CASE WHEN s.id IN (SELECT q.subscriber_id
                                      FROM store_issue i JOIN store_preference q ON q.digest = i.digest
                                     WHERE i.id = %%s AND q.paused_until > i.day
                                       AND q.subscriber_id %(among)s) THEN 'paused' END
            ELSE CASE (SELECT MAX({BEST}) FROM store_subscription c
                        WHERE c.subscriber_id = s.id AND c.list_id IN (%(lists)s))
                 WHEN 3 THEN 'paused' WHEN 2 THEN 'pending'
                 ELSE 'unsubscribed' END END AS leaving
  FROM store_subscriber s
 WHERE s.id %(among)s
 ORDER BY s.id"""  # noqa: S608 - only our own words are put in

# The ids as one value: a thousand placeholders cost more than the answer, and so does a planner
# that weighs each of a thousand constants.
_POSTGRES = {
    "asked": "MATERIALIZED (SELECT %s::bigint[] AS ids)",
    "among": "= ANY((SELECT ids FROM asked)::bigint[])",
}
_SQLITE = {
    "asked": "MATERIALIZED (SELECT value FROM json_each(%s))",
    "among": "IN (SELECT value FROM asked)",
}

_DIVIDER = "\x1f"
"""Between the readers of a column.  Who has it in their name is read row by row instead."""
# In order by way of the sorted rows below: an order of each column would sort once for each.
_COLUMNS = """
SELECT count(*), string_agg(address, chr(31)), string_agg(name, chr(31)),
       array_agg(id) FILTER (WHERE leaving IS NOT NULL),
       array_agg(leaving) FILTER (WHERE leaving IS NOT NULL)
  FROM ({look}) told"""


@dataclass(frozen=True, slots=True)
class Look:
    """Who is there, in order of id, with address and name; the reasons of those who left."""

    ids: Sequence[int]
    addresses: Sequence[str]
    names: Sequence[str]
    leaving: Mapping[int, Exclusion]


def last_look(ids: Sequence[int], lists: Sequence[int], issue: int = 0) -> Look:
    """How these readers (ascending) stand now on these lists, and whether they paused until after
    that issue.

    What else they chose since the freeze is for the next issue.
    """
    if connection.vendor == "postgresql" and (look := _at_once(ids, lists, issue)):
        return look
    return _one_by_one(ids, lists, issue)


def _at_once(ids: Sequence[int], lists: Sequence[int], issue: int) -> Look | None:
    """A thousand readers as one row; None where somebody is gone, or a name holds the divider."""
    sql, values = _query(ids, lists, issue)
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS.format(look=sql), values)
        n, addresses, names, leavers, reasons = cursor.fetchone()
    if n != len(ids) or not n:
        return None
    people = addresses.split(_DIVIDER), names.split(_DIVIDER)
    if any(len(column) != n for column in people):
        return None
    leaving = dict(zip(leavers or (), map(Exclusion, reasons or ()), strict=True))
    return Look(ids, *people, leaving)


def _one_by_one(ids: Sequence[int], lists: Sequence[int], issue: int) -> Look:
    with connection.cursor() as cursor:
        cursor.execute(*_query(ids, lists, issue))
        rows = cursor.fetchall()
    leaving = {number: Exclusion(left) for number, _, _, left in rows if left}
    there, addresses, names, _ = zip(*rows, strict=True) if rows else ((), (), (), ())
    if len(there) < len(ids):
        leaving |= dict.fromkeys(set(ids).difference(there), Exclusion.ERASED)
    return Look(there, addresses, names, leaving)


def _query(ids: Sequence[int], lists: Sequence[int], issue: int) -> tuple[str, list[str | int]]:
    postgres = connection.vendor == "postgresql"
    told = ",".join(map(str, ids))
    words = (_POSTGRES if postgres else _SQLITE) | {"lists": ", ".join(map(str, lists)) or "NULL"}
    return _LOOK % words, [f"{{{told}}}" if postgres else f"[{told}]", issue]
