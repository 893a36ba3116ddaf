"""Readers out of the lists, a row a standing, as a stream: what an import takes in again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from digest.store import models

ATTRIBUTES = "attributes"
COLUMNS = ("email", "name", "language", "zone", "list", "state", "source", "since", ATTRIBUTES)
SUPPRESSED = "suppressed"


def rows(slug: str = "", state: str = "") -> Iterator[dict[str, Any]]:
    """Every standing (of one list, of one state), in order of list and reader; memory stays flat.

    A suppressed reader's state is `suppressed`: a file that says `confirmed` of somebody who must
    not be mailed would be a trap for whoever reads it next.  What is kept besides comes last, by name.
    """
    found = models.Subscription.objects.annotate(
        suppressed=Exists(
            models.Suppression.objects.filter(pk=OuterRef("subscriber__address_hash"))
        )
    ).order_by("list_id", "subscriber_id")
    if slug:
        found = found.filter(list__slug=slug)
    fields = ("address", "name", "language", "zone")
    walk = found.values_list(
        *(f"subscriber__{field}" for field in fields),
        "list__slug",
        "state",
        "source",
        "changed_at",
        "subscriber__attributes",
        "suppressed",
    )
    for *cells, standing, source, since, kept, suppressed in walk.iterator(chunk_size=5000):
        told = SUPPRESSED if suppressed else standing
        if not state or told == state:
            yield dict(zip(COLUMNS, (*cells, told, source, since.isoformat(), kept), strict=True))
