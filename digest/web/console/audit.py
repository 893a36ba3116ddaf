"""The audit as a page: who did what, when, before and after."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.model.operator import Power
from digest.store import journal
from digest.web.console.access import asks
from digest.web.console.typed import row

SIZE = 50


@asks(Power.LOOK)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """A page of the audit; `before` is the id of the last line of the page before."""
    before = row(request.GET.get("before", "0"))
    actor, act = request.GET.get("actor", "")[:200], request.GET.get("act", "")[:60]
    entries = journal.page(before=before, actor=actor, act=act, size=SIZE + 1)
    context = {
        "entries": [(e, _told(e.before), _told(e.after)) for e in entries[:SIZE]],
        "older": entries[SIZE - 1].id if len(entries) > SIZE else 0,
        "actor": actor,
        "act": act,
        "filtered": bool(actor or act or before),
    }
    return render(request, "console/audit.html", context)


def _told(value: object) -> str:
    """What stood there, as somebody reads it."""
    if value is None or value == {}:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_told(entry)}" for key, entry in value.items())
    if isinstance(value, list):
        return ", ".join(_told(entry) for entry in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
