"""Rows to frozen values and back: the one place where a foreign shape becomes ours."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from digest.model.issue import LeftOut, Placement, Reason
from digest.model.plan import SectionKind
from digest.model.source import Marks, SourceState
from digest.model.story import Form, Image, KnownStory, Moment, Provenance, Role, Story
from digest.store import models


def source_state(row: models.Source) -> SourceState:
    """What we remember of a source."""
    return SourceState(
        slug=row.slug,
        marks=Marks(row.etag, row.last_modified),
        moved_to=row.moved_to,
        checked_at=row.checked_at,
        succeeded_at=row.succeeded_at,
        failures=row.failures,
        error=row.error,
        not_before=row.not_before,
        gone=row.gone,
        address=row.address,
    )


def known_story(row: models.Story) -> KnownStory:
    """A story with its row id; `row.source` must be fetched along."""
    because = row.withdrawn_because if row.withdrawn_at else ""
    return KnownStory(row.pk, story_of(row), row.first_seen, row.changed_at, because)


def story_of(row: models.Story) -> Story:
    """The story itself."""
    return Story(
        source=row.source.slug,
        guid=row.guid,
        title=row.title,
        url=row.url,
        teaser=row.teaser,
        body=row.body,
        authors=tuple(row.authors),
        published=row.published_at or row.published_day,
        updated=row.updated_at or row.updated_day,
        marked_updated=row.marked_updated,
        section=row.section,
        categories=tuple(row.categories),
        language=row.language,
        dateline=row.dateline,
        image=Image(**row.image) if row.image else None,
        role=Role(row.role),
        form=Form(row.form),
        position=row.position,
        words=row.words,
        provenance={key: Provenance(value) for key, value in row.provenance.items()},
    )


def story_fields(story: Story) -> dict[str, Any]:
    """The columns of a story, without its source and our own times."""
    return {
        "guid": story.guid,
        "url": story.url,
        "title": story.title,
        "teaser": story.teaser,
        "body": story.body,
        "authors": list(story.authors),
        "published_at": _instant(story.published),
        "published_day": _day(story.published),
        "updated_at": _instant(story.updated),
        "updated_day": _day(story.updated),
        "marked_updated": story.marked_updated,
        "section": story.section,
        "categories": list(story.categories),
        "language": story.language,
        "dateline": story.dateline,
        "image": asdict(story.image) if story.image else None,
        "role": story.role.value,
        "form": story.form.value,
        "position": story.position,
        "words": story.words,
        "provenance": {key: value.value for key, value in story.provenance.items()},
        "content_hash": story.content_hash,
    }


def _instant(moment: Moment | None) -> datetime | None:
    return moment if isinstance(moment, datetime) else None


def _day(moment: Moment | None) -> date | None:
    return moment if moment is not None and not isinstance(moment, datetime) else None


def moment_text(moment: Moment | None) -> str | None:
    """ISO 8601, with an offset where the time is known."""
    return moment.isoformat() if moment is not None else None


def moment_from(text: str | None) -> Moment | None:
    """The inverse of `moment_text`."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def story_json(story: Story) -> dict[str, Any]:
    """A story as it is kept inside an issue."""
    fields = story_fields(story)
    for name in ("published_at", "published_day", "updated_at", "updated_day", "content_hash"):
        del fields[name]
    return fields | {
        "source": story.source,
        "published": moment_text(story.published),
        "updated": moment_text(story.updated),
    }


def printed_json(placement: Placement) -> dict[str, Any]:
    """The story as printed; beside it the paper's own words where an editor changed them."""
    kept = story_json(placement.story)
    if placement.gathered is not None:
        own = placement.gathered
        kept["gathered"] = {"title": own.title, "teaser": own.teaser}
    return kept


def gathered_from(data: dict[str, Any]) -> Story:
    """A printed story in the words of its paper."""
    return replace(story_from(data), **data.get("gathered", {}))


def story_from(data: dict[str, Any]) -> Story:
    """The inverse of `story_json`."""
    image = data.get("image")
    return Story(
        **{
            **{name: value for name, value in data.items() if name != "gathered"},
            "authors": tuple(data["authors"]),
            "categories": tuple(data["categories"]),
            "published": moment_from(data["published"]),
            "updated": moment_from(data["updated"]),
            "image": Image(**image) if image else None,
            "role": Role(data["role"]),
            "form": Form(data["form"]),
            "provenance": {key: Provenance(value) for key, value in data["provenance"].items()},
        }
    )


def reason_json(reason: Reason) -> dict[str, Any]:
    """One term of a why."""
    return {"term": reason.term, "words": reason.words, "points": reason.points}


def placement(row: models.IssueStory) -> Placement:
    """A story at its place, as it was printed.  An editor's own link has a number below 0."""
    story = story_from(row.printed)
    own_link = -int(story.guid.rpartition("-")[2]) if row.story_id is None else 0
    return Placement(
        story_id=row.story_id or own_link,
        story=story,
        section=row.section,
        kind=SectionKind(row.kind),
        place=row.place,
        why=tuple(Reason(**entry) for entry in row.why),
        score=row.score,
        also=tuple(row.also),
        fits=tuple(row.fits or ()),
        note=row.note,
        gathered=gathered_from(row.printed) if "gathered" in row.printed else None,
    )


def left_out(data: dict[str, Any]) -> LeftOut:
    """A story that was not taken."""
    return LeftOut(**data)
