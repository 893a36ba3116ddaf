"""What became of an issue's letters, counted from the rows; the last count is kept for pages.

count     one issue, now: deliveries, what came back by kind and domain, complaints, leavers
kept      the last counts of many issues, without looking at a row of theirs
refresh   those that are due to be counted again, a few at a time
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from digest.model.audience import ConsentAct
from digest.model.delivery import DeliveryEvent, DeliveryState
from digest.model.report import DomainReturns, Outcome, Return
from digest.rules.bands import SPAN, due_again
from digest.store import models

AT_ONCE = 5
"""Issues that one round of the sweeper counts again."""

_DOMAIN = {
    "postgresql": "SUBSTR(s.address_norm, STRPOS(s.address_norm, '@') + 1)",
    "sqlite": "SUBSTR(s.address_norm, INSTR(s.address_norm, '@') + 1)",
}
_TOLD = "EXISTS (SELECT 1 FROM store_event e WHERE e.issue_id = d.issue_id AND e.subscriber_id = d.subscriber_id AND e.kind = '{kind}')"
_RETURNED = f"""
SELECT domain, kind, COUNT(*) FROM (
    SELECT COALESCE({{domain}}, '') AS domain,
           CASE WHEN d.state = 'failed'
                THEN CASE WHEN {_TOLD.format(kind="dropped")} THEN 'dropped' ELSE 'refused' END
                WHEN {_TOLD.format(kind="bounced")} THEN 'hard'
                WHEN {_TOLD.format(kind="soft")} THEN 'soft'
                ELSE 'blocked' END AS kind
      FROM store_delivery d
      LEFT JOIN store_subscriber s ON s.id = d.subscriber_id
     WHERE d.issue_id = %s AND d.state IN ('bounced', 'failed')
) told GROUP BY domain, kind
"""  # noqa: S608 - our own words
_COUNTED = """
SELECT kind, COUNT(*) FROM (
    SELECT DISTINCT kind, subscriber_id FROM store_event
     WHERE issue_id = %s AND kind IN ('delivered', 'complained')
) told GROUP BY kind
"""


def count(issue: int, now: datetime) -> Outcome:
    """Count an issue now, and keep it."""
    domains = _returned(issue)
    told = _reported(issue)
    made = Outcome(
        at=now,
        delivered=_delivered(issue, told),
        returned={
            kind: sum(one.kinds.get(kind, 0) for one in domains)
            for kind in Return
            if any(kind in one.kinds for one in domains)
        },
        domains=domains,
        complaints=told.get(DeliveryEvent.COMPLAINED, 0),
        unsubscribes=len(_left(issue)),
    )
    models.Outcome.objects.update_or_create(
        issue_id=issue, defaults={"at": now, "numbers": _json(made)}
    )
    return made


def kept(issues: Iterable[int]) -> dict[int, Outcome]:
    """The last counts of these issues; those never counted are missing."""
    rows = models.Outcome.objects.filter(pk__in=list(issues))
    return {row.pk: _value(row.at, row.numbers) for row in rows}


def refresh(now: datetime) -> int:
    """Count again what is due, the newest first: somebody looks at it now; how many issues."""
    rows = models.Issue.objects.filter(frozen_at__gt=now - 2 * SPAN).values_list(
        "pk", "frozen_at", "outcome__at"
    )
    due = [
        (frozen, issue)
        for issue, frozen, at in rows
        if frozen is not None and due_again(frozen, at, now)
    ]
    chosen = [issue for _, issue in sorted(due, reverse=True)[:AT_ONCE]]
    for issue in chosen:
        count(issue, now)
    return len(chosen)


def _reported(issue: int) -> dict[str, int]:
    """Of how many readers each of these was told."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [issue])
        return dict(cursor.fetchall())


def _delivered(issue: int, told: Mapping[str, int]) -> int | None:
    """Letters in mailboxes; those that came back afterwards are not among them."""
    rows = models.Event.objects.filter(issue=issue)
    reported = told.get(DeliveryEvent.DELIVERED, 0)
    if not reported and not rows.filter(kind=DeliveryEvent.PROCESSED).exists():
        return None
    first = rows.filter(subscriber_id=OuterRef("subscriber_id"), kind=DeliveryEvent.DELIVERED)
    came_back = models.Delivery.objects.filter(
        Exists(first), issue=issue, state=DeliveryState.BOUNCED
    )
    return reported - came_back.count()


def _returned(issue: int) -> tuple[DomainReturns, ...]:
    found: dict[str, dict[Return, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_RETURNED.format(domain=_DOMAIN[connection.vendor]), [issue])
        for domain, kind, n in cursor.fetchall():
            found[domain][Return(kind)] = n
    lines = (DomainReturns(domain, kinds) for domain, kinds in found.items())
    return tuple(sorted(lines, key=lambda line: (-line.total, line.domain)))


def _left(issue: int) -> set[str]:
    """Who left by this issue's mail: on our pages, or by what the provider reports."""
    rows = models.Event.objects.filter(issue=issue, kind=DeliveryEvent.UNSUBSCRIBED)
    told = models.Subscriber.objects.filter(pk__in=rows.values("subscriber_id"))
    gone = set(told.values_list("address_hash", flat=True))
    last: dict[tuple[str, str], str] = {}
    said = models.Consent.objects.filter(issue=issue).order_by("pk")
    for mark, slug, act in said.values_list("address_hash", "list_slug", "act"):
        last[mark, slug] = act
    return gone | {mark for (mark, _), act in last.items() if act == ConsentAct.WITHDREW}


def _json(made: Outcome) -> dict[str, object]:
    return {
        "delivered": made.delivered,
        "domains": [[line.domain, _plain(line.kinds)] for line in made.domains[:200]],
        "returned": _plain(made.returned),
        "complaints": made.complaints,
        "unsubscribes": made.unsubscribes,
    }


def _plain(kinds: Mapping[Return, int]) -> dict[str, int]:
    return {kind.value: n for kind, n in kinds.items()}


def _value(at: datetime, told: Mapping[str, object]) -> Outcome:
    domains = told["domains"]
    returned = told["returned"]
    assert isinstance(domains, list)
    assert isinstance(returned, dict)
    return Outcome(
        at=at,
        delivered=told["delivered"],  # type: ignore[arg-type]
        returned={Return(kind): n for kind, n in returned.items()},
        domains=tuple(
            DomainReturns(domain, {Return(kind): n for kind, n in kinds.items()})
            for domain, kinds in domains
        ),
        complaints=told["complaints"],  # type: ignore[arg-type]
        unsubscribes=told["unsubscribes"],  # type: ignore[arg-type]
    )
