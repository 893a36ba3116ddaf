"""Mailing lists: made, described, and how their readers stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from digest.store import house, models
from digest.store.subscribers import standings


@transaction.atomic
def make(slug: str, *, title: str, about: str, actor: str, now: datetime) -> bool:
    """A new list; False when there is one of that name."""
    _, made = models.MailingList.objects.get_or_create(
        slug=slug, defaults={"title": title, "about": about, "created_at": now}
    )
    if made:
        house.audit(actor, "list-add", slug, now, after={"title": title, "about": about})
    return made


@transaction.atomic
def describe(slug: str, *, title: str, about: str, actor: str, now: datetime) -> bool:
    """Another title and description; False when they were so already."""
    row = models.MailingList.objects.select_for_update().get(slug=slug)
    before = {"title": row.title, "about": row.about}
    after = {"title": title, "about": about}
    if before == after:
        return False
    models.MailingList.objects.filter(pk=row.pk).update(**after)
    house.audit(actor, "list-rename", slug, now, before=before, after=after)
    return True


@transaction.atomic
def remove(slug: str, *, actor: str, now: datetime) -> bool:
    """Remove a list; False when anybody stands on it, however they do."""
    row = models.MailingList.objects.select_for_update().get(slug=slug)
    if models.Subscription.objects.filter(list=row).exists():
        return False
    row.delete()
    house.audit(actor, "list-remove", slug, now)
    return True


def slugs() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(models.MailingList.objects.order_by("slug").values_list("slug", flat=True))


def everyone() -> list[dict[str, Any]]:
    """All lists by name, with their readers by standing."""
    readers = standings()
    rows = models.MailingList.objects.order_by("slug")
    return [_told(row, readers.get(row.slug, {})) for row in rows]


def one(slug: str) -> dict[str, Any] | None:
    """One list, or None."""
    row = models.MailingList.objects.filter(slug=slug).first()
    return _told(row, standings(slug)[slug]) if row else None


def _told(row: models.MailingList, readers: dict[str, int]) -> dict[str, Any]:
    return {
        "list": row.slug,
        "title": row.title,
        "about": row.about,
        "created_at": row.created_at,
        "readers": readers,
    }
