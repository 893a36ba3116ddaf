"""The first page: did it go, is something stuck, is everybody alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest import settings
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.store import approval, figures
from digest.web.console import ahead, hall, shown, words
from digest.web.console.access import asks
from digest.web.health import LATEST


@dataclass(frozen=True, slots=True)
class Row:
    """A newsletter with its issues of today, or its last one where today has none yet."""

    digest: Digest
    issues: tuple[shown.Issue, ...]
    today: bool
    ahead: ahead.Ahead


@asks(Power.LOOK)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Issues of the day, what needs a person, what is frozen, who is alive."""
    now = hall.house().clock()
    known = settings.current()
    switches = figures.switches()
    context = {
        "now": now,
        "rows": [_row(digest, now) for _, digest in sorted(known.digests.items())],
        "waits": _waits(),
        "needs": [shown.issue_of(line) for line in figures.unsettled()],
        "switches": switches,
        "beats": [_beat(beat) for beat in figures.beats(now)],
        "sources": [s for s in figures.sources() if s.failures or s.gone],
        "production": known.production,
        "delivery": known.delivery.scheme,
    }
    return render(request, "console/today.html", context)


def _waits() -> list[tuple[shown.Issue, str]]:
    """Issues that wait for somebody's yes, each with what there is to decide."""
    issues = approval.asked(20)
    told = approval.all_of(issues)
    lines = [line for line in figures.some(issues) if line.issue in told]
    return [(shown.issue_of(line), shown.why_it_waits(told[line.issue])) for line in lines]


def _row(digest: Digest, now: datetime) -> Row:
    day = now.astimezone(digest.tz).date()
    lines = figures.of_day(digest.slug, day)
    issues = tuple(shown.issue_of(line) for line in lines)
    is_today = any(line.day >= day for line in lines)
    return Row(digest, issues, is_today, ahead.ahead(digest, now))


def _beat(beat: figures.Beat) -> dict[str, object]:
    part = beat.name.replace("@", ":").partition(":")[0]
    return {
        "name": beat.name,
        "age": words.since(beat.age),
        "late": beat.age > LATEST.get(part, beat.age),
    }
