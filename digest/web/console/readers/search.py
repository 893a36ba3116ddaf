"""Readers looked for among a million, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.bootstrap import House
from digest.model.audience import SubscriptionState, address_hash, normal_address
from digest.model.operator import Power
from digest.model.segment import Filter
from digest.rules import filters
from digest.rules.filter_tokens import BadFilter
from digest.store import finding, former, lists, suppressed
from digest.store.people import number_of
from digest.web.console import hall
from digest.web.console.access import asks
from digest.web.console.typed import row
from digest.web.console.words import say

STATES = (*(state.value for state in SubscriptionState), finding.SUPPRESSED)
LONGEST = 254
SIZE = 50


@dataclass(frozen=True, slots=True)
class Stranger:
    """An address that no reader has: where its reader moved to, why it is never mailed."""

    address: str
    moved_to: str = ""
    reader: int = 0
    never: suppressed.Line | None = None


@asks(Power.SEND)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for, and the readers it holds for."""
    house = hall.house()
    text = request.GET.get("filter", "").strip()[:2000]
    tree, wrong = _filter(text, house)
    asked = _asked(request, tree)
    page = None if wrong else finding.find(asked, house.clock().date())
    context = {
        "asked": asked,
        "filter": text,
        "wrong": wrong,
        "page": page,
        "narrowed": bool(asked.words or asked.list or asked.state or text),
        "lists": lists.slugs(),
        "ways": [(by.value, say(f"readers.by.{by}")) for by in finding.By],
        "states": [(state, say(f"standing.{state}")) for state in STATES],
        "stranger": _stranger(asked, house) if page and not page.readers else None,
        "next": _next(request, page),
    }
    return render(request, "console/readers/search.html", context)


def _filter(text: str, house: House) -> tuple[Filter | None, BadFilter | None]:
    try:
        return (filters.parse(text, house.settings.attributes) if text else None), None
    except BadFilter as error:
        return None, error


def _asked(request: HttpRequest, tree: Filter | None) -> finding.Asked:
    get = request.GET
    after, by, state = row(get.get("after", "0")), get.get("by", "address"), get.get("state", "")
    if by not in tuple(finding.By) or state not in ("", *STATES):
        raise Http404
    return finding.Asked(
        words=" ".join(get.get("q", "").replace("\0", "").split())[:LONGEST],
        by=finding.By(by),
        list=get.get("list", "")[:60],
        state=state,
        filter=tree,
        after=after,
        size=SIZE,
    )


def _next(request: HttpRequest, page: finding.Page | None) -> str:
    """The query of the next page; empty where this is the last one."""
    if page is None or not page.after:
        return ""
    query = request.GET.copy()
    query["after"] = str(page.after)
    return query.urlencode()


def _stranger(asked: finding.Asked, house: House) -> Stranger | None:
    """What is known of a whole address that is nobody's."""
    try:
        normal = normal_address(asked.words)
    except ValueError:
        return None
    never = suppressed.one(address_hash(normal, house.address_key()))
    moved = former.moved_to(normal)
    if never is None and moved is None:
        return None
    address = moved[0] if moved else ""
    return Stranger(normal, address, number_of(address) or 0 if address else 0, never)
