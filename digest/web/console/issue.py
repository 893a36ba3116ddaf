"""One issue: its balance, its batches, and the copies that need a look."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.model.operator import Power
from digest.store import figures
from digest.web.console import shown
from digest.web.console.access import asks
from digest.web.public.archive import permalink

AT_MOST = 200


@asks(Power.LOOK)
@require_safe
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """The issue of that id."""
    line = figures.one(number)
    if line is None:
        raise Http404
    oddities = figures.oddities(number, AT_MOST)
    context = {
        "issue": shown.issue_of(line),
        "permalink": permalink(line.digest, line.day, line.number),
        "pieces": figures.pieces(number),
        "oddities": oddities,
        "more": len(oddities) == AT_MOST,
        "at_most": AT_MOST,
    }
    return render(request, "console/issue.html", context)
