"""Who came and who left, day by day: bars drawn on the server, and a table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.model.operator import Power
from digest.store import lists, subscribers
from digest.web.console import hall
from digest.web.console.access import asks
from digest.web.console.readers.counted import Counts

SPANS = (30, 90, 365)
LENGTH, HEIGHT = 1000.0, 100.0
"""Units of the drawing: its length, and how high the highest bar is above or below the line."""
COUNTS: Counts[list[dict[str, Any]]] = Counts()


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its two bars: x, width, and how high each is."""

    day: date
    came: int
    left: int
    x: float
    width: float
    up: float
    down: float

    @property
    def top(self) -> float:
        """Where the upper bar begins."""
        return HEIGHT + 3 - self.up

    @property
    def net(self) -> int:
        """How many more there are than the day before."""
        return self.came - self.left


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of one list or of all, over a span of days."""
    asked, slug = request.GET.get("days", str(SPANS[0])), request.GET.get("list", "")[:60]
    known, now = lists.slugs(), hall.house().clock()
    if asked not in map(str, SPANS) or (slug and slug not in known):
        raise Http404
    days = int(asked)
    counted = COUNTS.of(
        (slug, days), now, lambda: subscribers.growth(slug, now, timedelta(days=days - 1))
    )
    drawn = drawn_of(counted.told, now.date(), days)
    context = {
        "days": drawn,
        "told": [day for day in reversed(drawn) if day.came or day.left],
        "came": sum(day.came for day in drawn),
        "left": sum(day.left for day in drawn),
        "first": drawn[0].day,
        "last": drawn[-1].day,
        "span": days,
        "spans": SPANS,
        "lists": known,
        "list": slug,
        "at": counted.at,
    }
    return render(request, "console/readers/growth.html", context)


def drawn_of(rows: list[dict[str, Any]], today: date, days: int) -> tuple[Day, ...]:
    """Every day of the span, the empty ones too, as bars around a line."""
    by_day = {row["day"]: row for row in rows}
    most = max((max(row["came"], row["left"]) for row in rows), default=0) or 1
    step = LENGTH / days
    found = []
    for place in range(days):
        day = today - timedelta(days=days - 1 - place)
        row = by_day.get(day, {"came": 0, "left": 0})
        bars = (_high(row["came"], most), _high(row["left"], most))
        at = round(place * step, 2)
        found.append(Day(day, row["came"], row["left"], at, round(step * 0.8, 2), *bars))
    return tuple(found)


def _high(n: int, most: int) -> float:
    """A day that is not nothing is never invisible."""
    return round(max(2.0, HEIGHT * n / most), 2) if n else 0.0
