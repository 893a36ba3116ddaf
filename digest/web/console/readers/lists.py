"""Lists with their readers by standing: made, described, removed while nobody stands on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.model.audience import SubscriptionState
from digest.model.operator import Power
from digest.settings import checks
from digest.store import lists
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.readers.counted import Counts
from digest.web.console.steps import line
from digest.web.console.words import say

COUNTS: Counts[list[dict[str, Any]]] = Counts()


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All lists, and the digests that send to them."""
    house = hall.house()
    counted = COUNTS.of("lists", house.clock(), lists.everyone)
    plans = house.settings.digests.values()
    rows = [
        {
            **row,
            "digests": [plan for plan in plans if row["list"] in plan.lists],
            "people": [row["readers"].get(state.value, 0) for state in SubscriptionState],
        }
        for row in counted.told
    ]
    states = [(state.value, say(f"standing.{state}")) for state in SubscriptionState]
    context = {"rows": rows, "states": states, "at": counted.at}
    return render(request, "console/readers/lists.html", context)


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Make a list, describe one, or remove an empty one."""
    post, house = request.POST, hall.house()
    slug, actor, now = post.get("list", "").strip(), who(request).name, house.clock()
    words = {"title": line(post.get("title", ""), 120), "about": line(post.get("about", ""), 500)}
    match post.get("act"):
        case "make":
            _make(request, slug, words)
        case "describe" | "remove" if slug not in lists.slugs():
            raise Http404
        case "describe":
            changed = lists.describe(slug, **words, actor=actor, now=now)
            messages.success(request, say("lists.described" if changed else "person.same"))
        case "remove" if lists.remove(slug, actor=actor, now=now):
            messages.success(request, say("lists.removed", list=slug))
        case "remove":
            messages.error(request, say("lists.full", list=slug))
        case _:
            messages.error(request, say("nothing.chosen"))
    COUNTS.forget()
    return redirect("console-lists")


def _make(request: HttpRequest, slug: str, words: dict[str, str]) -> None:
    try:
        checks.slug(slug)
    except ValueError:
        messages.error(request, say("lists.name.wrong"))
        return
    actor, now = who(request).name, hall.house().clock()
    if lists.make(slug[:60], **words, actor=actor, now=now):
        messages.success(request, say("lists.made", list=slug))
    else:
        messages.error(request, say("lists.there", list=slug))
