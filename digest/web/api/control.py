"""A hand on the switch: approve, hold, undo, pause, resume, the rest, cancel, freeze, thaw, days off.

Each calls the verb that the desk and the command line call; each stands in the audit with the
token's name.  Acts within one step of every worker.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router

from digest import approving
from digest.flow import canary, control
from digest.flow.schedule import hold_back
from digest.model.errors import GuardRefused
from digest.model.operator import Power
from digest.store import approval, figures, hand, occurrences
from digest.store import house as book
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.issues import etag, found, line_json
from digest.web.api.problem import Refused
from digest.web.api.triggers import bearer, digest_of
from digest.web.console import hall

router = Router()
_ENDS = (404, 409)


@route(
    router,
    "POST",
    "/issues/{int:number}/approve",
    power=Power.SEND,
    gives=shapes.Approved,
    also=(*_ENDS, 412, 428),
)
def approve_issue(
    request: HttpRequest,
    number: shapes.Number,
    body: shapes.Approval,
    if_match: str | None = Header(None, alias="If-Match", description="the ETag that you saw"),
) -> dict[str, Any]:
    """Let an issue that waits leave, to exactly so many readers; it can be undone for 90 seconds.

    Where the send is unusual a reason is needed, and somebody else has to agree at the desk.
    """
    _, issue = found(number)
    plan = digest_of(issue.digest)
    if issue.state not in hand.OPEN_TO_THE_HAND:
        raise GuardRefused(f"issue {number} is {issue.state.value}", guard="state")
    if if_match is None:
        raise Refused(428, f"send If-Match with the ETag of GET /api/v1/issues/{number}")
    if if_match != etag(issue):
        raise Refused(412, "it was changed after you looked at it; look again")
    house = hall.house()
    reach = approving.reach(house, issue, plan)
    yes = approving.Yes(bearer(request).actor, body.readers, issue.closed_at, body.reason.strip())
    goes_at = approving.let_go(house, issue, reach, yes)
    return {"issue": number, "goes_at": goes_at, "unusual": reach.unusual or None}


def _step(path: str, name: str, words: str, act: Callable[[int, str], object]) -> None:
    """A route that does one thing to an issue and shows it then."""

    def view(request: HttpRequest, number: shapes.Number) -> dict[str, Any]:
        found(number)
        act(number, bearer(request).actor)
        line = figures.one(number)
        assert line is not None
        return line_json(line)

    view.__name__, view.__doc__ = name, words
    way = f"/issues/{{int:number}}/{path}"
    route(router, "POST", way, power=Power.SEND, gives=shapes.IssueLine, also=_ENDS)(view)


def _hold(number: int, actor: str) -> None:
    hold_back(number, actor=actor, now=hall.house().clock())


def _undo(number: int, actor: str) -> None:
    if not approval.undo(number, actor=actor, now=hall.house().clock()):
        raise GuardRefused("too late to take it back; pause or cancel it", guard="undo")


def _pause(number: int, actor: str) -> None:
    control.pause(number, actor=actor, clock=hall.house().clock)


def _resume(number: int, actor: str) -> None:
    house = hall.house()
    control.resume(number, actor=actor, clock=house.clock, queue=house.queue())


def _rest(number: int, actor: str) -> None:
    house = hall.house()
    because = "a machine let the rest go"
    canary.go_on(number, actor=actor, because=because, now=house.clock(), queue=house.queue())


def _cancel(number: int, actor: str) -> None:
    control.cancel(number, actor=actor, clock=hall.house().clock)


def _resend(number: int, actor: str) -> None:
    house = hall.house()
    control.resend_failed(number, actor=actor, clock=house.clock, queue=house.queue())


_step("hold", "hold_issue", "Let an issue wait for a person, approved or not.", _hold)
_step("undo", "undo_approval", "Take an approval back, as long as its moment has not come.", _undo)
_step("pause", "pause_issue", "Nothing more of it leaves until it is resumed.", _pause)
_step("resume", "resume_issue", "Go on where it stopped.", _resume)
_step("rest", "let_rest_go", "Its first readers had it long enough: the rest may go.", _rest)
_step("cancel", "cancel_issue", "Nothing more of it leaves, ever; who has it keeps it.", _cancel)
_step("resend-failed", "resend_failed", "Offer it once more to those who failed, alone.", _resend)


@route(router, "PUT", "/freeze", power=Power.SEND, gives=shapes.Frozen)
def freeze_everything(request: HttpRequest, body: shapes.Because) -> dict[str, Any]:
    """The kill switch: nothing more leaves."""
    return _frozen("", request, body.reason)


@route(router, "DELETE", "/freeze", power=Power.SEND, gives=shapes.Frozen)
def thaw_everything(request: HttpRequest) -> dict[str, Any]:
    """It may leave again; what is frozen by itself stays so."""
    return _thawed("", request)


@route(
    router, "PUT", "/digests/{digest}/freeze", power=Power.SEND, gives=shapes.Frozen, also=(404,)
)
def freeze_digest(
    request: HttpRequest, digest: shapes.Slug, body: shapes.Because
) -> dict[str, Any]:
    """Nothing more of this digest leaves."""
    return _frozen(digest_of(digest).slug, request, body.reason)


@route(
    router, "DELETE", "/digests/{digest}/freeze", power=Power.SEND, gives=shapes.Frozen, also=(404,)
)
def thaw_digest(request: HttpRequest, digest: shapes.Slug) -> dict[str, Any]:
    """It may leave again, unless everything is frozen."""
    return _thawed(digest_of(digest).slug, request)


def _frozen(digest: str, request: HttpRequest, reason: str) -> dict[str, Any]:
    now = hall.house().clock()
    done = book.freeze(digest, actor=bearer(request).actor, reason=reason.strip(), now=now)
    return _standing(digest, changed=done)


def _thawed(digest: str, request: HttpRequest) -> dict[str, Any]:
    done = book.thaw(digest, actor=bearer(request).actor, now=hall.house().clock())
    return _standing(digest, changed=done)


def _standing(digest: str, *, changed: bool) -> dict[str, Any]:
    return {"digest": digest or None, "frozen": book.frozen(digest), "changed": changed}


@route(
    router,
    "PUT",
    "/digests/{digest}/days-off/{day}",
    power=Power.SEND,
    gives=shapes.DayOff,
    also=(404,),
)
def skip_day(request: HttpRequest, digest: shapes.Slug, day: date) -> dict[str, Any]:
    """Take a day out of the schedule; a slot of it that is planned already is skipped too."""
    return _day(occurrences.skip_day, digest, day, request, off=True)


@route(
    router,
    "DELETE",
    "/digests/{digest}/days-off/{day}",
    power=Power.SEND,
    gives=shapes.DayOff,
    also=(404,),
)
def put_day_back(request: HttpRequest, digest: shapes.Slug, day: date) -> dict[str, Any]:
    """Put a day back, for slots that are not planned yet."""
    return _day(occurrences.unskip_day, digest, day, request, off=False)


def _day(
    act: Callable[..., bool], digest: str, day: date, request: HttpRequest, *, off: bool
) -> dict[str, Any]:
    plan, now = digest_of(digest), hall.house().clock()
    done = act(plan.slug, day, actor=bearer(request).actor, now=now)
    return {"digest": plan.slug, "day": day, "off": off, "changed": done}
