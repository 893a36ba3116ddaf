"""When newsletters go out: rules in words, the next five, days without, and what became of the last.

The rule itself stands in the digest's file; a day is taken out and put back here, and what is held
because it is too late is let go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.coming import Coming, coming
from digest.model.errors import GuardRefused
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.model.schedule import CatchUp, SlotState, parse_day
from digest.store import occurrences
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.ahead import summer_time
from digest.web.console.rulewords import rule_words
from digest.web.console.words import ahead, foreign, lasting, moment, say

NEXT, LAST = 5, 8


@dataclass(frozen=True, slots=True)
class Line:
    """One of the next: its slot, how long yet, and what is to be noted about it."""

    coming: Coming
    ahead: str
    notes: tuple[str, ...]


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every digest with its schedule."""
    house = hall.house()
    now = house.clock()
    plans = [plan for _, plan in sorted(house.settings.digests.items())]
    rows = [_row(plan, now) for plan in plans]
    return render(request, "console/schedules.html", {"rows": rows})


def _row(plan: Digest, now: datetime) -> dict[str, object]:
    timing = plan.timing
    by_hand = sorted(occurrences.days_off(plan.slug))
    today = now.astimezone(plan.tz).date()
    return {
        "plan": plan,
        "file": f"digests/{plan.slug}.toml",
        "rules": [rule_words(rule) for rule in timing.rules],
        "late": _late(plan),
        "approval": say(f"approval.{timing.approve}"),
        "by_hand": [day for day in by_hand if day >= today],
        "by_file": [day for day in sorted(timing.skip) if day >= today],
        "holidays": [(day, name) for day, name in timing.holidays if day >= today][:12],
        "once": [at for at in timing.once if at.date() >= today],
        "blackouts": [span for span in timing.blackouts if span.end.date() >= today],
        "next": [_line(one, now) for one in coming(plan, now, NEXT)],
        "last": [(one, one.state is SlotState.HELD) for one in occurrences.latest(plan.slug, LAST)],
        "today": today.isoformat(),
    }


def _late(plan: Digest) -> str:
    rule = plan.timing.catch_up
    if rule in (CatchUp.LIMIT, CatchUp.ASK):
        return say(f"catch.{rule}", span=lasting(plan.lateness.total_seconds()))
    return say(f"catch.{rule}")


def _line(one: Coming, now: datetime) -> Line:
    notes = [summer_time(one), _hours(one)]
    if one.slot.skipped:
        notes.append(say("schedules.skipped", why=foreign(one.slot.skipped)))
    return Line(one, ahead(one.slot.at - now), tuple(note for note in notes if note))


def _hours(one: Coming) -> str:
    """How many readers get it at once and when the last do, where they have their own hours."""
    if not one.hours or one.hours[-1][0] == one.slot.at:
        return ""
    at_once = sum(readers for at, readers in one.hours if at == one.slot.at)
    return say("schedules.hours", n=at_once, at=moment(one.hours[-1][0], "short"))


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Take a day out, put one back, or let go what is held because it is late."""
    post, house = request.POST, hall.house()
    slug = post.get("digest", "")
    if slug not in house.settings.digests:
        raise Http404
    act, _, what = post.get("act", "").partition(" ")
    try:
        _do(request, slug, act, what or post.get("day", ""))
    except GuardRefused as error:
        messages.error(request, say("nothing.changed", why=foreign(error.message)))
    except ValueError:
        messages.error(request, say("schedules.no_day"))
    return redirect("console-schedules")


def _do(request: HttpRequest, slug: str, act: str, what: str) -> None:
    actor, now = who(request).name, hall.house().clock()
    if act == "release":
        done = occurrences.release(slug, what[:40], actor=actor, now=now)
        words = say("schedules.done.release")
    elif act in ("skip", "unskip"):
        day = parse_day(what)
        change = occurrences.skip_day if act == "skip" else occurrences.unskip_day
        done, words = change(slug, day, actor=actor, now=now), say(f"schedules.done.{act}", day=day)
    else:
        messages.error(request, say("nothing.chosen"))
        return
    if done:
        messages.success(request, words)
    else:
        messages.error(request, say("person.same"))
