"""Stories that are brought one by one: looked up by their own id, and kept as gathered ones are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError

from digest.model.source import Read
from digest.model.story import Story
from digest.store import models
from digest.store.news import save_reading


def told_hash(slug: str, guid: str) -> dict[str, str]:
    """guid -> hash of what was last told of that story; empty where it is not known."""
    rows = models.Story.objects.filter(source__slug=slug, guid=guid)
    return dict(rows.values_list("guid", "told_hash"))


def number_of(slug: str, guid: str) -> int | None:
    """The number of a source's story."""
    rows = models.Story.objects.filter(source__slug=slug, guid=guid)
    return rows.values_list("pk", flat=True).first()


def keep(story: Story, told: Mapping[str, str], *, new: bool, now: datetime) -> bool:
    """A story that was brought, with the source's health; False where somebody brought it first."""
    one = (story,)
    try:
        save_reading(
            story.source,
            Read(()),
            new=one if new else (),
            changed=() if new else one,
            told=told,
            now=now,
        )
    except IntegrityError:
        return False
    return True
