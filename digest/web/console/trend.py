"""A digest's report over time: a line for each issue, its measures drawn, its usual range beside.

As a file too; neither names a reader.  Openings stand in grey: they are no sign that a mail was read.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.model.operator import Power
from digest.model.plan import Digest
from digest.model.report import Measured
from digest.reporting.page import spoken
from digest.reporting.words import WORDS
from digest.rules.bands import MEASURES, band
from digest.rules.roster import defused
from digest.store import trend
from digest.web.console import hall
from digest.web.console.access import asks
from digest.web.console.typed import row
from digest.web.console.words import speech

SIZE = 60
IN_A_FILE = 1000
LENGTH, HEIGHT = 1000.0, 100.0
_LEAST = 1.5
"""A number that is not nought is never invisible."""


@dataclass(frozen=True, slots=True)
class Column:
    """An issue's number as a column: where it begins, how wide and how high it is."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A measure over time; the usual range is drawn behind it where there is one."""

    name: str
    about: str
    columns: tuple[Column, ...]
    usual_y: float | None
    usual: float


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest, digest: str) -> HttpResponse:
    """The newest issues of a digest, with those of its last 30 days as what is usual."""
    plan = _plan(digest)
    below = row(request.GET.get("below", "0"))
    found = trend.lines(digest, SIZE + 1, below)
    lines, words = found[:SIZE], WORDS[speech().language]
    usual = _usual(lines)
    context = {
        "plan": plan,
        "lines": [(line, _cells(line)) for line in lines],
        "names": [words[name] for name in MEASURES],
        "charts": [_chart(one, lines, words[one.name]) for one in usual if _known(one, lines)],
        "usual": [(words[one.name], _range(one)) for one in usual],
        "opens": any(line.opens is not None for line in lines),
        "older": lines[-1].issue if len(found) > SIZE else 0,
    }
    return render(request, "console/trend.html", context)


def _plan(digest: str) -> Digest:
    plan = hall.house().settings.digests.get(digest)
    if plan is None:
        raise Http404
    return plan


def _usual(lines: Sequence[trend.Line]) -> tuple[Measured, ...]:
    """The newest issue against those of the 30 days before it."""
    if not lines:
        return ()
    others = trend.near(lines[0], tuple(lines[1:]))
    return band(lines[0].shares, [one.shares for one in others])


def _known(one: Measured, lines: Sequence[trend.Line]) -> bool:
    return any(line.shares.get(one.name) is not None for line in lines)


def _cells(line: trend.Line) -> list[str]:
    return [spoken(Measured(name, None), line.shares.get(name)) for name in MEASURES]


def _range(one: Measured) -> str:
    if one.lower is not None:
        return f"{spoken(one, one.lower)} – {spoken(one, one.upper)}"
    return spoken(one, one.median)


def _chart(one: Measured, lines: Sequence[trend.Line], name: str) -> Chart:
    """From the oldest at the beginning to the newest at the end, on a scale of its own from nought."""
    values = [line.shares.get(one.name) for line in reversed(lines)]
    most = max([*(value or 0 for value in values), one.upper or 0]) or 1
    step = LENGTH / max(len(values), 10)
    columns = []
    for place, value in enumerate(values):
        high = max(_LEAST, HEIGHT * value / most) if value else 0.0
        columns.append(Column(place * step, step * 0.8, HEIGHT - high, high))
    low, top = (one.lower or 0) * HEIGHT / most, (one.upper or 0) * HEIGHT / most
    newest = spoken(one, lines[0].shares.get(one.name)) or "–"
    about = f"{name}: {newest} ({_range(one) or '–'})"
    return Chart(
        name,
        about,
        tuple(columns),
        HEIGHT - top if one.lower is not None else None,
        max(_LEAST, top - low),
    )


@asks(Power.LOOK)
@require_safe
def file(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001
    """The same as CSV: shares as numbers from 0 to 1, nothing rounded."""
    _plan(digest)
    kept = StringIO()
    table = csv.writer(kept)
    table.writerow(["issue", "day", "number", "subject", *MEASURES, "opens"])
    for line in trend.lines(digest, IN_A_FILE):
        cells = [line.shares.get(name) for name in MEASURES]
        subject = defused(line.subject)
        table.writerow([line.issue, line.day, line.number, subject, *cells, line.opens])
    answer = HttpResponse(kept.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{digest}-issues.csv"'
    return answer
