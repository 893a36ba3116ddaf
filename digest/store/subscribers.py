"""Lists by slug, and how many readers stand on them; `store.importing` brings readers in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from digest.model.audience import SubscriptionState
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
