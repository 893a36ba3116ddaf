"""What became of issues, what is uncertain with the two decisions, and how the house is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from digest.flow import reconcile
from digest.model.operator import Power
from digest.reporting import as_json, report_of
from digest.store import alarms, approval, figures, listing, settling
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.issues import found, line_json
from digest.web.api.problem import Refused
from digest.web.api.triggers import bearer, digest_of
from digest.web.console import hall

router = Router()


@route(
    router,
    "GET",
    "/issues/{int:number}/report",
    power=Power.LOOK,
    gives=shapes.Report,
    also=(404,),
)
def report_issue(request: HttpRequest, number: shapes.Number) -> dict[str, Any]:
    """What became of it: returns by kind and domain, clicks by story, the digest's last 30 days."""
    found(number)
    return as_json(report_of(hall.house(), number))


@route(
    router,
    "GET",
    "/digests/{digest}/reports",
    power=Power.LOOK,
    gives=shapes.Reports,
    also=(404,),
)
def report_digest(
    request: HttpRequest,
    digest: shapes.Slug,
    after: shapes.Number | None = Query(None, description="`next` of the page before"),
    limit: shapes.Few = Query(10),
) -> dict[str, Any]:
    """A digest over time: its issues that went out, the newest first, each in numbers."""
    plan, house = digest_of(digest), hall.house()
    numbers = listing.gone_out(plan.slug, after=after, size=limit + 1)
    told = [as_json(report_of(house, number)) for number in numbers[:limit]]
    more = numbers[limit - 1] if len(numbers) > limit else None
    return {"items": told, "next": more}


@route(router, "GET", "/uncertain", power=Power.LOOK, gives=shapes.Doubts)
def list_uncertain(request: HttpRequest) -> dict[str, Any]:
    """Batches whose answer was lost, with the evidence: the newest first, 50 at most."""
    doubts = settling.uncertain(hall.house().clock())
    return {"items": [_doubt_json(doubt) for doubt in doubts]}


def _doubt_json(doubt: settling.Doubt) -> dict[str, Any]:
    return {
        "batch": doubt.batch,
        "issue": doubt.issue,
        "digest": doubt.digest,
        "readers": doubt.people,
        "reasons": [{"reason": reason, "readers": n} for reason, n in doubt.reasons],
        "at": doubt.at,
        "reported": doubt.heard,
        "reported_of_batch": doubt.spoken,
        "sign": doubt.sign.value,
        "advice": doubt.advice,
        "waits_until": doubt.waits_until,
    }


@route(
    router,
    "POST",
    "/uncertain/{int:batch}/settle",
    power=Power.SEND,
    gives=shapes.Settled,
    also=(404, 409),
)
def settle_batch(
    request: HttpRequest, batch: shapes.Number, body: shapes.Verdict
) -> dict[str, Any]:
    """The first decision: what became of them, and how you know. Sends nothing."""
    _issue_of(batch)
    n = settling.settle(
        batch,
        accepted=body.verdict is shapes.Became.ACCEPTED,
        actor=bearer(request).actor,
        reason=body.reason,
        now=hall.house().clock(),
    )
    if not n:
        raise Refused(409, "nobody of that batch is uncertain any more")
    return {"batch": batch, "readers": n}


@route(
    router,
    "POST",
    "/uncertain/{int:batch}/send-again",
    power=Power.SEND,
    gives=shapes.Settled,
    also=(404, 409),
)
def send_again(request: HttpRequest, batch: shapes.Number, body: shapes.Again) -> dict[str, Any]:
    """The second decision: to exactly so many once more. Somebody may get it twice."""
    issue, house = _issue_of(batch), hall.house()
    n = reconcile.send_again(
        issue,
        [batch],
        body.readers,
        words=reconcile.Words(bearer(request).actor, body.reason),
        clock=house.clock,
        queue=house.queue(),
    )
    return {"batch": batch, "readers": n}


def _issue_of(batch: int) -> int:
    issue = settling.issue_of(batch)
    if not issue:
        raise Refused(404, f"there is no batch {batch}")
    return issue


@route(router, "GET", "/status", power=Power.LOOK, gives=shapes.Status)
def show_status(request: HttpRequest) -> dict[str, Any]:
    """What is happening now, what needs a person, what is wrong, and which parts are alive."""
    now = hall.house().clock()
    return {
        "at": now,
        "now": [line_json(line) for line in listing.on_their_way()],
        "unsettled": [line_json(line) for line in figures.unsettled()],
        "waiting": [
            {"issue": issue, "because": waits.why} for issue, waits in approval.unanswered()
        ],
        "frozen": [
            {"digest": one.digest or None, "at": one.at, "by": one.actor, "reason": one.reason}
            for one in figures.switches()
        ],
        "alarms": [
            {"key": one.key, "words": one.words, "since": one.raised_at}
            for one in alarms.standing()
        ],
        "heartbeats": [
            {"name": beat.name, "at": beat.at, "age_seconds": round(beat.age, 1)}
            for beat in figures.beats(now)
        ],
    }
