"""Mailing lists and segments: who they hold, and a filter counted before it is used."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from digest.bootstrap import House
from digest.model.audience import Segment
from digest.model.errors import UsageError
from digest.model.operator import Power
from digest.rules import filters
from digest.rules.filter_tokens import BadFilter
from digest.store import lists, segments
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.problem import Refused
from digest.web.api.readers import known_list
from digest.web.api.tags import tag_of
from digest.web.api.triggers import bearer
from digest.web.console import hall

router = Router()


@route(router, "GET", "/lists", power=Power.LOOK, gives=shapes.MailingLists)
def list_lists(request: HttpRequest) -> dict[str, Any]:
    """All lists, with their readers by standing."""
    return {"items": lists.everyone()}


@route(router, "GET", "/lists/{slug}", power=Power.LOOK, gives=shapes.MailingList, also=(404,))
def show_list(request: HttpRequest, response: HttpResponse, slug: shapes.Slug) -> dict[str, Any]:
    """One list; its ETag stands for its words."""
    found = lists.one(known_list(slug))
    assert found is not None
    response.headers["ETag"] = tag_of(found["title"], found["about"])
    return found


@route(
    router,
    "PUT",
    "/lists/{slug}",
    power=Power.SEND,
    gives=shapes.MailingList,
    also=(412, 428),
)
def put_list(
    request: HttpRequest,
    slug: shapes.Slug,
    body: shapes.NewList,
    if_match: str | None = Header(None, alias="If-Match", description="the ETag that you saw"),
) -> dict[str, Any]:
    """Make a list, or give it other words: then `If-Match` says which words you saw."""
    house, actor = hall.house(), bearer(request).actor
    title, about, now = body.title, body.about, house.clock()
    before = lists.one(slug)
    if before is None:
        lists.make(slug, title=title, about=about, actor=actor, now=now)
    else:
        if if_match is None:
            raise Refused(428, f"the list is there: send If-Match with the ETag of lists/{slug}")
        if if_match != tag_of(before["title"], before["about"]):
            raise Refused(412, "somebody gave it other words meanwhile; look again")
        lists.describe(slug, title=title, about=about, actor=actor, now=now)
    found = lists.one(slug)
    assert found is not None
    return found


@route(router, "GET", "/segments", power=Power.LOOK, gives=shapes.Segments)
def list_segments(request: HttpRequest) -> dict[str, Any]:
    """All segments with their filters."""
    return {
        "items": [
            {
                "segment": row["slug"],
                "filter": row["text"],
                "by": row["actor"],
                "at": row["created_at"],
            }
            for row in segments.everyone()
        ]
    }


@route(router, "POST", "/segments/count", power=Power.LOOK, gives=shapes.Counted)
def count_filter(request: HttpRequest, body: shapes.Filter) -> dict[str, Any]:
    """How many readers a filter holds for; nothing is kept."""
    house = hall.house()
    made, missing = checked(house, "count", body.filter)
    readers = segments.count(made, house.clock())
    return {"filter": made.text, "readers": readers, "missing_lists": missing}


@route(router, "PUT", "/segments/{slug}", power=Power.SEND, gives=shapes.Counted, also=(409,))
def put_segment(request: HttpRequest, slug: shapes.Slug, body: shapes.Filter) -> dict[str, Any]:
    """Keep a segment by that name. It is never changed: take it away and make another one."""
    house = hall.house()
    made, missing = checked(house, slug, body.filter)
    kept = segments.keep(made, actor=bearer(request).actor, now=house.clock())
    before = segments.find(slug)
    if not kept and (before is None or before.text != made.text):
        raise Refused(409, f"there is a segment {slug} with another filter")
    readers = segments.count(made, house.clock())
    return {"filter": made.text, "readers": readers, "missing_lists": missing}


@route(router, "DELETE", "/segments/{slug}", power=Power.SEND, gives=shapes.Gone, also=(404,))
def remove_segment(request: HttpRequest, slug: shapes.Slug) -> dict[str, Any]:
    """Forget a segment; issues that were made with it keep their copy."""
    house = hall.house()
    if not segments.remove(slug, actor=bearer(request).actor, now=house.clock()):
        raise Refused(404, f"there is no segment {slug}")
    return {"gone": slug}


def checked(house: House, slug: str, text: str) -> tuple[Segment, list[str]]:
    """The segment, and lists that it names and that are not there.  UsageError with the place."""
    try:
        found = filters.parse(text, house.settings.attributes)
    except BadFilter as error:
        raise UsageError(f"filter: {error}, at character {error.at}") from None
    there = lists.slugs()
    missing = [one for one in filters.lists_of(found) if one not in there]
    return Segment(slug, text, filters.kinds_of(found)), missing
