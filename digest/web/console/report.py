"""What became of an issue, for whoever may look; as a file for who writes about it."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.model.errors import UsageError
from digest.model.operator import Power
from digest.model.report import Report
from digest.reporting import STORY_HEAD, report_of, story_rows
from digest.reporting.page import context_of, document
from digest.reporting.words import WORDS
from digest.rules.roster import defused
from digest.web.console import hall
from digest.web.console.access import asks
from digest.web.console.words import speech


@asks(Power.LOOK)
@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """The report of an issue, as last counted; a minute old at most while it goes out."""
    return render(
        request, "console/report.html", context_of(_report(number), WORDS[speech().language])
    )


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """The same as a page that stands alone, to keep or to pass on; it names no reader."""
    answer = HttpResponse(document(_report(number), speech().language))
    answer.headers["Content-Disposition"] = f'attachment; filename="issue-{number}.html"'
    return answer


@asks(Power.LOOK)
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """Its stories with who followed them, as CSV; it names no reader."""
    kept = StringIO()
    table = csv.writer(kept)
    table.writerow(STORY_HEAD)
    for row in story_rows(_report(number)):
        table.writerow([defused(cell) if isinstance(cell, str) else cell for cell in row])
    answer = HttpResponse(kept.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="issue-{number}.csv"'
    return answer


def _report(number: int) -> Report:
    try:
        return report_of(hall.house(), number)
    except UsageError as error:
        raise Http404 from error
