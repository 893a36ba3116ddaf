"""The first page: did it go, is something stuck, is everybody alive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest import settings
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.store import alarms, announcing, approval, figures, settling
from digest.web.console import ahead, hall, shown, words
from digest.web.console.access import asks
from digest.web.console.blocks import blocks
from digest.web.health import LATEST


@dataclass(frozen=True, slots=True)
class Row:
    """A newsletter with its issues of today, or its last one where today has none yet."""

    digest: Digest
    issues: tuple[shown.Issue, ...]
    today: bool
    ahead: ahead.Ahead
    blocks: tuple[str, ...]


@asks(Power.LOOK)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Issues of the day, what needs a person, what is frozen, who is alive."""
    now = hall.house().clock()
    known = settings.current()
    needs, seen = figures.unsettled(), _seen()
    context = {
        "now": now,
        "rows": [_row(digest, now, seen) for _, digest in sorted(known.digests.items())],
        "waits": seen.waits,
        "needs": [shown.issue_of(line) for line in needs],
        "given_up": announcing.given_up(known.webhooks, now),
        "uncertain": sum(line.balance.uncertain for line in needs),
        "alarms": [(alarm, _issue_of(alarm.key)) for alarm in alarms.standing()],
        "switches": seen.switches,
        "beats": [*map(_beat, figures.beats(now)), *_heard(now)],
        "sources": seen.sources,
        "production": known.production,
        "delivery": known.delivery.scheme,
    }
    return render(request, "console/today.html", context)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What all newsletters share: asked once."""

    switches: tuple[figures.Switch, ...]
    waits: list[tuple[shown.Issue, str]]
    sources: list[figures.Health]

    def blocks(self, digest: Digest, coming: ahead.Ahead) -> tuple[str, ...]:
        """Why that one would not go now."""
        return blocks(
            digest,
            coming,
            frozen=any(switch.digest in ("", digest.slug) for switch in self.switches),
            waiting=sum(issue.line.digest == digest.slug for issue, _ in self.waits),
            ill={source.slug for source in self.sources},
        )


def _seen() -> _Seen:
    ill = [source for source in figures.sources() if source.failures or source.gone]
    return _Seen(figures.switches(), _waits(), ill)


def _issue_of(key: str) -> int:
    """The issue that an alarm is about; 0 where it is about none."""
    found = re.search(r"\bissue (\d+)$", key)
    return int(found[1]) if found else 0


def _heard(now: datetime) -> list[dict[str, object]]:
    """How long ago the post last reported anything, where it ever did."""
    at = settling.last_heard()
    age = words.since((now - at).total_seconds()) if at else ""
    return [{"name": words.say("today.reports"), "age": age, "late": False}] if at else []


def _waits() -> list[tuple[shown.Issue, str]]:
    """Issues that wait for somebody's yes, each with what there is to decide."""
    issues = approval.asked(20)
    told = approval.all_of(issues)
    lines = [line for line in figures.some(issues) if line.issue in told]
    return [(shown.issue_of(line), shown.why_it_waits(told[line.issue])) for line in lines]


def _row(digest: Digest, now: datetime, seen: _Seen) -> Row:
    day = now.astimezone(digest.tz).date()
    lines = figures.of_day(digest.slug, day)
    issues = tuple(shown.issue_of(line) for line in lines)
    is_today = any(line.day >= day for line in lines)
    coming = ahead.ahead(digest, now)
    return Row(digest, issues, is_today, coming, seen.blocks(digest, coming))


def _beat(beat: figures.Beat) -> dict[str, object]:
    part = beat.name.replace("@", ":").partition(":")[0]
    return {
        "name": beat.name,
        "age": words.since(beat.age),
        "late": beat.age > LATEST.get(part, beat.age),
    }
