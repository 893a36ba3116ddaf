"""Addresses that are never mailed, in bulk; and copies that came back, with what was said of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.model.audience import SuppressionReason, normal_address
from digest.model.delivery import DeliveryState
from digest.model.operator import Power
from digest.rules.roster import defused
from digest.store import bounced, suppressed
from digest.store import house as book
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.files import Rows
from digest.web.console.readers.counted import Counts
from digest.web.console.typed import row
from digest.web.console.words import say

SIZE = 50
MOST = 5000
"""So many addresses may be pasted at once."""
_RETURNED = (DeliveryState.BOUNCED, DeliveryState.COMPLAINED, DeliveryState.FAILED)
_MARK = frozenset("0123456789abcdef")
COUNTS: Counts[dict[str, int]] = Counts()


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted: addresses as they are known here, and what is none."""

    normals: tuple[str, ...]
    unreadable: tuple[str, ...]


@asks(Power.SEND)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A page of them, of one reason if asked; `behind` is the last of the page before."""
    reason, behind = request.GET.get("reason", ""), request.GET.get("behind", "")
    if reason not in ("", *SuppressionReason) or not set(behind) <= _MARK:
        raise Http404
    found = suppressed.page(reason, behind[:40], SIZE + 1)
    counted = COUNTS.of("never", hall.house().clock(), lambda: dict(suppressed.counts()))
    context = {
        "lines": found[:SIZE],
        "next": found[SIZE - 1].mark if len(found) > SIZE else "",
        "reason": reason,
        "reasons": [(one.value, say(f"never.{one}")) for one in SuppressionReason],
        "sum": sum(counted.told.values()),
        "most": MOST,
    }
    return render(request, "console/readers/never.html", context)


@asks(Power.SEND)
@require_POST
def weigh(request: HttpRequest) -> HttpResponse:
    """What suppressing the pasted addresses would change; nothing is kept."""
    typed, why = request.POST.get("addresses", ""), request.POST.get("why", "").strip()[:200]
    words = typed.replace(",", " ").replace(";", " ").split()
    if not words or not why or len(words) > MOST:
        told = say("never.too_many", n=MOST) if len(words) > MOST else say("nothing.chosen")
        messages.error(request, told)
        return redirect("console-never")
    pasted = _pasted(words)
    if request.POST.get("act") == "do":
        return _suppressed(request, pasted, why)
    context = {
        "pasted": pasted,
        "addresses": " ".join(pasted.normals),
        "why": why,
        "weighed": suppressed.weigh(pasted.normals, hall.house().address_key()),
    }
    return render(request, "console/readers/never_these.html", context)


def _pasted(words: list[str]) -> Pasted:
    good, bad = [], []
    for word in words:
        try:
            good.append(normal_address(word.strip("<>\"'")))
        except ValueError:
            bad.append(word[:120])
    return Pasted(tuple(dict.fromkeys(good)), tuple(dict.fromkeys(bad))[:50])


def _suppressed(request: HttpRequest, pasted: Pasted, why: str) -> HttpResponse:
    house = hall.house()
    key, now = house.address_key(), house.clock()
    made = suppressed.suppress(pasted.normals, key, source=why, actor=who(request).name, now=now)
    COUNTS.forget()
    messages.success(request, say("never.done", n=made))
    return redirect("console-never")


@asks(Power.SEND)
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    """The chosen may be mailed again, but for those whose own word it is."""
    marks = [mark for mark in request.POST.getlist("mark")[: 2 * SIZE] if set(mark) <= _MARK]
    actor, now = who(request).name, hall.house().clock()
    done = suppressed.lift(marks, actor=actor, now=now) if marks else 0
    COUNTS.forget()
    words = say("never.lifted", n=done) if done else say("nothing.chosen")
    (messages.success if done else messages.error)(request, words)
    return redirect("console-never")


@asks(Power.RULE)
@require_POST
def file(request: HttpRequest) -> HttpResponseBase:
    """All of them as CSV, of one reason if asked; who took it stands in the audit."""
    reason = request.POST.get("reason", "")
    if reason not in ("", *SuppressionReason):
        raise Http404
    book.audit(who(request).name, "export-suppressed", reason or "all", hall.house().clock())
    answer = StreamingHttpResponse(_rows(reason), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="never-mailed.csv"'
    return answer


def _rows(reason: str) -> Iterator[str]:
    table = csv.writer(Rows())
    yield table.writerow(["address", "mark", "reason", "source", "since"])
    for one in suppressed.rows(reason):
        cells = [one.address, one.mark, one.reason, one.source, one.at.isoformat()]
        yield table.writerow([defused(cell) for cell in cells])


@asks(Power.SEND)
@require_safe
def bounces(request: HttpRequest) -> HttpResponse:
    """Copies that came back, the newest issue first; `behind` goes on after one of them."""
    state, behind = request.GET.get("state", ""), request.GET.get("behind", "0-0")
    issue, _, reader = behind.partition("-")
    if state not in ("", *_RETURNED):
        raise Http404
    states = (state,) if state else tuple(one.value for one in _RETURNED)
    found = bounced.page(states, (row(issue), row(reader)), SIZE + 1)
    last = found[SIZE - 1] if len(found) > SIZE else None
    context = {
        "lines": found[:SIZE],
        "next": f"{last.issue}-{last.reader}" if last else "",
        "state": state,
        "states": [(one.value, say(f"copy.{one}")) for one in _RETURNED],
    }
    return render(request, "console/readers/bounces.html", context)


@asks(Power.SEND)
@require_POST
def after(request: HttpRequest) -> HttpResponse:
    """The readers of the chosen copies are never mailed again."""
    chosen = [int(one) for one in request.POST.getlist("reader")[:SIZE] if one.isdigit()]
    why = request.POST.get("why", "").strip()[:200]
    normals = bounced.addresses(chosen)
    if not normals or not why:
        messages.error(request, say("nothing.chosen"))
        return redirect("console-bounces")
    return _suppressed(request, Pasted(normals, ()), why)
