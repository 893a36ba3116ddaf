"""Issues: listed, shown with their six figures and reasons, and who was in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from digest import restraint
from digest.issuefiles import left_out_json, placement_json
from digest.model.delivery import Balance, DeliveryState
from digest.model.issue import Issue, IssueState
from digest.model.operator import Power
from digest.store import approval, editions, figures, issues, listing
from digest.store.figures import Line
from digest.store.people import people
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.problem import Refused
from digest.web.api.tags import tag_of
from digest.web.console import hall

router = Router()
JSON_LINES = {
    "responses": {200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}}
}


@route(router, "GET", "/issues", power=Power.LOOK, gives=shapes.Issues)
def list_issues(
    request: HttpRequest,
    digest: shapes.Slug | None = Query(None, description="only issues of this digest"),
    state: IssueState | None = Query(None, description="only issues in this state"),
    after: shapes.Number | None = Query(None, description="`next` of the page before"),
    limit: shapes.Limit = Query(25),
) -> dict[str, Any]:
    """The newest issues first, a page at a time."""
    found = listing.issues_page(digest or "", state, after=after, size=limit + 1)
    more = found[limit - 1].issue if len(found) > limit else None
    return {"items": [line_json(line) for line in found[:limit]], "next": more}


@route(
    router, "GET", "/issues/{int:number}", power=Power.LOOK, gives=shapes.IssueWhole, also=(404,)
)
def show_issue(
    request: HttpRequest, response: HttpResponse, number: shapes.Number
) -> dict[str, Any]:
    """An issue: its figures, its stories with their reasons, and what it waits for.

    `ETag` stands for the choice as it is: send it as `If-Match` where you approve it.
    """
    line, issue = found(number)
    response.headers["ETag"] = etag(issue)
    return whole_json(line, issue)


@route(
    router,
    "GET",
    "/issues/{int:number}/recipients",
    power=Power.SEND,
    also=(404,),
    openapi_extra=JSON_LINES,
)
def list_recipients(
    request: HttpRequest,
    number: shapes.Number,
    state: DeliveryState | None = Query(None, description="only those in this state"),
) -> HttpResponseBase:
    """Everybody in its audience with what became of their copy: a JSON object a line.

    `{subscriber, address, state, reason}`; a stream, however many they are.
    """
    found(number)
    return StreamingHttpResponse(_lines(number, state), content_type="application/jsonl")


def _lines(number: int, state: DeliveryState | None) -> Iterator[str]:
    for person in people(number):
        if state is None or person.state == state:
            told = {
                "subscriber": person.subscriber,
                "address": person.address,
                "state": person.state,
                "reason": person.reason,
            }
            yield json.dumps(told, ensure_ascii=False) + "\n"


def found(number: int) -> tuple[Line, Issue]:
    """The issue of that number.  Refused with 404 where there is none."""
    line, issue = figures.one(number), issues.load(number)
    if line is None or issue is None:
        raise Refused(404, f"there is no issue {number}")
    return line, issue


def etag(issue: Issue) -> str:
    """A mark of the choice and its words as they stand: changed with every step of a hand."""
    return tag_of(issue.id, issue.closed_at)


def figures_json(told: Balance) -> dict[str, Any]:
    """The six figures."""
    return {
        "audience": told.audience,
        "submitted": told.submitted,
        "excluded": sum(told.excluded.values()),
        "excluded_by": dict(told.excluded),
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
        "cancelled": told.cancelled,
        "balances": told.holds,
    }


def line_json(line: Line) -> dict[str, Any]:
    """An issue in a list."""
    return {
        "issue": line.issue,
        "digest": line.digest,
        "day": line.day,
        "number": line.number,
        "kind": line.kind,
        "state": line.state.value,
        "subject": line.subject,
        "due_at": line.due_at,
        "finished_at": line.finished_at,
        "figures": figures_json(line.balance),
    }


def whole_json(line: Line, issue: Issue) -> dict[str, Any]:
    """An issue with its stories."""
    waits = approval.of(issue.id)
    return line_json(line) | {
        "note": issue.choice.note,
        "stories": [placement_json(one) for one in issue.choice.placements],
        "left_out": [left_out_json(one) for one in issue.choice.left_out],
        "waits": waits_json(waits),
        "waits_for": restraint.waits(hall.house(), issue, line.balance) or None,
        "editions": editions.readers(issue.id),
    }


def waits_json(waits: approval.Waiting | None) -> dict[str, Any] | None:
    """An issue's wait for a person."""
    if waits is None:
        return None
    return {
        "asked_by": waits.asked_by,
        "because": waits.why,
        "approved_by": waits.approved_by,
        "first_by": waits.first_by,
        "goes_at": waits.goes_at,
    }
