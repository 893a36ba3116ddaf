"""Segments: filters over readers, put together by rows or typed, counted before they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.bootstrap import House
from digest.model.audience import Segment
from digest.model.operator import Power
from digest.model.segment import JOINED, ON, REPORTED, SUBSCRIBED, Field, Filter
from digest.rules import filters
from digest.rules.filter_rows import How, Row, written
from digest.rules.filter_tokens import LONGEST, BadFilter
from digest.settings import checks
from digest.store import lists, segments
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.readers.counted import Counted, Counts
from digest.web.console.words import say

LEAST_ROWS, MOST_ROWS = 3, 12
COUNTS: Counts[int] = Counts()


@dataclass(frozen=True, slots=True)
class Draft:
    """A filter on the way to a segment: its rows, its text, whom it holds for, what is wrong."""

    rows: tuple[Row, ...]
    joined: str
    text: str
    counted: Counted[int] | None = None
    wrong: BadFilter | None = None
    missing: tuple[str, ...] = ()


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All segments, and the builder with what was asked of it."""
    house = hall.house()
    known = lists.slugs()
    draft = _draft(request, house, known)
    blank = max(LEAST_ROWS - len(draft.rows), 1)
    context = {
        "segments": segments.everyone(),
        "draft": draft,
        "rows": [*draft.rows, *[Row()] * blank][:MOST_ROWS],
        "fields": _fields(house),
        "hows": [(how.value, say(f"how.{how}")) for how in How],
        "lists": known,
        "longest": LONGEST,
    }
    return render(request, "console/readers/segments.html", context)


def _fields(house: House) -> list[tuple[str, str]]:
    """What a row may ask for, each in words; an attribute by its own name."""
    fields = [(one.value, say(f"field.{one}")) for one in Field]
    own = [(name, name) for name in house.settings.attributes]
    events = [(name, say(f"field.{name}")) for name in (ON, JOINED, SUBSCRIBED, *REPORTED)]
    return [*fields, *own, *events]


def _draft(request: HttpRequest, house: House, known: tuple[str, ...]) -> Draft:
    get = request.GET
    cells = zip(get.getlist("field"), get.getlist("how"), get.getlist("value"), strict=False)
    rows = tuple(
        Row(field[:60], How(how), value[:200])
        for field, how, value in list(cells)[:MOST_ROWS]
        if field and how in tuple(How)
    )
    joined = "or" if get.get("join") == "or" else "and"
    text = written(rows, joined) or get.get("text", "").strip()[:LONGEST]
    if not text:
        return Draft(rows, joined, "")
    try:
        tree = filters.parse(text, house.settings.attributes)
    except BadFilter as error:
        return Draft(rows, joined, text, wrong=error)
    missing = tuple(one for one in filters.lists_of(tree) if one not in known)
    return Draft(rows, joined, text, _count(text, tree, house), missing=missing)


def _count(text: str, tree: Filter, house: House) -> Counted[int]:
    now = house.clock()
    return COUNTS.of(text, now, lambda: segments.count_of(tree, now))


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Keep a filter under a name, or forget a segment."""
    post, house = request.POST, hall.house()
    slug, actor = post.get("segment", "").strip()[:60], who(request).name
    if post.get("act") == "keep":
        _keep(request, slug, post.get("text", "").strip()[:LONGEST], house)
    elif post.get("act") == "remove" and segments.remove(slug, actor=actor, now=house.clock()):
        messages.success(request, say("segments.removed", segment=slug))
    else:
        messages.error(request, say("nothing.chosen"))
    return redirect("console-segments")


def _keep(request: HttpRequest, slug: str, text: str, house: House) -> None:
    try:
        checks.slug(slug)
        tree = filters.parse(text, house.settings.attributes)
    except BadFilter as error:
        messages.error(request, say("segments.wrong", n=error.at))
        return
    except ValueError:
        messages.error(request, say("segments.name.wrong"))
        return
    made = Segment(slug, text, filters.kinds_of(tree))
    if segments.keep(made, actor=who(request).name, now=house.clock()):
        messages.success(request, say("segments.kept", segment=slug))
    else:
        messages.error(request, say("segments.there", segment=slug))
