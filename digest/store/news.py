"""What we know of sources and their stories; applies what gather found, in short transactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from digest.model.issue import ISSUE_SENT, Printed
from digest.model.source import NotModified, Read, ReadFailed, SourceState
from digest.model.story import KnownStory, Story
from digest.rules.withdrawal import DELETED
from digest.store import models, values

_WRITABLE = (
    "url title teaser body authors published_at published_day updated_at updated_day "
    "marked_updated section categories language dateline image role form position words "
    "provenance content_hash told_hash changed_at withdrawn_at withdrawn_because"
).split()


def states(slugs: Iterable[str]) -> dict[str, SourceState]:
    """What we remember of these sources; a source never asked has an empty state."""
    rows = {row.slug: row for row in models.Source.objects.filter(slug__in=list(slugs))}
    return {
        slug: values.source_state(rows[slug]) if slug in rows else SourceState(slug)
        for slug in slugs
    }


def known_hashes(slug: str) -> dict[str, str]:
    """guid -> hash of what the source last told of it, for every story of the source."""
    rows = models.Story.objects.filter(source__slug=slug)
    return dict(rows.values_list("guid", "told_hash"))


def known_stories(slugs: Sequence[str], since: datetime) -> tuple[KnownStory, ...]:
    """Stories of these sources that are on their page now or came since then, in a fixed order."""
    fresh = Q(first_seen__gte=since) | Q(published_at__gte=since) | Q(position__isnull=False)
    rows = models.Story.objects.filter(fresh, source__slug__in=slugs)
    return tuple(values.known_story(row) for row in rows.select_related("source").order_by("pk"))


def on_the_table(slugs: Sequence[str], since: datetime) -> int:
    """How many stories of these sources came or were published since then, taken back ones left out."""
    fresh = Q(first_seen__gte=since) | Q(published_at__gte=since)
    rows = models.Story.objects.filter(fresh, source__slug__in=slugs, withdrawn_at=None)
    return rows.count()


def came_since(slugs: Sequence[str], since: datetime) -> dict[str, int]:
    """How many stories of each source came since then; sources without any are left out."""
    rows = models.Story.objects.filter(first_seen__gte=since, source__slug__in=slugs)
    return dict(rows.values_list("source__slug").annotate(n=Count("pk")))


def by_id(numbers: Iterable[int]) -> dict[int, KnownStory]:
    """Stories as they are known now, by their number."""
    rows = models.Story.objects.filter(pk__in=list(numbers)).select_related("source")
    return {row.pk: values.known_story(row) for row in rows}


def find(slugs: Sequence[str], text: str, limit: int = 5) -> tuple[KnownStory, ...]:
    """Stories of these sources by number, address or part of the title, however old, newest first."""
    named = Q(url=text) | Q(title__icontains=text)
    if text.isdecimal() and len(text) < 18:
        named |= Q(pk=int(text))
    rows = models.Story.objects.filter(named, source__slug__in=list(slugs))
    found = rows.select_related("source").order_by("-pk")[:limit]
    return tuple(values.known_story(row) for row in found)


def withdraw(reasons: Mapping[int, str], now: datetime) -> None:
    """Their publisher took these stories back, each with what says so; known ones stay as they are."""
    for number, because in reasons.items():
        models.Story.objects.filter(pk=number, withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_because=because
        )


def take_back(slug: str, guids: Iterable[str], now: datetime) -> None:
    """The source itself says that it deleted these stories."""
    rows = models.Story.objects.filter(source__slug=slug, guid__in=list(guids), withdrawn_at=None)
    rows.update(withdrawn_at=now, withdrawn_because=DELETED)


def restore(numbers: Iterable[int]) -> None:
    """The pages of these stories are back."""
    models.Story.objects.filter(pk__in=list(numbers)).update(
        withdrawn_at=None, withdrawn_because=""
    )


@transaction.atomic
def correct(slug: str, changed: Sequence[Story], told: Mapping[str, str], now: datetime) -> None:
    """Known stories in their newest words, at their old places: the page itself was not kept."""
    source = _source(slug)
    places = dict(models.Story.objects.filter(source=source).values_list("guid", "position"))
    still = [replace(story, position=places.get(story.guid)) for story in changed]
    _update(source, still, told, now)


def printed(digests: Sequence[str], since: datetime) -> tuple[Printed, ...]:
    """What earlier issues of these digests brought to readers since then."""
    rows = models.IssueStory.objects.filter(
        story__isnull=False,
        issue__digest__in=list(digests),
        issue__state__in=list(ISSUE_SENT),
        issue__frozen_at__gte=since,
    ).select_related("issue")
    return tuple(_printed(row) for row in rows.order_by("pk"))


def _printed(row: models.IssueStory) -> Printed:
    frozen_at = row.issue.frozen_at
    # ISSUE_SENT is checked by the database to be frozen, and the query asks for rows with a story.
    assert frozen_at is not None
    assert row.story_id is not None
    return Printed(
        story_id=row.story_id,
        story=values.gathered_from(row.printed),
        content_hash=row.content_hash,
        printed_at=frozen_at,
        led=row.kind == "lead",
    )


@transaction.atomic
def save_reading(
    slug: str,
    reading: Read,
    *,
    new: Sequence[Story],
    changed: Sequence[Story],
    told: Mapping[str, str],
    now: datetime,
    address: str = "",
) -> None:
    """Stories and marks of one good answer, together: a crash keeps both or neither.

    `address` is the configured one that was asked.  `told` maps a guid to the hash of what the source itself said.  Of an unchanged story nothing
    is written but a new place on its page.
    """
    source = _source(slug)
    models.Story.objects.bulk_create(
        [_row(source, story, told, now) for story in new], batch_size=500
    )
    _update(source, changed, told, now)
    _place(source, {story.guid: story.position for story in reversed(reading.stories)})
    take_back(slug, reading.taken_back, now)
    models.Source.objects.filter(pk=source.pk).update(
        etag=reading.marks.etag,
        last_modified=reading.marks.last_modified,
        moved_to=reading.moved_to,
        address=address,
        **_well(now),
    )


def _row(
    source: models.Source, story: Story, told: Mapping[str, str], now: datetime
) -> models.Story:
    return models.Story(
        source=source,
        told_hash=told[story.guid],
        first_seen=now,
        changed_at=now,
        **values.story_fields(story),
    )


def _update(
    source: models.Source, changed: Sequence[Story], told: Mapping[str, str], now: datetime
) -> None:
    rows = {
        row.guid: row
        for row in models.Story.objects.filter(
            source=source, guid__in=[story.guid for story in changed]
        )
    }
    for story in changed:
        row = rows[story.guid]
        for name, value in values.story_fields(story).items():
            setattr(row, name, value)
        row.told_hash = told[story.guid]
        row.changed_at = now
        # Who tells a story anew has it again.
        row.withdrawn_at, row.withdrawn_because = None, ""
    models.Story.objects.bulk_update(rows.values(), _WRITABLE, batch_size=200)


def _place(source: models.Source, positions: Mapping[str, int | None]) -> None:
    """Write the places that moved; a story that left the page has none."""
    there = models.Story.objects.filter(source=source)
    there.filter(position__isnull=False).exclude(guid__in=list(positions)).update(position=None)
    rows = list(there.filter(guid__in=list(positions)).only("pk", "guid", "position"))
    moved = [row for row in rows if row.position != positions[row.guid]]
    for row in moved:
        row.position = positions[row.guid]
    models.Story.objects.bulk_update(moved, ("position",), batch_size=400)


def save_not_modified(slug: str, reading: NotModified, now: datetime) -> None:
    """304: the source is well; no story is written."""
    moved = {"moved_to": reading.moved_to} if reading.moved_to else {}
    models.Source.objects.filter(pk=_source(slug).pk).update(**moved, **_well(now))


def save_failure(
    slug: str,
    reading: ReadFailed,
    now: datetime,
    *,
    failures: int,
    not_before: datetime | None,
    address: str = "",
) -> None:
    """What went wrong, in words, for the so-manieth time in a row, and when to ask again.

    A remembered new address that will not do is forgotten: the configured one is asked next.
    """
    row = _source(slug)
    marks = {"moved_to": ""} if reading.permanent else {}
    if row.address not in ("", address):
        marks = {"moved_to": "", "etag": "", "last_modified": ""}
    models.Source.objects.filter(pk=row.pk).update(
        checked_at=now,
        failures=failures,
        error=reading.reason,
        not_before=not_before,
        gone=reading.gone,
        address=address or row.address,
        **marks,
    )


def forget(slug: str) -> bool:
    """Ask a source as for the first time: no marks, no remembered address, no wait.

    Its stories stay.  False where nothing was remembered.
    """
    return bool(
        models.Source.objects.filter(slug=slug).update(
            etag="",
            last_modified="",
            moved_to="",
            failures=0,
            error="",
            not_before=None,
            gone=False,
        )
    )


def _well(now: datetime) -> dict[str, object]:
    return {
        "checked_at": now,
        "succeeded_at": now,
        "failures": 0,
        "error": "",
        "not_before": None,
        "gone": False,
    }


def _source(slug: str) -> models.Source:
    return models.Source.objects.get_or_create(slug=slug)[0]
