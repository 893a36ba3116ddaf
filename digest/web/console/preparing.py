"""An ad-hoc digest by hand: what, from which stories, for whom.  It waits; nothing leaves by it.

digest, lists, segment, addresses, stories, subject, who first  |  read  |  compose  |  an issue that waits
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from digest import jobs
from digest.bootstrap import House
from digest.flow.compose import Order, compose
from digest.flow.dispatch import refuse_others, refuse_unknown
from digest.flow.gather import gather
from digest.model.audience import Audience, normal_address
from digest.model.canary import CanaryPlan, Then
from digest.model.errors import DigestError, GuardRefused, UsageError
from digest.model.issue import IssueKind, TooThin
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.rules.given import given
from digest.store import approval, issues, segments
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.steps import line, number, web_address
from digest.web.console.words import foreign, refused, say

MOST_STORIES = 50
MOST_ADDRESSES = 200
MOST_FIRST = 1000


@asks(Power.SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Choose what goes to whom; nothing leaves by it."""
    house = hall.house()
    if request.method == "POST":
        try:
            return _prepared(request, house)
        except DigestError as error:
            messages.error(request, say("send.refused", why=refused(error)))
            return redirect("console-send")
    digests = [digest for _, digest in sorted(house.settings.digests.items())]
    context = {
        "digests": digests,
        "chosen": request.GET.get("digest", ""),
        "segments": segments.everyone(),
    }
    return render(request, "console/send.html", context)


def _prepared(request: HttpRequest, house: House) -> HttpResponse:
    post = request.POST
    digest = house.settings.digest(post.get("digest", ""))
    order = _order(post, digest, house)
    refuse_unknown(order.audience, digest)
    going_on = issues.unfinished(digest.slug, order.day, order.kind)
    if going_on is not None:
        refuse_others(going_on, order.audience)
    _read(post, digest, order, house)
    now = house.clock()
    made = approval.made_to_wait(
        lambda: compose(digest, order, now=now), actor=who(request).name, now=now
    )
    if isinstance(made, TooThin):
        raise GuardRefused(made.words, guard=made.reason)
    if approval.of(made) is None:
        messages.error(request, say("send.there"))
        return redirect("console-issue", number=made)
    return redirect("console-desk", number=made)


def _order(post: QueryDict, digest: Digest, house: House) -> Order:
    lists = tuple(one for one in post.getlist(f"list-{digest.slug}") if one in digest.lists)
    if not lists:
        raise GuardRefused(say("send.no_list"), guard="audience")
    only = tuple(dict.fromkeys(map(_address, _words(post, "only", MOST_ADDRESSES))))
    return Order(
        jobs.today(digest, house.clock()),
        IssueKind.ADHOC,
        Audience(lists, only, segments.named(post.get("segment", "")[:60])),
        urls=tuple(dict.fromkeys(map(web_address, _words(post, "stories", MOST_STORIES)))),
        subject=line(post.get("subject", ""), 200),
        cool_down=timedelta(0) if post.get("again") else digest.cool_down,
        first=_first(post),
    )


def _first(post: QueryDict) -> CanaryPlan | None:
    """Who gets it first, if that was said here."""
    if not post.get("first", "").strip():
        return None
    minutes = _number(post, "wait", 1, 24 * 60) if post.get("wait", "").strip() else None
    return CanaryPlan(
        _number(post, "first", 0, MOST_FIRST),
        timedelta(minutes=minutes) if minutes else CanaryPlan().wait,
        Then.ASK if post.get("then") == Then.ASK else Then.GO,
    )


def _number(post: QueryDict, field: str, least: int, most: int) -> int:
    found = number(post.get(field, "").strip())
    if not least <= found <= most:
        raise UsageError(say("send.range", n=found, least=least, most=most))
    return found


def _words(post: QueryDict, field: str, most: int) -> list[str]:
    found = post.get(field, "").replace(",", " ").split()
    if len(found) > most:
        raise UsageError(say("send.too_many", most=most, n=len(found)))
    return found


def _address(word: str) -> str:
    try:
        return normal_address(word)
    except ValueError as error:
        raise UsageError(say("send.no_address", word=word, why=foreign(error))) from None


def _read(post: QueryDict, digest: Digest, order: Order, house: House) -> None:
    """The stories that were named, or the digest's sources where that is wanted."""
    if not order.urls:
        if post.get("gather"):
            jobs.gather_all(house, digest)
        return
    sources = given(digest, order.urls)
    with house.newsstand(sources) as newsstand:
        for report in gather(sources, newsstand=newsstand, clock=house.clock):
            if report.error:
                raise UsageError(
                    say("send.no_story", source=report.source, why=foreign(report.error))
                )
