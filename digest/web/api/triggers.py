"""Triggers: an ad-hoc digest is asked for once, written down, and worked off by the workers.

key known? -> same answer for the same body, 422 for another one
new        -> guards | written down (unique key) | hint | 202
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router, Status
from pydantic import StringConstraints

from digest import triggering
from digest.bootstrap import House
from digest.coming import coming
from digest.flow.dispatch import preflight
from digest.model.apitoken import ApiToken
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.model.trigger import Trigger, TriggerState, Wanted
from digest.queue import hints
from digest.store import approval, issues, triggers
from digest.store import house as book
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.issues import waits_json
from digest.web.api.problem import Refused
from digest.web.console import hall

router = Router()
Key = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")]


def digest_of(slug: str) -> Digest:
    """The configured digest.  Refused with 404 where there is none."""
    found = hall.house().settings.digests.get(slug)
    if found is None:
        raise Refused(404, f"there is no digest {slug[:60]!r}")
    return found


def bearer(request: HttpRequest) -> ApiToken:
    """Whose request it is."""
    token = getattr(request, "auth", None)
    assert isinstance(token, ApiToken)
    return token


@route(router, "GET", "/digests", power=Power.LOOK, gives=shapes.Digests)
def list_digests(request: HttpRequest) -> dict[str, Any]:
    """All digests, with what comes next."""
    house = hall.house()
    found = sorted(house.settings.digests.items())
    return {"items": [_digest_json(house, digest) for _, digest in found]}


def _digest_json(house: House, digest: Digest) -> dict[str, Any]:
    following = next(iter(coming(digest, house.clock(), 1)), None)
    return {
        "digest": digest.slug,
        "title": digest.title,
        "languages": list(digest.languages),
        "lists": list(digest.lists),
        "sources": [source.slug for source in digest.sources],
        "schedule": digest.schedule,
        "next_at": following.slot.at if following else None,
        "frozen": book.frozen(digest.slug),
    }


@route(
    router,
    "GET",
    "/digests/{digest}/reach",
    power=Power.LOOK,
    gives=shapes.Reaches,
    also=(404, 409),
)
def reach_of_digest(
    request: HttpRequest,
    digest: shapes.Slug,
    segment: shapes.Slug | None = Query(None, description="only readers of this segment"),
) -> dict[str, Any]:
    """How many readers an ad-hoc digest would reach now: the number for `expect`."""
    plan, house = digest_of(digest), hall.house()
    order = triggering.order_of(house, plan, Wanted(segment=segment or ""))
    count = preflight(order.audience, plan, house.works().terms, order.day)
    return {
        "digest": plan.slug,
        "readers": count.readers,
        "audience": count.audience,
        "excluded_by": dict(count.excluded),
        "languages": dict(count.languages),
        "usual": approval.usual(plan.slug),
    }


@route(
    router,
    "POST",
    "/digests/{digest}/triggers",
    power=Power.SEND,
    gives=shapes.Accepted,
    status=202,
    also=(404, 409),
)
def trigger_digest(
    request: HttpRequest,
    response: HttpResponse,
    digest: shapes.Slug,
    body: shapes.Asked,
    idempotency_key: Key = Header(alias="Idempotency-Key", description="your own, one a wish"),
) -> Status[dict[str, Any]]:
    """Ask for an ad-hoc digest: gathered, composed and sent by the workers, guards and all.

    An unusual send waits for a person, as at the desk. `Idempotency-Key` is yours: the same key with
    the same body gets the same answer, however often it comes; with another body it is refused. What
    a guard refuses at once leaves no trace: the key may be used again.
    """
    plan, house, token = digest_of(digest), hall.house(), bearer(request)
    wanted = _wanted(body)
    print_of = _fingerprint(digest, body)
    before = triggers.known(token.id, idempotency_key)
    made = False
    if before is None:
        triggering.admit(house, plan, wanted)
        trigger, seen, made = triggers.accept(
            token.id,
            idempotency_key,
            print_of,
            digest=plan.slug,
            wanted=wanted,
            actor=token.actor,
            now=house.clock(),
        )
    else:
        trigger, seen = before
    if seen != print_of:
        raise Refused(422, "this Idempotency-Key was used for another request: choose a new one")
    if made:
        hints(house.settings).trigger([trigger.id])
    response.headers["Location"] = _url(house, trigger)
    response.headers["Idempotency-Replayed"] = "false" if made else "true"
    return Status(202, _accepted(house, trigger))


def _wanted(body: shapes.Asked) -> Wanted:
    return Wanted(
        lists=tuple(body.lists),
        segment=body.segment or "",
        to=tuple(body.to),
        stories=tuple(dict.fromkeys(body.stories)),
        subject=body.subject.strip(),
        day=body.day,
        only_new=body.only_new,
        expect=body.expect,
        again=body.again,
        hold=body.hold,
        reason=body.reason.strip(),
    )


def _fingerprint(digest: str, body: shapes.Asked) -> str:
    told = json.dumps([digest, body.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _url(house: House, trigger: Trigger) -> str:
    return f"{house.settings.site}/api/v1/triggers/{trigger.id}"


def _accepted(house: House, trigger: Trigger) -> dict[str, Any]:
    return {
        "trigger": trigger.id,
        "digest": trigger.digest,
        "accepted_at": trigger.accepted_at,
        "url": _url(house, trigger),
    }


@route(
    router,
    "GET",
    "/triggers/{int:number}",
    power=Power.LOOK,
    gives=shapes.TriggerNow,
    also=(404,),
)
def show_trigger(request: HttpRequest, number: shapes.Number) -> dict[str, Any]:
    """How far a trigger is, and what its issue waits for."""
    trigger = triggers.find(number)
    if trigger is None:
        raise Refused(404, f"there is no trigger {number}")
    state = issues.state(trigger.issue) if trigger.issue else None
    waits = approval.of(trigger.issue) if trigger.issue else None
    refused = trigger.state is TriggerState.REFUSED
    return {
        "trigger": trigger.id,
        "digest": trigger.digest,
        "state": trigger.state.value,
        "accepted_at": trigger.accepted_at,
        "by": trigger.actor,
        "issue": trigger.issue,
        "joined": trigger.joined,
        "issue_state": state.value if state else None,
        "waits": waits_json(waits),
        "refused": {"guard": trigger.guard, "detail": trigger.words} if refused else None,
    }
