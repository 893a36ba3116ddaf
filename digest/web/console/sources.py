"""Sources: how each stands, what digest sees in one or in a new address, and adding it to a digest.

An address is fetched as a gathering does it, by the guarded fetch and within its limits: never this
machine, never a private network, unless the settings open it.  Nothing of a look is kept.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest import sourced
from digest.model.errors import DigestError
from digest.model.operator import Power
from digest.model.source import Source, SourceKind
from digest.settings import checks
from digest.sourcefile import KINDS, Added, add_source
from digest.store import house as book
from digest.store import news
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.words import foreign, say

COLOURS = {"well": "good", "new": "quiet", "waiting": "warn", "failing": "bad", "gone": "bad"}
SHOWN = 30
"""So many stories of a look are shown."""
_DAY = timedelta(days=1)


@asks(Power.LOOK)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every configured source with its health."""
    house = hall.house()
    now, found = house.clock(), sourced.configured(house.settings)
    slugs = [source.slug for source, _ in found]
    states, counts = news.states(slugs), news.came_since(slugs, now - _DAY)
    rows = []
    for source, digests in found:
        state = states[source.slug]
        health, _ = sourced.health_of(state, now)
        rows.append(
            {
                "source": source,
                "digests": digests,
                "state": state,
                "health": health,
                "colour": COLOURS[health],
                "found": counts.get(source.slug, 0),
            }
        )
    context = {"rows": rows, "kinds": _kinds()}
    return render(request, "console/sources.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, say(f"source.{kind}")) for kind in KINDS]


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What is in a configured source now; or ask it as for the first time from now on."""
    house, slug = hall.house(), request.POST.get("source", "")
    known = {source.slug: source for source, _ in sourced.configured(house.settings)}
    if slug not in known:
        raise Http404
    if request.POST.get("act") == "forget":
        news.forget(slug)
        book.audit(who(request).name, "forget-source", slug, house.clock())
        messages.success(request, say("sources.forgotten", source=slug))
        return redirect("console-sources")
    if known[slug].kind is SourceKind.PUSH:
        raise Http404
    return _seen(request, known[slug], configured=True)


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What digest sees at an address that is no source yet."""
    url, kind = request.POST.get("url", "").strip()[:2000], request.POST.get("kind", "")
    if kind not in KINDS or not _readable(url):
        messages.error(request, say("sources.wrong"))
        return redirect("console-sources")
    return _seen(request, Source("new-source", SourceKind(kind), url), configured=False)


def _readable(url: str) -> bool:
    try:
        checks.web_address(url)
    except ValueError:
        return False
    return not any(sign.isspace() for sign in url)


def _seen(request: HttpRequest, source: Source, *, configured: bool) -> HttpResponse:
    house = hall.house()
    told = sourced.seen(source, sourced.read(house, [source])[source.slug])
    context = {
        "source": source,
        "told": told,
        "stories": told.get("stories", [])[:SHOWN],
        "configured": configured,
        "kinds": _kinds(),
        "digests": [plan for _, plan in sorted(house.settings.digests.items())],
    }
    return render(request, "console/source_seen.html", context)


@asks(Power.RULE)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Write a source into a digest's file."""
    post, house = request.POST, hall.house()
    digest = post.get("digest", "")
    if digest not in house.settings.digests:
        raise Http404
    source = Added(
        slug=post.get("slug", "").strip()[:60],
        kind=post.get("kind", ""),
        url=post.get("url", "").strip()[:2000],
        name=" ".join(post.get("name", "").split())[:120],
    )
    try:
        add_source(house.settings.config, digest, source)
    except DigestError as error:
        messages.error(request, say("sources.not_added", why=foreign(error.message)))
        return redirect("console-sources")
    after = {"kind": source.kind, "url": source.url}
    book.audit(
        who(request).name, "source-add", f"{source.slug} to {digest}", house.clock(), after=after
    )
    messages.success(request, say("sources.added", source=source.slug, digest=digest))
    return redirect("console-sources")
