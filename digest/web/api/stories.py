"""Stories in: the newsroom's own system brings them, each by its own id, as often as it likes.

Into a source of kind `push`, and so into the pool that gathering feeds: the same rules choose.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router, Status

from digest.flow import push
from digest.flow.compose import Order, choose
from digest.flow.edit import edit
from digest.issuefiles import left_out_json, placement_json
from digest.model import hand
from digest.model.audience import Audience
from digest.model.issue import IssueKind, TooThin
from digest.model.operator import Power
from digest.model.source import Source, SourceKind
from digest.model.story import Image, Provenance, Story
from digest.store import news
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.issues import etag, found, whole_json
from digest.web.api.problem import Refused
from digest.web.api.tags import tag_of
from digest.web.api.triggers import bearer, digest_of
from digest.web.console import hall

router = Router()


def source_of(slug: str) -> tuple[Source, list[str]]:
    """The source that stories may be brought into, and the digests that read it."""
    readers = {
        digest.slug: source
        for digest in hall.house().settings.digests.values()
        for source in digest.sources
        if source.slug == slug
    }
    one = next(iter(readers.values()), None)
    if one is None:
        raise Refused(404, f"there is no source {slug}")
    if one.kind is not SourceKind.PUSH:
        raise Refused(409, f'source {slug} is read by us; stories come into one of kind = "push"')
    return one, sorted(readers)


@route(
    router,
    "POST",
    "/sources/{source}/stories",
    power=Power.EDIT,
    gives=shapes.Brought,
    also=(404, 409),
)
def bring_story(request: HttpRequest, source: shapes.Slug, body: shapes.NewStory) -> dict[str, Any]:
    """Bring a story, or tell it anew: known by your id, told twice it is known once.

    It goes into the pool that gathering feeds; who chose it and why stands with each issue.
    """
    one, digests = source_of(source)
    told = _story(one, body)
    made = push.push(told, hall.house().clock())
    return {
        "story": made.number,
        "source": source,
        "id": told.guid,
        "found": made.found,
        "digests": digests,
        "notes": list(made.notes),
    }


def _story(source: Source, body: shapes.NewStory) -> Story:
    dated = {name: Provenance.FEED for name in ("published", "updated") if getattr(body, name)}
    image = body.image
    return Story(
        source=source.slug,
        guid=body.id or body.url,
        title=" ".join(body.title.split()),
        url=body.url,
        teaser=body.teaser.strip(),
        body=body.body.strip(),
        authors=tuple(name for name in body.authors if name.strip()),
        published=body.published,
        updated=body.updated,
        section=body.section,
        categories=tuple(body.categories),
        language=body.language or source.language,
        dateline=body.dateline,
        image=Image(image.url, image.alt, image.caption, image.credit) if image else None,
        role=source.role,
        form=body.form,
        words=len(body.body.split()),
        provenance=dated,
    )


@route(
    router,
    "DELETE",
    "/sources/{source}/stories",
    power=Power.EDIT,
    gives=shapes.Gone,
    also=(404, 409),
)
def take_story_back(
    request: HttpRequest,
    source: shapes.Slug,
    id: shapes.Guid = Query(description="the id that it was brought by"),  # noqa: A002
) -> dict[str, Any]:
    """Take a story back: it is kept, and chosen no more; an issue that has it says so."""
    source_of(source)
    if not push.take_back(source, id, hall.house().clock()):
        raise Refused(404, "no story was brought by that id")
    return {"gone": id}


@route(router, "GET", "/stories/{int:number}", power=Power.LOOK, gives=shapes.Known, also=(404,))
def show_story(
    request: HttpRequest, response: HttpResponse, number: shapes.Number
) -> dict[str, Any]:
    """A story as it is known here; its ETag stands for what a reader would notice."""
    known = news.by_id([number]).get(number)
    if known is None:
        raise Refused(404, f"there is no story {number}")
    story = known.story
    response.headers["ETag"] = tag_of(story.content_hash, known.withdrawn)
    return {
        "story": number,
        "source": story.source,
        "id": story.guid,
        "url": story.url,
        "title": story.title,
        "teaser": story.teaser,
        "published": story.published,
        "section": story.section,
        "language": story.language,
        "first_seen": known.first_seen,
        "changed_at": known.changed_at,
        "withdrawn": known.withdrawn,
    }


@route(
    router,
    "GET",
    "/digests/{digest}/stories/{int:number}",
    power=Power.LOOK,
    gives=shapes.Considered,
    also=(404,),
)
def consider_story(
    request: HttpRequest, digest: shapes.Slug, number: shapes.Number
) -> dict[str, Any]:
    """Whether a story would be in an issue made now, and why, in words and points."""
    plan, now = digest_of(digest), hall.house().clock()
    day = now.astimezone(plan.tz).date()
    made = choose(plan, Order(day, IssueKind.ADHOC, Audience(plan.lists)), now=now)
    choice = made.choice if isinstance(made, TooThin) else made
    placed = (
        next((one for one in choice.placements if one.story_id == number), None) if choice else None
    )
    out = next((one for one in made.left_out if one.story_id == number), None)
    return {
        "story": number,
        "digest": plan.slug,
        "standing": "in" if placed else "out" if out else "unknown",
        "placed": placement_json(placed) if placed else None,
        "left_out": left_out_json(out) if out else None,
        "no_issue": made.words if isinstance(made, TooThin) else None,
    }


@route(
    router,
    "POST",
    "/issues/{int:number}/pins",
    power=Power.EDIT,
    gives=shapes.IssueWhole,
    also=(404, 409, 412, 503),
)
def pin_story(
    request: HttpRequest,
    response: HttpResponse,
    number: shapes.Number,
    body: shapes.Pin,
    if_match: str | None = Header(None, alias="If-Match", description="the ETag that you saw"),
) -> Status[dict[str, Any]]:
    """Pin a story to a place of an issue that waits; a step of an editor's hand like any other."""
    _, issue = found(number)
    if if_match is not None and if_match != etag(issue):
        raise Refused(412, "it was changed after you looked at it; look again")
    step = hand.Pin(body.story, body.section, body.place, by=bearer(request).actor, why=body.reason)
    edit(number, digest_of(issue.digest), step, clock=hall.house().clock, seen=issue.closed_at)
    line, after = found(number)
    response.headers["ETag"] = etag(after)
    return Status(200, whole_json(line, after))
