"""One issue on its way: six figures that add up, how fast, how long yet; pause, go on, stop."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.bootstrap import House
from digest.flow import canary, control, reconcile
from digest.flow.schedule import hold_back
from digest.model.delivery import DeliveryState
from digest.model.errors import DigestError
from digest.model.issue import IssueState
from digest.model.operator import Power
from digest.rules.roster import defused
from digest.store import approval, canaries, cohorts, figures, journal, pieces, settling
from digest.store.hand import OPEN_TO_THE_HAND
from digest.store.people import people
from digest.web.console import hall, shown, words
from digest.web.console.access import asks, who
from digest.web.console.files import Rows
from digest.web.console.typed import whole
from digest.web.console.words import say
from digest.web.public.archive import permalink

AT_MOST = 200


@asks(Power.LOOK)
@require_safe
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """The issue of that id."""
    line = figures.one(number)
    if line is None:
        raise Http404
    now = hall.house().clock()
    speed = settling.pace(number, now) if line.state is IssueState.SENDING else 0.0
    hours = cohorts.waiting(number, now)
    due = cohorts.due_now(line.balance.pending, hours)
    oddities = figures.oddities(number, AT_MOST)
    batches = pieces.pieces(number, AT_MOST)
    waits = approval.of(number)
    context = {
        "now": now,
        "issue": shown.issue_of(line),
        "permalink": permalink(line.digest, line.day, line.number),
        "pieces": [(one, words.say(f"batch.{one.state}")) for one in batches],
        "some": len(batches) == AT_MOST,
        "oddities": [(one, words.say(f"copy.{one.state}")) for one in oddities],
        "more": len(oddities) == AT_MOST,
        "at_most": AT_MOST,
        "live": line.state in (IssueState.FROZEN, IssueState.SENDING),
        "editable": line.state in OPEN_TO_THE_HAND,
        "speed": round(speed),
        "left": words.lasting(due / speed) if speed and due else "",
        "hours": hours,
        "due": due,
        "states": [(state.value, words.say(f"copy.{state}")) for state in DeliveryState],
        "kind": words.say(f"kind.{line.kind}"),
        "why": shown.why_it_waits(waits) if waits else "",
        "all_of_them": f"digest issue recipients {number} --csv",
        "done": journal.of_issue(number),
        "acts": _acts(line.state, waits),
        "waits": waits,
        "few": next(iter(canaries.watched(number)), None),
    }
    return render(request, "console/issue.html", context)


def _acts(state: IssueState, waits: approval.Waiting | None) -> frozenset[str]:
    """What may be pressed in that state; what waits already needs no holding."""
    hold = set() if waits and not waits.goes_at else {"hold"}
    allowed = {
        IssueState.SENDING: {"pause", "cancel"},
        IssueState.PAUSED: {"resume", "cancel"},
        IssueState.FROZEN: {"cancel"},
        IssueState.RENDERED: {"cancel", *hold},
        IssueState.CLOSED: {"cancel", *hold},
    }
    return frozenset(allowed.get(state, ()))


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Pause, go on, stop.  Acts within one step of every worker."""
    if figures.one(number) is None:
        raise Http404
    house, actor = hall.house(), who(request).name
    try:
        match request.POST.get("act"):
            case "pause":
                control.pause(number, actor=actor, clock=house.clock)
                messages.success(request, say("progress.paused"))
            case "resume":
                control.resume(number, actor=actor, clock=house.clock, queue=house.queue())
                messages.success(request, say("progress.resumed"))
            case "rest":
                _let_go(number, house, actor)
                messages.success(request, say("progress.rest"))
            case "hold":
                hold_back(number, actor=actor, now=house.clock())
                messages.success(request, say("progress.held"))
            case "cancel":
                control.cancel(number, actor=actor, clock=house.clock)
                messages.success(request, say("progress.stopped"))
            case _:
                messages.error(request, say("nothing.chosen"))
    except DigestError as error:
        messages.error(request, say("nothing.changed", why=words.refused(error)))
    return redirect("console-issue", number=number)


def _let_go(number: int, house: House, actor: str) -> None:
    because = "a person let the rest go"
    canary.go_on(number, actor=actor, because=because, now=house.clock(), queue=house.queue())


@asks(Power.SEND)
@require_safe
def recipients(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everybody in the audience with what became of their copy, as CSV; memory stays flat."""
    state = request.GET.get("state", "")
    if figures.one(number) is None or state not in {"", *DeliveryState}:
        raise Http404
    answer = StreamingHttpResponse(_rows(number, state), content_type="text/csv; charset=utf-8")
    name = f"issue-{number}{'-' + state if state else ''}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(number: int, state: str) -> Iterator[str]:
    writer = csv.writer(Rows())
    yield writer.writerow(["address", "state", "reason"])
    for person in people(number):
        if not state or person.state == state:
            row = [defused(person.address), person.state, defused(person.reason)]
            yield writer.writerow(row)


@asks(Power.LOOK)
@require_safe
def uncertain(request: HttpRequest) -> HttpResponse:
    """Batches whose answer was lost, with what is known, and the two decisions."""
    known = hall.house().settings.digests
    doubts = [
        (doubt, known[doubt.digest].title if doubt.digest in known else doubt.digest, _said(doubt))
        for doubt in settling.uncertain(hall.house().clock())
    ]
    return render(request, "console/uncertain.html", {"doubts": doubts})


def _said(doubt: settling.Doubt) -> dict[str, str]:
    """What was said of its readers, and what to make of it, in words."""
    reasons = [
        say("uncertain.said.of", words=words.foreign(text) if text else say("nothing"), n=n)
        for text, n in doubt.reasons
    ]
    return {"reasons": words.listed(reasons), "advice": say(f"sign.{doubt.sign}")}


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def settle(request: HttpRequest, batch: int) -> HttpResponse:
    """A person decides what became of the uncertain of a batch, or that they get it once more."""
    verdict, reason = request.POST.get("verdict"), request.POST.get("reason", "").strip()[:500]
    if verdict == "again" and reason:
        _again(request, batch, reason)
        return redirect("console-uncertain")
    if verdict not in ("accepted", "not-accepted") or not reason:
        messages.error(request, say("uncertain.which"))
        return redirect("console-uncertain")
    n = settling.settle(
        batch,
        accepted=verdict == "accepted",
        actor=who(request).name,
        reason=reason,
        now=hall.house().clock(),
    )
    told = say("uncertain.settled", n=n) if n else say("uncertain.nobody")
    messages.success(request, told)
    return redirect("console-uncertain")


def _again(request: HttpRequest, batch: int, reason: str) -> None:
    """To exactly so many as the person typed."""
    people = whole(request.POST.get("people", "")) or 0
    house = hall.house()
    try:
        n = reconcile.send_again(
            settling.issue_of(batch),
            [batch],
            people,
            words=reconcile.Words(who(request).name, reason),
            clock=house.clock,
            queue=house.queue(),
        )
    except DigestError as error:
        messages.error(request, words.refused(error))
        return
    messages.success(request, say("uncertain.sent", n=n))
