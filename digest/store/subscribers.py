"""Lists by slug, and how many readers stand on them; `store.importing` brings readers in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import StrIndex, Substr, TruncDate

from digest.model.audience import ConsentAct, SubscriptionState
from digest.store import models


def make_list(slug: str, now: datetime, title: str = "") -> int:
    """The list of that slug, made when it is not there."""
    row, _ = models.MailingList.objects.get_or_create(
        slug=slug, defaults={"title": title, "created_at": now}
    )
    return row.pk


def standings(slug: str = "") -> dict[str, dict[str, int]]:
    """Of each list (or of that one) how many readers stand how, lists by name."""
    lists = models.MailingList.objects.order_by("slug")
    rows = models.Subscription.objects.all()
    if slug:
        lists, rows = lists.filter(slug=slug), rows.filter(list__slug=slug)
    found = {
        name: dict.fromkeys((state.value for state in SubscriptionState), 0)
        for name in lists.values_list("slug", flat=True)
    }
    for name, state, n in rows.values_list("list__slug", "state").annotate(n=Count("pk")):
        found[name][state] = n
    return found


MOST_DOMAINS = 30
GROWTH = timedelta(days=30)
_CAME = (ConsentAct.CONFIRMED, ConsentAct.IMPORTED, ConsentAct.RETURNED)


def domains(slug: str = "") -> list[dict[str, Any]]:
    """The domains with most confirmed readers (of one list), the largest first."""
    rows = models.Subscription.objects.filter(state=SubscriptionState.CONFIRMED)
    if slug:
        rows = rows.filter(list__slug=slug)
    place = StrIndex("subscriber__address_norm", Value("@")) + 1
    counted = rows.annotate(domain=Substr("subscriber__address_norm", place)).values("domain")
    told = counted.annotate(readers=Count("subscriber_id", distinct=True))
    return [dict(row) for row in told.order_by("-readers", "domain")[:MOST_DOMAINS]]


def growth(slug: str, now: datetime, span: timedelta = GROWTH) -> list[dict[str, Any]]:
    """Of the days (UTC) of that span with any change: how many came to a list, and how many left."""
    since = (now - span).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = models.Consent.objects.filter(at__gte=since)
    if slug:
        rows = rows.filter(list_slug=slug)
    told = rows.annotate(day=TruncDate("at", tzinfo=UTC)).values("day")
    counted = told.annotate(
        asked=Count("pk", filter=Q(act=ConsentAct.ASKED)),
        came=Count("pk", filter=Q(act__in=_CAME)),
        left=Count("pk", filter=Q(act=ConsentAct.WITHDREW)),
    )
    return [dict(row) for row in counted.order_by("day")]
