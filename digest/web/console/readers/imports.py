"""Files of readers: taken, tried, agreed to and worked off elsewhere; and readers out as a file.

    upload | columns | what would come of it | where the consent comes from | on the queue, with its rate

Nothing is brought in here: `digest.uploading` has it done, piece by piece, off the page's own time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from digest import uploading
from digest.model.errors import DigestError
from digest.model.operator import Power
from digest.model.upload import OPEN, WORKED_ON, Given, Upload
from digest.rules.attributes import written
from digest.rules.roster import STANDINGS, Role, defused
from digest.store import exporting, lists, uploads
from digest.store import house as book
from digest.store.importing import Found
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.files import Rows
from digest.web.console.words import foreign, lasting, say

SHOWN = 200
"""So many refused rows a page shows."""


@asks(Power.RULE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The files so far, a form for another one, and one for a file out."""
    settings = hall.house().settings
    context = {
        "uploads": uploads.latest(),
        "lists": lists.slugs(),
        "digests": [plan for _, plan in sorted(settings.digests.items())],
        "roles": [(role.value, say(f"role.{role}")) for role in Role],
        "attributes": tuple(settings.attributes),
        "largest": uploading.LARGEST >> 20,
        "states": [(state, say(f"standing.{state}")) for state in _STATES],
    }
    return render(request, "console/readers/imports.html", context)


_STATES = ("confirmed", "pending", "paused", "unsubscribed", "suppressed")


@asks(Power.RULE)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keep a file and have it tried."""
    file, post, settings = request.FILES.get("file"), request.POST, hall.house().settings
    slug = post.get("list", "").strip()[:60]
    if file is None or not slug:
        messages.error(request, say("imports.nothing"))
        return redirect("console-imports")
    meanings = [*(role.value for role in Role), *settings.attributes]
    asked = {name: post.get(f"column-{name}", "").strip()[:200] for name in meanings}
    given = Given(
        name=(file.name or "file")[:200],
        list=slug,
        actor=who(request).name,
        columns={name: header for name, header in asked.items() if header},
        asks=post.get("asks", "")[:60],
    )
    try:
        number = uploading.take(hall.house(), file, given, rehearse=True)
    except DigestError as error:
        messages.error(request, say("imports.refused", why=foreign(error.message)))
        return redirect("console-imports")
    return redirect("console-import", number=number)


@dataclass(frozen=True, slots=True)
class Look:
    """How far a file was when it was first looked at here: what its rate is told by."""

    state: str
    line: int
    at: datetime


_looks: dict[int, Look] = {}


@asks(Power.RULE)
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A file: how far it is, what comes of its rows, and what there is to decide."""
    found = _upload(number)
    told, working = found.told, found.state in WORKED_ON
    counts = [(say(f"found.{kind}"), told.found.get(kind.value, 0)) for kind in Found]
    context = {
        "upload": found,
        "working": working,
        "open": found.state in OPEN,
        "share": min(100, told.line * 100 // found.rows) if found.rows else 0,
        "rate": _rate(found, hall.house().clock()) if working else "",
        "counts": [*counts, (say("found.refused"), told.refused)],
        "bad": told.refused_rows[:SHOWN],
        "more_bad": told.refused > len(told.refused_rows[:SHOWN]),
        "asks": found.given.asks,
    }
    return render(request, "console/readers/import.html", context)


def _upload(number: int) -> Upload:
    found = uploads.find(number)
    if found is None:
        raise Http404
    return found


def _rate(found: Upload, now: datetime) -> SafeString | str:
    """Lines a second since it was first looked at in this state, and how long it takes yet."""
    first = _looks.get(found.id)
    if first is None or first.state != found.state or first.line > found.told.line:
        if len(_looks) > SHOWN:
            _looks.clear()
        _looks[found.id] = Look(found.state, found.told.line, now)
        return ""
    lines, seconds = found.told.line - first.line, (now - first.at).total_seconds()
    if lines <= 0 or seconds <= 0:
        return ""
    per_second = lines / seconds
    left = max(0, found.rows - found.told.line) / per_second
    return say("imports.rate", n=round(per_second), span=lasting(left))


@asks(Power.RULE)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Say yes to a tried file, with where the consent comes from; or call it off."""
    found, post, actor = _upload(number), request.POST, who(request).name
    now = hall.house().clock()
    if post.get("act") == "cancel":
        done = uploads.cancel(number, actor=actor, now=now)
        (messages.success if done else messages.error)(
            request, say("imports.cancelled" if done else "imports.over")
        )
        return redirect("console-import", number=number)
    consent = " ".join(post.get("consent", "").split())[:500]
    if not found.given.asks and not (consent and post.get("have")):
        messages.error(request, say("imports.say"))
        return redirect("console-import", number=number)
    # First the word, then what it allows: nobody is in without it.
    told = {"consent": consent or "asked by mail"}
    book.audit(actor, "upload-consent", f"{number} into {found.given.list}", now, after=told)
    if uploading.agree(hall.house(), number, actor=actor):
        messages.success(request, say("imports.agreed"))
    else:
        messages.error(request, say("imports.over"))
    return redirect("console-import", number=number)


@asks(Power.RULE)
@require_POST
def out(request: HttpRequest) -> HttpResponseBase:
    """Readers and how they stand, as a file; who took it stands in the audit."""
    post, attributes = request.POST, tuple(hall.house().settings.attributes)
    slug, state, form = post.get("list", ""), post.get("state", ""), post.get("form", "csv")
    wrong = state not in ("", *STANDINGS) or (slug and slug not in lists.slugs())
    if wrong or form not in ("csv", "json"):
        raise Http404
    now = hall.house().clock()
    book.audit(who(request).name, "export-readers", slug or "all", now, after={"state": state})
    rows = _json(slug, state) if form == "json" else _csv(slug, state, attributes)
    kind = "application/x-ndjson" if form == "json" else "text/csv; charset=utf-8"
    answer = StreamingHttpResponse(rows, content_type=kind)
    name = f"{slug or 'readers'}.{'jsonl' if form == 'json' else 'csv'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _json(slug: str, state: str) -> Iterator[str]:
    for row in exporting.rows(slug, state):
        yield json.dumps(row, ensure_ascii=False, default=str) + "\n"


def _csv(slug: str, state: str, names: Sequence[str]) -> Iterator[str]:
    table = csv.writer(Rows())
    yield table.writerow([*exporting.COLUMNS[:-1], *names])
    for row in exporting.rows(slug, state):
        kept = row.pop(exporting.ATTRIBUTES)
        own = [written(kept[name]) if name in kept else "" for name in names]
        yield table.writerow([defused(str(cell)) for cell in (*row.values(), *own)])
